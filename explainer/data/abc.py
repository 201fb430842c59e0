r"""ABC, the notation in which collections of fiddle tunes are exchanged, read as far as pitches and lengths go.

Only ``make music`` reads it. What else is written there (fingerings, bowings, ornaments, chords to go with it, remarks) is passed
over. Of two notes at once the higher is kept. Swung pairs, ``>`` and ``<``, are read as even ones: how much to swing is left to
the player. A first ending is left out and the second read, and nothing is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

NATURAL = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FIFTHS = {"C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5, "F": -1}
MODES = {"maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "m": -3, "min": -3, "aeo": -3, "phr": -4, "loc": -5, "lyd": 1}
SHARPS, MIDDLE_C = "FCGDAEB", 60
SIGNS = {"^": 1, "_": -1, "=": 0, "^^": 2, "__": -2}
_KEY = re.compile(r"\s*([A-G])([#b]?)\s*([A-Za-z]*)\s*((?:[=^_][A-Ga-g]\s*)*)")
_TOKEN = re.compile(
    r"(?P<field>\[[A-Za-z]:[^\]]*\])|(?P<chord>\[(?=[\^_=A-Ga-g.~uvHLMPST\"])[^\]|]*\])(?P<long>[0-9/]*)"
    r"|(?P<ending>[|:\]]*\[?[12](?![0-9]))|(?P<bar>[|:\[\]]*\|[|:\[\]]*|::)"
    r"|\((?P<tuplet>[2-9])(?::(?P<q>[0-9]*))?(?::(?P<r>[0-9]*))?"
    r"|(?P<note>(?:\^\^|__|[\^_=])?[A-Ga-g][,']*|[zx])(?P<length>[0-9/]*)|(?P<tie>-)"
)
_ASIDE = re.compile(r'"[^"]*"|\{[^}]*\}|![^!\n]*!|%.*|\\\s*$', re.MULTILINE)
_NOTE = re.compile(r"(\^\^|__|[\^_=])?([A-Ga-g])([,']*)")
_IN_TIME_OF = {2: 3, 3: 2, 4: 3, 5: 2, 6: 2, 7: 2, 8: 3, 9: 2}


@dataclass(frozen=True)
class Note:
    """A ``pitch`` as MIDI counts it, None for a rest, and how long it is, in whole notes."""

    pitch: int | None
    length: Fraction


@dataclass(frozen=True)
class Score:
    """A tune as it is written: its ``title``, its ``metre`` as the field has it, and its ``bars``."""

    title: str
    metre: str
    bars: list[list[Note]]


def score(text: str) -> Score:
    """The first tune of a file. Raises ``ValueError`` where something of it cannot be read."""
    fields: dict[str, str] = {}
    body = []
    for line in text.splitlines():
        found = re.match(r"([A-Za-z]):\s*(.*?)\s*(?:%.*)?$", line)
        if found and "K" not in fields:
            fields.setdefault(found[1], found[2])
        elif found and found[1] == "X":
            break
        elif found:
            body.append(f"[{found[1]}:{found[2]}]" if found[1] in "KLM" else "")
        elif "K" in fields:
            body.append(line)
    unit = fields.get("L") or ("1/8" if metre_length(fields.get("M", "")) >= Fraction(3, 4) else "1/16")
    return Score(fields.get("T", ""), fields.get("M", ""), list(_bars("\n".join(body), fields["K"], Fraction(unit))))


def metre_length(metre: str) -> Fraction:
    """How long a bar is, in whole notes; 0 where that is not said."""
    common = {"C": "4/4", "C|": "4/4"}.get(metre, metre)
    return Fraction(common) if re.fullmatch(r"[0-9]+/[0-9]+", common) else Fraction(0)


def signature(key: str) -> dict[str, int]:
    """Which letters are raised or lowered throughout, by how much."""
    found = _KEY.match(key)
    if not found:
        raise ValueError(f"no key: {key}")
    tonic, sign, mode, extra = found.groups()
    fifths = FIFTHS[tonic] + {"#": 7, "b": -7, "": 0}[sign] + MODES[_mode(mode)]
    raised = SHARPS[:fifths] if fifths > 0 else ""
    lowered = SHARPS[::-1][:-fifths] if fifths < 0 else ""
    own = dict.fromkeys(raised, 1) | dict.fromkeys(lowered, -1)
    return own | {letter.upper(): SIGNS[sign] for sign, letter in re.findall(r"([=^_])([A-Ga-g])", extra)}


def _mode(said: str) -> str:
    if said in ("m", "M"):
        return "m" if said == "m" else ""
    short = said.lower()[:3]
    return short if short in MODES else ""


def _bars(body: str, key: str, unit: Fraction) -> Iterator[list[Note]]:
    kept: list[Note] = []
    own, here = signature(key), dict[str, int]()
    squeeze, many, skipping, tied = Fraction(1), 0, False, False
    for token in _TOKEN.finditer(_ASIDE.sub("", body)):
        if token["field"]:
            name, value = token["field"][1], token["field"][3:-1]
            if name == "M":
                raise ValueError("its metre changes")
            own, unit = (signature(value), unit) if name == "K" else (own, Fraction(value) if name == "L" else unit)
        elif token["bar"] or token["ending"]:
            if not skipping:
                yield kept
            kept, here = [], {}
            skipping = token["ending"][-1] == "1" if token["ending"] else skipping and ":" not in token["bar"]
        elif token["tuplet"]:
            p = int(token["tuplet"])
            squeeze, many = Fraction(int(token["q"] or _IN_TIME_OF[p]), p), int(token["r"] or p)
        elif token["tie"]:
            tied = True
        else:
            pitch, length = _sounding(token, own, here)
            note = Note(pitch, length * unit * squeeze)
            if tied and kept and kept[-1].pitch == pitch:
                note = Note(pitch, kept.pop().length + note.length)
            kept.append(note)
            many, tied = max(0, many - 1), False
            squeeze = squeeze if many else Fraction(1)
    if not skipping:
        yield kept


def _sounding(token: re.Match[str], own: dict[str, int], here: dict[str, int]) -> tuple[int | None, Fraction]:
    """The pitch of a note, of a chord's highest, and how many units it lasts."""
    if token["note"] and token["note"][0] in "zx":
        return None, _length(token["length"])
    notes = [token["note"]] if token["note"] else [m[0] for m in _NOTE.finditer(token["chord"])]
    if not notes:
        raise ValueError(f"an empty chord: {token[0]}")
    inner = re.search(r"[A-Ga-g][,']*([0-9/]+)", token["chord"] or "")
    length = (
        _length(token["length"] or "") if token["note"] else _length(token["long"]) * _length(inner[1] if inner else "")
    )
    return max(_pitch(said, own, here) for said in notes), length


def _pitch(said: str, own: dict[str, int], here: dict[str, int]) -> int:
    found = _NOTE.fullmatch(said)
    assert found
    sign, letter, marks = found.groups()
    place = letter + marks
    if sign:
        here[place] = SIGNS[sign]
    octave = (letter.islower() + marks.count("'") - marks.count(",")) * 12
    return MIDDLE_C + NATURAL[letter.upper()] + octave + here.get(place, own.get(letter.upper(), 0))


def _length(said: str) -> Fraction:
    if not said:
        return Fraction(1)
    times, slash, by = said.partition("/")
    if slash and not by.strip("/"):
        return Fraction(int(times or 1), 2 ** (1 + by.count("/")))
    return Fraction(int(times or 1), int(by or 1))
