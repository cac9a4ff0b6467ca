"""Decisions on their way back to the site: one row a settled comment, in the site's own terms.

The JSON rows are the interchange format, so that what one desk exports another can evaluate or learn from; the
flat rows are for a spreadsheet or a script of the site.
"""

from collections.abc import Iterator
from typing import Final

from moderation.comments import Article
from moderation.decisions import is_override
from moderation.labels import LABELS
from moderation.personal import as_name
from moderation.policy import Policy
from moderation.queue import Decided
from moderation.store.store import Store

Row = dict[str, object]

COLUMNS: Final = (
    "id",
    "site",
    "article_id",
    "parent_id",
    "author",
    "created_at",
    "text",
    *(label.value for label in LABELS),
    "action",
    "overridden",
    "decided_at",
    "moderator",
    "bulk",
    "note",
    "suggested",
    "model",
    "writable",
)
"""The columns of the flat rows, in their order."""

_YES_NO: Final = {True: "yes", False: "no", None: ""}


def json_rows(store: Store, since: str = "", *, personal: bool = False) -> Iterator[Row]:
    """Yield interchange lines: each article once, before its first comment; then the decided comments, oldest first.

    A reader called by an e-mail or IP address, as an earlier program took them in, keeps it only where it is
    `personal`.
    """
    policy, articles, given = store.policy(), _ArticleIds(), set[str]()
    for decided in store.decided(since):
        article, article_id = decided.posted.article, articles.of(decided)
        if article is not None and article_id not in given:
            given.add(article_id)
            yield _article(article, article_id, decided.site)
        comment = {**_comment(decided, personal), "article_id": article_id}
        labels = {label.value: decided.labels.get(label) for label in LABELS}
        yield {"kind": "comment", **comment, "labels": labels, **_decision(decided, policy)}


def flat_rows(store: Store, since: str = "", *, personal: bool = False) -> Iterator[Row]:
    """Yield the decided comments as columns, labels as yes, no or empty; addresses of readers as `json_rows` does."""
    policy = store.policy()
    for decided in store.decided(since):
        labels = {label.value: _YES_NO[decided.labels.get(label)] for label in LABELS}
        yield {**_comment(decided, personal), **labels, **_decision(decided, policy)}


class _ArticleIds:
    """The ids of articles in one export: where two sites share an id, it becomes `SITE:ID` for the later one.

    Comments find their article by its id, and one site's text must not stand over another site's comments.
    """

    def __init__(self) -> None:
        self._sites: dict[str, str] = {}

    def of(self, decided: Decided) -> str:
        """Return the id of a comment's article; empty where it has none."""
        own_id = decided.posted.comment.article_id
        if not own_id or self._sites.setdefault(own_id, decided.site) == decided.site:
            return own_id
        return f"{decided.site}:{own_id}"


def _article(article: Article, article_id: str, site: str) -> Row:
    return {
        "kind": "article",
        "id": article_id,
        "site": site,
        "title": article.title,
        "text": article.text,
        "url": article.url,
    }


def _comment(decided: Decided, personal: bool) -> Row:
    comment = decided.posted.comment
    return {
        "id": comment.id,
        "site": decided.site,
        "article_id": comment.article_id,
        "parent_id": comment.parent_id,
        "author": comment.author if personal else as_name(comment.author),
        "created_at": comment.created_at,
        "text": comment.text,
    }


def _decision(decided: Decided, policy: Policy) -> Row:
    entry = decided.entry
    answers = entry.answers
    return {
        "action": policy.action(decided.labels).value,
        "overridden": answers is not None and is_override(decided.labels, answers),
        "decided_at": entry.at,
        "moderator": entry.who,
        "bulk": decided.bulk,
        "note": decided.note,
        "suggested": [label.value for label in LABELS if answers and label in answers.suggested],
        "model": answers.model if answers else "",
        "writable": decided.posted.comment.writable,
    }
