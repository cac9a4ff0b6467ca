"""One code point at a time, what a reader takes it for: accents, wide and ornamental forms, foreign look-alikes.

Compatibility forms come from Unicode's own decompositions, looks from its table of confusables (UTS 39), which a
package carries; only looks that are too loose for that table and yet get an insult past a filter are a list of our own.
"""

import json
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_LOOSE_PAIRS: Final = "кk мm тt нh вb ьb ԚQ ҺH εe κk τt χx ωw ηn ԼL ІI ΙI ӏl"
_LATIN_PAIRS: Final = "łl øo đd ħh ŧt ŋn ʟl ɴn ʀr ᴀa ᴅd ᴇe ᴊj ᴋk ᴍm ᴘp ᴛt ɐa ǝe ¢c ŁL ØO ĐD"

_LOOSE: Final = {pair[0]: pair[1] for pair in _LOOSE_PAIRS.split()}
"""Letters of other scripts that pass for Latin ones in a hurry, and three that the table takes for another."""

_ENCLOSED: Final = {chr(first + place): chr(97 + place) for first in (0x1F150, 0x1F170) for place in range(26)}

_LATIN: Final = {
    **{pair[0]: pair[1] for pair in _LATIN_PAIRS.split()},
    **_ENCLOSED,
    **{"ß": "ss", "æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe"},
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0", ""),
    "\u2800": " ",
}

_DROPPED: Final = frozenset({"Mn", "Me", "Cf"})
"""Categories that leave nothing: accents once they stand apart, enclosing marks, zero-width and direction signs."""

_BLANK: Final = frozenset({"Zs", "Zl", "Zp", "Cc"})

_NO_LOOKS_FROM: Final = "\U0001f000"
"""Pictures, from here on, are taken for nothing else."""

_KEPT: Final = 1 << 14
"""Code points remembered; a text in one language uses a few hundred."""


@lru_cache(maxsize=_KEPT)
def plain(letter: str) -> str:
    """Return what one non-ASCII code point is scored as: nothing, one or a few code points, look-alikes untouched."""
    if letter in _LATIN:
        return _LATIN[letter]
    kept = (part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) not in _DROPPED)
    folded = unicodedata.normalize("NFC", "".join(kept)).casefold()
    return "".join(" " if unicodedata.category(part) in _BLANK else _LATIN.get(part, part) for part in folded)


@lru_cache(maxsize=_KEPT)
def as_latin(letter: str) -> str:
    """Return `plain`, and a foreign look-alike as the Latin letter it passes for."""
    folded = plain(letter)
    if folded.isascii() or letter >= _NO_LOOKS_FROM:
        return folded
    return _passes_for(letter) or "".join(_passes_for(part) or part for part in folded)


@lru_cache(maxsize=_KEPT)
def is_lookalike(letter: str) -> bool:
    """Whether a code point of another script passes for a Latin letter."""
    return not plain(letter).isascii() and as_latin(letter).isascii()


@lru_cache(maxsize=_KEPT)
def is_foreign(letter: str) -> bool:
    """Whether a code point is a letter of another script that can't pass for a Latin one."""
    return letter.isalpha() and any(part.isalpha() and not part.isascii() for part in as_latin(letter))


def _passes_for(letter: str) -> str | None:
    """Return the ASCII character that another one is taken for."""
    return _LOOSE.get(letter) or _confusables().get(letter)


@cache
def _confusables() -> dict[str, str]:
    """Return what looks like ASCII; read only once a code point shows up that may (22 ms, 0.9 MB of JSON).

    Digits of other scripts are left out (in a Latin text they are numbers), and letters that look like a digit.
    """
    stated = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    found = {}
    for letter, alike in stated.items():
        looks = next((look["c"] for look in alike if look["c"].isascii()), "")
        if len(letter) == 1 and not letter.isnumeric() and (looks.isalpha() or (looks and not letter.isalpha())):
            found[letter] = looks
    return found
