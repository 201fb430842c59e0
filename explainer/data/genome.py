"""Pieces of genes, sixty letters each, with a splice site in the middle or none: of primates, read in laboratories, labelled by
people.

Where a gene's copy is cut an exon, which is kept, meets an intron, which is taken out: after the first thirty letters an intron
begins, or ends, or neither.
``assets/genome.npz`` ships with the app; ``make genome PACKAGE=folder`` makes it from the data of Debian's package
``r-cran-mlbench``, unpacked. Pieces that come twice are kept once. Source and licence stand in ``assets/SOURCES.md``."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from explainer.data import assets

FILE = "genome.npz"
LETTERS = "ACGT"
LENGTH = 60
SITE = 30
KINDS = ("begins", "ends", "neither")
CODES = ("ei", "ie", "n")
HELD_OUT = 600
TUNING = 400
DATA = Path("usr/lib/R/site-library/mlbench/data/DNA.rda")


@dataclass(frozen=True)
class Strands:
    """``letters`` uint8 (N, 60), each by its place in ``LETTERS``; ``labels`` (N,) what is in the middle, by its place in
    ``KINDS``."""

    letters: np.ndarray
    labels: np.ndarray

    def inputs(self) -> np.ndarray:
        """float32 (N, 4, 60), as a network reads them: a row for each letter, with a 1 where it stands."""
        return one_hot(self.letters)

    def of(self, which: np.ndarray | slice) -> Strands:
        return Strands(self.letters[which], self.labels[which])


def one_hot(letters: np.ndarray) -> np.ndarray:
    """Letters (..., L) by their numbers -> float32 (..., 4, L): a row for each letter, with a 1 where it stands."""
    return (letters[..., None, :] == np.arange(len(LETTERS))[:, None]).astype(np.float32)


def numbers(text: str) -> np.ndarray:
    """``"ACGT"`` -> (0, 1, 2, 3)."""
    return np.array([LETTERS.index(letter) for letter in text], dtype=np.uint8)


def text(letters: np.ndarray) -> str:
    """(0, 1, 2, 3) -> ``"ACGT"``."""
    return "".join(LETTERS[int(k)] for k in letters)


def as_rows(letters: str, moved: int = 0) -> np.ndarray:
    """``"ACGT…"`` as a network reads it (4, L), moved by so many letters to the right: what falls off at one end comes in at the
    other."""
    return np.roll(one_hot(numbers(letters)), moved, axis=1)


@cache
def strands() -> tuple[Strands, Strands]:
    """Those to learn from and to tune by, and those held out."""
    with np.load(BytesIO(assets.read(FILE))) as held:
        every = Strands(held["letters"], held["labels"].astype(np.int64))
    return every.of(slice(HELD_OUT, None)), every.of(slice(HELD_OUT))


@cache
def learning(seed: int) -> tuple[Strands, Strands]:
    """Those to learn from and those to tune by, as a seed divides what is not held out."""
    every, _ = strands()
    order = np.random.default_rng(seed).permutation(len(every.labels))
    return every.of(order[TUNING:]), every.of(order[:TUNING])


def make(package: Path) -> None:
    """Turn the package's data into the file that ships, in an order drawn at random. Three columns of it are a letter: 100 an A,
    010 a C, 001 a G, 000 a T, as the rule says that nearly every intron begins with GT and ends with AG. What reads them is the
    Python package ``rdata``."""
    table = importlib.import_module("rdata").read_rda(package / DATA, default_encoding="ascii")["DNA"]
    columns = table.iloc[:, :-1].to_numpy().astype(np.uint8).reshape(len(table), LENGTH, len(LETTERS) - 1)
    letters = np.where(columns.any(2), columns.argmax(2), len(LETTERS) - 1).astype(np.uint8)
    labels = np.array([CODES.index(code) for code in table.iloc[:, -1]], dtype=np.uint8)
    _, first = np.unique(letters, axis=0, return_index=True)
    order = np.random.default_rng(0).permutation(np.sort(first))
    file = BytesIO()
    np.savez_compressed(file, letters=letters[order], labels=labels[order])
    assets.keep(FILE, file.getvalue())
