"""Exports of Commento and Comentario: one document of comments, and behind them those who wrote them.

The names come last, so the document is read whole. Taken apart into lines it can be of any size, and readers are
then known by their number alone. Source: domainExport in adtac/commento.
"""

from collections.abc import Iterator

from moderation.comments import Article, Comment
from moderation.formats.carrying import carried, carried_with
from moderation.formats.cells import shown, word
from moderation.formats.drafts import Drafts
from moderation.formats.json.fields import Record, each_of, first_of, listed, moment_of, name_of, sketch, words_of
from moderation.formats.markup import plain_text
from moderation.formats.records import Item, Reject, Skipped
from moderation.formats.sources import Repairs
from moderation.formats.terms import status_of


def matches(record: Record) -> bool:
    """Return whether a record is such a document, or one comment of it."""
    one = first_of(record, "comments") or record
    return "commentHex" in one or {"version", "comments", "commenters"} <= record.keys()


def address(record: Record) -> str:
    """Return the name of the site."""
    return word(first_of(record, "comments") or record, "domain")


class Reader:
    """Reads documents, or the comments of one line by line."""

    def __init__(self, repairs: Repairs) -> None:
        self._drafts = Drafts(repairs)

    def read(self, record: Record, place: str, raw: str | bytes = "") -> Iterator[Item]:
        """Yield the comments, each behind the page it stands on."""
        if "comments" not in record:
            yield from self._comment(record, place, {}, raw)
            return
        people = (person for person in listed(record, "commenters") if isinstance(person, dict))
        names = {word(person, "commenterHex"): word(person, "name") for person in people}
        yield from each_of(record, "comments", place, lambda comment, where: self._comment(comment, where, names))

    def _comment(self, record: Record, place: str, names: dict[str, str], raw: str | bytes = "") -> Iterator[Item]:
        text = _text(record)
        if record.get("deleted") is True:
            yield Skipped("deleted comment", place)
        elif text is None:
            yield Reject(place, "no text", shown(raw) or sketch(record))
        else:
            page = word(record, "domain") + name_of(record, "path", "url")
            article = Article(page, url=page)
            yield from self._drafts.unseen(article)
            comment = self._drafts.finished(_drafted(record, text, page, names))
            yield carried_with(comment, record, place, raw) if raw else carried(comment, article, place)


def _text(record: Record) -> str | None:
    """Return what was typed; an import from elsewhere left only its HTML."""
    typed, rendered = words_of(record, "markdown"), words_of(record, "html")
    return typed or (plain_text(rendered) if rendered is not None else typed)


def _drafted(record: Record, text: str, page: str, names: dict[str, str]) -> Comment:
    parent, writer = word(record, "parentHex"), word(record, "commenterHex")
    return Comment(
        id=word(record, "commentHex"),
        text=text,
        article_id=page,
        parent_id="" if parent == "root" else parent,
        author=names.get(writer) or writer,
        created_at=moment_of(record.get("creationDate")),
        status=status_of(word(record, "state")),
    )
