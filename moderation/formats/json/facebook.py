"""The comments in what Facebook lets a person download: their own, without ids and without what they stand under.

Every text in it is UTF-8 written as if it were Latin-1, so that an accent comes as two signs. That is undone where it
can be undone without loss, and counted.
"""

from collections.abc import Iterator

from moderation.comments import Comment
from moderation.formats.carrying import carried
from moderation.formats.cells import shown
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, each_of, first_of, inner, listed, moment_of, sketch, words_of
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs


def matches(record: Record) -> bool:
    """Return whether a record is such a download, of this day or before 2021."""
    return bool(_list_of(record)) or isinstance(record.get("comments_v2"), list)


def mended(text: str, repairs: Repairs) -> str:
    """Return a text as it was typed, where its signs are the bytes of UTF-8."""
    if text.isascii():
        return text
    # Latin-1 has a sign for each byte, and hardly any other text is UTF-8 by accident.
    try:
        typed = text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    repairs.add("texts mended whose UTF-8 was written as Latin-1")
    return typed


class Reader:
    """Reads the one document of a download."""

    def __init__(self, repairs: Repairs) -> None:
        self._repairs = repairs
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield the comments; a picture posted without a word is none."""
        name = _list_of(record)
        if not name:
            yield Reject(place, "no comments of a download from Facebook", shown(raw))
        yield from each_of(record, name, place, self._entry)

    def _entry(self, entry: Record, place: str) -> Iterator[Item]:
        if not listed(entry, "data"):
            yield Skipped("entry without words", place)
        yield from each_of(entry, "data", place, lambda posted, where: [self._comment(posted, where, entry)])

    def _comment(self, posted: Record, place: str, entry: Record) -> Item:
        comment = inner(posted, "comment")
        text = words_of(comment, "comment")
        if text is None:
            return Reject(place, "no text", sketch(posted))
        draft = Comment(
            id="",
            text=mended(text, self._repairs),
            author=mended(words_of(comment, "author") or "", self._repairs),
            created_at=moment_of(comment.get("timestamp") or entry.get("timestamp")),
        )
        return carried(self._drafts.finished(draft), None, place)


def _list_of(record: Record) -> str:
    """Return the name of the list that holds entries of a download; empty where there is none."""
    for name in ("comments_v2", "comments"):
        first = first_of(record, name)
        if "timestamp" in first and ("data" in first or "title" in first):
            return name
    return ""
