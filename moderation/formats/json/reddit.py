"""Reddit's comments: lines of the public dumps (Pushshift), and what its interface lists for moderators.

Bodies are escaped once for HTML and otherwise Markdown. A comment that was removed or deleted has lost its text in a
dump, so there is nothing to judge. Ids are read without their prefix: `t1_` a comment, `t3_` a submission.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import carried_with
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, inner, listed, moment_of, sketch, words_of
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs

_GONE: Final = {"[removed]": "removed comment without its text", "[deleted]": "deleted comment without its text"}
_PREFIX: Final = re.compile(r"t[1-6]_")


def matches(record: Record) -> bool:
    """Return whether a record is a comment, a submission or a listing of them."""
    return _is_comment(record) or _is_submission(record) or bool(listed(inner(record, "data"), "children"))


def text_of(body: str) -> str:
    """Return what was typed."""
    return html.unescape(body) if "&" in body else body


class Reader:
    """Reads lines and listings."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield comments; submissions as articles."""
        if "children" not in inner(record, "data"):
            yield from self._thing(record, place, raw)
            return
        for number, thing in enumerate(listed(inner(record, "data"), "children"), 1):
            where = f"{place}, entry {number:,}"
            yield from self._thing(inner(thing if isinstance(thing, dict) else {}, "data"), where, sketch(thing))

    def _thing(self, record: Record, place: str, raw: str | bytes) -> Iterator[Item]:
        body = words_of(record, "body")
        if _is_submission(record):
            yield from self._drafts.unseen(_submission(record))
        elif body is None:
            yield Reject(place, "no text", shown(raw))
        elif body in _GONE:
            yield Skipped(_GONE[body], place)
        else:
            comment = self._drafts.finished(_drafted(record, text_of(body)))
            yield carried_with(comment, record, place, raw)


def _is_comment(record: Record) -> bool:
    return {"body", "link_id", "parent_id"} <= record.keys()


def _is_submission(record: Record) -> bool:
    return {"title", "selftext", "subreddit"} <= record.keys()


def _submission(record: Record) -> Article:
    text = words_of(record, "selftext") or ""
    title = text_of(word(record, "title"))
    return Article(_bare(word(record, "id")), title, "" if text in _GONE else text_of(text), word(record, "url"))


def _drafted(record: Record, text: str) -> Comment:
    parent = word(record, "parent_id")
    return Comment(
        id=_bare(word(record, "id")),
        text=text,
        article_id=_bare(word(record, "link_id")),
        parent_id="" if parent.startswith("t3_") else _bare(parent),
        author=word(record, "author"),
        created_at=moment_of(record.get("created_utc")),
        status=_standing(record),
    )


def _standing(record: Record) -> Status:
    if record.get("spam") is True:
        return Status.SPAM
    if record.get("removed") is True or record.get("banned_by"):
        return Status.REMOVED
    if record.get("approved") is True or record.get("approved_by"):
        return Status.APPROVED
    reports = record.get("num_reports")
    return Status.REPORTED if isinstance(reports, int) and reports > 0 else Status.UNKNOWN


def _bare(name: str) -> str:
    return _PREFIX.sub("", name, count=1) if _PREFIX.match(name) else name
