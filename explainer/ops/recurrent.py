r"""Recurrent layers, opened step by step: every gate and every state, by torch's own names and order.

A layer ``rnn1`` gives ``rnn1.h``; ``lstm1`` gives ``lstm1.i``, ``.f``, ``.g``, ``.o``, ``.c`` and ``.h``; ``gru1`` gives
``gru1.r``, ``.z``, ``.n`` and ``.h``; each (T, H). Further layers and the reverse direction carry torch's suffixes
(``lstm1.h_l1``, ``lstm1.h_reverse``); where there are two directions, ``lstm1`` is their (T, 2 H), as torch returns it.

What a kind is stands in ``kinds.py``; here it is run, declared and written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial, reduce

import torch
from torch import nn
from torch.nn import functional

from explainer.core.declaration import Cell, Factor, Index, Part, UnsupportedLayer, var
from explainer.core.program import Line
from explainer.core.registry import OPERATIONS, Opened, Operation, Reading
from explainer.ops.gating import (
    THROUGH,
    UNIT,
    Read,
    Wired,
    from_either,
    gate_values,
    product_values,
    side_by_side,
)
from explainer.ops.kinds import KINDS, Gate, Of, kind_of

WORD = (("t", "word"),)
OUT = (*WORD, UNIT)
_HELD = "{value}, where the gate is held; elsewhere what it says itself."


class Held(nn.Module):
    """A recurrent layer of which one gate is held over a sentence of ``length`` words: gate ``letter`` has ``value`` instead of
    what it says itself, for one ``unit`` or all, at one ``word`` or all.

    It has the layer's own weights, by their names. Its tensors have ``f`` as it is used and ``f_free`` as the layer computed
    it, for a gate ``f``; ``keep`` and ``value`` (length, H) are 1 and 0 where it is left free.
    """

    keep: torch.Tensor
    value: torch.Tensor

    def __init__(
        self,
        layer: nn.RNNBase,
        letter: str,
        value: float,
        length: int,
        unit: int | None = None,
        word: int | None = None,
    ) -> None:
        super().__init__()
        gates = {gate.letter for gate in kind_of(layer).gates if kind_of(layer).states}
        if letter not in gates or layer.num_layers > 1 or layer.bidirectional:
            raise UnsupportedLayer(f"A gate {letter!r} can be held in one layer of {', '.join(KINDS)}, one direction.")
        self.of, self.letter, self.held_at = (layer,), letter, value
        for name, weight in layer.named_parameters():
            self.register_parameter(name, weight)
        self.where = (slice(None) if word is None else word, slice(None) if unit is None else unit)
        keep = torch.ones(length, layer.hidden_size)
        keep[self.where] = 0
        self.register_buffer("keep", keep)
        self.register_buffer("value", (1 - keep) * value)

    @property
    def layer(self) -> nn.RNNBase:
        """The layer that is held; in a tuple, so that its weights are not there twice."""
        return self.of[0]

    def lines(self, name: str) -> dict[str, Line]:
        """The torch for both."""
        keep, value = f"{name}.keep", f"{name}.value"
        at = ", ".join(":" if isinstance(k, slice) else str(k) for k in self.where)
        made = f't["{keep}"] = torch.ones{tuple(self.keep.shape)}\nt["{keep}"][{at}] = 0'
        held = f't["{value}"] = {self.held_at} * (1 - t["{keep}"])'
        return {keep: Line(made, (keep,)), value: Line(held, (value,))}


class Begun(nn.Module):
    """A recurrent layer that begins with the last of another's states, ``states`` (S, H), which a trace calls ``source``. It has
    the layer's own weights, by their names."""

    def __init__(self, layer: nn.RNNBase, source: str, states: torch.Tensor) -> None:
        super().__init__()
        if len(kind_of(layer).handed_on) > 1 or layer.num_layers > 1 or layer.bidirectional:
            raise UnsupportedLayer("What hands on one state, in one layer and one direction, can begin with another's.")
        self.of, self.source, self.first, self.last = (layer,), source, states[-1], len(states) - 1
        for name, weight in layer.named_parameters():
            self.register_parameter(name, weight)

    @property
    def layer(self) -> nn.RNNBase:
        """The layer itself; in a tuple, so that its weights are not there twice."""
        return self.of[0]


def steps(layer: nn.RNNBase, x: torch.Tensor) -> Iterator[dict[str, torch.Tensor]]:
    """Gates and states (H,) by letter, step by step through ``x`` (T, D): of the first layer, forwards."""
    return _Direction(layer, Reading("", "", ""), 0, False).steps(x)


