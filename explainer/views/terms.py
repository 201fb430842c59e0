"""The words of the field: what each means, in ours, and the page where it is seen at work. Said once, read by all.

A page writes a word with :func:`term`. On the page it is then a quiet link whose card the frame opens (``shell/cards.js``).
A setting that is called by one of these words gets its meaning as help (:func:`helps`). No meaning answers what a page asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

MARK = "#word-"
_LINK = re.compile(rf"\[([^\]]*)\]\({MARK}[\w-]+\)")


@dataclass(frozen=True)
class Term:
    """A word, what it ``means``, the ``page`` that shows it at work, by its name in the address, and its ``other`` forms."""

    name: str
    means: str
    page: str
    other: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.name.lower().replace(" ", "-")

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.other)


TERMS = (
    Term(
        "channel",
        "One of the squares of numbers that lie on top of each other in a picture or in a layer: how much there is of one "
        "colour, or what one kernel answers.",
        "pixels",
        ("channels",),
    ),
    Term(
        "kernel",
        "A small table of numbers that is laid over a picture: what lies under it is multiplied by it, place by place, and "
        "added up. Also called a filter.",
        "convolution",
        ("kernels", "filter", "filters"),
    ),
    Term(
        "feature map",
        "All answers of one kernel, each at the place where it was given. The pages say map for short.",
        "convolution",
        ("feature maps",),
    ),
    Term(
        "bias",
        "A number that is added to a sum whatever is being read; it moves every answer up or down.",
        "convolution",
        ("biases",),
    ),
    Term(
        "stride",
        "How many cells the window moves on from one sum to the next. With 2 it leaves out every other place.",
        "convolution",
        ("strides",),
    ),
    Term(
        "padding",
        "Cells of zero set around a picture, so that the window finds places at its edge too.",
        "convolution",
    ),
    Term(
        "dilation",
        "How far apart the cells lie that one window reads. With 1 they are neighbours, with 2 one is left out between.",
        "convolution",
    ),
    Term(
        "activation",
        "A function that is put over each number of a layer by itself. It bends: without it two layers are only one.",
        "relu",
        ("activations",),
    ),
    Term(
        "tanh",
        "A curve that squeezes any sum into −1 to 1: small ones nearly as they are, large ones close to the ends.",
        "relu",
    ),
    Term(
        "pooling",
        "Making one number of each small box of a map, so that less is left to carry on.",
        "pooling",
    ),
    Term(
        "weight",
        "A number of a network that training sets, such as those of a kernel. What comes in is multiplied by it.",
        "network",
        ("weights",),
    ),
    Term(
        "receptive field",
        "The part of the picture that one cell of a later map is made of. It grows from layer to layer.",
        "network",
        ("receptive fields",),
    ),
    Term(
        "logit",
        "The sum that a network comes to for one of its answers, before softmax makes shares of all of them.",
        "network",
        ("logits",),
    ),
    Term(
        "softmax",
        "Makes shares that add up to 1 of any sums: e to the power of each sum, as a share of all of these. The largest sum is "
        "taken off all of them first, which keeps the powers small and changes no share.",
        "network",
    ),
    Term(
        "loss",
        "One number that says how wrong the answers are, here by how small a share went to the right ones. Training makes it "
        "smaller.",
        "training",
    ),
    Term(
        "gradient",
        "For each number, how fast the loss grows as that number grows: it says which way is uphill, and how steep it is.",
        "training",
        ("gradients",),
    ),
    Term(
        "gradient descent",
        "Learning in many small steps: each moves every weight a little against its gradient, so that the loss goes down.",
        "training",
    ),
    Term(
        "learning rate",
        "How far one step of training moves the weights. Too small and nothing comes of it, too large and it overshoots.",
        "training",
        ("learning rates",),
    ),
    Term(
        "Adam",
        "A kind of gradient descent in which each weight has a step of its own, by how large its gradients have been.",
        "training",
    ),
    Term(
        "optimiser",
        "The rule that makes a step of training out of gradients: plain gradient descent, or Adam.",
        "training",
        ("optimisers",),
    ),
    Term(
        "batch",
        "The few examples that one step of training looks at.",
        "training",
        ("batches",),
    ),
    Term(
        "checkpoint",
        "All weights as they stood at one moment of training, kept to come back to.",
        "training",
        ("checkpoints",),
    ),
    Term(
        "seed",
        "The number that chance starts from. The same seed draws the same numbers again, so a run can be repeated.",
        "training",
        ("seeds",),
    ),
    Term(
        "label",
        "The right answer that comes with an example, given by somebody who knows it.",
        "training",
        ("labels", "unlabelled"),
    ),
    Term(
        "held out",
        "Kept aside and never learned from, to see what a network does with what it has not met.",
        "training",
        ("held-out",),
    ),
    Term(
        "overfitting",
        "Learning examples by heart: right about those it learned from, wrong about new ones.",
        "training",
    ),
    Term(
        "vocabulary",
        "The words that a network has learned. Any other word is unknown to it.",
        "sequences",
    ),
    Term(
        "embedding",
        "The list of numbers that stands for a word inside a network. They are learned like all its weights.",
        "sequences",
        ("embeddings",),
    ),
    Term(
        "unit",
        "One number of a layer or of a state, made by weights of its own.",
        "sequences",
        ("units",),
    ),
    Term(
        "bag of words",
        "A sentence as the counts of its words: how often each one stands there, and not where.",
        "same-bag",
        ("bags of words",),
    ),
    Term(
        "hidden layer",
        "A layer of units between what goes in and the answer. Each weighs all that goes in, and the answer weighs them.",
        "same-bag",
        ("hidden layers",),
    ),
    Term(
        "1-D convolution",
        "A kernel that slides along a row instead of over a picture: over a few neighbouring words at a time.",
        "same-bag",
    ),
    Term(
        "main direction",
        "The direction in which points lie furthest apart: how far one lies along it says most of what sets it apart.",
        "same-bag",
    ),
    Term(
        "RNN",
        "Recurrent neural network: one with a loop, which reads word by word and carries a state along. Beside GRU and LSTM "
        "it is the plain kind, without gates.",
        "unroll",
        ("RNNs", "recurrent network", "recurrent networks"),
    ),
    Term(
        "hidden state",
        "The numbers that a recurrent network hands on from word to word, all it keeps of what it has read. State for short.",
        "unroll",
        ("hidden states",),
    ),
    Term(
        "gate",
        "Numbers between 0 and 1 that something is multiplied by: at 1 all of it goes through, at 0 nothing.",
        "gates",
        ("gates",),
    ),
    Term(
        "candidate",
        "What a cell could write into its state at a word. How much of it is written, a gate decides.",
        "gates",
        ("candidates",),
    ),
    Term(
        "cell state",
        "A second state of an LSTM, called c, which only its gates change. The hidden state shows a part of it.",
        "gates",
        ("cell states",),
    ),
    Term(
        "frame",
        "One picture of a clip, as it was at one moment. A clip is its frames, one after the other.",
        "video",
        ("frames",),
    ),
    Term(
        "splice site",
        "Where the copy of a gene is cut: an exon, which is kept, ends and an intron, which is taken out, begins, or the other "
        "way round.",
        "genome",
        ("splice sites",),
    ),
    Term(
        "GRU",
        "Gated recurrent unit: a recurrent network whose gates decide how much of its state is made anew at each word.",
        "gates",
        ("GRUs", "gated recurrent unit"),
    ),
    Term(
        "LSTM",
        "Long short-term memory: a recurrent network with a second state, and gates that decide what becomes of it.",
        "gates",
        ("LSTMs", "long short-term memory"),
    ),
    Term(
        "correlation",
        "How far two rows of numbers rise and fall together: 1 is always, −1 always against each other, 0 not at all.",
        "gates",
    ),
    Term(
        "vanishing gradient",
        "A gradient that shrinks with every step on its way back, until next to nothing reaches the words far back.",
        "memory",
        ("vanishing gradients",),
    ),
    Term(
        "forget bias",
        "The number added in an LSTM’s forget gate. Large to begin with, it has the network keep its state while it learns.",
        "memory",
    ),
    Term(
        "perplexity",
        "How unsure somebody is who says what comes next: as unsure as if so many words were equally likely. Lower is better.",
        "next-word",
    ),
    Term(
        "temperature",
        "What logits are divided by before they become shares: below 1 the likeliest gains, above 1 all come closer together.",
        "next-word",
        ("temperatures",),
    ),
    Term(
        "attention",
        "A look at all states of what was read before each word that is said: of each state as large a share as its dot product "
        "with the own state, after softmax, makes it.",
        "translation",
    ),
    Term(
        "beam search",
        "Instead of the likeliest next word alone, the likeliest few beginnings are kept after each word, and gone on with.",
        "translation",
        ("beam",),
    ),
    Term(
        "spectrogram",
        "How loud each pitch is at each moment of a sound, as a picture: time goes to the right, pitch upwards.",
        "sound",
        ("spectrograms",),
    ),
    Term(
        "ridge regression",
        "A weighted sum of the last values and a constant, whose weights are found at one go and kept small on purpose.",
        "series",
    ),
    Term(
        "IoU",
        "Intersection over union: of all that two boxes cover together, the part that both of them cover. 1 is the same box.",
        "detection",
        ("intersection over union",),
    ),
    Term(
        "non-maximum suppression",
        "Of boxes that share too much only the surest is kept: the surest of all first, then the surest that is left, and so on.",
        "detection",
        ("NMS",),
    ),
)
_BY_FORM = {form.lower(): one for one in TERMS for form in one.forms}


def term(name: str, shown: str = "") -> str:
    """Markdown for a word that can be asked what it means, written ``shown``. Raises ``KeyError`` where it is not among them."""
    return f"[{shown or name}]({MARK}{_BY_FORM[name.lower()].key})"


def plain(markdown: str) -> str:
    """The same words, none of which can be asked."""
    return _LINK.sub(r"\1", markdown)


def within(text: str) -> list[Term]:
    """The terms whose words stand in a text, those with the longest words first."""
    left, found = text, []
    for form in sorted(_BY_FORM, key=len, reverse=True):
        left, times = re.subn(rf"(?<!\w){re.escape(form)}(?!\w)", " ", left, flags=re.IGNORECASE)
        if times and _BY_FORM[form] not in found:
            found.append(_BY_FORM[form])
    return found


@cache
def helps(label: str) -> str | None:
    """What a setting of that name needs explained, if it does."""
    return next((one.means for one in within(label)), None)


def table() -> dict[str, dict[str, str]]:
    """All of them as the frame's cards have them."""
    return {one.key: {"name": one.name, "means": one.means, "page": one.page} for one in TERMS}
