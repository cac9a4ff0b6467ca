"""What the readers of XML exports share: a comment's fields, ids that stand twice, dates nobody can read.

A comment whose end is lost may have swallowed those behind it; they are found again, and only its own fields suffer.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from moderation.comments import Comment
from moderation.formats.cells import made_up_id
from moderation.formats.markup import plain_text
from moderation.formats.sources import Repairs
from moderation.formats.terms import iso_date
from moderation.formats.xmlfields import Fields
from moderation.formats.xmlpieces import Outline, Part, Piece, comments_within

_IDS_REMEMBERED: Final = 50_000
"""How far back a second comment of one id is noticed; beyond that it updates the first, as a newer export would."""


def comments_of(
    piece: Piece, outline: Outline, fields: Fields, text: str, repairs: Repairs
) -> Iterator[tuple[Piece, Mapping[str, str]]]:
    """Yield the comment of a piece with its fields, or the several that one without its end has swallowed.

    `text` is the field that every comment has.
    """
    if piece.fields:
        yield piece, piece.fields
        return
    read = fields.read(piece.content, repairs)
    others = outline.comment_end in piece.content
    if piece.part is Part.COMMENT and text in read and (not others or fields.all_closed(piece.content)):
        # What a reader typed and what lost its `]]>` look alike where all fields are closed: it must forge nothing.
        repairs.add("comments that hold markup of the export left as one", others)
        yield piece, read
        return
    *whole, last = comments_within(piece, outline)
    for one in whole:
        yield one, fields.read(one.content, repairs)
    yield last, fields.read(last.content, repairs) if whole else read


class Ids:
    """Tells comments of one id apart, which sites made of two have."""

    def __init__(self, repairs: Repairs) -> None:
        self._repairs = repairs
        self._known: dict[str, int] = {}
        self._older: dict[str, int] = {}

    def told_apart(self, comment: Comment) -> Comment:
        """Return the comment under an id of its own where another comment stands under its id already."""
        own = hash((comment.article_id, comment.author, comment.text))
        if len(self._known) >= _IDS_REMEMBERED:
            self._older, self._known = self._known, {}
        known = self._older.get(comment.id) or self._known.setdefault(comment.id, own)
        if known == own:
            return comment
        self._repairs.add("comments with the id of another numbered; they can't be written back")
        mark = made_up_id(comment.article_id, comment.author, comment.text)[:6]
        return replace(comment, id=f"{comment.id}#{mark}", writable=False)


def date_of(raw: str, repairs: Repairs, *, utc: bool = False) -> str:
    """Return a date as `iso_date` does; one that can't be read is noted, zeros and blanks are none."""
    date = iso_date(raw, utc=utc)
    if not date and raw.strip("0-: \t\r\n"):
        repairs.add("dates that can't be read left out")
    return date


def line_of_text(field: str) -> str:
    """Return a title or name on one line, without markup."""
    return " ".join(plain_text(field).split())
