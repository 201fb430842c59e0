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
from dataclasses import dataclass
from functools import reduce

import torch
from torch.nn import functional

from explainer.core.call import Call, Declared, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.ops.axes import BATCH
from explainer.ops.gating import UNIT, Wired, from_either, gate_values, of_value, product_values, side_by_side
from explainer.ops.kinds import KINDS, Kind, State
from explainer.ops.order import Order, packed, padded, single

# In roundings of the type: what of a difference shows, and what is more than torch's own rounding can be.
_SHOWS, _MOST = 16, 64
_PROJECTED = ("{products} {add} up to the projected state, {value}.",)
_LAST = ("{value}, the last state.",)


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
        sums = (
            functional.linear(x, w.w_ih.values.double(), _double(w.b_ih)),
            functional.linear(before, w.w_hh.values.double(), _double(w.b_hh)),
        )
        kind = _kept(states["h"].dtype)
        found = {q: own.to(kind) for q, own in gate_values(self.kind, *sums).items()}
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
        before = {q: self.order.shifted(states[q], self.begin(q)).double() for q in self.first}
        dtype, now = now[told.letter].dtype, {q: values.double() for q, values in now.items()}
        products = product_values(made, now, before)
        state, gate = states[made.letter].double(), now[told.letter]
        off = (state - sum(products)) / reduce(
            torch.mul, (of_value(of, now, before) for of in own.of if of is not told), torch.ones(()).double()
        )
        eps = torch.finfo(dtype).eps
        shows = (state - sum(products)).abs() > _SHOWS * eps * (state.abs() + sum(p.abs() for p in products))
        return {told.letter: torch.where(shows & (off.abs() < _MOST * eps), gate + off, gate).to(dtype)}

    def _name(self, q: str) -> str:
        return f"{self.call.name}.{q}{self.suffix}"

    def _cells(self) -> dict[str, Cell]:
        w = self.weights
        reads = side_by_side((source.name, source.shape[-1]) for source in self.sources)
        b_ih, b_hh = (None if ref is None else ref.name for ref in (w.b_ih, w.b_hh))
        size, handed = w.w_hh.shape[0] // len(self.kind.gates), w.w_hh.shape[1]
        cells = Wired(
            self.kind, self.order.out, reads, self._name, self.order.here, self._before, size, handed,
            w.w_ih.name, w.w_hh.name, b_ih, b_hh,
        ).cells()  # fmt: skip
        if w.w_hr is not None:
            of = Factor(self._name("m"), self.order.here(var("j"))), Factor(w.w_hr.name, (var("k"), var("j")))
            projected = Cell((*self.order.out, UNIT), (Part(of, (("j", size, "unit"),)),), _PROJECTED)
            cells |= {"m": cells["h"], "h": projected}
        return cells

    def _before(self, letter: str, unit: Index) -> Iterator[Factor]:
        """A state of the step before; at the first step, the one that was given."""
        known, given = self.order.before(unit), self.order.begin(Index(self.row or 0), unit)
        at_zero = known is not None and not self.begin(letter).any()
        if known is not None:
            yield Factor(self._name(letter), known, "zero" if at_zero else "skip")
        if not at_zero:
            yield Factor(self.first[letter].name, given, "skip")


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
    if sides == 1:
        return [sources[0], *lasts]
    reads = side_by_side((one.name, one.shape[-1]) for one in sources)
    return [from_either(reads, ends[0][0].out, ends[0][0].here), *lasts]


def _last(ends: Sequence[tuple[Order, Ref]]) -> Cell:
    """The last state of every layer and direction: the first in time where it reads backwards."""
    parts = []
    for k, (order, one) in enumerate(ends):
        at = order.last(var("k"))
        if len(ends) > 1:
            # On the unit, since the first coordinate may count the examples.
            at = (*at[:-1], at[-1] + table(tuple(0 if j == k else -1 for j in range(len(ends))), "l"))
        parts.append(Part((Factor(one.name, at, "skip"),)))
    return Cell((("l", "layer"), BATCH, UNIT), tuple(parts), _LAST)


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
