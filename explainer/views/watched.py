"""The stage of the chapter on video: a pad to carry a digit on, the frames and what one of the readers makes of them, and what all
four answer."""

from __future__ import annotations

from explainer.core.derived import largest, newest, strongest
from explainer.core.trace import Trace
from explainer.data.motions import FRAMES, MOTIONS
from explainer.models.frame_layers import COLUMNS, ROWS
from explainer.models.motions import BY_KEY, KINDS
from explainer.views import video
from explainer.views.controls import now
from explainer.views.panels import Answer, Carry, Columns, Legend, Map, Panel, Picture, Refused, Row, Strip
from explainer.views.scene import Mark, Scene, Steps, cell_name
from explainer.views.veil import veiled
from explainer.views.video import SYMBOLS, Shown

MAPS = (("t", "frame"), ("o", "map"), ("i", "row"), ("j", "column"))
AXES = {
    "input": (("t", "frame"), ("i", "row"), ("j", "column")),
    "digit": (("o", "sheet"), ("i", "row"), ("j", "column")),
    **{f"{key}.{name}": MAPS for key in ("bag", "gru") for name in ("conv1", "relu1", "conv2", "relu2")},
    **{f"{key}.flatten1": (("t", "frame"), ("k", "number")) for key in ("bag", "gru")},
    **{f"bag.{name}": (("t", "frame"), ("k", "number")) for name in ("linear1", "relu3")},
    **{f"bag.{name}": (("m", "mean"), ("k", "number")) for name in ("linear2", "relu4")},
    **{f"gru.loop.{letter}": (("t", "frame"), ("k", "unit")) for letter in "rznh"},
    "gru.linear1": (("t", "frame"), ("o", "logit")), "gru.each": (("t", "frame"), ("o", "answer")),
    "bag.linear3": (("m", "mean"), ("o", "logit")), "bag.each": (("m", "mean"), ("o", "answer")),
    **{f"{key}.linear1": (("o", "logit"),) for key in ("one", "stack")},
    **{f"{key}.answer": (("o", "answer"),) for key in BY_KEY},
}  # fmt: skip
CALLED = {"answer": MOTIONS, "logit": tuple(f"logit of {motion}" for motion in MOTIONS)}
LABELS = {"input": "frame", "digit": "digit", "gru.each": "answer so far", "bag.each": "answer of the mean"} | {
    f"{kind.key}.{name}": said
    for kind in KINDS
    for name, said in (
        ("conv1", "map"), ("relu1", "map"), ("conv2", "second map"), ("relu2", "second map"), ("flatten1", "its numbers"),
        ("loop.r", "reset gate"), ("loop.z", "update gate"), ("loop.n", "candidate"), ("loop.h", "state"),
        ("linear1", "logit" if kind.key != "bag" else "what a frame shows"), ("relu3", "what a frame shows"),
        ("mean1", "mean of all frames"), ("linear2", "of the mean"), ("relu4", "of the mean"), ("linear3", "logit"),
        ("frame1", "frame"), ("answer", kind.name.lower() if kind.key != "gru" else kind.name),
    )
}  # fmt: skip
PER = 8
FORWARDS = "Take hold of the digit and carry it: it is filmed, and read."
BACKWARDS = "The same frames, the last one first. Dashed: what each reader said to them forwards."
CONVOLVED = {"one": (2, 4), "stack": (2, 3)}


def scene(state: Shown, t: Trace, reader: str, asks: bool) -> Scene:
    """One ``reader``, by its key, over the frames. While the page ``asks``, what is said of a clip played backwards is secret."""
    there = f"{reader}.answer" in t.tensors
    play, first = _played(t, reader) if there else ("input", None)
    middle = _reader(state, t, reader) if there else (_frames(state), *_refusal(state, reader))
    columns = ((_pad(),), *((panel,) if isinstance(panel, Panel) else panel for panel in middle), _answers(state, t))
    looped = there and BY_KEY[reader].each
    found = Scene(
        "video",
        columns,
        play,
        LABELS,
        closed=True,
        below=True,
        first=first,
        marks=() if asks else _turned(state, t),
        steps=Steps((play,), ("state",), each="frame") if looped else None,
        hint=FORWARDS if asks or now(video.PLAYED) == video.PLAYED.start else BACKWARDS,
        axes=AXES,
        called=CALLED,
        readings={"input": "{value}: how bright this cell of the frame is.", "digit": "{value}, a cell of the digit."},
    )
    back = asks and now(video.PLAYED) == video.PLAYED.options[1]
    return (
        veiled(found, {f"{key}.{end}": "all" for key in BY_KEY for end in ("answer", "each", "linear1", "linear3")})
        if back
        else found
    )


