"""One code point at a time, what a reader takes it for: accents, wide and ornamental forms, foreign look-alikes.

Compatibility forms come from Unicode's own decompositions. Looks are not in there, so the letters that readers use to
get an insult past a filter are a list of our own.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_FOREIGN_PAIRS: Final = (
    "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl үy ѵv кk мm тt нh вb ьb гr "
    "АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԌG ԚQ ԜW ҮY ҺH "
    "αa εe ιi κk νv οo ρp τt υu χx γy ωw ηn ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    "օo ոn սu հh ցg ԼL ՕO ՍU"
)
_LATIN_PAIRS: Final = (
    "ıi łl øo đd ħh ŧt ŋn ɑa ɡg ɩi ɪi ʟl ɴn ʀr ʏy ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ɐa ǝe ¢c ŁL ØO ĐD"
)

FOREIGN: Final = {pair[0]: pair[1] for pair in _FOREIGN_PAIRS.split()}
"""Letters of other scripts that pass for Latin ones."""

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
    return FOREIGN.get(letter) or "".join(FOREIGN.get(part, part) for part in plain(letter))


@lru_cache(maxsize=_KEPT)
def is_foreign(letter: str) -> bool:
    """Whether a code point is a letter of another script that can't pass for a Latin one."""
    return letter.isalpha() and any(part.isalpha() and not part.isascii() for part in as_latin(letter))
