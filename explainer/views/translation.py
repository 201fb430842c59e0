"""A sentence of the small world, typed or chosen, and two networks that translate it: settings, words, searches, traces."""

from __future__ import annotations

import random
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

import streamlit as st
import torch

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Python, Step, child, inline, plain
from explainer.core.trace import Trace
from explainer.data.sentences import Word
from explainer.data.translation import (
    BEGIN,
    END,
    MOST,
    Said,
    drawn,
    english,
    french,
    numbers,
    stands_for,
    thought,
    vocabulary,
    world,
)
from explainer.data.vocabulary import UNKNOWN
from explainer.models.store import shipped
from explainer.models.translation import BY_KEY, KINDS, Begun, Translator, TranslatorRecipe, trained, translate
from explainer.models.translation_layers import Context, Joined, Scores, Shares
from explainer.ops import recurrent
from explainer.views import component, runs
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, now, number, put, switch
from explainer.views.runs import Run
from explainer.views.sentence import Words

RUN = "translation-run"
PREPARED = (
    "my friend does not see the beautiful bird",
    "the old woman buys a red hat",
    "a girl does not draw a tree",
    "her old school is not green",
    "these small mice hear the big white horse",
    "this hotel is new but her beautiful house is old",
    "my good friends do not follow a slow car and the child is calm",
)
SHORTENED = "n't"
BEAMS = {"Greedy": 1, "Beam 3": 3}
SETTINGS = Controls(component.SETTINGS)
SENTENCE = SETTINGS.add(of_words.line(PREPARED[0], 400, "english", "English sentence"))
LOOKING = SETTINGS.add(Setting("looking", "Attention", tuple(kind.name for kind in KINDS)))
SEARCH = SETTINGS.add(Setting("search", "Search", tuple(BEAMS)))
SEED = SETTINGS.add(Setting("translation-seed", "Seed", tuple(range(1, 100)), ranged=True))
KEYS = {kind.name: kind.key for kind in KINDS}


@dataclass(frozen=True)
class Shown:
    """An English sentence as ``words``, with its stop; ``key`` is the network on show and ``keep`` how many beginnings it keeps;
    the ``run`` whose network stands in for one that ships, if there is one."""

    words: Words
    key: str
    keep: int
    run: Run | None

    @cached_property
    def said(self) -> Said | None:
        """What it says, where it is a sentence of this world."""
        return thought([word.read for word in self.words])

    @cached_property
    def trained_here(self) -> str:
        """The key of the network that was trained here, if one is ready."""
        found = (
            self.run and self.run.over and not self.run.last.failed and isinstance(self.run.recipe, TranslatorRecipe)
        )
        return self.run.recipe.key if found else ""  # type: ignore[union-attr]

    def network(self, key: str) -> Step[Translator]:
        """The network of that kind: the one trained here, or the one that ships."""
        if self.run and key == self.trained_here:
            recipe, end = self.run.recipe, self.run.last
            return built("net", recipe.net(end), runs.weights_at(recipe, end))  # type: ignore[attr-defined, return-value]
        return built("net", trained(key), shipped("translation", key))  # type: ignore[return-value]

    def searched(self, key: str) -> list[tuple[Begun, ...]]:
        """The beginnings that this network keeps after each word."""
        ids = tuple(word.number for word in self.words)
        if key == self.trained_here:
            return translate(self.network(key).value, torch.tensor(ids), self.keep)
        return _searched(key, ids, self.keep)

    @cached_property
    def kept(self) -> list[tuple[Begun, ...]]:
        return self.searched(self.key)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The words that are said in the end, by their numbers."""
        return self.kept[-1][0].words

    @property
    def french(self) -> tuple[str, ...]:
        return in_french(self.chosen)

    @property
    def right(self) -> bool | None:
        """Whether that is the translation; None where nobody knows it."""
        return self.french == french(self.said) if self.said else None


@lru_cache(maxsize=256)
def _searched(key: str, ids: tuple[int, ...], keep: int) -> list[tuple[Begun, ...]]:
    return translate(trained(key), torch.tensor(ids), keep)


def in_french(numbered: tuple[int, ...]) -> tuple[str, ...]:
    """Words by their numbers."""
    names = vocabulary("fr")
    return tuple(names[k] for k in numbered)


def choose_sentence(problems: list[str]) -> Words:
    """A line of text, a popover with prepared sentences, and one that is thought of at random."""
    found = of_words.asked(SENTENCE, problems, MOST, vocabulary("en"))
    of_words.offer("Sentences", [SENTENCE], {said: [said] for said in PREPARED}, "prepared-english")
    st.button("Another", on_click=_another, help="A sentence of this small world that no network learned from.")
    found = tuple(part for word in found for part in _opened(word))
    problems += of_words.unknown(found)
    if not thought([word.read for word in found]) and not of_words.unknown_at(found):
        problems.append("No sentence of this small world is built like this one: nobody can say what it should become.")
    return (*found, Word(END, END, numbers("en")[END]))


def _opened(word: Word) -> tuple[Word, ...]:
    """``doesn't`` as the two words that it is."""
    whole = word.read.removesuffix(SHORTENED)
    if word.known or whole == word.read:
        return (word,)
    table = numbers("en")
    return tuple(Word(word.written, part, table.get(part, UNKNOWN)) for part in (whole, "not"))


