"""Questions about reading a sentence: by a window, by counting, by a loop."""

from __future__ import annotations

import random
from collections import Counter

import torch

from explainer.core.words import count_word, times_word
from explainer.data import countries
from explainer.data.sentences import Shape, grammar, ids, words
from explainer.models import languages, readers
from explainer.models.digits import count
from explainer.models.sentence_layers import Counts, Window
from explainer.ops.kinds import KINDS as RECURRENT
from explainer.study.questions.asked import Line, Option, Place, Question, TooAlike, among
from explainer.study.units import NEGATIONS

MARKS = (",", ".")
CELLS = ("RNN", "GRU", "LSTM")
SHORTEST = 4


def opinion(rng: random.Random) -> str:
    """A sentence that says of a thing that it is good or bad."""
    g = grammar()
    shape = rng.choice(g.shapes)
    return countries.as_written(_filled(shape, rng.choice(g.things), rng.choice(g.good), rng.choice(g.bad)))


def _filled(shape: Shape, thing: str, good: str, bad: str) -> str:
    return shape.text.format(thing=thing, good=good, bad=bad)


def window(rng: random.Random) -> Question:
    """The first word that a window sees."""
    home = rng.choice(tuple(countries.LANGUAGES))
    away = rng.choice([name for name in (*countries.CITIES, *countries.LANGUAGES) if name != home])
    said = countries.as_written(rng.choice(countries.SHAPES).format(home=home, away=away))
    sentence = words(said, countries.vocabulary())
    n = rng.randint(3, min(max(languages.WINDOWS), len(sentence) - 1))
    seen = Window(n)(torch.from_numpy(ids(sentence))[None, :, None])[0, :, 0]
    first = next(k for k, word in enumerate(sentence) if word.number == int(seen[0]))
    right = sentence[first].written
    plain = [word for word in sentence if word.read not in MARKS]
    wrong = [
        (sentence[-n - 1], f"That is {n + 1} from the end."),
        (sentence[-n + 1], f"That is {n - 1} from the end."),
        (sentence[n - 1], "That counts from the beginning; the last words stand at the end."),
    ]
    if len(plain) >= n:
        wrong.append((plain[-n], "That leaves out the marks, which take their place in the window as words do."))
    if [word.number for word in sentence].count(int(seen[0])) > 1 or right in MARKS:
        raise TooAlike  # it would not be said which of them is meant
    held = int(seen.shape[0]) and any(int(k) == _number(home) for k in seen)
    what = f"“{home.capitalize()}”, on which the answer hangs, is {'still in it' if held else 'no longer in it'}."
    why = f"Counted from the end, words and marks alike, it is number {n}. {what}"
    mistakes = [Option(word.written, how) for word, how in wrong if word.read not in MARKS]
    options, at = among(rng, Option(right, why), mistakes)
    place = Place("sequences", f"input[{first}]", {"sentence": said, "idea": "Window", "window": n})
    asked = f"A window holds the last {n} words and marks of this sentence. Which is the first that it sees?"
    return Question("window", "A window", asked, (Line(f"{said} ___"),), options, at, place)


def _number(word: str) -> int:
    return words(word, countries.vocabulary())[0].number


def bag(rng: random.Random) -> Question:
    """Which two sentences are the same to a counter."""
    g = grammar()
    shapes = [shape for shape in g.shapes if shape.has_pair]
    things, good, bad = (rng.sample(many, 4) for many in (g.things, g.good, g.bad))
    pairs = []
    for k, thing in enumerate(things):
        shape = rng.choice(shapes)
        a, b = (_filled(one, thing, good[k], bad[k]) for one in (shape, shape.turned()))
        changes = (
            [(a, b)]
            if k == 0
            else _no_longer_the_same(rng, a, b, good[k], rng.choice(g.good), bad[k], rng.choice(g.bad))
        )
        pairs.append(rng.choice(changes))
    found = []
    for k, (a, b) in enumerate(pairs):
        first, second = rng.sample([countries.as_written(a), countries.as_written(b)], 2)
        left = difference(first, second)
        if bool(left.any()) != bool(k):
            raise TooAlike
        word = int(left.abs().argmax()) if k else words(good[0])[0].number
        shown = Place("same-bag", f"difference[{word}]", {"first": first, "second": second})
        found.append(Option(f"{first} / {second}", "" if k == 0 else _counted(first, second), shown))
    why = "Every word stands in both as often. Only the order differs, and a counter throws that away."
    options, at = among(rng, Option(found[0].said, why, found[0].place), found[1:])
    asked = "Which two sentences are one and the same to a network that counts words?"
    place = found[0].place
    assert place
    return Question("bag", "The same bag", asked, (), options, at, place)


def difference(first: str, second: str) -> torch.Tensor:
    """(vocabulary,), the first sentence's counts less the second's."""
    counts = Counts(len(grammar().vocabulary))
    a, b = (counts(torch.from_numpy(ids(words(said)))[None])[0] for said in (first, second))
    return a - b


