"""Reports to a Mastodon server's moderators (`/api/v1/admin/reports`): the posts that were reported.

What the reporter wrote about them is no comment of a reader. Source: Admin::Report in mastodon/documentation.
"""

from collections.abc import Iterator

from moderation.comments import Comment, Status
from moderation.formats.carrying import carried
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import (
    Record,
    each_of,
    first_of,
    inner,
    listed,
    moment_of,
    name_of,
    origin,
    sketch,
    words_of,
)
from moderation.formats.markup import rendered_text
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs


def matches(record: Record) -> bool:
    """Return whether a record is a report."""
    return "target_account" in record and "statuses" in record


def address(record: Record) -> str:
    """Return the server's own address."""
    return origin(word(first_of(record, "statuses"), "url"))


class Reader:
    """Reads report by report."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield the posts of a report; one about an account as a whole has none."""
        if not matches(record):
            yield Reject(place, "no report", shown(raw))
        elif not listed(record, "statuses"):
            yield Skipped("report of an account", place)
        yield from each_of(record, "statuses", place, lambda post, where: [self._post(post, where, record)])

    def _post(self, post: Record, place: str, report: Record) -> Item:
        text = _text(post)
        if text is None:
            return Reject(place, "no text", sketch(post))
        author = inner(post, "account") or inner(report, "target_account")
        draft = Comment(
            id=word(post, "id"),
            text=text,
            parent_id=word(post, "in_reply_to_id"),
            author=name_of(author, "acct", "username"),
            created_at=moment_of(post.get("created_at")),
            # What became of the post is not in the report once it is closed.
            status=Status.UNKNOWN if report.get("action_taken") is True else Status.REPORTED,
        )
        return carried(self._drafts.finished(draft), None, place)


def _text(post: Record) -> str | None:
    """Return what was written: the warning in front of it, then the post itself."""
    content = words_of(post, "content")
    if content is None:
        return None
    warning = word(post, "spoiler_text")
    return "\n\n".join(part for part in (warning, rendered_text(content)) if part)
