"""YouTube's comments.csv, as Google Takeout writes it: the comments of one account, wherever it left them.

Columns changed place and case in June 2024 and names since; the text's cell holds JSON, before then one object of
segments, since then the segments one behind the other without a bracket around them.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from moderation.formats.tables.system import TableSystem

_decode: Final = msgspec.json.Decoder().decode


def text_of(cell: str) -> str:
    """Return the words of a cell's segments, joined; a cell that holds no segments is taken at its word."""
    if not cell.startswith("{"):
        return cell
    try:
        objects = _decode(f"[{cell}]")
    except (msgspec.DecodeError, ValueError, RecursionError):
        return cell
    segments = [segment for found in objects for segment in _segments(found)]
    return "".join(segments) if segments else cell


def _segments(found: object) -> Iterable[str]:
    if not isinstance(found, dict):
        return ()
    if isinstance(within := found.get("takeoutSegments"), list):
        return (words for segment in within for words in _segments(segment))
    words = found.get("text")
    return (words,) if isinstance(words, str) else ()


YOUTUBE: Final = TableSystem(
    "youtube-takeout",
    frozenset({"comment_id", "channel_id", "comment_create_timestamp", "comment_text"}),
    {
        "article_id": ("video_id", "post_id"),
        "parent_id": ("parent_comment_id", "top_level_comment_id"),
        "author": ("channel_id",),
        "created_at": ("comment_create_timestamp",),
    },
    text_of,
    ("other people's comments, so that decisions can't be written back", "titles of videos"),
    writable=False,
)
