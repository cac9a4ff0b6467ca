"""An XML export cut into its items and comments, before any of them is parsed.

Exports are printed by a loop, and what breaks them (a warning in the middle, a control character, an unknown
entity, a memory limit) breaks one place. A parser of the whole file stops there, and a forgiving one was seen to
swallow whole comments; cut first, a fault stays in the comment it is in. Entities are never expanded.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from msgspec import Struct

from moderation.formats.records import BROKEN_OFF
from moderation.formats.sources import Repairs, Source

_BITE: Final = 1 << 20
_LONGEST_PIECE: Final = 64 << 20
"""Bytes after which a piece without an end is given up, so that one lost `]]>` can't take the memory."""

_LONGEST_TAG: Final = 1 << 20

CONTROLS: Final = bytes(code for code in range(32) if code not in (9, 10, 13))
"""XML forbids them, exporters let them through; tabs and line ends are text."""

_LOST: Final = dict.fromkeys(CONTROLS)

_BETWEEN: Final = b"\x1f"

INSIDE: Final = "inside"

_PROLOGUE: Final = re.compile(rb"<\?.*?(?:\?>|\Z)|<!--.*?(?:-->|\Z)", re.S)

# To the next boundary: CDATA and XML comments are stepped over whole. Possessive and unrolled, so linear.
_STEP: Final = (
    r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+\]\]>|<!--.*?-->|<(?!!\[CDATA\[|!--|/?+(?:[\w.-]++:)?+(?:NAMES)[\s/>])"
)
_STRAY_STEP: Final = _STEP.replace("<!--.*?-->|", "").replace("|!--", "")
"""The same where no XML comment ends any more: what opens one is text."""

_TO_MARK: Final = r"[^<]*+(?:(?:STEP)[^<]*+)*+"
_ATTRIBUTES: Final = r"""(?:\s(?:[^<>"'/]++|/(?!>)|"[^"<]*+"|'[^'<]*+')*+)?"""
_MARK: Final = rf"<(/?)(?:[\w.-]++:)?+(NAMES){_ATTRIBUTES}(/?)>"

BLANK: Final = r"[ \t\r\n]*+"
_KEPT: Final = (r"([^\]]*+(?:\](?!\]>)[^\]]*+)*+)", r"([^\]<&]*+)")
_PASSED: Final = (r"[\t\r\n -\\^-~]*+(?:\](?!\]>)[\t\r\n -\\^-~]*+)*+", r"[\t\r\n -%'-;=-\\^-~]*+")
"""The inside of a field in CDATA and bare; of one passed over ASCII alone, as bytes to be mended are counted."""


def plain_field(name: str, *, kept: bool = True, blanks: bool = False) -> str:
    """Return the pattern of a field without attributes and escapes, for `Plain`.

    Kept, its inside is a group: one of two, and only one of them matches. `blanks` may stand around its CDATA.
    """
    blank, (in_cdata, bare) = BLANK if blanks else "", _KEPT if kept else _PASSED
    return rf"{BLANK}<{name}>(?:{blank}<!\[CDATA\[{in_cdata}\]\]>{blank}|{bare})</{name}>"


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
    opening: bytes = b""
    """The tag that an item or comment begins with; empty for the rest of an item and for the channel."""
    fields: Mapping[str, str] = {}
    """The fields of a comment that is printed like most (see `Plain`); else they have to be looked for."""


def _to_mark(step: str, names: str) -> re.Pattern[bytes]:
    return re.compile(_TO_MARK.replace("STEP", step).replace("NAMES", names).encode(), re.S)


class Marks:
    """The tags of some names, found outside of CDATA and XML comments."""

    def __init__(self, *names: str) -> None:
        either = "|".join(names)
        self._between = _to_mark(_STEP, either)
        self._stray = _to_mark(_STRAY_STEP, either)
        self._mark = re.compile(_MARK.replace("NAMES", either).encode())

    def next(self, text: bytes, at: int, *, stray: bool = False) -> re.Match[bytes] | None:
        """Return the next tag; None where the text ends before it, or in it. `stray` is for `<!--` without an end."""
        reached = (self._stray if stray else self._between).match(text, at)
        return self._mark.match(text, reached.end()) if reached else None

    def is_in_comment(self, text: bytes, at: int) -> bool:
        """Whether what keeps the next tag from being found is an XML comment."""
        reached = self._between.match(text, at)
        return reached is not None and text.startswith(b"<!--", reached.end())

    def anywhere(self, text: bytes, at: int) -> re.Match[bytes] | None:
        """Return the next tag, whatever it stands in."""
        return self._mark.search(text, at)


class Plain(Struct, frozen=True):
    """The comment as most are printed, matched whole: thrice as fast as looking for each field."""

    pattern: re.Pattern[bytes]
    """One comment with the blanks before it, and an empty group INSIDE behind its opening tag."""
    names: tuple[str, ...]
    """What the groups that match are called."""


class Outline:
    """How one sort of export is laid out: what its items and comments are called, and where comments stand.

    Where comments stand among the items, an item's tag in a comment is a reference; where they stand in one, it says
    that the comment's end is lost.
    """

    def __init__(self, *, root: str, item: str, comment: str, within_items: bool, plain: Plain) -> None:
        self.root, self.item, self.plain = root.encode(), item.encode(), plain
        self.outside = Marks(item, comment)
        self.inside = self.outside if within_items else Marks(comment)
        self.around = Part.ITEM if within_items else Part.CHANNEL
        self.comment_end = f"{comment}>".encode()
        self.comment_tag = re.compile(rf"<(?:[\w.-]+:)?{comment}(?:\s[^<>]*)?>".encode())

    def after(self, mark: re.Match[bytes]) -> tuple[Part, bytes]:
        """Return what begins behind a tag, and the tag where it opens an item or comment."""
        closing, is_item = mark[1], mark[2] == self.item
        if closing:
            return (Part.CHANNEL if is_item else self.around), b""
        return (Part.ITEM if is_item else Part.COMMENT), mark[0]


class _Window:
    """The bytes in hand, growing on demand."""

    def __init__(self, source: Source) -> None:
        self._stream, self._repairs = source.stream, source.repairs
        self.bytes, self.at, self.line, self.ended = b"", 0, 1, False
        self._stray = False  # from here on no XML comment has an end
        self._lost = 0  # up to here tags count wherever they stand

    def grow(self) -> None:
        """Forget what was taken and read on, twice as far for a long piece."""
        rest = self.bytes[self.at :]
        # Doubling keeps a long comment linear, although it is searched from its start each time.
        more = self._stream.read(max(_BITE, len(rest)))
        self.ended, self._lost = not more, max(0, self._lost - self.at)
        self.bytes, self.at = rest + more, 0

    def take(self, end: int) -> bytes:
        """Take the bytes up to `end`, counting lines."""
        taken = self.bytes[self.at : end]
        self.line += taken.count(b"\n")
        self.at = end
        return taken

    def next_mark(self, marks: Marks) -> re.Match[bytes] | None:
        """Return the next tag of these names, reading on to it; None at the end."""
        while True:
            mark = marks.anywhere(self.bytes, self.at) if self.lost else self._next(marks)
            if mark or self.ended:
                return mark
            if len(self.bytes) - self.at > _LONGEST_PIECE:
                self._give_up(marks)
            else:
                self.grow()

    def _next(self, marks: Marks) -> re.Match[bytes] | None:
        mark = marks.next(self.bytes, self.at, stray=self._stray)
        if mark or not self.ended or self._stray or not marks.is_in_comment(self.bytes, self.at):
            return mark
        # Said once, and not looked for again: each look goes to the end of the file.
        self._stray = True
        self._repairs.add("a <!-- without an end, and what stands behind it read")
        return marks.next(self.bytes, self.at, stray=True)

    @property
    def lost(self) -> bool:
        """Whether what comes next stands in something whose end is too far away."""
        return self.at < self._lost

    def _give_up(self, marks: Marks) -> None:
        """Stop looking for the end of what the next piece is in."""
        if self.lost or not marks.anywhere(self.bytes, self.at):
            self.take(len(self.bytes) - _LONGEST_TAG)
        self._lost = len(self.bytes)


def pieces(source: Source, outline: Outline) -> Iterator[Piece]:
    """Yield the pieces of a file in order, and note what is wrong with its ends; memory is bounded by the longest."""
    window = _Window(source)
    part, opening = Part.CHANNEL, b""
    while True:
        if part is outline.around and not window.lost:
            yield from _plain_comments(window, outline)
        begins = window.line
        mark = window.next_mark(outline.inside if part is Part.COMMENT else outline.outside)
        if not mark:
            break
        piece = Piece(part, window.take(mark.start()), begins, opening)
        if begins == 1 and part is Part.CHANNEL:
            _note_beginning(piece, outline, source.repairs)
        yield piece
        window.take(mark.end())
        part, opening = outline.after(mark)
    last = Piece(Part.BROKEN if part is Part.COMMENT else part, window.take(len(window.bytes)), begins, opening)
    yield last
    _note_end(last, outline, source.repairs)


def _plain_comments(window: _Window, outline: Outline) -> Iterator[Piece]:
    """Yield the comments that come next as long as they are printed like most."""
    while plain := outline.plain.pattern.match(window.bytes, window.at):
        opening = window.take(plain.start(INSIDE))
        begins, end = window.line, window.bytes.rindex(b"<", window.at, plain.end())
        yield Piece(Part.COMMENT, window.take(end), begins, opening, _fields(plain, outline))
        window.take(plain.end())


def _fields(plain: re.Match[bytes], outline: Outline) -> Mapping[str, str]:
    """Return the fields of a plain comment; none where one has to be mended or may hold another comment."""
    names = outline.plain.names
    joined = _BETWEEN.join([value for value in plain.groups() if value is not None])
    if len(joined.translate(None, CONTROLS)) != len(joined) - len(names) + 1 or outline.comment_end in joined:
        return {}
    try:
        return dict(zip(names, joined.decode().split(_BETWEEN.decode()), strict=True))
    except UnicodeDecodeError:
        return {}


def comments_within(piece: Piece, outline: Outline) -> list[Piece]:
    """Return the comments that a piece holds: where a `]]>` was lost, one swallows those behind it."""
    found: list[Piece] = []
    begins, opening, line = 0, piece.opening, piece.line
    for tag in outline.comment_tag.finditer(piece.content):
        found.append(Piece(Part.COMMENT, piece.content[begins : tag.start()], line, opening))
        line += piece.content.count(b"\n", begins, tag.end())
        begins, opening = tag.end(), tag[0]
    return [*found, Piece(piece.part, piece.content[begins:], line, opening)]


def as_printed(text: str) -> str:
    """Return a text as it comes out of an XML export: without the control characters that XML forbids."""
    return text.translate(_LOST)


def _note_beginning(first: Piece, outline: Outline, repairs: Repairs) -> None:
    """Note what stands before an export: what a server or an editor printed there is passed over."""
    before, begun, _ = first.content.partition(b"<" + outline.root)
    if begun and _PROLOGUE.sub(b"", before).strip():
        repairs.add("text before the export passed over")


def _note_end(last: Piece, outline: Outline, repairs: Repairs) -> None:
    """Note what is wrong with the end of a file: it is missing, or something stands behind it."""
    _, end, after = last.content.partition(b"</" + outline.root)
    if not end:
        line = last.line + last.content.count(b"\n")
        repairs.add(f"{BROKEN_OFF}: the file ends in the middle, at line {line:,}")
    elif after.partition(b">")[2].strip():
        repairs.add("text after the end of the export passed over")
