"""One sentence read by a recurrent network, word by word: what it reads, its state, and the answer so far."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from explainer.core.chain import record
from explainer.core.steps import Step, child, plain
from explainer.core.trace import Trace
from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS, patterns
from explainer.ops.kinds import KINDS
from explainer.views import component
from explainer.views import sentence as of_words
from explainer.views.controls import Controls
from explainer.views.panels import Answer, Columns, Legend, Level, Scale, Strip
from explainer.views.sentence import Words

SETTINGS = Controls(component.SETTINGS)
SENTENCE = SETTINGS.add(of_words.line(PAIRS[0][0][0], 430))
AXES = {
    "linear1": (("t", "word"), ("o", "logit")),
    "softmax1": (("t", "word"), ("o", "answer")),
    "input": (("t", "word"),),
    "embedding1": (("t", "word"), ("d", "number")),
}
CALLED = {"answer": LABELS, "class": LABELS, "logit": tuple(f"logit of {label}" for label in LABELS)}
SCALES: dict[str, Scale] = {
    gate.letter: "probability" for kind in KINDS.values() for gate in kind.gates if gate.is_share
}
ON_THE_WAY = "Answers: as if the text ended there."
LIMITLESS = ("", "c")


def choose_sentence(problems: list[str]) -> Words:
    """A line of text and a popover with the prepared sentences."""
    found = of_words.asked(SENTENCE, problems)
    of_words.offer("Sentences", [SENTENCE], {said: [said] for pair in PAIRS for said, _ in pair}, "prepared")
    problems += of_words.unknown(found) + of_words.unlike(SENTENCE, found, patterns())
    return found


def after_each_word(
    net: Step[nn.Module], sentence: Words, recurrent: Step[nn.Module] | None = None, called: str = "x"
) -> Trace:
    """Embedding, every gate and state, and the answer that the state after each word gives, (T, classes); ``recurrent``
    stands for the reader's own recurrent layer, the words are ``called`` so in the torch."""
    layers = [child(net, 0), recurrent or child(net, 1), child(net, 3), plain(nn.Softmax(-1))]
    return record(layers, of_words.numbers(sentence, called))


def cells_of(t: Trace) -> str:
    """What the trace's recurrent layer is called: ``rnn1``, ``gru1`` or ``lstm1``."""
    return next(name.partition(".")[0] for name in t.tensors if name.endswith(".h"))


def strip(
    tensor: str,
    label: str,
    letter: str,
    *,
    handed: bool = False,
    limit: float | None = None,
    before: str | None = None,
    torch: tuple[str, str] | None = None,
    phase: int | None = None,
    per: int | None = None,
) -> Strip:
    """A row of a word's numbers; ``label`` names its step, ``letter`` is torch's. What a gate or a state's tanh gives is at
    most 1."""
    own = tensor.partition(".")[2]
    limit = 1 if limit is None and own not in LIMITLESS else limit
    scale = SCALES.get(own[:1], "signed")
    return Strip(tensor, label, letter, scale, limit, handed, before, torch, phase, per)


def answer(
    tensor: str = "softmax1", label: str = "answer", before: str | None = None, phase: int | None = None
) -> Answer:
    """The row of what the network would say if the sentence ended here."""
    return Answer(tensor, label, LABELS, before, phase)


def columns(
    sentence: Words,
    title: str,
    rows: Sequence[Strip | Answer | Level],
    note: str,
    *,
    legend: Sequence[Legend] = (),
    folded: bool = False,
    slim: bool = False,
    marked: tuple[int, ...] = (),
) -> Columns:
    """A column for each word with these rows."""
    return Columns(
        "input",
        title,
        note,
        words=of_words.spoken(sentence),
        rows=tuple(rows),
        unknown=of_words.unknown_at(sentence),
        marked=marked,
        leftwards=of_words.leftwards(sentence),
        folded=folded,
        slim=slim,
        legend=tuple(legend),
    )
