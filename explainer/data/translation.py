"""A small world in two languages: sentences are thought of once, and said in English and in French.

Its words and shapes are ``translation.toml``. A thought (:class:`Said`) is what both sentences say; what they say it with carries
its part (``("who", "noun")``), so that it is known which French word stands for which English one. Of the pairs of a noun and an
adjective some are tested and some chosen by: no sentence to learn from has them.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from explainer.data.vocabulary import UNKNOWN

WORLD = Path(__file__).with_name("translation.toml")
END = "."
BEGIN = "<"
VOWELS = {"en": "aeiou", "fr": "aeiouyâàéèêëîïôûh"}
LEARNED_MOST = 13
MOST = 20
EVERY = 7
TESTED, TUNED = 0, 3
JOINED, DESCRIBED, SEVERAL = 0.15, 0.45, 0.4

Part = tuple[str, ...]
Token = tuple[str, Part]
Pairs = Literal["learned", "tuned", "tested"]


@dataclass(frozen=True)
class Thing:
    """A ``noun`` by its place, one or ``many``, behind a ``determiner``, with adjectives that French puts ``before`` and ``after``
    it, by their places among all, the former first."""

    determiner: int
    noun: int
    many: bool
    before: int | None = None
    after: int | None = None

    def has(self) -> Iterator[tuple[int, int]]:
        """Its pairs of noun and adjective."""
        yield from ((self.noun, a) for a in (self.before, self.after) if a is not None)


@dataclass(frozen=True)
class Clause:
    """Of a ``shape``: ``who`` does something to ``whom``, or is ``like`` an adjective."""

    shape: int
    who: Thing
    verb: int | None = None
    whom: Thing | None = None
    like: int | None = None

    def has(self) -> Iterator[tuple[int, int]]:
        """The pairs of noun and adjective that it says of each other."""
        yield from self.who.has()
        if self.whom:
            yield from self.whom.has()
        if self.like is not None:
            yield self.who.noun, self.like


@dataclass(frozen=True)
class Said:
    """One clause or two, joined by a word."""

    clauses: tuple[Clause, ...]
    joined: int | None = None

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """Every pair of noun and adjective that belong together in it."""
        return {pair for clause in self.clauses for pair in clause.has()}


@cache
def world() -> dict[str, Any]:
    """The lists that ship, and ``adjectives``, all of them."""
    found = tomllib.loads(WORLD.read_text())
    return found | {"adjectives": [*found["before"], *found["after"]]}


def of_pair(noun: int, adjective: int) -> Pairs:
    """What a pair of a noun and an adjective is for, by their places."""
    return {TESTED: "tested", TUNED: "tuned"}.get((noun + adjective) % EVERY, "learned")  # type: ignore[return-value]


def vowel(word: str, language: Literal["en", "fr"] = "fr") -> bool:
    """Whether it begins with a vowel, to the ears of that language: every French h here is silent."""
    return word[0] in VOWELS[language]


def _fitted(language: Literal["en", "fr"], tokens: Sequence[Token]) -> list[Token]:
    """With the words that change before a vowel changed."""
    table = world()["before_a_vowel"][language]
    said = [word for word, _ in tokens]
    return [
        (table.get(word, word) if k + 1 < len(said) and vowel(said[k + 1], language) else word, part)
        for k, (word, part) in enumerate(tokens)
    ]


def _thing_en(thing: Thing, of: Part) -> Iterator[Token]:
    w = world()
    yield w["determiners"][thing.determiner]["en"][thing.many], (*of, "the")
    for name, own in (("before", thing.before), ("after", thing.after)):
        if own is not None:
            yield w["adjectives"][own]["en"], (*of, name)
    yield w["nouns"][thing.noun]["en"][thing.many], (*of, "noun")


def _thing_fr(thing: Thing, of: Part, denied: bool) -> Iterator[Token]:
    w = world()
    noun, the = w["nouns"][thing.noun], w["determiners"][thing.determiner]
    said = noun["fr"][thing.many]
    her = noun["gender"] == "f"
    form = the["denied"] if denied and "denied" in the else the["fr"][2 if thing.many else her]
    yield form, (*of, "the")
    if thing.before is not None:
        own = w["adjectives"][thing.before]
        rounded = "vowel" in own and not her and not thing.many and vowel(said)
        yield own["vowel"] if rounded else own["fr"][2 * thing.many + her], (*of, "before")
    yield said, (*of, "noun")
    if thing.after is not None:
        yield w["adjectives"][thing.after]["fr"][2 * thing.many + her], (*of, "after")


def _clause(clause: Clause, language: Literal["en", "fr"], n: int) -> Iterator[Token]:
    w = world()
    shape = w["shapes"][clause.shape]
    many, at, denied = clause.who.many, (str(n),), shape.get("denied", False)
    her = w["nouns"][clause.who.noun]["gender"] == "f"
    for word in shape[language]:
        match word:
            case "{who}" | "{whom}":
                thing, of = clause.who if word == "{who}" else clause.whom, (*at, word[1:-1])
                assert thing
                if language == "en":
                    yield from _thing_en(thing, of)
                else:
                    yield from _thing_fr(thing, of, denied and word == "{whom}")
            case "{does}" | "{do}":
                assert clause.verb is not None
                plain = many or word == "{do}"
                yield w["verbs"][clause.verb][language][plain], (*at, "does")
            case "{like}":
                assert clause.like is not None
                own = w["adjectives"][clause.like][language]
                yield own if language == "en" else own[2 * many + her], (*at, "like")
            case _:
                forms = word.split("|")
                yield forms[many and len(forms) > 1], (*at, "is" if "|" in word and "do" not in word else word)


def tokens(said: Said, language: Literal["en", "fr"]) -> list[Token]:
    """Its words in a language, each with its part, and the full stop."""
    found: list[Token] = []
    for n, clause in enumerate(said.clauses):
        if n and said.joined is not None:
            found.append((world()["joining"][said.joined][language], ("joined",)))
        found += _clause(clause, language, n)
    return [*_fitted(language, found), (END, ("end",))]


def english(said: Said) -> tuple[str, ...]:
    return tuple(word for word, _ in tokens(said, "en"))


def french(said: Said) -> tuple[str, ...]:
    return tuple(word for word, _ in tokens(said, "fr"))


def stands_for(said: Said) -> tuple[int | None, ...]:
    """For each French word the place of the English one that it stands for: ne and pas stand for not."""
    places = {part: k for k, (_, part) in enumerate(tokens(said, "en"))}
    same = {"ne": "not", "pas": "not"}
    return tuple(places.get((*part[:-1], same.get(part[-1], part[-1]))) for _, part in tokens(said, "fr"))


def written(words: Sequence[str]) -> str:
    """French words as one writes them: nothing stands behind an apostrophe."""
    return " ".join(words).replace("’ ", "’").replace(" .", ".")


@cache
def vocabulary(language: Literal["en", "fr"]) -> tuple[str, ...]:
    """Every word that is said in it, after nothing, what is unknown, where French begins, and the end."""
    w = world()
    found = set(w["before_a_vowel"][language].values()) | {one[language] for one in w["joining"]}
    for one in (*w["nouns"], *w["verbs"], *w["determiners"]):
        found |= {*one[language], *([one["denied"]] if language == "fr" and "denied" in one else [])}
    for one in w["adjectives"]:
        found |= {one["en"]} if language == "en" else {*one["fr"], *([one["vowel"]] if "vowel" in one else [])}
    for shape in w["shapes"]:
        found |= {form for word in shape[language] if not word.startswith("{") for form in word.split("|")}
    return ("", "?", *([BEGIN] if language == "fr" else []), END, *sorted(found))


@cache
def numbers(language: Literal["en", "fr"]) -> dict[str, int]:
    """The number of each word."""
    return {word: k for k, word in enumerate(vocabulary(language)) if k > UNKNOWN}


def drawn(count: int, seed: int, pairs: Pairs, least: int = 0, most: int = LEARNED_MOST) -> tuple[Said, ...]:
    """``count`` sentences of ``least`` to ``most`` English words without the stop, all different: with none but pairs to learn
    from, or of those to tune or to test by at least one, and no other but those to learn from."""
    rng = random.Random(seed)
    found: dict[Said, None] = {}
    while len(found) < count:
        said = _any(rng)
        of = {of_pair(*pair) for pair in said.pairs}
        if of <= {"learned", pairs} and (pairs == "learned" or pairs in of) and least < len(english(said)) <= most + 1:
            found[said] = None
    return tuple(found)


def _any(rng: random.Random) -> Said:
    w = world()
    two = rng.random() < JOINED
    clauses = tuple(_any_clause(rng) for _ in range(1 + two))
    return Said(clauses, rng.randrange(len(w["joining"])) if two else None)


def _any_clause(rng: random.Random) -> Clause:
    w = world()
    k = rng.randrange(len(w["shapes"]))
    who = _any_thing(rng)
    if "{like}" in w["shapes"][k]["en"]:
        return Clause(k, who, like=rng.randrange(len(w["adjectives"])))
    return Clause(k, who, rng.randrange(len(w["verbs"])), _any_thing(rng))


def _any_thing(rng: random.Random) -> Thing:
    w = world()
    the = rng.randrange(len(w["determiners"]))
    many = len(w["determiners"][the]["en"]) > 1 and rng.random() < SEVERAL
    early, late = len(w["before"]), len(w["adjectives"])
    before = rng.randrange(early) if rng.random() < DESCRIBED else None
    after = rng.randrange(early, late) if rng.random() < DESCRIBED else None
    return Thing(the, rng.randrange(len(w["nouns"])), many, before, after)


class _Lost(Exception):
    """The words are not built so."""


class _Reader:
    """Goes through English words, and takes those that fit."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words, self.at = words, 0

    def take(self, fits: Callable[[str], int | None]) -> int:
        """The place of the next word among those that may stand here. Raises :class:`_Lost`."""
        found = fits(self.words[self.at]) if self.at < len(self.words) else None
        if found is None:
            raise _Lost
        self.at += 1
        return found

    def may(self, fits: Callable[[str], int | None]) -> int | None:
        """The same, or None."""
        was = self.at
        try:
            return self.take(fits)
        except _Lost:
            self.at = was
            return None


