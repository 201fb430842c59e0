r"""Each recurrent kind, told once: its gates in torch's order, and what its states are made of.

.. math::
    \text{RNN: } & h_t = \tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh}) \\
    \text{LSTM: } & i, f, o = \sigma(\dots),\quad g = \tanh(\dots),\quad
        c_t = f \odot c_{t-1} + i \odot g,\quad h_t = o \odot \tanh c_t \\
    \text{GRU: } & r, z = \sigma(\dots),\quad n = \tanh(W_{in} x_t + b_{in} + r \odot (W_{hn} h_{t-1} + b_{hn})),\quad
        h_t = (1 - z) \odot n + z \odot h_{t-1}

``recurrent.py`` reads from this how a step runs, what its cells are made of and how it is written in torch;
``backward.py`` what every gradient is made of, by the product rule.

Sources: torch's documentation of ``RNN``, ``LSTM`` and ``GRU``; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Cho et
al. 2014.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import nn


@dataclass(frozen=True)
class Of:
    """A gate or state as a factor, of the same step or the one ``before``, ``through`` a function first, and what it is
    ``called``."""

    letter: str
    before: bool = False
    through: str = "identity"
    called: str = ""


@dataclass(frozen=True)
class Product:
    """Gates and states multiplied number by number."""

    of: tuple[Of, ...]
    label: str = ""


@dataclass(frozen=True)
class Gate:
    """A quarter of an LSTM's rows of weights, say: a ``function`` of a word's and the state's sums. ``reset`` is the gate that
    the state's sum is multiplied by first."""

    letter: str
    function: str
    sentence: str
    reset: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it runs from 0 to 1, as what is called a gate does, and no candidate."""
        return self.function == "sigmoid"


@dataclass(frozen=True)
class State:
    """A sum of products of gates and states."""

    letter: str
    made: tuple[Product, ...]
    sentence: str


@dataclass(frozen=True)
class Kind:
    """``gates`` in the order in which torch stacks their weights, then the ``states``; one of these, or the only gate, is
    ``h``."""

    module: type[nn.RNNBase]
    prefix: str
    gates: tuple[Gate, ...]
    states: tuple[State, ...] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        """Everything that a step makes, in its order."""
        return (*(gate.letter for gate in self.gates), *(state.letter for state in self.states))

    @property
    def handed_on(self) -> tuple[str, ...]:
        """What the next step reads, ``h`` first."""
        read = {of.letter for state in self.states for product in state.made for of in product.of if of.before}
        return ("h", *(q for q in self.letters if q in read and q != "h"))


_RNN = Kind(
    nn.RNN,
    "rnn",
    (Gate("h", "tanh", "{products} and what is added come to {before}, and the state is {value}."),),
)
LSTM = Kind(
    nn.LSTM,
    "lstm",
    (
        Gate("i", "sigmoid", "the input gate lets in {value} of the candidate."),
        Gate("f", "sigmoid", "the forget gate keeps {value} of the state."),
        Gate("g", "tanh", "the candidate for the state is {value}."),
        Gate("o", "sigmoid", "the output gate shows {value} of the state."),
    ),
    (
        State(
            "c",
            (
                Product((Of("f", called="forget f"), Of("c", before=True, called="state before")), "kept"),
                Product((Of("i", called="store i"), Of("g", called="candidate g")), "stored"),
            ),
            "what is kept and what is stored add up to {value}.",
        ),
        State(
            "h",
            (Product((Of("o", called="output o"), Of("c", through="tanh", called="tanh of the state c"))),),
            "the output gate times the state's tanh is {value}.",
        ),
    ),
)
GRU = Kind(
    nn.GRU,
    "gru",
    (
        Gate("r", "sigmoid", "the reset gate lets the candidate hear {value} of the old state."),
        Gate("z", "sigmoid", "the update gate keeps {value} of the state."),
        Gate("n", "tanh", "the candidate for the state is {value}.", reset="r"),
    ),
    (
        State(
            "h",
            (
                Product((Of("z", through="one_minus", called="1 − update z"), Of("n", called="candidate n")), "new"),
                Product((Of("z", called="update z"), Of("h", before=True, called="state before")), "kept"),
            ),
            "candidate and old state mix to {value}.",
        ),
    ),
)

# By torch's name for how a layer runs.
KINDS = {
    "RNN_TANH": _RNN,
    "RNN_RELU": replace(_RNN, gates=(replace(_RNN.gates[0], function="relu"),)),
    "LSTM": LSTM,
    "GRU": GRU,
}


def kind_of(layer: nn.RNNBase) -> Kind:
    """What a recurrent layer of torch's is."""
    return KINDS[layer.mode]
