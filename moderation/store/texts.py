"""Reader text on its way into the database and back, unchanged to the last code point.

JSON can carry half of a surrogate pair, which is no UTF-8; such a text is stored as bytes instead of being
mended, since evidence spans and digests count its code points.
"""

from typing import Final

PREVIEW_CHARACTERS: Final = 300


class Unpaired(bytes):
    """A text with half of a surrogate pair, as SQLite takes it."""

    __slots__ = ()


def storable(text: str) -> str | Unpaired:
    """Return text as a statement takes it: itself, or bytes where it holds a lone surrogate."""
    # Most texts, in a third of the time that encoding takes.
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return Unpaired(text.encode("utf-8", "surrogatepass"))
    return text


def as_text(stored: str | bytes | None) -> str:
    """Return what `storable` was given; an empty text for null."""
    if isinstance(stored, bytes):
        return stored.decode("utf-8", "surrogatepass")
    return stored or ""


def as_preview(stored: str | bytes) -> str:
    """Return the beginning of a text, which may have been cut within a character."""
    return stored.decode("utf-8", "replace") if isinstance(stored, bytes) else stored
