r"""Recurrent layers, opened step by step: every gate and every state, by torch's own names and order.

A layer ``rnn1`` gives ``rnn1.h``; ``lstm1`` gives ``lstm1.i``, ``.f``, ``.g``, ``.o``, ``.c`` and ``.h``; ``gru1`` gives
``gru1.r``, ``.z``, ``.n`` and ``.h``; each (T, H). Further layers and the reverse direction carry torch's suffixes
(``lstm1.h_l1``, ``lstm1.h_reverse``); where there are two directions, ``lstm1`` is their (T, 2 H), as torch returns it.

.. math::
    \text{RNN: } & h_t = \tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh}) \\
    \text{LSTM: } & i, f, o = \sigma(\dots),\quad g = \tanh(\dots),\quad
        c_t = f \odot c_{t-1} + i \odot g,\quad h_t = o \odot \tanh c_t \\
    \text{GRU: } & r, z = \sigma(\dots),\quad n = \tanh(W_{in} x_t + b_{in} + r \odot (W_{hn} h_{t-1} + b_{hn})),\quad
        h_t = (1 - z) \odot n + z \odot h_{t-1}

Sources: torch's documentation of ``RNN``, ``LSTM`` and ``GRU``; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Cho et
al. 2014.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from explainer.declaration import Cell, Factor, Index, Part, UnsupportedLayer, var

OUT = (("t", "word"), ("k", "unit"))
GATES = {"LSTM": ("i", "f", "g", "o"), "GRU": ("r", "z", "n"), "RNN_TANH": ("h",), "RNN_RELU": ("h",)}
_SENTENCES = {
    "i": "the input gate lets in {value} of the candidate.",
    "f": "the forget gate keeps {value} of the state.",
    "g": "the candidate for the state is {value}.",
    "o": "the output gate shows {value} of the state.",
    "r": "the reset gate shows {value} of the state to the candidate.",
    "z": "the update gate keeps {value} of the state.",
    "n": "the candidate for the state is {value}.",
    "h": "{products} and what is added come to {before}, and the state is {value}.",
    "c": "what is kept and what is stored add up to {value}.",
    "shown": "the output gate times the state's tanh is {value}.",
    "mixed": "candidate and old state mix to {value}.",
    "held": "{value}, where the gate is held; elsewhere what it says itself.",
}


class Held(nn.Module):
    """A recurrent layer of which one gate is held: where ``keep`` (T, H) is 0, gate ``letter`` has ``value`` (T, H) instead of
    what it says itself. Both are 1 and 0 elsewhere.

    Its tensors have ``f`` as it is used and ``f_free`` as the layer computed it, for a gate ``f``.
    """

    keep: torch.Tensor
    value: torch.Tensor

    def __init__(self, layer: nn.RNNBase, letter: str, keep: torch.Tensor, value: torch.Tensor) -> None:
        super().__init__()
        if letter not in GATES[layer.mode] or layer.num_layers > 1 or layer.bidirectional:
            raise UnsupportedLayer(f"A gate {letter!r} can be held in one layer of {', '.join(GATES)}, one direction.")
        self.layer, self.letter = layer, letter
        self.register_buffer("keep", keep)
        self.register_buffer("value", value)


@dataclass(frozen=True)
class Unrolled:
    """What a recurrent layer left behind: its tensors (T, H) with their cells in the order in which they came about, and
    the name and value (T, D * H) of what the next layer reads."""

    tensors: dict[str, torch.Tensor]
    cells: dict[str, Cell]
    last: str
    output: torch.Tensor


def unrolled(layer: nn.RNNBase | Held, x: torch.Tensor, name: str, source: str) -> Unrolled:
    """Open a recurrent layer that reads ``source``, ``x`` (T, D), from the zero state."""
    if isinstance(layer, Held):
        return _held(layer, x, name, source)
    if layer.proj_size:
        raise UnsupportedLayer(f"{type(layer).__name__} with proj_size={layer.proj_size} is not supported; 0 is.")
    output, _ = layer(x)
    tensors: dict[str, torch.Tensor] = {}
    cells: dict[str, Cell] = {}
    reads: tuple[tuple[str, int, int], ...] = ((source, x.shape[1], 0),)
    for k in range(layer.num_layers):
        sides = []
        for reverse in (False, True)[: 2 if layer.bidirectional else 1]:
            one = _Direction(layer, name, k, reverse)
            tensors |= one.run(x)
            cells |= one.declare(reads)
            sides.append(one.tensor("h"))
        x = torch.cat([tensors[side] for side in sides], dim=1)
        reads = tuple((side, layer.hidden_size, n * layer.hidden_size) for n, side in enumerate(sides))
    if not layer.bidirectional:
        return Unrolled(tensors, cells, reads[0][0], output)
    parts = tuple(Part((Factor(side, (var("t"), var("k") - before), "skip"),)) for side, _, before in reads)
    both = Cell(OUT, parts, ("{value}, from one of the two directions.",))
    return Unrolled(tensors | {name: output}, cells | {name: both}, name, output)


def _held(held: Held, x: torch.Tensor, name: str, source: str) -> Unrolled:
    one = _Direction(held.layer, name, 0, False, held)
    tensors = one.run(x)
    return Unrolled(tensors, one.declare(((source, x.shape[1], 0),)), one.tensor("h"), tensors[one.tensor("h")])


def steps(layer: nn.RNNBase, x: torch.Tensor) -> Iterator[dict[str, torch.Tensor]]:
    """Gates and states (H,) by letter, step by step through ``x`` (T, D): of the first layer, forwards."""
    return _Direction(layer, "", 0, False).steps(x)


class _Direction:
    """One layer in one direction."""

    def __init__(self, layer: nn.RNNBase, name: str, k: int, reverse: bool, held: Held | None = None) -> None:
        self.held = held
        self.mode, self.size, self.reverse = layer.mode, layer.hidden_size, reverse
        back = "_reverse" if reverse else ""
        self.name, self.suffix, self.weights = name, (f"_l{k}" if k else "") + back, f"_l{k}{back}"
        own: dict[str, torch.Tensor] = dict(layer.named_parameters())
        self.own = {part: own.get(f"{part}{self.weights}") for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}

    def tensor(self, letter: str) -> str:
        return f"{self.name}.{letter}{self.suffix}"

    def run(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """Every gate and state, each (T, H)."""
        kept = list(self.steps(x))
        if self.reverse:
            kept.reverse()
        return {self.tensor(q): torch.stack([step[q] for step in kept]) for q in kept[0]}

    def steps(self, x: torch.Tensor) -> Iterator[dict[str, torch.Tensor]]:
        """Gates and states (H,) by letter, by torch's functions, one step after the other."""
        h = c = torch.zeros(self.size)
        w_ih, w_hh = self.own["weight_ih"], self.own["weight_hh"]
        assert w_ih is not None
        assert w_hh is not None
        for t, now in enumerate(x.flip(0) if self.reverse else x):
            a = functional.linear(now, w_ih, self.own["bias_ih"])
            b = functional.linear(h, w_hh, self.own["bias_hh"])
            if self.mode == "LSTM":
                i, f, g, o = (a + b).chunk(4)
                free = {"i": i.sigmoid(), "f": f.sigmoid(), "g": g.tanh(), "o": o.sigmoid()}
                gates = self.hold(t, free)
                c = gates["f"] * c + gates["i"] * gates["g"]
                h = gates["o"] * c.tanh()
                yield gates | {"c": c, "h": h}
            elif self.mode == "GRU":
                (ar, az, an), (br, bz, bn) = a.chunk(3), b.chunk(3)
                gates = self.hold(t, {"r": (ar + br).sigmoid(), "z": (az + bz).sigmoid()})
                gates |= self.hold(t, {"n": (an + gates["r"] * bn).tanh()})
                h = (1 - gates["z"]) * gates["n"] + gates["z"] * h
                yield gates | {"h": h}
            else:
                h = (a + b).tanh() if self.mode == "RNN_TANH" else (a + b).relu()
                yield {"h": h}

    def hold(self, t: int, gates: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The gates as they are used at a step, before them the held one as it would have been."""
        if self.held is None or self.held.letter not in gates:
            return gates
        letter = self.held.letter
        free = gates[letter]
        return {f"{letter}_free": free} | gates | {letter: free * self.held.keep[t] + self.held.value[t]}

    def declare(self, reads: tuple[tuple[str, int, int], ...]) -> dict[str, Cell]:
        """The cells of all of them. ``reads`` has the tensors read, how wide each is and where its weights begin."""
        cells = {}
        for n, letter in enumerate(GATES[self.mode]):
            over = "tanh" if letter in "gn" or self.mode == "RNN_TANH" else "relu" if letter == "h" else "sigmoid"
            parts = tuple(self._sums(reads, n * self.size, letter == "n"))
            held = self.held is not None and self.held.letter == letter
            own = self.tensor(f"{letter}_free" if held else letter)
            cells[own] = Cell(OUT, parts, (_SENTENCES[letter],), function=(over,))
            if held:
                free = Part(
                    (
                        Factor(own, (var("t"), var("k")), called="by itself"),
                        Factor("keep", (var("t"), var("k")), called="left free"),
                    )
                )
                fixed = Part((Factor("value", (var("t"), var("k"))),), label="held at")
                cells[self.tensor(letter)] = Cell(OUT, (free, fixed), (_SENTENCES["held"],))
        if self.mode == "LSTM":
            f, c_before = self._at("f", called="forget f"), self._before("c", called="state before")
            i, g = self._at("i", called="store i"), self._at("g", called="candidate g")
            parts = (Part((f, c_before), label="kept"), Part((i, g), label="stored"))
            cells[self.tensor("c")] = Cell(OUT, parts, (_SENTENCES["c"],))
            shown = Part((self._at("o", called="output o"), self._at("c", "tanh", "tanh of the state c")))
            cells[self.tensor("h")] = Cell(OUT, (shown,), (_SENTENCES["shown"],))
        if self.mode == "GRU":
            new = Part((self._at("z", "one_minus", "1 − update z"), self._at("n", called="candidate n")), label="new")
            old = Part((self._at("z", called="update z"), self._before("h", called="state before")), label="kept")
            cells[self.tensor("h")] = Cell(OUT, (new, old), (_SENTENCES["mixed"],))
        return cells

    def _at(self, letter: str, through: str = "identity", called: str = "") -> Factor:
        return Factor(self.tensor(letter), (var("t"), var("k")), through=through, called=called)

    def _before(self, letter: str, unit: str = "k", called: str = "") -> Factor:
        """At the step before; before the first the state is zero."""
        return Factor(self.tensor(letter), (var("t") + (1 if self.reverse else -1), var(unit)), called=called)

    def _sums(self, reads: tuple[tuple[str, int, int], ...], row: int, gated: bool) -> Iterator[Part]:
        """Input part, its bias, recurrent part, its bias; where ``gated``, as in a GRU's candidate, the reset gate
        stands before the last two."""
        at = var("k") + row
        reset = (self._at("r"),) if gated else ()
        for source, width, before in reads:
            weight = Factor(f"weight_ih{self.weights}", (at, var("d") + before))
            yield Part((Factor(source, (var("t"), var("d"))), weight), (("d", width, "input"),), "input")
        if self.own["bias_ih"] is not None:
            yield Part((Factor(f"bias_ih{self.weights}", (at,)),), label="bias_ih")
        weight = Factor(f"weight_hh{self.weights}", (at, Index(terms=(("j", 1),))))
        yield Part((*reset, self._before("h", "j"), weight), (("j", self.size, "unit"),), "state")
        if self.own["bias_hh"] is not None:
            yield Part((*reset, Factor(f"bias_hh{self.weights}", (at,))), label="bias_hh")
