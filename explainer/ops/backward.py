r"""Backpropagation through time, opened: how a loss depends on every gate and state of a recurrent network.

The gradients are autograd's; the declarations say how each came from the step after it, by the product rule from what
``kinds.py`` says of the step. The loss is the cross-entropy of the answer after the last word, so that its gradient enters
at the last state and travels back:

.. math::
    \text{RNN: } & \frac{\partial L}{\partial h_t}
        = W_{hh}^\top \Big(\frac{\partial L}{\partial h_{t+1}} \odot (1 - h_{t+1}^2)\Big) \\
    \text{LSTM: } & \frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \odot o_t \odot (1 - \tanh^2 c_t)
        + \frac{\partial L}{\partial c_{t+1}} \odot f_{t+1},\qquad
        \frac{\partial L}{\partial h_t} = \sum_{q \in ifgo} W_{hq}^\top \Big(\frac{\partial L}{\partial q_{t+1}} \odot q'_{t+1}\Big)

and for a GRU likewise. Sources: Werbos 1990; Bengio et al. 1994.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.core.chain import record
from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.program import Line
from explainer.core.steps import Step, child, plain
from explainer.core.trace import Trace
from explainer.ops.kinds import Of, Product, kind_of
from explainer.ops.recurrent import OUT, steps

Words = Step[np.ndarray] | Step[torch.Tensor]
_SENTENCE = ("the loss changes by {value} times whatever this number changes by.",)
_SHARE = "share less what is asked for, {value}; only the last word's answer counts."
# The slope of a function that a factor passes: what stands for it in the product, at the factor or on one of the others.
_SLOPES = {"tanh": "slope_of_tanh", "one_minus": "minus"}


def through_time(net: Step[nn.Module], words: Words, label: int) -> Trace:
    """The trace of a reader (embedding, recurrent layer, its last state, linear) over (T,) words, with answers after each
    word, and with the gradients of the loss of ``label``: ``rnn1.dh``, ``lstm1.dh``, ``.dc``, ``.di`` …, each (T, H), and at
    the logits, ``linear1.d``, (T, classes)."""
    rows, recurrent, head = child(net, 0), child(net, 1), child(net, 3)
    layer = cast(nn.RNNBase, recurrent.value)
    t = record([rows, recurrent, head, plain(nn.Softmax(-1))], words)
    name = next(n.partition(".")[0] for n in t.tensors if n.endswith(".h"))
    letters = kind_of(layer).letters
    with torch.enable_grad():
        kept = list(steps(layer, rows.value(torch.as_tensor(words.value).long()).detach()))
        logits = head.value(kept[-1]["h"])
        loss = functional.cross_entropy(logits[None], torch.tensor([label]))
        reached = [step[letter] for step in kept for letter in letters]
        found = torch.autograd.grad(loss, [*reached, logits], allow_unused=True, materialize_grads=True)
    at_logits = torch.zeros(t.tensors["linear1"].shape)
    at_logits[-1] = found[-1]
    count = len(letters)
    gradients = {f"{name}.d{q}": torch.stack(found[k:-1:count]) for k, q in enumerate(letters)} | {
        "linear1.d": at_logits
    }
    line = _line(name, tuple(gradients), count, label, tuple(at_logits.shape), head)
    cells = _declared(layer, name, at_logits.shape[1])
    t = _asked(t, label, tuple(at_logits.shape))
    for tensor, cell in cells.items():
        t = t.with_tensor(tensor, gradients[tensor].numpy(), line, cell)
    return t


def fading(net: Step[nn.Module], words: Words, label: int, letter: str = "h") -> np.ndarray:
    """(T,): how long the gradient at the state ``letter`` after each word is, in shares of the last one's."""
    t = through_time(net, words, label)
    found = np.linalg.norm(next(tensor for name, tensor in t.tensors.items() if name.endswith(f".d{letter}")), axis=1)
    return found / found[-1] if found[-1] else found


def _line(
    name: str, made: tuple[str, ...], count: int, label: int, shape: tuple[int, ...], head: Step[nn.Module]
) -> Line:
    names = ", ".join(f't["{one}"]' for one in made[:-1])
    code = f"""logits = {head.text}(t["{name}.h"][-1])
loss = nn.functional.cross_entropy(logits[None], torch.tensor([{label}]))
*found, at_logits = torch.autograd.grad(loss, [*(q for step in steps for q in step), logits])
[{names}] = (torch.stack(found[k::{count}]) for k in range({count}))
t["linear1.d"] = torch.zeros{shape}
t["linear1.d"][-1] = at_logits"""
    return Line(code, made, head.python.before, head.python.imports)


