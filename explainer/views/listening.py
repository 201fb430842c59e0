"""The stage of the chapter on sound: a wave and its spectrogram, what one of the readers makes of it, and what all three answer."""

from __future__ import annotations

from explainer.core.derived import newest, strongest
from explainer.core.trace import Trace
from explainer.core.words import listed
from explainer.data.sounds import KINDS as SOUNDS
from explainer.data.sounds import RATE
from explainer.models.sound_layers import BANDS, HOP
from explainer.models.sounds import BY_KEY, KINDS
from explainer.views.controls import now
from explainer.views.panels import Bands, Map, Panel, Row, Wave
from explainer.views.prediction import Truth
from explainer.views.scene import Mark, Scene, Steps, cell_name
from explainer.views.sound import BAND_NAMES, PLAYED, Shown
from explainer.views.veil import veiled

SHORT = ("holds", "rises", "falls", "major", "minor", "kick", "snare", "hi-hat")
MAPS = (("o", "map"), ("i", "row"), ("j", "column"))
BY_MOMENT = (("t", "moment"), ("k", "number"))
AXES = {
    "input": (("c", "wave"), ("n", "sample")),
    "ear": (("o", "kernel"), ("i", "moment")),
    **{f"cnn.{name}": MAPS for name in ("conv1", "relu1", "conv2", "relu2", "most")},
    **{f"gru.loop.{letter}": (("t", "moment"), ("k", "unit")) for letter in "rznh"},
    **{f"bag.{name}": BY_MOMENT for name in ("linear1", "relu1")},
    **{f"bag.{name}": (("m", "mean"), ("k", "number")) for name in ("linear2", "relu2")},
    "gru.linear1": (("t", "moment"), ("o", "logit")), "gru.each": (("t", "moment"), ("o", "answer")),
    "bag.linear3": (("m", "mean"), ("o", "logit")), "bag.each": (("m", "mean"), ("o", "answer")),
    "cnn.flatten1": (("k", "map"),), "cnn.linear1": (("o", "logit"),),
    **{f"{key}.answer": (("o", "answer"),) for key in BY_KEY},
}  # fmt: skip
CALLED = {
    "answer": SOUNDS,
    "logit": tuple(f"logit of {kind}" for kind in SOUNDS),
    "band": tuple(f"band {name}" for name in BAND_NAMES),
    "kernel": tuple(f"{wave} of {name}" for wave in ("cosine", "sine") for name in BAND_NAMES),
}
LABELS = {
    "input": "wave", "ear": "kernel’s answer", "loud": "loudness", "heard": "spectrogram", "gru.each": "answer so far",
    "bag.each": "answer of the mean", "cnn.conv1": "map", "cnn.relu1": "map", "cnn.conv2": "second map",
    "cnn.relu2": "second map", "cnn.most": "most of a map", "cnn.flatten1": "most of a map", "cnn.linear1": "logit",
    "gru.columns": "column", "gru.loop.r": "reset gate", "gru.loop.z": "update gate", "gru.loop.n": "candidate",
    "gru.loop.h": "state", "gru.linear1": "logit", "bag.columns": "column", "bag.linear1": "what a column shows",
    "bag.relu1": "what a column shows", "bag.mean1": "mean of all columns", "bag.linear2": "of the mean",
    "bag.relu2": "of the mean", "bag.linear3": "logit", **{f"{kind.key}.answer": kind.name for kind in KINDS},
}  # fmt: skip
ENDS = ("answer", "each", "linear1", "linear3")
FORWARDS = (
    "Press Listen. Point at a cell of the spectrogram: above it stand the samples and the two kernels that made it."
)
BACKWARDS = "The same samples, the last one first. Dashed: what each reader said to them forwards."
OWN = "Yours. A network always answers with one of the kinds that it learned, whatever it hears."
OCTAVES = tuple(name if name.startswith("C") and "♯" not in name else "" for name in BAND_NAMES)
ROW = 14
WHO = {(): "Nobody", ("gru",): "Only the GRU", ("cnn",): "Only the CNN", ("cnn", "gru"): "CNN and GRU"}
OFFERED = (WHO[()], WHO[("gru",)], WHO[("cnn", "gru")], "All three")