def _open(layer: nn.RNNBase, x: torch.Tensor, at: Reading) -> Opened:
    """Open a recurrent layer over ``x`` (T, D), from the zero state."""
    if layer.proj_size:
        raise UnsupportedLayer(f"{type(layer).__name__} with proj_size={layer.proj_size} is not supported; 0 is.")
    output, _ = layer(x)
    found = Opened({}, {}, {}, "")
    reads = side_by_side([(at.source, x.shape[1])])
    for k in range(layer.num_layers):
        sides = [_Direction(layer, at, k, reverse) for reverse in (False, True)[: 2 if layer.bidirectional else 1]]
        for one in sides:
            found = _both(found, one.open(x, reads))
        names = [one.tensor("h") for one in sides]
        x = torch.cat([found.tensors[name] for name in names], dim=1)
        reads = side_by_side((name, layer.hidden_size) for name in names)
    if not layer.bidirectional:
        return found
    cell = from_either(reads, WORD, _at)
    line = Line(f't["{at.name}"] = {_written(reads)}', (at.name,))
    return _both(found, Opened({at.name: output}, {at.name: cell}, {at.name: line}, at.name))


def _open_held(held: Held, x: torch.Tensor, at: Reading) -> Opened:
    one = _Direction(held.layer, at, 0, False, held)
    opened = one.open(x, (Read(at.source, x.shape[1]),))
    return Opened(opened.tensors, opened.cells, held.lines(at.name) | opened.lines, opened.last)


def _open_begun(begun: Begun, x: torch.Tensor, at: Reading) -> Opened:
    one = _Direction(begun.layer, at, 0, False, begun=begun)
    return one.open(x, (Read(at.source, x.shape[1]),))


def _both(before: Opened, after: Opened) -> Opened:
    return Opened(
        before.tensors | after.tensors, before.cells | after.cells, before.lines | after.lines, after.last
    )  # fmt: skip


def _at(unit: Index) -> tuple[Index, ...]:
    return var("t"), unit


def _written(reads: Sequence[Read]) -> str:
    names = [f't["{read.name}"]' for read in reads]
    return names[0] if len(names) == 1 else f"torch.cat([{', '.join(names)}], dim=1)"


