r"""A recurrent layer that goes on from a state: one step, opened like the layer itself, from the state ``before`` it.

A layer ``gru1`` gives ``gru1.r``, ``.z``, ``.n`` and ``.h``, and reads ``gru1.before``, which stands for all the steps that came
earlier; each is (1, H).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import torch
from torch import nn
from torch.nn import functional

from explainer.core.declaration import Factor, Index, UnsupportedLayer, var
from explainer.core.program import Line
from explainer.core.registry import OPERATIONS, Opened, Operation, Reading
from explainer.ops.gating import THROUGH, Wired, gate_values, product_values, side_by_side
from explainer.ops.kinds import Of, kind_of
from explainer.ops.recurrent import WORD

BEFORE = "before"


class GoingOn(nn.Module):
    """A ``layer`` of one direction whose only state is its output, such as a GRU, after earlier steps have left the state
    ``before`` (1, H), for which ``said`` is the Python. It has the layer's own weights, by their names."""

    before: torch.Tensor

    def __init__(self, layer: nn.RNNBase, before: torch.Tensor, said: str) -> None:
        super().__init__()
        self.said = said
        if kind_of(layer).handed_on != ("h",) or layer.num_layers > 1 or layer.bidirectional or not layer.bias:
            raise UnsupportedLayer(
                f"{type(layer).__name__} can't go on as it is set; one layer, one way and one state can."
            )
        self.of = (layer,)
        for name, weight in layer.named_parameters():
            self.register_parameter(name, weight)
        self.register_buffer(BEFORE, before)

    @property
    def layer(self) -> nn.RNNBase:
        """The layer that goes on; in a tuple, so that its weights are not there twice."""
        return self.of[0]


def _open(going: GoingOn, x: torch.Tensor, at: Reading) -> Opened:
    """``x`` (1, D)."""
    if len(x) != 1:
        raise ValueError(f"{len(x)} steps, one wanted")
    kind, size = kind_of(going.layer), going.layer.hidden_size
    own = dict(going.layer.named_parameters())
    now = functional.linear(x[0], own["weight_ih_l0"], own["bias_ih_l0"])
    handed = {"h": going.before[0]}
    found = gate_values(kind, now, functional.linear(going.before[0], own["weight_hh_l0"], own["bias_hh_l0"]))
    for made in kind.states:
        found[made.letter] = reduce(torch.add, product_values(made, found, handed))

    def name(letter: str) -> str:
        return f"{at.name}.{letter}"

    def before(letter: str, unit: Index) -> Iterator[Factor]:
        yield Factor(BEFORE, (var("t"), unit))

    cells = Wired(
        kind, WORD, side_by_side([(at.source, x.shape[1])]), name, lambda unit: (var("t"), unit), before, size, size,
        "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0",
    ).cells()  # fmt: skip
    tensors = {name(letter): value[None] for letter, value in found.items()}
    line = Line(_written(going, at, list(found)), tuple(tensors))
    began = {name(BEFORE): Line(f't["{name(BEFORE)}"] = {going.said}', (name(BEFORE),))}
    return Opened(
        tensors,
        {name(letter): cell for letter, cell in cells.items()},
        began | dict.fromkeys(tensors, line),
        name("h"),
    )


def _written(going: GoingOn, at: Reading, letters: list[str]) -> str:
    """The step in torch."""
    gates, kind = kind_of(going.layer).gates, kind_of(going.layer)
    own, before = f"{at.call}.", f't["{at.name}.{BEFORE}"][0]'
    lines = [
        f'a = ({own}weight_ih_l0 @ t["{at.source}"][0] + {own}bias_ih_l0).chunk({len(gates)})',
        f"b = ({own}weight_hh_l0 @ {before} + {own}bias_hh_l0).chunk({len(gates)})",
    ]
    for n, gate in enumerate(gates):
        state = f"{gate.reset} * b[{n}]" if gate.reset else f"b[{n}]"
        lines.append(f"{gate.letter} = " + THROUGH[gate.function][1].format(f"(a[{n}] + {state})"))

    def text(of: Of) -> str:
        return THROUGH[of.through][1].format(before if of.before else of.letter)

    lines += [f"{s.letter} = " + " + ".join(" * ".join(map(text, p.of)) for p in s.made) for s in kind.states]
    names = ", ".join(f't["{at.name}.{letter}"]' for letter in letters)
    return "\n".join([*lines, f"{names} = ({', '.join(f'{letter}[None]' for letter in letters)})"])


def _wants(going: GoingOn) -> str:
    return f"it works on (1, {going.layer.input_size}), one step"


OPERATIONS[GoingOn] = Operation(lambda going: kind_of(going.layer).prefix, _open, rank=2, wants=_wants)
