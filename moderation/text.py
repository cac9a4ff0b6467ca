"""The doors for what readers wrote: one for screens, one for spreadsheets.

Textual and terminals obey control characters that arrive in plain text (measured: an escape sequence in a
comment wrote the clipboard through every stock widget, markup off), so all reader text, authors, titles and
file names pass `visible` before any screen. It maps one code point to one code point: evidence spans stay valid.
"""

import re
from collections.abc import Iterable
from typing import Final

_CONTROL_PICTURES: Final = {code: 0x2400 + code for code in range(32) if code != 10}
_REPLACED: Final = (*range(0x80, 0x85), *range(0x86, 0xA0), *range(0xD800, 0xE000))
_DIRECTION_MARKS: Final = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NOTATION: Final = (*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B))
_FILLERS: Final = (0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFFA0)
_MARKS: Final = (*range(0x2061, 0x2066), *range(0x206A, 0x2070), *range(0xFFF0, 0xFFFC), *_NOTATION)
# A letter of ASCII has its like among the tags and another among the selectors: whole sentences are hidden in them.
_HIDDEN_LETTERS: Final = range(0xE0000, 0xE1000)
_INVISIBLE: Final = (0xAD, 0x200B, 0x2060, 0xFEFF, *_FILLERS, *_MARKS, *range(0xFE00, 0xFE0E), *_HIDDEN_LETTERS)
_VARIATIONS: Final = (0xFE0E, 0xFE0F)
_LINE_ENDS: Final = {0x85: 10, 0x2028: 10, 0x2029: 10}

_VISIBLE: Final[dict[int, int]] = {
    **_CONTROL_PICTURES,
    9: 0x20,
    0x7F: 0x2421,
    **dict.fromkeys(_REPLACED, 0xFFFD),
    **dict.fromkeys(_DIRECTION_MARKS, 0x2426),
    **dict.fromkeys(_INVISIBLE, 0xB7),
    # Terminals disagree whether an emoji with a selector takes one cell or two; a joiner takes none in all of them.
    **dict.fromkeys(_VARIATIONS, 0x34F),
    **_LINE_ENDS,
}

_CHANGED: Final = re.compile(
    "[\0-\t\v-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""The same code points in ranges: one by one they take 10 ms to compile."""

MASK: Final = "•"
"""Stands for a code point that is covered."""

_COVERED: Final = re.compile(r"\S")
_ASCII_COVERED: Final = {code: "x" for code in range(0x80) if not chr(code).isspace()}

FORMULA_STARTS: Final = frozenset("=+-@\t\r\n\0＝＋－＠")
_BEGINS_WITHIN: Final = re.compile("([;\n\t\r][ \t]*)(?=['=+\\-@\0＝＋－＠])")
_GUARDED_WITHIN: Final = re.compile("([;\n\t\r][ \t]*)'")


def visible(text: str) -> str:
    """Return text that is safe on any screen, the same number of code points long.

    Control characters become their pictures, bidi controls and lone surrogates a replacement mark, invisible
    characters a middle dot, tabs a blank, variation selectors a joiner that changes no width; line ends stay.
    """
    # `translate` is quick on ASCII alone: a megabyte of covered words took 64 ms, and looking through it takes 5 ms.
    return text.translate(_VISIBLE) if text.isascii() or _CHANGED.search(text) else text


def one_line(text: str) -> str:
    """Return `visible` text on a single line, for lists, titles and logs."""
    return visible(text).replace("\n", " ")


def masked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return a text with some stretches covered, as many code points long; the first letter of each stays."""
    parts: list[str] = []
    place = 0
    for start, end in stretches:
        start = max(start, place)
        if start < end:
            parts += text[place : start + 1], _covered(text[start + 1 : end])
            place = end
    return "".join([*parts, text[place:]])


def _covered(stretch: str) -> str:
    """Return a stretch with all but its blanks covered."""
    # All of a megabyte is covered until the model is there: sign by sign that takes 58 ms, by way of ASCII 3 ms.
    if stretch.isascii():
        return stretch.translate(_ASCII_COVERED).replace("x", MASK)
    return _COVERED.sub(MASK, stretch)


def spreadsheet_cell(text: str) -> str:
    """Return text that no spreadsheet runs as a formula: a `'` before `= + - @` and their like where a cell may begin.

    Within a text that is behind a semicolon, a tab and a line end: where semicolons part cells, as in half of Europe,
    a spreadsheet heeds no quotation mark that doesn't begin a cell. Source: OWASP, CSV Injection. Undone by
    `from_spreadsheet_cell`.
    """
    if ";" in text or "\n" in text or "\t" in text or "\r" in text:
        text = _BEGINS_WITHIN.sub(r"\1'", text)
    if text[:1].isalnum():
        return text
    first = text.lstrip(" ")[:1]
    guarded = first in FORMULA_STARTS if first else False
    return f"'{text}" if guarded or text.startswith("'") else text


def from_spreadsheet_cell(text: str) -> str:
    """Return what `spreadsheet_cell` was given."""
    return _GUARDED_WITHIN.sub(r"\1", text[1:] if text.startswith("'") else text)


def plural(count: int, noun: str, many: str = "") -> str:
    """Return `1 comment`, `1,200 comments`; `many` is the plural of a noun that takes more than an s."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {many or f'{noun}s'}"