def _among(forms: Sequence[Sequence[str]]) -> Callable[[str], int | None]:
    return lambda word: next((k for k, own in enumerate(forms) if word in own), None)


def thought(words: Sequence[str]) -> Said | None:
    """What an English sentence, with its stop or without, says, where it is one of this world."""
    words = [word for word in words if word != END]
    joining = _among([[one["en"]] for one in world()["joining"]])
    reader = _Reader(words)
    try:
        clauses, joined = [_read_clause(reader)], None
        if reader.at < len(words):
            joined = reader.take(joining)
            clauses.append(_read_clause(reader))
    except _Lost:
        return None
    said = Said(tuple(clauses), joined)
    return said if list(english(said)[:-1]) == words else None


def _read_clause(reader: _Reader) -> Clause:
    w, start = world(), reader.at
    verbs = _among([one["en"] for one in w["verbs"]])
    adjectives = _among([[one["en"]] for one in w["adjectives"]])
    for k, shape in enumerate(w["shapes"]):
        reader.at = start
        who = whom = verb = like = None
        try:
            for word in shape["en"]:
                match word:
                    case "{who}":
                        who = _read_thing(reader)
                    case "{whom}":
                        whom = _read_thing(reader)
                    case "{does}" | "{do}":
                        verb = reader.take(verbs)
                    case "{like}":
                        like = reader.take(adjectives)
                    case _:
                        reader.take(_among([word.split("|")]))
        except _Lost:
            continue
        assert who
        return Clause(k, who, verb, whom, like)
    raise _Lost


def _read_thing(reader: _Reader) -> Thing:
    w = world()
    an = {new: old for old, new in w["before_a_vowel"]["en"].items()}
    determiners, early = _among([one["en"] for one in w["determiners"]]), len(w["before"])
    the = reader.take(lambda word: determiners(an.get(word, word)))
    before = reader.may(_among([[one["en"]] for one in w["before"]]))
    after = reader.may(_among([[one["en"]] for one in w["after"]]))
    at = reader.at
    noun = reader.take(_among([one["en"] for one in w["nouns"]]))
    many = reader.words[at] == w["nouns"][noun]["en"][1]
    if many >= len(w["determiners"][the]["en"]):
        raise _Lost
    return Thing(the, noun, many, before, None if after is None else after + early)