def scene(state: Shown, t: Trace, reader: str, asks: bool) -> Scene:
    """One ``reader``, by its key, over the sound. While the page ``asks``, what is said of a sound played backwards is secret."""
    ear = (_wave(), _spectrogram(reader))
    back = now(PLAYED) != PLAYED.start
    looped = reader == "gru"
    found = Scene(
        "sound",
        (ear, *_reader(t, reader), _answers(state)),
        {"cnn": "cnn.conv1", "gru": "gru.loop.h", "bag": "bag.relu1"}[reader],
        LABELS,
        closed=True,
        below=True,
        first=_first(t, reader),
        marks=_before(state) if back and not asks else (),
        steps=Steps(("gru.loop.h",), ("state",), each="moment", ms=250) if looped else None,
        hint=OWN if state.kind is None else FORWARDS if asks or not back else BACKWARDS,
        axes=AXES,
        called=CALLED,
        readings={"input": "{value}: how far the air is pushed at this moment."},
    )
    return veiled(found, {f"{key}.{end}": "all" for key in BY_KEY for end in ENDS}) if asks and back else found


def _wave() -> Wave:
    return Wave(
        "input",
        "Wave",
        grow=1.7,
        rate=RATE,
        hop=HOP,
        kernels="ear.weight",
        heard="ear",
        after=("loud", "heard"),
        bands=BAND_NAMES,
    )


def _spectrogram(reader: str) -> Bands:
    return Bands("heard", "Spectrogram", grow=1.7, rows=OCTAVES, field=reader == "cnn")


def _first(t: Trace, reader: str) -> str:
    """The cell that the page opens with: where its state changes most of the loop, else what of
    the ear made the loudest cell of the spectrogram."""
    if reader == "gru":
        return cell_name("gru.loop.h", newest(t.tensors["gru.loop.h"]))
    _, band, moment = strongest(t.tensors["heard"])
    kernel = max((band, band + BANDS), key=lambda k: abs(t.tensors["ear"][k, moment]))
    return cell_name("ear", (kernel, moment))


def _reader(t: Trace, reader: str) -> tuple[tuple[Panel, ...], ...]:
    """What the reader makes of the spectrogram."""
    if reader == "cnn":
        return (Map("cnn.conv1", "Maps", compact=2, grow=0.8),), (Map("cnn.conv2", "Second maps", compact=4, grow=0.9),)
    if reader == "gru":
        each = Bands("gru.each", "Answer so far", rows=SHORT, scale="probability", turned=True, tall=ROW, grow=1.4)
        return ((Bands("gru.loop.h", "State", rows=("",), turned=True, grow=1.4), each),)
    found = Bands("bag.relu1", "In each column", turned=True, grow=1.2)
    return ((found,), (Bands("bag.mean1", "Mean", turned=True, grow=0.3),))


def _answers(state: Shown) -> tuple[Panel, ...]:
    """A row for each reader."""
    found: list[Panel] = []
    for kind in KINDS:
        title = f"{kind.name}, trained here" if kind.key == state.trained_here else kind.name
        found.append(
            Row(
                f"{kind.key}.answer",
                title,
                cells=tuple(range(len(SOUNDS))),
                scale="probability",
                labels=() if found else SHORT,
                names=SOUNDS,
                grow=1.3,
            )
        )
    return tuple(found)


def _before(state: Shown) -> tuple[Mark, ...]:
    """What each answers to the sound as it was, where it is played backwards: ringed."""
    return tuple(Mark(f"{key}.answer", (there,), "", dashed=True) for key, (_, there) in state.turned.items())


def who_changes(state: Shown) -> tuple[tuple[str, ...], Truth]:
    """Who says something else to the sound played the other way round, and what else one might think."""
    changed = tuple(key for key in ("cnn", "gru") if len(set(state.turned[key])) > 1)
    right, backwards = WHO[changed], 0 if now(PLAYED) != PLAYED.start else 1
    there = {key: SOUNDS[both[backwards]] for key, both in state.turned.items()}
    said = [f"the {BY_KEY[key].name} says “{there[key]}”" for key in changed]
    leans = "leans the other way" if changed else "still shows what they look for"
    reason = f"the picture is mirrored and {leans}. A mean of columns stays the same: the bag must say “{there['bag']}” again."
    options = OFFERED if right in OFFERED else (*OFFERED[:1], right, *OFFERED[1:])
    told = listed(said) if said else "nobody changes its answer"
    return options, Truth(right, told, reason, on="bag.answer", plays=False)
