"""What is often said of both families: the claim with its wrong words struck, what was measured here, and what holds."""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st
import torch

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Python, Step, child, plain
from explainer.core.words import count_word, listed
from explainer.data import sentences
from explainer.data.changes import on_sheet
from explainer.data.digits import SIDE, example
from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS, grammar, ids
from explainer.models import digits, readers
from explainer.models.comparing.sizes import BEFORE_THE_HEAD, LARGER, OWN, SHEET, Size
from explainer.models.store import shipped
from explainer.views.comparing import facts
from explainer.views.comparing.seeds import middle
from explainer.views.comparing.sheets import DENSE, POOLED, called
from explainer.views.comparing.show import SHOW
from explainer.views.controls import Controls, say
from explainer.views.doors import MOST, Bars, Cells, Drawing, Part, Ring, Window
from explainer.views.figures import percent, spread
from explainer.views.part import apart, tried
from explainer.views.payload import Tensors
from explainer.views.pictured import Changes, Claim, Dots, Drawn, Link, Spread, claims
from explainer.views.terms import term

SETTINGS = Controls()
SHOWN = 3
FIELD_OF = "conv2"
STRIDE = 2
LOOP = "rnn"
_PARTED = 0.1
_HIGH = 54
_LEADS: dict[facts.Ahead, str] = {"CNN": "the CNN leads on", "loop": "the loop on", "level": "neither on"}


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    tensors = _tensors()
    back = tried(_back) or {}
    made = (tried(_fit), tried(_sizes, tensors), tried(_power), tried(_memory, tensors), tried(_reach))
    rows = [row for row in made if row]
    claims("said", ("Often said", "What was measured here", "What holds"), rows, {**tensors, **back}, SHOW)
    say(problems)
    return False


def _sentence(k: int) -> list[sentences.Word]:
    """One of the two."""
    return sentences.words(PAIRS[0][k][0], grammar().vocabulary)


