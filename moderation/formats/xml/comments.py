"""What the readers of XML exports share: a comment's fields.

A comment whose end is lost may have swallowed those behind it; they are found again, and only its own fields suffer.
"""

from collections.abc import Iterator, Mapping

from moderation.formats.sources import Repairs
from moderation.formats.xml.fields import Fields
from moderation.formats.xml.pieces import Outline, Part, Piece, comments_within


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
    others = outline.comment_tag.search(piece.content) is not None
    if piece.part is Part.COMMENT and text in read and (not others or fields.all_closed(piece.content)):
        # What a reader typed and what lost its `]]>` look alike where all fields are closed: it must forge nothing.
        repairs.add("comments that hold markup of the export left as one", others)
        yield piece, read
        return
    *whole, last = comments_within(piece, outline)
    for one in whole:
        yield one, fields.read(one.content, repairs)
    yield last, fields.read(last.content, repairs) if whole else read
