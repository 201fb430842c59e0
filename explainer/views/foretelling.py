"""The stage of the chapter on series: the stretch along time with what is foretold of it, and below it the window, going into the
loop step by step.

While the page asks about prices there are two curves without a name, and nothing else that could tell whose they are.
"""

from __future__ import annotations

from explainer.core.derived import largest, newest
from explainer.core.trace import Trace
from explainer.models.series_layers import PLACES
from explainer.views import series
from explainer.views.controls import now
from explainer.views.panels import Columns, Legend, Level, Line, Panel, Strip, Timeline
from explainer.views.scene import Scene, Steps, cell_name
from explainer.views.series import CURVES, DECIMALS, FORESEEN, UNITS, Shown
from explainer.views.veil import veiled

PER = 4
TICKS = 6
CALLED = {"network": "the network", "last": "the last value"}
PRICES = {"network": "the network", "last": "yesterday’s price"}
LABELS = {
    "series": "value", "window1": "value", "read1": "as read", "gru1.r": "reset gate", "gru1.z": "update gate",
    "gru1.n": "candidate", "gru1.h": "state", "last1": "last state", "linear1": "change", FORESEEN: "foretold",
}  # fmt: skip


def scene(state: Shown, t: Trace, asks: bool) -> Scene:
    """What stands on the stage; while the page ``asks``, without what would answer it."""
    kind = state.kind
    bet = asks and kind.key == "shares"
    columns: tuple[tuple[Panel, ...], ...]
    columns = (_unnamed(state),) if bet else ((_along(state, asks), _loop(state, t)), (_said(state),))
    step = ("t", kind.step)
    found = Scene(
        "series",
        columns,
        "series" if bet else "gru1.h",
        LABELS,
        closed=True,
        below=True,
        first=_first(state, t, asks),
        steps=None if bet else Steps(("gru1.h",), ("state",), each=kind.step),
        hint=_hint(kind.step, bet),
        axes={
            "series": (step,), "window1": (step,), "read1": (step, ("d", "number")),
            **{f"gru1.{letter}": (step, ("k", "unit")) for letter in "rznh"},
            "last1": (("k", "unit"),), "linear1": (("k", "step ahead"),), FORESEEN: (("k", "step ahead"),),
        },
        words={"series": tuple(state.times), **{name: _ahead(state) for name in ("linear1", FORESEEN)}},
        called={kind.step: _before(state)},
        readings={"series": f"{{value}} {UNITS[kind.key]}, as it was."},
    )  # fmt: skip
    return veiled(found, {name: "all" for name in ("linear1", FORESEEN)}) if asks else found


def _first(state: Shown, t: Trace, asks: bool) -> str:
    """The cell that the page opens with: the forecast, as soon as it may be seen."""
    if not asks:
        return cell_name(FORESEEN, (state.watched,))
    if state.kind.key == "shares":
        return cell_name("series", (state.at,))
    return cell_name("gru1.h", newest(t.tensors["gru1.h"]))


def _before(state: Shown) -> tuple[str, ...]:
    """What the steps of the window are called, by how long they are before its last."""
    step = state.kind.step
    return tuple(
        f"{k} {step}{'s' if k > 1 else ''} before" if k else "at the cursor"
        for k in range(state.kind.window - 1, -1, -1)
    )


def _hint(step: str, bet: bool) -> str:
    if bet:
        return "Grey is what came. One of the two lines was foretold a day ahead by a network."
    return f"Drag the cursor along time: the loop reads the {step}s before it, and foretells."


def _ahead(state: Shown) -> tuple[str, ...]:
    step = state.kind.step
    return tuple(f"{n} {step}{'s' if n > 1 else ''} on" for n in state.kind.ahead)


def _ticks(state: Shown) -> tuple[tuple[int, str], ...]:
    count = state.end - state.begin
    return tuple((k, state.times[k]) for k in range(count // (2 * TICKS), count, max(1, count // TICKS)))


def _unnamed(state: Shown) -> tuple[Panel, ...]:
    """Two curves, A above B, without what they are."""
    return tuple(
        Timeline("series", name, times=tuple(state.times), ticks=_ticks(state), lines=(_line(state, key, ""),))
        for name, key in sorted(_letters(state).items())
    )


def _letters(state: Shown) -> dict[str, str]:
    own = series.network_is(state.name)
    return {own: "network", "BA"["AB".index(own)]: "last"}


def _line(state: Shown, key: str, name: str) -> Line:
    begin, values = state.curve(key)
    return Line(name, tuple(values), begin)


def _along(state: Shown, asks: bool) -> Timeline:
    kind = state.kind
    ahead = kind.ahead[state.watched]
    named = PRICES if kind.key == "shares" else CALLED
    letters = {key: f"{letter}: " for letter, key in _letters(state).items()} if kind.key == "shares" else {}
    lines = () if asks else tuple(_line(state, key, letters.get(key, "") + named[key]) for key in ("network", "last"))
    far = f"{ahead} {kind.step}{'s' if ahead > 1 else ''} ahead"
    return Timeline(
        "series",
        state.name if not kind.own else "Your own, the part held out",
        times=tuple(state.times),
        ticks=_ticks(state),
        truth="" if asks else f"what came; foretold {far}:",
        lines=lines,
        moved=ahead if now(CURVES) == CURVES.options[1] and not asks else 0,
        places=f"window1.{PLACES}",
        foretold=None if asks else FORESEEN,
        ahead=kind.ahead,
        ends=state.ends,
        decimals=DECIMALS[kind.key],
        step=kind.step,
        grow=5,
    )


def _loop(state: Shown, t: Trace) -> Columns:
    """A column for each value that is read: how it is read, and the state."""
    kind = state.kind
    most = largest(t.tensors["read1"])
    rows = (
        Strip("read1", "read", "x"),
        Strip("gru1.h", "state", "h", limit=1, handed=True, per=PER),
    )
    words = tuple(f"−{k}" if k else "0" for k in range(kind.window - 1, -1, -1))
    legend = (Legend("signed", f"x −{most:.1f}", f"{most:.1f}"), Legend("signed", "h −1", "1"))
    return Columns("window1", "What goes into the loop", "", words=words, rows=rows, slim=True, legend=legend, grow=5)


def _said(state: Shown) -> Columns:
    """What its last state says, and what that comes to."""
    called = "trained here" if state.trained_here else "from the last state"
    words = tuple(ahead.removesuffix(" on") for ahead in _ahead(state))
    rows = (Strip("linear1"), Level(FORESEEN, ""))
    note = "The change, in spreads, and what it comes to."
    return Columns(FORESEEN, f"Foretold, {called}", note, words=words, rows=rows, grow=1.5)
