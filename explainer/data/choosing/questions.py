"""Three questions for whoever has something else, and the rules that answer them: the first whose conditions hold."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.data.choosing.kinds import Verdict

YES, NO = "Yes", "No"
SHORT, FEW, MANY, WHILE = "Short", "Long, few examples", "Long, many examples", "It answers while reading"


@dataclass(frozen=True)
class Question:
    """``key`` in links, what is asked, and what may be answered."""

    key: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A verdict for whoever answered so; an empty tuple is any answer."""

    near: tuple[str, ...]
    before: tuple[str, ...]
    much: tuple[str, ...]
    verdict: Verdict


NEAR = Question("near", "Does it matter what lies next to what?", (YES, NO))
BEFORE = Question("before", "Does it matter what came before?", (YES, NO))
MUCH = Question("much", "How long is it, how much of it is there, and when must it answer?", (SHORT, FEW, MANY, WHILE))
QUESTIONS = (NEAR, BEFORE, MUCH)

RULES = (
    Rule(
        (NO,),
        (NO,),
        (),
        Verdict(
            "Neither",
            "neither",
            "Nothing lies next to anything and nothing comes before: you could shuffle your columns and lose nothing.",
            "The mean, and a linear model.",
            "Boosted trees: many short lists of yes-or-no questions, each mending the last; a plain network where there are very "
            "many rows.",
            ("training",),
            "table",
        ),
    ),
    Rule(
        (YES,),
        (NO,),
        (FEW,),
        Verdict(
            "A CNN that has learned elsewhere",
            "look",
            "What is near belongs together, so the same small question is asked everywhere; but few examples teach few kernels.",
            "One linear layer, a weight for each pixel, on a thumbnail.",
            "The same: take kernels that others have learned, and learn only the last layer.",
            ("network", "convolution"),
            "picture",
        ),
    ),
    Rule(
        (YES,),
        (NO,),
        (),
        Verdict(
            "A CNN",
            "look",
            "What is near belongs together, and what you look for may lie anywhere: the same small question at every place.",
            "One linear layer, a weight for each pixel, on a thumbnail.",
            "A CNN, or attention between patches where you have millions of examples.",
            ("network", "convolution"),
            "picture",
        ),
    ),
    Rule(
        (YES,),
        (YES,),
        (SHORT,),
        Verdict(
            "A CNN, all moments side by side",
            "look",
            "Lay a few moments on top of each other as one picture’s channels, as red, green and blue lie: what came before is "
            "then simply near.",
            "One moment alone, and all of them without their order.",
            "The same, or convolutions that slide through time too.",
            ("video", "network"),
            "video",
        ),
    ),
    Rule(
        (YES,),
        (YES,),
        (MANY,),
        Verdict(
            "Attention over patches",
            "attention",
            "With many examples, cut all into small pieces of space and time, and let each ask all others what they have seen.",
            "A CNN on each moment, and the mean of its answers.",
            "The same.",
            ("translation", "network"),
            "video",
        ),
    ),
    Rule(
        (YES,),
        (YES,),
        (),
        Verdict(
            "A CNN, then a recurrent network",
            "both",
            "A CNN looks at each moment, and a state carries on what it saw: of any length, and an answer after every moment.",
            "One moment alone, and all of them without their order.",
            "The same where it must answer at once; attention over time where it need not.",
            ("video", "unroll"),
            "video",
        ),
    ),
    Rule(
        (NO,),
        (YES,),
        (SHORT,),
        Verdict(
            "A 1-D CNN or a recurrent network",
            "both",
            "In something short a window of a few steps sees enough, and so does a state: both get there. Take the one that is "
            "quicker for you.",
            "Counts, without their order.",
            "A language model, if it is words; the same, if it is not.",
            ("same-bag", "unroll"),
            "opinion",
        ),
    ),
    Rule(
        (NO,),
        (YES,),
        (MANY,),
        Verdict(
            "Attention",
            "attention",
            "What matters may lie far back. With many examples, let every step look at all others, instead of trusting one state "
            "to keep it.",
            "Counts of what followed the last two steps.",
            "The same: a transformer.",
            ("translation", "memory"),
            "translation",
        ),
    ),
    Rule(
        (NO,),
        (YES,),
        (FEW,),
        Verdict(
            "A GRU",
            "remember",
            "Gates in its loop keep what a plain one forgets, and it has fewer weights to learn than attention needs.",
            "The last step again, and counts of what followed it.",
            "The same, or a large model that has learned elsewhere.",
            ("memory", "gates"),
            "clicks",
        ),
    ),
    Rule(
        (NO,),
        (YES,),
        (WHILE,),
        Verdict(
            "A recurrent network",
            "remember",
            "One small step for each thing that comes, and a state of fixed size: it can answer after every one, for ever.",
            "The last step again.",
            "The same.",
            ("unroll", "gates"),
            "sensors",
        ),
    ),
)


def verdict(near: str, before: str, much: str) -> Verdict:
    """What the first rule says that holds for these answers."""
    for rule in RULES:
        if near in (rule.near or (near,)) and before in (rule.before or (before,)) and much in (rule.much or (much,)):
            return rule.verdict
    raise ValueError(f"No rule for {near!r}, {before!r}, {much!r}.")


def decides(near: str, before: str) -> bool:
    """Whether, once the first two are answered, the third can still change the verdict."""
    return len({id(verdict(near, before, much)) for much in MUCH.options}) > 1