class _Direction:
    """One layer in one direction."""

    def __init__(
        self,
        layer: nn.RNNBase,
        at: Reading,
        k: int,
        reverse: bool,
        held: Held | None = None,
        begun: Begun | None = None,
    ) -> None:
        self.kind, self.size, self.reverse, self.held, self.at = kind_of(layer), layer.hidden_size, reverse, held, at
        self.begun = begun
        back = "_reverse" if reverse else ""
        self.suffix, self.weights = (f"_l{k}" if k else "") + back, f"_l{k}{back}"
        own: dict[str, torch.Tensor] = dict(layer.named_parameters())
        self.w_ih, self.w_hh = own[f"weight_ih{self.weights}"], own[f"weight_hh{self.weights}"]
        self.b_ih, self.b_hh = own.get(f"bias_ih{self.weights}"), own.get(f"bias_hh{self.weights}")

    def tensor(self, letter: str) -> str:
        return f"{self.at.name}.{letter}{self.suffix}"

    def open(self, x: torch.Tensor, reads: tuple[Read, ...]) -> Opened:
        """Every gate and state, each (T, H). ``reads`` has the tensors read, how wide each is and where its weights begin."""
        kept = list(self.steps(x))
        if self.reverse:
            kept.reverse()
        tensors = {self.tensor(q): torch.stack([step[q] for step in kept]) for q in kept[0]}
        line = Line(self._loop(_written(reads)), tuple(tensors))
        return Opened(tensors, self._declared(reads), dict.fromkeys(tensors, line), self.tensor("h"))

    def steps(self, x: torch.Tensor) -> Iterator[dict[str, torch.Tensor]]:
        """Gates and states (H,) by letter, one step after the other."""
        handed = dict.fromkeys(self.kind.handed_on, self.begun.first if self.begun else torch.zeros(self.size))
        for t, now in enumerate(x.flip(0) if self.reverse else x):
            sums = functional.linear(now, self.w_ih, self.b_ih), functional.linear(handed["h"], self.w_hh, self.b_hh)
            found = gate_values(self.kind, *sums, partial(self._as_used, t))
            for made in self.kind.states:
                found[made.letter] = reduce(torch.add, product_values(made, found, handed))
            handed = {q: found[q] for q in handed}
            yield found

    def _as_used(self, t: int, gate: Gate, free: torch.Tensor) -> dict[str, torch.Tensor]:
        """A gate at a step, a held one also as it would have been."""
        if self.held is None or self.held.letter != gate.letter:
            return {gate.letter: free}
        return {f"{gate.letter}_free": free, gate.letter: free * self.held.keep[t] + self.held.value[t]}

    def _declared(self, reads: tuple[Read, ...]) -> dict[str, Cell]:
        """The cells of all of them."""
        b_ih = None if self.b_ih is None else f"bias_ih{self.weights}"
        b_hh = None if self.b_hh is None else f"bias_hh{self.weights}"
        wired = Wired(
            self.kind, WORD, reads, self.tensor, _at, self._before, self.size, self.size,
            f"weight_ih{self.weights}", f"weight_hh{self.weights}", b_ih, b_hh,
        )  # fmt: skip
        cells = {}
        for letter, cell in wired.cells().items():
            if self.held is None or self.held.letter != letter:
                cells[self.tensor(letter)] = cell
                continue
            own, at = self.tensor(f"{letter}_free"), (var("t"), var("k"))
            free = Part((Factor(own, at, called="by itself"), Factor("keep", at, called="left free")))
            fixed = Part((Factor("value", at),), label="held at")
            cells |= {own: cell, self.tensor(letter): Cell(OUT, (free, fixed), (_HELD,), share=cell.share)}
        return cells

    def _before(self, letter: str, unit: Index) -> Iterator[Factor]:
        """A state one step before; before the first it is zero, or another layer's last."""
        own = (var("t") + (1 if self.reverse else -1), unit)
        yield Factor(self.tensor(letter), own, "skip" if self.begun else "zero")
        if self.begun:
            # Below zero, and so outside, at every step but the first.
            last = self.begun.last
            yield Factor(self.begun.source, (var("t") * -(last + 1) + last, unit), "skip")

    def _loop(self, source: str) -> str:
        """The loop in torch; ``steps`` keeps what each step made."""
        own, gates = f"{self.at.call}.", self.kind.gates
        sums = [
            f"{w}{self.weights} @ {of}" + (f" + {b}{self.weights}" if bias is not None else "")
            for w, of, b, bias in (
                (f"{own}weight_ih", "x_t", f"{own}bias_ih", self.b_ih),
                (f"{own}weight_hh", "h", f"{own}bias_hh", self.b_hh),
            )
        ]
        body = [f"{name} = ({total}).chunk({len(gates)})" for name, total in zip("ab", sums, strict=True)]
        for n, gate in enumerate(gates):
            state = f"{gate.reset} * b[{n}]" if gate.reset else f"b[{n}]"
            body.append(f"{gate.letter} = " + THROUGH[gate.function][1].format(f"(a[{n}] + {state})"))
            if self.held is not None and self.held.letter == gate.letter:
                body[-1] = body[-1].replace(f"{gate.letter} =", f"{gate.letter}_free =", 1)
                keep, value = (f't["{self.at.name}.{word}"][len(steps)]' for word in ("keep", "value"))
                body.append(f"{gate.letter} = {gate.letter}_free * {keep} + {value}")
        body += [f"{s.letter} = " + " + ".join(" * ".join(map(_text, p.of)) for p in s.made) for s in self.kind.states]
        letters = [line.partition(" =")[0] for line in body[2:]]
        body.append(f"steps.append(({', '.join(letters)}{',' * (len(letters) == 1)}))")
        names = ", ".join(f't["{self.tensor(letter)}"]' for letter in letters)
        first = f't["{self.begun.source}"][-1]' if self.begun else f"torch.zeros({self.size})"
        zeros = " = ".join((*self.kind.handed_on, first))
        across, back = (f"{source}.flip(0)", "reversed(steps)") if self.reverse else (source, "steps")
        return "\n".join(
            [
                f"{zeros}\nsteps = []\nfor x_t in {across}:",
                *(f"    {line}" for line in body),
                f"[{names}] = map(torch.stack, zip(*{back}))",
            ]
        )


def _text(of: Of) -> str:
    return THROUGH[of.through][1].format(of.letter)


def _wants(layer: nn.RNNBase) -> str:
    return f"it works on (steps, {layer.input_size}) with at least one step"


for _kind in KINDS.values():
    OPERATIONS[_kind.module] = Operation(
        lambda layer: kind_of(layer).prefix,
        _open,
        rank=2,
        wants=_wants,
        steps_first=lambda layer: not layer.batch_first,
    )
OPERATIONS[Begun] = Operation(
    lambda begun: kind_of(begun.layer).prefix, _open_begun, rank=2, wants=lambda begun: _wants(begun.layer)
)
OPERATIONS[Held] = Operation(
    lambda held: kind_of(held.layer).prefix, _open_held, rank=2, wants=lambda held: _wants(held.layer)
)
