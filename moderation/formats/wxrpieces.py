"""A WordPress export cut into its items and comments, before any of them is parsed.

WXR is printed by a PHP loop, and what breaks it (a warning in the middle, a control character, an unknown
entity, a memory limit) breaks one place. A parser of the whole file stops there, and a forgiving one was seen to
swallow whole comments; cut first, a fault stays in the comment it is in. Entities are never expanded.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from msgspec import Struct

from moderation.formats.sources import Source

_BITE: Final = 1 << 20
_LONGEST_PIECE: Final = 64 << 20
"""Bytes after which a piece without an end is given up, so that one lost `]]>` can't take the memory."""

_LONGEST_TAG: Final = 1 << 20

# To the next boundary: CDATA and XML comments are stepped over whole. Possessive and unrolled, so linear.
_STEP: Final = (
    rb"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+\]\]>|<!--.*?-->|"
    rb"<(?!!\[CDATA\[|!--|/?+(?:[\w.-]++:)?+(?:item|comment)[\s/>])"
)
_TO_MARK: Final = re.compile(rb"[^<]*+(?:(?:" + _STEP + rb")[^<]*+)*+", re.S)
_ATTRIBUTES: Final = rb"""(?:\s(?:[^<>"'/]++|/(?!>)|"[^"<]*+"|'[^'<]*+')*+)?"""
_MARK: Final = re.compile(rb"<(/?)(?:[\w.-]++:)?+(item|comment)" + _ATTRIBUTES + rb"(/?)>")
_COMMENT_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?comment(?:\s[^<>]*)?>")


class Part(Enum):
    """What a piece is."""

    CHANNEL = 0
    """What stands before, between and after the items."""
    ITEM = 1
    """An item up to its first comment, or what stands between its comments."""
    COMMENT = 2
    BROKEN = 3
    """A comment without its end, because the file breaks off in it."""


class Piece(Struct, frozen=True):
    """A stretch of the export, without the tags around it."""

    part: Part
    content: bytes
    line: int
    """Line of the file it begins on, from 1."""
    opens_item: bool = False
    """Whether an item begins with it."""


class _Window:
    """The bytes in hand, growing on demand."""

    def __init__(self, source: Source) -> None:
        self._stream = source.stream
        self.bytes, self.at, self.line, self.ended = b"", 0, 1, False

    def grow(self) -> None:
        """Forget what was taken and read on, twice as far for a long piece."""
        rest = self.bytes[self.at :]
        # Doubling keeps a long comment linear, although it is searched from its start each time.
        more = self._stream.read(max(_BITE, len(rest)))
        self.ended = not more
        self.bytes, self.at = rest + more, 0

    def take(self, end: int) -> bytes:
        """Take the bytes up to `end`, counting lines."""
        taken = self.bytes[self.at : end]
        self.line += taken.count(b"\n")
        self.at = end
        return taken


def pieces(source: Source) -> Iterator[Piece]:
    """Yield the pieces of a WXR file in order; memory is bounded by the longest comment."""
    window = _Window(source)
    part, opens = Part.CHANNEL, False
    while mark := _next_mark(window):
        begins = window.line
        yield Piece(part, window.take(mark.start()), begins, opens)
        window.take(mark.end())
        part, opens = _after(mark)
    yield Piece(Part.BROKEN if part is Part.COMMENT else part, window.take(len(window.bytes)), window.line, opens)


def comments_within(content: bytes) -> list[bytes]:
    """Return the comments that a piece holds: where a `]]>` was lost, one swallows those behind it."""
    return _COMMENT_TAG.split(content)


def _after(mark: re.Match[bytes]) -> tuple[Part, bool]:
    closing, name = mark[1], mark[2]
    if name == b"item":
        return (Part.CHANNEL, False) if closing else (Part.ITEM, True)
    return (Part.ITEM if closing else Part.COMMENT), False


def _next_mark(window: _Window) -> re.Match[bytes] | None:
    while True:
        reached = _TO_MARK.match(window.bytes, window.at)
        mark = _MARK.match(window.bytes, reached.end()) if reached else None
        if mark or window.ended:
            return mark
        if len(window.bytes) - window.at > _LONGEST_PIECE:
            mark = _MARK.search(window.bytes, window.at)
            if mark:
                return mark
            window.take(len(window.bytes) - _LONGEST_TAG)
        window.grow()