@cache
def _tensors() -> Tensors:
    """A digit by itself and on a sheet, the same map of both, a recurrent network's states over two sentences and its
    answers."""
    digit = example(SHOWN)[None].astype(np.float32) / 255
    sheet = on_sheet(digit, SHEET, ((SHEET[0] - SIDE) // 2, (SHEET[1] - SIDE) // 2))
    first = child(built("net", digits.trained(), shipped("digits")), 0)
    maps = [record([first], Step(x, Python("x"))).tensors["conv1"] for x in (digit, sheet)]
    clearest = int(np.abs(maps[0]).mean((1, 2)).argmax())
    found = {"digit": digit, "sheet": sheet, "map": maps[0][clearest], "larger map": maps[1][clearest]}
    net = readers.trained()[LOOP]
    layers = [
        *(child(built("net", net, shipped("readers", LOOP)), k) for k in range(len(net))),
        plain(torch.nn.Softmax(-1)),
    ]
    for k, side in enumerate("AB"):
        read = torch.from_numpy(ids(_sentence(k)))
        t = record(layers, Step(read, Python("x")))
        found |= {f"{side}.states": t.tensors[f"{LOOP}1.h"].reshape(-1, 1), f"{side}.answer": t.tensors["softmax1"]}
    return found


def _back() -> Tensors:
    """How much each word back counts, the last one last."""
    return {"reach": np.array(facts.reach("pairs", LOOP)[::-1], np.float32)}


def _fit() -> Claim:
    digit = Drawn("", Drawing((Cells("digit", (0, 0, 56, 56), scale="grey"),), 56, 56), f"A handwritten {SHOWN}")
    names = {"cnn": "CNN", "lstm": "LSTM, by rows", "rnn": "RNN, by rows"}
    pictures = {name: facts.digits(key) for key, name in names.items()}
    told = {"conv": "1-D CNN", "rnn": "RNN", "bag": "word counts"}
    texts = {name: facts.sentences(key, "pairs") for key, name in told.items()}
    seen = facts.ahead(pictures["CNN"], pictures["LSTM, by rows"])
    read = facts.ahead(texts["1-D CNN"], texts["RNN"])
    return Claim(
        "Too simple",
        ("CNNs are for ", "images", ", RNNs for ", "text"),
        Link("Same bag →", "same-bag"),
        (digit, _spread("a picture: one of ten digits", pictures), _spread("a text: good or bad, new pairs", texts)),
        "The fit is to structure.",
        f"Near in space, or before in time. Each can do the other’s work: on digits {_is(seen)}, on sentences {_is(read)}.",
    )


def _is(who: facts.Ahead) -> str:
    return {"CNN": "the CNN is ahead", "loop": "the loop is ahead", "level": "neither is ahead"}[who]


def _spread(title: str, rows: dict[str, list[float]]) -> Spread:
    dots = tuple(Dots(name, tuple(shares), spread(shares)) for name, shares in rows.items())
    return Spread(title, dots, facts.scale_from(rows.values()))


def _sizes(tensors: Tensors) -> Claim:
    limit = float(np.abs(tensors["map"]).max())
    weights = digits.count(digits.network()[:BEFORE_THE_HEAD])
    rows: list[tuple[str, ...]] = [(DENSE, f"{percent(middle(facts.digits('cnn')))} → none", "")]
    for name, head in POOLED.items():
        shares = [
            [percent(middle(facts.on_sheets(head, mixed, size))) for size in (OWN, SHEET)] for mixed in (False, True)
        ]
        rows.append((name, *(" → ".join(pair) for pair in shares)))

    def falls(mixed: bool, size: Size) -> str:
        right = ([middle(facts.on_sheets(head, mixed, at)) for at in (OWN, size)] for head in POOLED.values())
        return _fall(round(100 * max(own - there for own, there in right)))

    return Claim(
        "Half true",
        ("CNNs ", "need inputs of one size", ", RNNs read any length"),
        Link("Any size →", "compare", "Any size"),
        (
            _convolved(tensors, "digit", "map", _HIGH * SIDE / SHEET[0], limit),
            _convolved(tensors, "sheet", "larger map", _HIGH, limit),
            Changes(("right, by head", "own size learned", "all sizes"), tuple(rows)),
        ),
        "Only the dense head is fixed.",
        f"The same {weights:,} weights slide over any size, and pooled maps let any in. The middle seed’s answers "
        f"{falls(False, SHEET)}; with {called(SHEET)} learned they {falls(True, SHEET)}, at {called(LARGER)}, never met, "
        f"{falls(True, LARGER)}.",
    )


def _fall(points: int) -> str:
    return f"fall by up to {points} points" if points > 0 else "hold"


def _convolved(tensors: Tensors, name: str, made: str, high: float, limit: float) -> Drawn:
    """A picture and its map, as large as their cells are many."""
    (rows, columns), (out, across) = tensors[name].shape[-2:], tensors[made].shape[-2:]
    cell = high / rows
    wide, right = columns * cell, columns * cell + 10
    parts = (
        Cells(name, (0, 0, wide, high), scale="grey"),
        Cells(made, (right, (rows - out) * cell / 2, across * cell, out * cell), MOST, limit=limit),
        Window(name, (0, 0, wide, high), MOST, of=made),
    )
    seen, map_of = f"{rows} × {columns}", f"{out} × {across}"
    says = f"A digit of {seen} and its map of {map_of}"
    return Drawn(f"{seen}, map {map_of}", Drawing(parts, right + across * cell, high), says)


def _power() -> Claim:
    found = facts.side_by_side()
    who = {name: facts.ahead(*both) for name, both in found.items()}
    called = {"CNN": "CNN ahead", "loop": "loop ahead", "level": "level"}
    rows = tuple(Dots(name, tuple(cnn), called[who[name]], tuple(loop)) for name, (cnn, loop) in found.items())
    led = {one: listed([name for name, won in who.items() if won == one]) for one in _LEADS if one in who.values()}
    said = "; ".join(f"{_LEADS[one]} {names}" for one, names in led.items())
    both = {"CNN", "loop"} <= led.keys()
    low = facts.scale_from([one for pair in found.values() for one in pair])
    return Claim(
        "Wrong" if both else "Not shown",
        ("CNNs are ", "more powerful", " than RNNs"),
        Link("The whole table →", "compare", "The table"),
        (Spread("right, a dot per seed:", rows, low, ("CNN", "loop (LSTM)")),),
        "Neither: the data decide." if both else "Not on these tasks.",
        f"{said[0].upper()}{said[1:]}.",
    )


def _memory(tensors: Tensors) -> Claim:
    a, b = (tuple(word.read for word in _sentence(k)) for k in (0, 1))
    differ = tuple(k for k, both in enumerate(zip(a, b, strict=True)) if both[0] != both[1])
    units = tensors["A.states"].size // len(a)
    ends = [tensors[f"{side}.states"][-units:, 0] for side in "AB"]
    apart = float(np.abs(ends[0] - ends[1]).max()) > _PARTED
    same = " ".join(a[max(differ) + 1 :])
    limit = max(float(np.abs(tensors[f"{side}.states"]).max()) for side in "AB")
    return Claim(
        "True",
        ("CNNs pass straight through; RNNs carry a memory",),
        Link("Unroll →", "unroll"),
        tuple(_states(tensors, side, own, differ, units, limit) for side, own in (("A", a), ("B", b))),
        "Yes: here is the memory.",
        f"{count_word(units).capitalize()} numbers, handed from word to word. Both sentences end with “{same}”, "
        f"{'yet their states still differ' if apart else 'and by then their states are alike'}.",
    )


def _states(
    tensors: Tensors, side: str, own: tuple[str, ...], differ: tuple[int, ...], units: int, limit: float
) -> Drawn:
    drawing = Drawing((Cells(f"{side}.states", (0, 0, 440, 18), MOST, words=True, ring=units, limit=limit),), 440, 18)
    answer = LABELS[int(tensors[f"{side}.answer"].argmax())]
    says = f"The RNN’s state after each word of “{' '.join(own)}”, which it takes for {answer}"
    return Drawn("", drawing, says, over=own, marked=differ, end=answer)


def _reach() -> Claim:
    high, wide = facts.measured("influence")["fields"][FIELD_OF]["side"]
    back = facts.reach("pairs", LOOP)
    place = STRIDE * ((SIDE - high) // (2 * STRIDE))
    parts: tuple[Part, ...] = (
        Cells("digit", (0, 0, 64, 64), scale="grey"),
        Ring("digit", (0, 0, 64, 64), field=(place, place, high, wide)),
    )
    last = len(back) - 1
    labels = tuple("last" if k == last else str(last - k) for k in range(len(back)))
    return Claim(
        "Loose",
        ("CNNs ", "work like the eye", ", RNNs use the past"),
        Link("Influence →", "compare", "Influence"),
        (
            Drawn(
                f"one cell of {FIELD_OF} sees {high} × {wide}; all others: 0",
                Drawing(parts, 64, 64),
                f"A digit with the {high} × {wide} pixels ringed that one cell depends on",
            ),
            Drawn(
                "how a word moves the last state, by words back",
                Drawing((Bars("reach", (0, 0, 300, 46), MOST),), 300, 46),
                f"From the last word back: {', '.join(percent(share) for share in back)}",
                under=labels,
            ),
        ),
        "What they have is a reach.",
        f"The visual cortex inspired it, no more. A kernel’s reach has an edge; a loop’s fades, here to {percent(back[-1])} "
        f"of the strongest in {count_word(last)} words.",
    )


def words() -> None:
    """What was to be seen."""
    with apart():
        st.markdown(
            "## What you saw\n\n"
            f"Both families learn from examples by the same {term('gradient descent')}; what differs is what one question may look "
            "at. A convolution asks the same of every neighbourhood, a loop asks the same after every word, and most of what is "
            "said of them is true of one head, one length or one task."
        )
