"""Breaking text into rows by offsets, so that a megabyte is wrapped in milliseconds and evidence keeps its place.

Stock widgets lay out every line before the first is shown (3.7 s for a megabyte); here a row is a pair of code
point offsets, and only the rows on screen ever become text.
"""

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, get_character_cell_size

Row = tuple[int, int]
"""First code point of a row, and one past its last."""

_ELLIPSIS: Final = "…"


def wrap(text: str, width: int) -> list[Row]:
    """Return the rows of a text at a width in cells; no row is longer than `width` code points either.

    The second bound keeps a flood of combining marks, which take no cells, from becoming one endless row.
    """
    width = max(width, 1)
    rows: list[Row] = []
    begin = 0
    while begin <= len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        rows.extend(_paragraph(text, begin, end, width))
        begin = end + 1
    return rows


def _paragraph(text: str, begin: int, end: int, width: int) -> Iterator[Row]:
    # Only the row at hand is searched and measured: a megabyte takes 4 ms, a million wide letters 58 ms.
    while end - begin > width or not _fits(text, begin, end, width):
        full = _full_row(text, begin, min(begin + width, end), width)
        blank = text.rfind(" ", begin, full + 1)
        if blank > begin and text[begin:blank].strip():
            yield begin, blank
            begin = blank + 1
        else:
            yield begin, full
            begin = full
    yield begin, end


def _fits(text: str, begin: int, end: int, width: int) -> bool:
    piece = text[begin:end]
    # ASCII that passed the text door is one cell a letter; measuring it would triple the time.
    return piece.isascii() or cell_len(piece) <= width


def _full_row(text: str, begin: int, end: int, width: int) -> int:
    """Return where a row from `begin` has to end, `end` at the latest; it holds one code point at least."""
    if _fits(text, begin, end, width):
        return end
    cells = 0
    for place in range(begin, end):
        cells += get_character_cell_size(text[place])
        if cells > width:
            return max(place, begin + 1)
    return end


def clip(text: str, cells: int) -> str:
    """Return a text of one line, ending in an ellipsis where it had to be cut to so many cells."""
    # A name of 100,000 combining marks fits any width by its cells; its code points are bounded too.
    cut = text[: 2 * cells + 2]
    if len(cut) == len(text) and cell_len(cut) <= cells:
        return text
    if cells < 2:
        return _ELLIPSIS[:cells]
    row = cut[: _full_row(cut, 0, min(cells - 1, len(cut)), cells - 1)].rstrip()
    # A row has one character at least, and one of two cells doesn't fit beside the ellipsis in two.
    return (row if cell_len(row) < cells else "") + _ELLIPSIS


def padded(text: str, cells: int) -> str:
    """Return a text of one line cut or filled with blanks to exactly so many cells."""
    shown = clip(text, cells)
    return shown + " " * (cells - cell_len(shown))
