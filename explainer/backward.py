r"""Backpropagation through time, opened: how a loss depends on every gate and state of a recurrent network.

The gradients are autograd's; the declarations say how each came from the step after it. The loss is the cross-entropy of
the answer after the last word, so that its gradient enters at the last state and travels back:

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

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.declaration import Cell, Factor, Index, Part, var
from explainer.recurrent import GATES, OUT, steps
from explainer.trace import Trace, trace

SLOPE = {"i": "sigmoid", "f": "sigmoid", "o": "sigmoid", "r": "sigmoid", "z": "sigmoid", "g": "tanh", "n": "tanh"}
_SENTENCE = ("the loss changes by {value} times whatever this number changes by.",)


def through_time(rows: nn.Embedding, layer: nn.RNNBase, head: nn.Linear, words: np.ndarray, label: int) -> Trace:
    """The trace of the network over (T,) words, with answers after each word, and with the gradients of the loss of
    ``label``: ``rnn1.dh``, ``lstm1.dh``, ``.dc``, ``.di`` …, each (T, H), and at the logits, ``linear1.d``, (T, classes)."""
    whole = trace(nn.Sequential(rows, layer, head, nn.Softmax(-1)), words)
    name = next(n.partition(".")[0] for n in whole.tensors if n.endswith(".h"))
    with torch.enable_grad():
        x = rows(torch.from_numpy(words).long()).detach()
        kept = list(steps(layer, x))
        logits = head(kept[-1]["h"])
        loss = functional.cross_entropy(logits[None], torch.tensor([label]))
        letters = list(kept[0])
        reached = [step[letter] for step in kept for letter in letters]
        found = torch.autograd.grad(loss, [*reached, logits], allow_unused=True, materialize_grads=True)
    size = len(letters)
    tensors = {f"{name}.d{q}": torch.stack(found[k:-1:size]).numpy() for k, q in enumerate(letters)}
    at_logits = np.zeros_like(whole.tensors["linear1"])
    at_logits[-1] = found[-1].numpy()
    asked = np.zeros(len(words), dtype=np.float32)
    asked[-1] = 1
    target = np.zeros_like(at_logits)
    target[-1, label] = 1
    return replace(
        whole,
        tensors=whole.tensors | {"linear1.d": at_logits} | tensors,
        weights=whole.weights | {"loss.asked": asked, "loss.target": target},
        cells=whole.cells | _declared(layer, name, at_logits.shape[1]),
    )


def _declared(layer: nn.RNNBase, name: str, classes: int) -> dict[str, Cell]:
    """The cells of all gradients, in the order in which a step has them."""
    share = Part((_at("softmax1", "o"), Factor("loss.asked", (var("t"),))), label="share")
    target = Part((Factor("loss.target", (var("t"), var("o")), through="minus"),), label="asked for")
    said = ("share less what is asked for, {value}; only the last word's answer counts.",)
    cells = {"linear1.d": Cell((("t", "word"), ("o", "logit")), (share, target), said)}
    own = _Backward(layer, name)
    answer = Factor("linear1.weight", (var("o"), var("k")))
    entering = Part((_at("linear1.d", "o"), answer), (("o", classes, "logit"),), "from the answer")
    back = list(own.back())
    cells[f"{name}.dh"] = Cell(OUT, (*back, entering), _SENTENCE)
    for letter, parts in own.within().items():
        cells[f"{name}.d{letter}"] = Cell(OUT, parts, _SENTENCE)
    return cells


def _at(tensor: str, unit: str = "k", step: int = 0, through: str = "identity") -> Factor:
    return Factor(tensor, (var("t") + step, var(unit)), through=through)


class _Backward:
    """What each gradient of a layer is made of."""

    def __init__(self, layer: nn.RNNBase, name: str) -> None:
        self.mode, self.size, self.name = layer.mode, layer.hidden_size, name

    def of(self, letter: str, unit: str = "k", step: int = 0, through: str = "identity") -> Factor:
        return _at(f"{self.name}.{letter}", unit, step, through)

    def back(self) -> Iterator[Part]:
        """The ways from the step after to a state: through the weights of every gate, and past a GRU's."""
        for n, letter in enumerate(GATES[self.mode]):
            slope = SLOPE.get(letter) or ("tanh" if self.mode == "RNN_TANH" else "relu")
            weight = Factor(f"{self.name}.weight_hh_l0", (Index(n * self.size, (("j", 1),)), var("k")))
            reset = (self.of("r", "j", 1),) if letter == "n" else ()
            products = (self.of(f"d{letter}", "j", 1), self.of(letter, "j", 1, f"{slope}_slope_at"), *reset, weight)
            label = "from the state after" if letter == "h" else f"through {letter}"
            yield Part(products, (("j", self.size, "unit"),), label)
        if self.mode == "GRU":
            yield Part((self.of("dh", step=1), self.of("z", step=1)), label="kept")

    def within(self) -> dict[str, tuple[Part, ...]]:
        """From a step's state to its gates."""
        if self.mode == "LSTM":
            shown = Part((self.of("dh"), self.of("o"), self.of("c", through="slope_of_tanh")), label="shown")
            kept = Part((self.of("dc", step=1), self.of("f", step=1)), label="kept")
            return {
                "c": (shown, kept),
                "i": (Part((self.of("dc"), self.of("g"))),),
                "f": (Part((self.of("dc"), self.of("c", step=-1))),),
                "g": (Part((self.of("dc"), self.of("i"))),),
                "o": (Part((self.of("dh"), self.of("c", through="tanh"))),),
            }
        if self.mode == "GRU":
            slope = (self.of("dn"), self.of("n", through="tanh_slope_at"))
            row = Index(2 * self.size, (("k", 1),))
            state = Part(
                (*slope, self.of("h", "j", -1), Factor(f"{self.name}.weight_hh_l0", (row, Index(terms=(("j", 1),))))),
                (("j", self.size, "unit"),), "state",
            )  # fmt: skip
            bias = Part((*slope, Factor(f"{self.name}.bias_hh_l0", (row,))), label="bias_hh")
            return {
                "z": (
                    Part((self.of("dh"), self.of("h", step=-1))),
                    Part((self.of("dh"), self.of("n", through="minus"))),
                ),
                "n": (Part((self.of("dh"), self.of("z", through="one_minus"))),),
                "r": (state, bias),
            }
        return {}
