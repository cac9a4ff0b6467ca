"""Reports of comments to a Lemmy server's moderators, and its plain lists of comments.

The comment is read as it stands now. Where its writer has changed it since, what was reported is kept beside it as
a comment of its own, `ID#report-N`, that nothing can be written back to. Source: CommentReportView in LemmyNet/lemmy.
"""

from collections.abc import Iterator
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import carried
from moderation.formats.cells import word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, each_of, first_of, inner, moment_of, name_of, sketch, words_of
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs

_LISTS: Final = ("comment_reports", "reports", "comments")
"""What answers of the interface call their lists; from version 1.0 on, reports of every kind come together."""


def matches(record: Record) -> bool:
    """Return whether a record is a list of reports or comments, or one report or comment of it."""
    if isinstance(record.get("comment_reports"), list):
        return True
    view = first_of(record, *_LISTS) or record
    return {"path", "content"} <= inner(view, "comment").keys() or "post_report" in view


class Reader:
    """Reads lists of reports and comments."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield each comment behind its post, and what it said when it was reported if that was something else."""
        lists = [name for name in _LISTS if isinstance(record.get(name), list)]
        if not lists:
            yield from self._view(record, place)
        for name in lists:
            yield from each_of(record, name, place, self._view)

    def _view(self, view: Record, place: str) -> Iterator[Item]:
        comment, report = inner(view, "comment"), inner(view, "comment_report")
        if not comment and "post_report" in view:
            yield Skipped("report of a post", place)
            return
        article = _post(inner(view, "post"))
        yield from self._drafts.unseen(article)
        now, reported = words_of(comment, "content"), words_of(report, "original_comment_text")
        draft = _drafted(view, now or "")
        if comment.get("deleted") is True:
            yield Skipped("deleted comment", place)
        elif now is None:
            yield Reject(place, "no text", sketch(view))
        else:
            yield carried(self._drafts.finished(draft), article, place)
        if reported and reported != now:
            yield carried(self._drafts.finished(_as_reported(draft, report, reported)), article, place)


def _post(post: Record) -> Article:
    return Article(word(post, "id"), word(post, "name"), words_of(post, "body") or "", name_of(post, "ap_id", "url"))


def _drafted(view: Record, text: str) -> Comment:
    comment = inner(view, "comment")
    author = inner(view, "comment_creator") or inner(view, "creator")
    return Comment(
        id=word(comment, "id"),
        text=text,
        article_id=word(comment, "post_id"),
        parent_id=_parent(word(comment, "path")),
        author=name_of(author, "name"),
        created_at=moment_of(comment.get("published")),
        status=_standing(comment, inner(view, "comment_report")),
    )


def _as_reported(draft: Comment, report: Record, text: str) -> Comment:
    return Comment(
        id=f"{draft.id}#report-{word(report, 'id')}",
        text=text,
        article_id=draft.article_id,
        parent_id=draft.parent_id,
        author=draft.author,
        created_at=draft.created_at,
        status=draft.status,
        writable=False,
    )


def _parent(path: str) -> str:
    """Return what a comment answers, by its path from the post: `0.100.101` answers 100."""
    above = path.split(".")[-2:-1]
    return "" if above == ["0"] else "".join(above)


def _standing(comment: Record, report: Record) -> Status:
    if comment.get("removed") is True:
        return Status.REMOVED
    if not report:
        return Status.UNKNOWN
    return Status.APPROVED if report.get("resolved") is True else Status.REPORTED
