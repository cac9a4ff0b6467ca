"""Discourse's review queue (`/review.json`): what was flagged or held back, with topics and users beside it.

A comment's id is that of its entry in the queue, since that is what a decision is given to. Source:
ReviewableSerializer and its children in discourse/discourse.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import carried
from moderation.formats.cells import word
from moderation.formats.drafts import Drafts, fit_text
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

_QUEUED: Final = "ReviewableQueuedPost"
_OF_QUEUED: Final[Mapping[str, Status]] = {
    "0": Status.PENDING,
    "1": Status.APPROVED,
    "2": Status.REMOVED,
    "4": Status.REMOVED,
}
# Approving a flag takes the post away; rejecting or ignoring it leaves the post.
_OF_FLAGGED: Final[Mapping[str, Status]] = {
    "0": Status.REPORTED,
    "1": Status.REMOVED,
    "2": Status.APPROVED,
    "3": Status.APPROVED,
    "4": Status.REMOVED,
}
_Beside = Mapping[str, Mapping[str, Record]]


def matches(record: Record) -> bool:
    """Return whether a record is a page of the queue, or one entry of it."""
    return isinstance(record.get("reviewables"), list) or word(record, "type").startswith("Reviewable")


def address(record: Record) -> str:
    """Return the forum's own address."""
    return origin(word(first_of(record, "reviewables"), "target_url"))


def text_of(raw: str) -> str:
    """Return the text of a post from the Markdown that was typed."""
    return fit_text(raw)


def typed(entry: Record) -> str | None:
    """Return what was typed in an entry of the queue; what its HTML says where the Markdown is not there."""
    raw = words_of(entry, "raw") or words_of(inner(entry, "payload"), "raw")
    cooked = words_of(entry, "cooked")
    return raw if raw or cooked is None else rendered_text(cooked)


def standing(entry: Record) -> Status:
    """Return how the post of an entry stands."""
    statuses = _OF_QUEUED if word(entry, "type") == _QUEUED else _OF_FLAGGED
    return statuses.get(word(entry, "status"), Status.UNKNOWN)


class Reader:
    """Reads pages of the queue."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield each post that waits or waited, behind its topic."""
        beside = {kind: _by_id(record, kind) for kind in ("topics", "users")}
        if "reviewables" in record:
            yield from each_of(record, "reviewables", place, lambda entry, where: self._entry(entry, where, beside))
        else:
            yield from self._entry(record, place, beside)

    def _entry(self, entry: Record, place: str, beside: _Beside) -> Iterator[Item]:
        text = typed(entry)
        if text is None and word(entry, "type") in ("ReviewableUser", "ReviewableChatMessage"):
            yield Skipped(word(entry, "type"), place)
        elif text is None:
            yield Reject(place, "no text", sketch(entry))
        else:
            article = _topic(entry, beside["topics"])
            yield from self._drafts.unseen(article)
            draft = _drafted(entry, text, article.id, beside["users"])
            yield carried(self._drafts.finished(draft), article, place)


def _topic(entry: Record, topics: Mapping[str, Record]) -> Article:
    id = word(entry, "topic_id")
    topic = topics.get(id, {})
    title = name_of(topic, "title", "fancy_title") or word(inner(entry, "payload"), "title")
    return Article(id, title, url=_address_of_topic(word(entry, "target_url")) if id else "")


def _address_of_topic(post: str) -> str:
    """Return where a topic stands, by the address of a post in it: `/t/fares/12/3` stands in `/t/fares/12`."""
    path = post.partition("#")[0].partition("?")[0]
    topic, _, number = path.rpartition("/")
    names_both = number.isdecimal() and topic.rpartition("/")[2].isdecimal()
    return topic if names_both and "/t/" in topic else post


def _drafted(entry: Record, text: str, topic: str, users: Mapping[str, Record]) -> Comment:
    # Who created the entry of a flagged post is who flagged it.
    names = ("target_created_by_id", "created_by_id") if word(entry, "type") == _QUEUED else ("target_created_by_id",)
    writer = name_of(entry, *names)
    return Comment(
        id=word(entry, "id"),
        text=text,
        article_id=topic,
        author=name_of(users.get(writer, {}), "username", "name") or writer,
        created_at=moment_of(entry.get("created_at")),
        status=standing(entry),
    )


def _by_id(page: Record, kind: str) -> dict[str, Record]:
    """Return the topics or users that came with a page."""
    return {word(one, "id"): one for one in listed(page, kind) if isinstance(one, dict)}
