r"""Recurrent layers and cells as torch runs them, opened: every gate and every state by torch's names, from any first state,
stacked, in both directions, with projections, packed or not.

Of a layer ``rnn`` the tensors are ``rnn.h``, of an LSTM ``lstm.i``, ``.f``, ``.g``, ``.o``, ``.c`` and ``.h``, of a GRU
``gru.r``, ``.z``, ``.n`` and ``.h``; further layers and the reverse direction carry torch's suffixes, ``lstm.h_l1_reverse``.
What a projection is made of is ``.m``. ``lstm.h_n`` and ``lstm.c_n`` are the last states; what two directions give side by
side is ``lstm``. A cell has the same names, of its one step.

States are torch's own, taken step by step from the operation itself; gates, which it keeps to itself, are computed from these
in double precision. So each is the outcome of the others, however long the sequence. What a kind is stands in ``kinds.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import torch
from torch.nn import functional

from explainer.core.call import Call, Declared, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.ops.axes import BATCH
from explainer.ops.kinds import KINDS, Gate, Kind, Of, State
from explainer.ops.order import Order, packed, padded, single
from explainer.ops.recurrent import THROUGH

_UNIT = ("u", "unit")
# In roundings of the type: what of a difference shows, and what is more than torch's own rounding can be.
_SHOWS, _MOST = 16, 64
_PROJECTED = ("{products} {add} up to the projected state, {value}.",)
_LAST = ("{value}, the last state.",)
_BESIDE = ("{value}, from one of the two directions.",)


@dataclass(frozen=True)
class _Weights:
    """Of one layer in one direction, as torch has them: (gates * H, inputs), (gates * H, H) and what may be left out."""

    w_ih: Ref
    w_hh: Ref
    b_ih: Ref | None = None
    b_hh: Ref | None = None
    w_hr: Ref | None = None

    @classmethod
    def of(cls, own: Sequence[Ref], biases: bool) -> _Weights:
        """From the list that the operation gets."""
        projection = own[-1] if len(own) % 2 else None
        b_ih, b_hh = own[2:4] if biases else (None, None)
        return cls(own[0], own[1], b_ih, b_hh, projection)


@dataclass(frozen=True)
class _Layer:
    """One layer in one direction: ``sources`` are what it reads, side by side, ``first`` its states before the first step, which
    are row ``row`` of them where they hold more than one layer's."""

    call: Call
    kind: Kind
    weights: _Weights
    order: Order
    sources: tuple[Ref, ...]
    first: Mapping[str, Ref]
    row: int | None
    suffix: str = ""

    def begin(self, q: str) -> torch.Tensor:
        """A state before the first step, (B, H)."""
        values = self.first[q].values
        return values if self.row is None else values[self.row]

    def open(self, states: Mapping[str, torch.Tensor]) -> dict[str, Ref]:
        """Every gate and state as a tensor on the way, in their order. ``states`` are those that are known, of all steps."""
        values = self._gates(states) | {q: own for q, own in states.items() if q != "h"}
        if self.weights.w_hr is not None:
            values["m"] = values["o"] * values["c"].tanh()
        values["h"] = states["h"]
        cells = self._cells()
        return {q: self.call.step(f"{q}{self.suffix}", own, cells[q]) for q, own in values.items()}

    def _gates(self, states: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The gates of every step, computed in double precision; an RNN's only one is its state, and is not among them."""
        w = self.weights
        x = torch.cat([s.values for s in self.sources], -1).double()
        before = self.order.shifted(states["h"], self.begin("h")).double()
        count = len(self.kind.gates)
        a = functional.linear(x, w.w_ih.values.double(), _double(w.b_ih)).chunk(count, -1)
        b = functional.linear(before, w.w_hh.values.double(), _double(w.b_hh)).chunk(count, -1)
        kind = _kept(states["h"].dtype)
        found: dict[str, torch.Tensor] = {}
        for gate, word, state in zip(self.kind.gates, a, b, strict=True):
            over, _ = THROUGH[gate.function]
            reset = found[gate.reset].double() if gate.reset else 1.0
            found[gate.letter] = over(word + reset * state).to(kind)
        found = {q: values for q, values in found.items() if q not in states}
        for made in self.kind.states:
            if w.w_hr is None or made.letter != "h":
                found |= self._settled(made, found | dict(states), states)
        return found

    def _settled(
        self, made: State, now: Mapping[str, torch.Tensor], states: Mapping[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        """The gate that torch's own state tells most of, its candidate if there is one, with the rounding that it had in torch
        where this shows: where a state is hardly more than the rounding of what it is made of."""
        letters = {gate.letter: gate.function == "tanh" for gate in self.kind.gates}
        own, told = max(
            (
                (product, of)
                for product in made.made
                for of in product.of
                if of.letter in letters and of.through == "identity"
            ),
            key=lambda one: letters[one[1].letter],
        )
        before = {q: self.order.shifted(states[q], self.begin(q)) for q in self.first}

        def number(of: Of) -> torch.Tensor:
            return THROUGH[of.through][0]((before if of.before else now)[of.letter].double())

        products = [reduce(torch.mul, map(number, product.of)) for product in made.made]
        state, gate = states[made.letter].double(), now[told.letter]
        off = (state - sum(products)) / reduce(
            torch.mul, (number(of) for of in own.of if of is not told), torch.ones(()).double()
        )
        eps = torch.finfo(gate.dtype).eps
        shows = (state - sum(products)).abs() > _SHOWS * eps * (state.abs() + sum(p.abs() for p in products))
        return {
            told.letter: torch.where(shows & (off.abs() < _MOST * eps), gate.double() + off, gate.double()).to(
                gate.dtype
            )
        }

    def _name(self, q: str) -> str:
        return f"{self.call.name}.{q}{self.suffix}"

    def _cells(self) -> dict[str, Cell]:
        out = (*self.order.out, _UNIT)
        w = self.weights
        cells = {}
        for n, gate in enumerate(self.kind.gates):
            parts = tuple(self._sums(n * self._size, gate))
            cells[gate.letter] = Cell(out, parts, (gate.sentence,), function=(gate.function,), share=gate.is_share)
        for state in self.kind.states:
            projected = w.w_hr is not None and state.letter == "h"
            cells["m" if projected else state.letter] = Cell(out, tuple(self._products(state)), (state.sentence,))
        if w.w_hr is not None:
            of = Factor(self._name("m"), self.order.here(var("j"))), Factor(w.w_hr.name, (var("u"), var("j")))
            cells["h"] = Cell(out, (Part(of, (("j", self._size, "unit"),)),), _PROJECTED)
        return cells

    @property
    def _size(self) -> int:
        return self.weights.w_hh.shape[0] // len(self.kind.gates)

    def _before(self, letter: str, unit: Index) -> Iterator[Factor]:
        """A state of the step before; at the first step, the one that was given."""
        known, given = self.order.before(unit), self.order.begin(Index(self.row or 0), unit)
        at_zero = known is not None and not self.begin(letter).any()
        if known is not None:
            yield Factor(self._name(letter), known, "zero" if at_zero else "skip")
        if not at_zero:
            yield Factor(self.first[letter].name, given, "skip")

    def _now(self, of: Of) -> Factor:
        return Factor(self._name(of.letter), self.order.here(var("u")), through=of.through, called=of.called)

    def _products(self, state: State) -> Iterator[Part]:
        for product in state.made:
            late = next((of for of in product.of if of.before), None)
            for handed in self._before(late.letter, var("u")) if late else (None,):
                named = handed and replace(handed, called=late.called if late else "")
                yield Part(
                    tuple(named if of.before and named else self._now(of) for of in product.of), label=product.label
                )

    def _sums(self, start: int, gate: Gate) -> Iterator[Part]:
        """Input part, its bias, recurrent part, its bias; the gate that resets stands before the last two."""
        w, at = self.weights, var("u") + start
        reset = (self._now(Of(gate.reset)),) if gate.reset else ()
        begin = 0
        for source in self.sources:
            of = Factor(source.name, self.order.here(var("d"))), Factor(w.w_ih.name, (at, var("d") + begin))
            yield Part(of, (("d", source.shape[-1], "input"),), "input")
            begin += source.shape[-1]
        if w.b_ih is not None:
            yield Part((Factor(w.b_ih.name, (at,)),), label="bias_ih")
        for state in self._before("h", var("j")):
            weight = Factor(w.w_hh.name, (at, var("j")))
            yield Part((*reset, state, weight), (("j", w.w_hh.shape[1], "unit"),), "state")
        if w.b_hh is not None:
            yield Part((*reset, Factor(w.b_hh.name, (at,))), label="bias_hh")


def _kept(kind: torch.dtype) -> torch.dtype:
    """In what gates are kept: torch rounds none of them to half precision."""
    return kind if kind == torch.float64 else torch.float32


def _double(ref: Ref | None) -> torch.Tensor | None:
    return None if ref is None else ref.values.double()


def _stepwise(call: Call, layer: _Layer) -> dict[str, torch.Tensor]:
    """The states of every step, as the operation itself hands them on."""
    x = torch.cat([s.values for s in layer.sources], -1)
    given = [
        ref.values for w in (layer.weights,) for ref in (w.w_ih, w.w_hh, w.b_ih, w.b_hh, w.w_hr) if ref is not None
    ]
    alone = {"params": given, "num_layers": 1, "bidirectional": False}
    handed = {q: layer.begin(q) for q in layer.first}
    kept: list[dict[str, torch.Tensor]] = []
    for now, live in layer.order.walked(x):
        handed = {q: torch.cat([h, layer.begin(q)[len(h) : live]])[:live] for q, h in handed.items()}
        hx = [h[None].contiguous() for h in handed.values()]
        one = {"hx": hx if len(hx) > 1 else hx[0], **alone}
        if call["data"] is not None:
            _, *ends = call.again(data=now, batch_sizes=torch.tensor([live]), **one)
        else:
            _, *ends = call.again(input=now[None], batch_first=False, **one)
        handed = dict(zip(handed, (end[0] for end in ends), strict=True))
        kept.append(handed)
    return {q: layer.order.together([step[q] for step in kept]) for q in handed}


def _layers(call: Call, kind: Kind, first: Sequence[Ref], x: Ref, order: Callable[[bool], Order]) -> Declared:
    """All layers and directions: what the last one gives, and the last states of each."""
    if call["train"] and call["dropout"] and call["num_layers"] > 1:
        raise Undeclared
    sides, params = (2 if call["bidirectional"] else 1), call["params"]
    per = len(params) // (call["num_layers"] * sides)
    letters = kind.handed_on
    output = call.out[0].chunk(sides, -1)
    sources: tuple[Ref, ...] = (x,)
    ends: list[tuple[Order, dict[str, Ref]]] = []
    for k in range(call["num_layers"]):
        found = []
        for side in range(sides):
            row = k * sides + side
            weights = _Weights.of(params[row * per : (row + 1) * per], bool(call["has_biases"]))
            suffix = (f"_l{k}" if k else "") + ("_reverse" if side else "")
            layer = _Layer(
                call, kind, weights, order(bool(side)), sources, dict(zip(letters, first, strict=True)), row, suffix
            )
            states = _stepwise(call, layer)
            states = {q: layer.order.ended(own, call.out[1 + n][row]) for n, (q, own) in enumerate(states.items())}
            if k == call["num_layers"] - 1:
                states["h"] = output[side]
            refs = layer.open(states)
            found.append(refs["h"])
            ends.append((layer.order, refs))
        sources = tuple(found)
    lasts = [
        call.step(f"{q}_n", call.out[1 + k], _last([(at, refs[q]) for at, refs in ends])) for k, q in enumerate(letters)
    ]
    return [_beside(sources, ends[0][0]) if sides > 1 else sources[0], *lasts]


def _beside(found: Sequence[Ref], order: Order) -> Cell:
    """What both directions give, side by side."""
    parts, begin = [], 0
    for one in found:
        parts.append(Part((Factor(one.name, order.here(var("u") - begin), "skip"),)))
        begin += one.shape[-1]
    return Cell((*order.out, _UNIT), tuple(parts), _BESIDE)


def _last(ends: Sequence[tuple[Order, Ref]]) -> Cell:
    """The last state of every layer and direction: the first in time where it reads backwards."""
    parts = []
    for k, (order, one) in enumerate(ends):
        at = order.last(var("u"))
        if len(ends) > 1:
            # On the unit, since the first coordinate may count the examples.
            at = (*at[:-1], at[-1] + table(tuple(0 if j == k else -1 for j in range(len(ends))), "l"))
        parts.append(Part((Factor(one.name, at, "skip"),)))
    return Cell((("l", "layer"), BATCH, _UNIT), tuple(parts), _LAST)


def _first(call: Call) -> Sequence[Ref]:
    return call["hx"] if isinstance(call["hx"], list) else [call["hx"]]


def _layer_of(kind: Kind) -> Callable[[Call], Declared]:
    def whole(call: Call) -> Declared:
        x, last = call["input"], bool(call["batch_first"])
        return _layers(call, kind, _first(call), x, lambda reverse: padded(x.shape[last], last, reverse))

    return whole


def _packed_of(kind: Kind) -> Callable[[Call], Declared]:
    def whole(call: Call) -> Declared:
        sizes = call["batch_sizes"].values.tolist()
        return _layers(call, kind, _first(call), call["data"], lambda reverse: packed(sizes, reverse))

    return whole


def _cell_of(kind: Kind) -> Callable[[Call], Declared]:
    def whole(call: Call) -> Declared:
        """One step, (B, H)."""
        weights = _Weights(*(call[k] for k in ("w_ih", "w_hh", "b_ih", "b_hh")))
        first = dict(zip(kind.handed_on, _first(call), strict=True))
        layer = _Layer(call, kind, weights, single(), (call["input"],), first, None)
        given = call.out if isinstance(call.out, tuple | list) else (call.out,)
        refs = layer.open(dict(zip(kind.handed_on, given, strict=True)))
        return [refs[q] for q in kind.handed_on]

    return whole


for _name, _kind in {"lstm": "LSTM", "gru": "GRU", "rnn_tanh": "RNN_TANH", "rnn_relu": "RNN_RELU"}.items():
    declares(f"{_name}.input")(_layer_of(KINDS[_kind]))
    declares(f"{_name}.data")(_packed_of(KINDS[_kind]))
    declares(f"{_name}_cell")(_cell_of(KINDS[_kind]))