def _another() -> None:
    (one,) = drawn(1, random.randrange(10**6), "tested", most=10)
    put(SENTENCE, " ".join(english(one)[:-1]))


def choose_network(idle: bool) -> str:
    """Whether it looks back, which says which network it is; ``idle`` while the page asks what one looks at."""
    found = switch(LOOKING, quiet=True, idle=idle)
    return KEYS[LOOKING.start if idle else found]


def choose_search() -> int:
    """How many beginnings are kept."""
    return BEAMS[switch(SEARCH, quiet=True)]


def shown(words: Words, key: str, keep: int) -> Shown:
    """The sentence and the network as the settings have them."""
    return Shown(words, key, keep, runs.now(RUN))


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)


def reader() -> str:
    """The key of the network on show."""
    return KEYS[now(LOOKING)]


def known() -> str:
    """The words of this world, to be read."""
    w = world()

    def listed(name: str) -> str:
        return ", ".join(one["en"] if isinstance(one["en"], str) else one["en"][0] for one in w[name])

    named = {"Nouns": "nouns", "Adjectives": "adjectives", "Verbs": "verbs", "Before a noun": "determiners"}
    lines = [f"**{name}** {listed(key)}" for name, key in named.items()]
    return "\n\n".join([*lines, "Of all of them one or several; *is*, *are*, *not*, *and*, *but*."])


def traced(state: Shown) -> Trace:
    """The network on show over the sentence and over what it says: every state, score, share and sum."""
    net = state.network(state.key)
    read = record([child(net, 0), child(net, 1)], of_words.numbers(state.words, "x"))
    t = read.renamed({"gru1": "encoder"})
    table, before = numbers("fr"), (BEGIN, *state.french[:-1])
    spoken = tuple(Word(word, word, table.get(word, UNKNOWN)) for word in before)
    says = net.value[3]
    assert isinstance(says, torch.nn.GRU)
    begun = recurrent.Begun(says, "encoder.h", torch.from_numpy(t.tensors["encoder.h"]))
    began = Step(begun, child(net, 3).python)
    names = {"input": "before", "embedding1": "embedding2", "gru1": "decoder", "linear1": "logits", "softmax1": "next"}
    own, last = [child(net, 2), began], [child(net, 4), plain(torch.nn.Softmax(-1))]
    if not BY_KEY[state.key].attends:
        return t.joined(record([*own, *last], of_words.numbers(spoken, "y")).renamed(names))
    t = t.joined(record(own, of_words.numbers(spoken, "y")).renamed(names))
    states, said = (torch.from_numpy(t.tensors[name]) for name in ("encoder.h", "decoder.h"))
    looking = [inline(Scores("encoder.h", states)), inline(Shares()), inline(Context("encoder.h", states))]
    after = record([*looking, inline(Joined("input", said)), *last], Step(said, Python('t["decoder.h"]')))
    renamed = {"scores1": "scores", "attention1": "attention", "context1": "context", "joined1": "joined"}
    return t.joined(after.renamed({**names, **renamed, "input": "decoder.h"}))


def wrong_at(state: Shown) -> tuple[int, ...]:
    """The places of words that are said and should not be, where it is known what should."""
    if not state.said:
        return ()
    same = SequenceMatcher(None, state.french, french(state.said), autojunk=False).get_matching_blocks()
    fits = {k for a, _, size in same for k in range(a, a + size)}
    return tuple(k for k in range(len(state.french)) if k not in fits)


def own_word(state: Shown, s: int) -> int | None:
    """The place of the English word that a French one stands for, where all of it came out right."""
    return stands_for(state.said)[s] if state.said and state.right else None