def _pad() -> Carry:
    names = {"rows": f"input.{ROWS}", "columns": f"input.{COLUMNS}"}
    return Carry("digit", "Carry it", "Take hold of the digit.", grow=1.3, frames="input", **names)


def _played(t: Trace, reader: str) -> tuple[str, str]:
    """What Play makes, and the cell that the page opens with."""
    if reader == "gru":
        state = t.tensors["gru.loop.h"]
        return "gru.loop.h", cell_name("gru.loop.h", newest(state))
    if reader == "bag":
        return "bag.relu3", cell_name("bag.mean1", strongest(t.tensors["bag.mean1"]))
    name = f"{reader}.conv1"
    return name, cell_name(name, strongest(t.tensors[name]))


def _reader(state: Shown, t: Trace, reader: str) -> tuple[Panel | tuple[Panel, ...], ...]:
    """The frames, and what the reader makes of them."""
    rows: tuple[Strip | Answer | Picture, ...]
    if reader == "gru":
        rows = (*_looked(t, "gru"), Strip("gru.loop.h", "state", "h", limit=1, handed=True, per=PER), _each("gru"))
        return (_columns(state, "One after the other", rows, "Answers: as if the clip ended there.", "h"),)
    if reader == "bag":
        most = largest(t.tensors["bag.relu3"])
        rows = (*_looked(t, "bag"), Strip("bag.relu3", "found", "x", limit=most, per=PER))
        mean = (Strip("bag.mean1", limit=most, per=PER), Answer("bag.each", "", SYMBOLS))
        note = "A mean does not know what came first."
        own = Columns("bag.mean1", "Their mean", note, words=("all",), rows=mean, slim=True, grow=0.7)
        return _columns(state, "Each by itself", rows, "", f"x {most:.1f}", 4.8), own
    first, second = CONVOLVED[reader]
    seen: Panel = (
        _frames(state) if reader == "stack" else Map("one.frame1", "Its frame", scale="grey", plain=True, grow=1.2)
    )
    one = Map(f"{reader}.conv1", "Maps", compact=first, grow=1.1)
    other = Map(f"{reader}.conv2", "Second maps", compact=second, grow=1.1)
    return seen, one, other


def _frames(state: Shown) -> Map:
    """All frames as the channels of one picture."""
    across = 2 if state.length <= FRAMES else 4
    return Map("input", f"{state.length} channels", scale="grey", compact=across, plain=True, field=True, grow=1.2)


def _columns(
    state: Shown, title: str, rows: tuple[Strip | Answer | Picture, ...], note: str, letter: str, grow: float = 3.8
) -> Columns:
    words = tuple(str(k + 1) for k in range(state.length))
    low, high = (f"{letter} −1", "1") if letter == "h" else ("0", letter)
    legend = (Legend("signed", low, high),)
    return Columns("input", title, note, words=words, rows=rows, slim=True, legend=legend, grow=grow)


def _looked(t: Trace, key: str) -> tuple[Picture, Picture]:
    """Each frame, and the map of its convolution that answers most."""
    maps = t.tensors[f"{key}.conv1"]
    channel = int(maps.max(axis=(0, 2, 3)).argmax())
    return Picture("input", "frame", "x"), Picture(
        f"{key}.relu1", "map", f"{channel + 1} of {maps.shape[1]}", "signed", channel
    )


def _each(key: str) -> Answer:
    return Answer(f"{key}.each", "answer", SYMBOLS)


def _answers(state: Shown, t: Trace) -> tuple[Panel, ...]:
    """A row for each reader, the one with the loop first."""
    found: list[Panel] = []
    for kind in reversed(KINDS):
        name = f"{kind.key}.answer"
        if name not in t.tensors:
            continue
        title = f"{kind.name}, trained here" if kind.key == state.trained_here else kind.name
        labels = () if found else SYMBOLS
        found.append(
            Row(
                name,
                title,
                grow=1.9,
                cells=tuple(range(len(MOTIONS))),
                scale="probability",
                labels=labels,
                names=MOTIONS,
            )
        )
    return tuple(found)


def _refusal(state: Shown, reader: str) -> tuple[Panel, ...]:
    """Why this reader has no answer."""
    why = f"Its kernels have {FRAMES} channels, one for each frame: of {state.length} frames it can make nothing."
    return (Refused("input", BY_KEY[reader].name, why=why, torch=video.refused(state, reader), grow=3),)


def _turned(state: Shown, t: Trace) -> tuple[Mark, ...]:
    """What each answers to the clip as it was, where it is played backwards: ringed."""
    if now(video.PLAYED) == video.PLAYED.start:
        return ()
    return tuple(Mark(f"{key}.answer", (k,), "", dashed=True) for key, k in video.answers(state).items())