def _no_longer_the_same(
    rng: random.Random, a: str, b: str, good: str, better: str, bad: str, worse: str
) -> list[tuple[str, str]]:
    """Pairs near to one with the same words: a word of one of them is another, is gone, or is there once more."""
    changes = [(a, b.replace(good, better)), (a, b.replace(bad, worse))]
    said = next((word for word in a.split() if word in NEGATIONS), None)
    if said:
        other = rng.choice([word for word in NEGATIONS if word != said])
        changes += [(a, b.replace(f"{said} ", "", 1)), (a, b.replace(said, other, 1))]
    if " at all" in b:
        changes.append((a, b.replace(" at all", "", 1)))
    return changes


def _counted(first: str, second: str) -> str:
    """What a counter notices."""
    a, b = (Counter(word.read for word in words(said)) for said in (first, second))
    told = []
    for more, less, which in ((a, b, "first"), (b, a, "second")):
        for word, n in (more - less).items():
            alone = (
                f"stands in the {which} alone" if not less[word] else f"is there {times_word(n)} more in the {which}"
            )
            told.append(f"“{word}” {alone}")
    return f"A counter tells these apart: {', '.join(told[:2])}."


def loop(rng: random.Random) -> Question:
    """What a loop does: which states a word changes, or what more words and other cells cost."""
    return _changed(rng) if rng.random() < 0.5 else _cost(rng)


def _changed(rng: random.Random) -> Question:
    said, kind = opinion(rng), rng.choice(CELLS)
    sentence = words(said)
    length = len(sentence)
    if length < SHORTEST + 1:
        raise TooAlike
    t = rng.randint(2, length - 2)
    net = readers.trained()[kind.lower()]
    read = torch.from_numpy(ids(sentence)).long()[None]
    other = read.clone()
    other[0, t - 1] = rng.choice([k for k in range(2, len(grammar().vocabulary)) if k != int(read[0, t - 1])])
    with torch.no_grad():
        before, after = (readers.loop_of(net)(net[0](one))[0][0] for one in (read, other))
    differ = [k + 1 for k in range(length) if not torch.equal(before[k], after[k])]
    right = _after(differ[0], differ[-1], length)
    why = "The state after a word is made of that word and the state before: what changes is handed on to the end."
    before_it, its_own, next_one = (_state(kind, said, after) for after in (t - 1, t, t + 1))
    mistakes = [
        Option(
            _after(t, t, length),
            "The next state is made of this one, and so on to the end: they change, too.",
            next_one,
        ),
        Option(
            _after(1, t, length),
            "It reads from left to right: what it knew before that word is as it was.",
            before_it,
        ),
        Option(_after(1, length, length), "Those before that word were made without it.", before_it),
        Option(
            _after(t + 1, length, length), "The state after that word is made of it, so that one changes, too.", its_own
        ),
    ]
    options, at = among(rng, Option(right, why), mistakes, 3)
    changed = f"You change word {t}, “{sentence[t - 1].written}”."
    asked = f"{_article(kind)} {kind} reads this sentence. {changed} Which of its states can change?"
    return Question("loop", "The loop", asked, (Line(said),), options, at, its_own)


def _state(kind: str, said: str, after: int) -> Place:
    """What is handed on after the word of that number, counted from 1, and what it is made of."""
    letter = "c" if kind == "LSTM" else "h"
    return Place("unroll", f"{kind.lower()}1.{letter}[{after - 1},0]", {"sentence": said, "network": kind})


def _after(first: int, last: int, length: int) -> str:
    if first == last:
        return f"that after word {first}"
    return f"all {length}" if (first, last) == (1, length) else f"those after words {first} to {last}"


def _cost(rng: random.Random) -> Question:
    said, kind = opinion(rng), rng.choice(CELLS[1:])
    length = len(words(said))
    one, right = (count(readers.loop_of(readers.trained()[name])) for name in ("rnn", kind.lower()))
    own = RECURRENT[kind].gates
    gates, shares = len(own), sum(gate.is_share for gate in own)
    candidate = next(gate.letter for gate in own if not gate.is_share)
    cell = f"{kind.lower()}1.{candidate}[{length - 1},0]"
    parts = Place("gates", cell, {"sentence": said, "network": kind})
    mistakes = [
        Option(f"{one:,}", f"So many has the plain RNN; {_article(kind).lower()} {kind} has that {times_word(gates)}."),
        Option(f"{shares * one:,}", "That counts its gates alone; the candidate has weights of its own.", parts),
        Option(f"{right * length:,}", "That has a cell for each word; it is one cell, used again."),
        Option(f"{one * length:,}", "That is a plain RNN with a cell for each word; the cell is one, used again."),
    ]
    each = f"each with as many as the plain RNN: {gates} × {one:,}"
    why = f"{count_word(shares).capitalize()} gates and a candidate, {each}, for a sentence of any length."
    options, at = among(rng, Option(f"{right:,}", why), mistakes, 3)
    asked = (
        f"A plain RNN with {readers.STATE} units has a cell of {one:,} weights. {_article(kind)} {kind} with as many units "
        f"reads this sentence of {length} words and marks. How many weights has its cell?"
    )
    return Question("loop", "The loop", asked, (Line(said),), options, at, _state(kind, said, length))


def _article(kind: str) -> str:
    return "A" if kind == "GRU" else "An"