def _asked(t: Trace, label: int, shape: tuple[int, ...]) -> Trace:
    """With which word's answer counts, and which answer is asked for."""
    asked, target = np.zeros(shape[0], dtype=np.float32), np.zeros(shape, dtype=np.float32)
    asked[-1] = target[-1, label] = 1
    for name, values, at in (("loss.asked", asked, "-1"), ("loss.target", target, f"-1, {label}")):
        code = f't["{name}"] = torch.zeros{values.shape}\nt["{name}"][{at}] = 1'
        t = t.with_weight(name, values, Line(code, (name,)))
    return t


def _declared(layer: nn.RNNBase, name: str, classes: int) -> dict[str, Cell]:
    """The cells of all gradients, in the order in which a step has them."""
    share = Part((_at("softmax1", "o"), Factor("loss.asked", (var("t"),))), label="share")
    target = Part((Factor("loss.target", (var("t"), var("o")), through="minus"),), label="asked for")
    own = _Backward(layer, name)
    answer = Factor("linear1.weight", (var("o"), var("k")))
    entering = Part((_at("linear1.d", "o"), answer), (("o", classes, "logit"),), "from the answer")
    found = {
        "linear1.d": Cell((("t", "word"), ("o", "logit")), (share, target), (_SHARE,)),
        f"{name}.dh": Cell(OUT, (*own.back(), *own.products("h"), entering), _SENTENCE),
    }
    rest = [letter for letter in reversed(own.kind.letters) if letter != "h"]
    return found | {f"{name}.d{q}": Cell(OUT, (*own.products(q), *own.reset(q)), _SENTENCE) for q in rest}


def _at(tensor: str, unit: str = "k", step: int = 0, through: str = "identity") -> Factor:
    return Factor(tensor, (var("t") + step, var(unit)), through=through)


class _Backward:
    """What each gradient of a layer is made of."""

    def __init__(self, layer: nn.RNNBase, name: str) -> None:
        self.kind, self.size, self.name = kind_of(layer), layer.hidden_size, name

    def of(self, letter: str, unit: str = "k", step: int = 0, through: str = "identity") -> Factor:
        return _at(f"{self.name}.{letter}", unit, step, through)

    def back(self) -> Iterator[Part]:
        """The ways from the step after to a state, through the weights of every gate."""
        for n, gate in enumerate(self.kind.gates):
            weight = Factor(f"{self.name}.weight_hh_l0", (Index(n * self.size, (("j", 1),)), var("k")))
            reset = (self.of(gate.reset, "j", 1),) if gate.reset else ()
            slope = self.of(gate.letter, "j", 1, f"{gate.function}_slope_at")
            label = "from the state after" if gate.letter == "h" else f"through {gate.letter}"
            yield Part((self.of(f"d{gate.letter}", "j", 1), slope, *reset, weight), (("j", self.size, "unit"),), label)

    def products(self, letter: str) -> tuple[Part, ...]:
        """The ways through every product of a state that a gate or state stands in, in this step or the one after."""
        ways = [
            (state.letter, product, of)
            for state in self.kind.states
            for product in state.made
            for of in product.of
            if of.letter == letter
        ]
        many = len(ways) > 1 or letter == "h"
        return tuple(
            Part(self._through(state, product, of), label=(product.label or "shown") if many else "")
            for state, product, of in ways
        )

    def _through(self, state: str, product: Product, of: Of) -> tuple[Factor, ...]:
        """A state's gradient times the rest of a product, seen from one of its factors."""
        later = 1 if of.before else 0
        rest = [other for other in product.of if other is not of]
        if of.through == "one_minus":
            rest[0] = replace(rest[0], through=_SLOPES["one_minus"])
        factors = [self.of(o.letter, step=later - (1 if o.before else 0), through=o.through) for o in rest]
        if of.through == "tanh":
            factors.append(self.of(of.letter, step=later, through=_SLOPES["tanh"]))
        return (self.of(f"d{state}", step=later), *factors)

    def reset(self, letter: str) -> Iterator[Part]:
        """What a gate that resets lets through: the state's sum and its bias."""
        for n, gate in enumerate(self.kind.gates):
            if gate.reset != letter:
                continue
            slope = (self.of(f"d{gate.letter}"), self.of(gate.letter, through=f"{gate.function}_slope_at"))
            row = Index(n * self.size, (("k", 1),))
            weight = Factor(f"{self.name}.weight_hh_l0", (row, Index(terms=(("j", 1),))))
            yield Part((*slope, self.of("h", "j", -1), weight), (("j", self.size, "unit"),), "state")
            yield Part((*slope, Factor(f"{self.name}.bias_hh_l0", (row,))), label="bias_hh")
