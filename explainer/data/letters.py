"""What a letter and a word are, in every script: as they are seen, not as they are coded.

Marks stay with their letter, an emoji of several parts is one, and what cannot be seen is nothing. After Unicode's
annexes 9 (direction) and 29 (letters and words), as far as the standard library knows the characters; each Han character
is a word, since nothing stands between words there.

A text is looked at by its outline, which has one sign for each character: what it is to those beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

# L letter, D digit, H Han, M mark, K keycap, V selector of a look, T tone of skin, Z joiner, N non-joiner, Q stands within
# words, R half of a flag, # may be a key, S any other sign.
_ON = "[MKVT]"
_KEY = "[D#]V?K"
_SOUND = f"(?!{_KEY})[LD](?:[ZN]*{_ON})*"
_PICTURE = f"[SMKTQR#]{_ON}*"
_WORD = re.compile(f"(?:{_KEY}|RR|H|_){_ON}*|{_SOUND}(?:[ZN]*{_SOUND}|Q{_SOUND})*|{_PICTURE}(?:Z{_PICTURE})*", re.ASCII)
_LETTER = re.compile("(?:RR|.)[MKVTZN]*(?:(?<=Z)S[MKVTZN]*)*", re.ASCII)
_LONGEST = 16  # characters that a letter is coded with, on average, however many marks are heaped on it

# Unicode's "default ignorable" characters, but those that mean something within a word; and what separates words unseen.
_NOTHING = (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200E, 0x200F, *range(0x202A, 0x202F),
            *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC), *range(0x1BCA0, 0x1BCA4),
            *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0020), *range(0xE0080, 0xE0100), *range(0xE01F0, 0xE1000))  # fmt: skip
_SPACES = (*range(0x20), *range(0x7F, 0xA0), 0x200B, 0x2800, *range(0xD800, 0xE000))
_BARE = dict.fromkeys(_NOTHING, "") | dict.fromkeys(_SPACES, " ")
_KINDS = {
    "H": (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x40000)),
    "V": (range(0x180B, 0x180E), range(0xFE00, 0xFE10), range(0xE0020, 0xE0080), range(0xE0100, 0xE01F0)),
    "T": (range(0x1F3FB, 0x1F400),),
    "R": (range(0x1F1E6, 0x1F200),),
    "D": (range(0x30, 0x3A),),
    "#": ((0x23, 0x2A),),
    "Q": ((0x27, 0xB7, 0x5F3, 0x5F4, 0x2019),),
    "Z": ((0x200D,),),
    "N": ((0x200C,),),
    "K": ((0x20E3,),),
    "_": ((0x5F,),),
}


class _Outline(dict[int, str]):
    """The sign of each character; only ASCII's are kept, since the others are a million."""

    def __missing__(self, code: int) -> str:
        for kind, places in _KINDS.items():
            if any(code in place for place in places):
                return kind
        char = chr(code)
        if unicodedata.category(char)[0] == "M":
            return "M"
        return " " if char.isspace() else "L" if char.isalnum() else "S"


_OUTLINE = _Outline()
_OUTLINE |= {code: _OUTLINE[code] for code in range(0x80)}


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (text[one.start() : one.end()] for one in pattern.finditer(text.translate(_OUTLINE)))


def words(text: str) -> list[str]:
    """A text's words and marks, composed (NFC), so that an accent that was typed by itself makes no other word."""
    return list(_found(_WORD, unicodedata.normalize("NFC", text.translate(_BARE))))


def shortened(text: str, most: int) -> str:
    """At most so many of a text's letters, and an ellipsis for the rest."""
    kept = "".join(list(_found(_LETTER, text[: _LONGEST * most]))[:most])
    return kept if len(kept) == len(text) else f"{kept}…"


def _directions(text: Iterable[str]) -> Iterator[bool]:
    """For each letter that has a direction, whether it is from right to left."""
    return (found != "L" for found in map(unicodedata.bidirectional, text) if found in ("L", "R", "AL"))


def leftwards(said: Iterable[str]) -> bool:
    """Whether a sentence of these words runs from right to left, as the first of its letters that has a direction does."""
    return next(_directions(chain.from_iterable(said)), False)


def isolated(text: str) -> str:
    """The text so that, where some of it runs from right to left, it turns nothing around it."""
    return f"\u2068{text}\u2069" if any(_directions(text)) else text
