"""The systems whose exports are JSON, each known by the fields of its first record.

One table that lines, arrays and documents all consult, once an export: a record costs what its own reader costs. What
is JSON but nobody's comments, such as a request to a scoring service, is refused by name.
"""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from msgspec import Struct

from moderation.errors import NoExport
from moderation.formats.columns import layout, missing
from moderation.formats.json import (
    commento,
    coral,
    discourse,
    facebook,
    isso_json,
    lemmy,
    lists,
    mastodon,
    reddit,
    remark42,
    wordpress_rest,
    youtube,
)
from moderation.formats.json.fields import Record
from moderation.formats.json.foreign import refusal, without_comments
from moderation.formats.json.interchange import Interchange
from moderation.formats.json.peek import MOST, first_records
from moderation.formats.records import NO_IDS, NO_SITE, Item
from moderation.formats.sources import HEAD_BYTES, Repairs, Source


class RecordReader(Protocol):
    """Reads an export record by record, remembering what it must."""

    def read(self, record: Record, place: str, raw: str | bytes = "", /) -> Iterable[Item]:
        """Return what a record holds."""
        ...


def no_address(_: Record) -> str:
    """Return nothing: most records don't say where they are from."""
    return ""


class JsonSystem(Struct, frozen=True):
    """A system whose exports are JSON."""

    name: str
    matches: Callable[[Record], bool]
    """Whether a record, of which the end may be missing, is this system's."""
    reader: Callable[[Repairs], RecordReader]
    unknown: tuple[str, ...] = ()
    """What its exports can't tell, for people."""
    address: Callable[[Record], str] = no_address
    """The site's own address, from a record that has one."""


class Recognised(Struct, frozen=True):
    """Whose export a file of JSON is."""

    system: JsonSystem
    site: str = ""
    """The site's own address or name where the first record states it."""
    unknown: tuple[str, ...] = ()

    def reader(self, repairs: Repairs) -> RecordReader:
        """Return what reads the records of the file."""
        return self.system.reader(repairs) if self.system is ANYBODY else _Mixed(self.system, repairs)


class _Mixed:
    """Reads a system's records, and those of others between them by their own reader.

    Lines are put together by hand, with articles of the interchange format for example, and by `triage score`, which
    writes several exports into one file.
    """

    def __init__(self, system: JsonSystem, repairs: Repairs) -> None:
        self._system, self._repairs = system, repairs
        self._readers = {system.name: system.reader(repairs)}

    def read(self, record: Record, place: str, raw: str | bytes = "", /) -> Iterable[Item]:
        """Return what a record holds; one that is nobody's for certain goes to the system's own reader."""
        system = self._system
        if not system.matches(record):
            other = system_of(record)
            system = other if other is not ANYBODY or _is_ours(record) else system
        if system.name not in self._readers:
            self._readers[system.name] = system.reader(self._repairs)
        return self._readers[system.name].read(record, place, raw)


def _is_ours(record: Record) -> bool:
    """Return whether a record is of the interchange format, or a row that `triage score` wrote of a document."""
    return record.get("kind") in ("article", "comment") or {"id", "article_id", "text"} <= record.keys()


NO_ARTICLES: Final = "what the comments stand under"
NO_TITLES: Final = "titles and texts of articles"
NO_TEXTS: Final = "texts of articles"
_BESIDE: Final = "titles of articles and names of authors, unless stories.json and users.json stand in front"


def _is_wp_cli(record: Record) -> bool:
    return "comment_ID" in record and "comment_content" in record


SYSTEMS: Final = (
    JsonSystem("wp-cli-json", _is_wp_cli, Interchange, (NO_TITLES, NO_SITE)),
    JsonSystem("wordpress-rest", wordpress_rest.is_stored, wordpress_rest.Reader, (NO_TITLES,), wordpress_rest.address),
    JsonSystem(
        "wordpress-rest",
        wordpress_rest.matches,
        wordpress_rest.Reader,
        (NO_TITLES, "texts as they are stored, which context=edit gives: a decision on another is not written back"),
        wordpress_rest.address,
    ),
    JsonSystem("coral", coral.matches, coral.Reader, (NO_TEXTS, _BESIDE)),
    JsonSystem("remark42", remark42.matches, remark42.Reader, (NO_TEXTS, "whether a moderator has seen a comment")),
    JsonSystem("isso-json", isso_json.matches, isso_json.Reader, (NO_IDS, NO_TEXTS, "what a comment answers")),
    JsonSystem("commento", commento.matches, commento.Reader, (NO_TITLES,), commento.address),
    JsonSystem("discourse", discourse.matches, discourse.Reader, ("what a post answers",), discourse.address),
    JsonSystem("mastodon", mastodon.matches, mastodon.Reader, (NO_ARTICLES,), mastodon.address),
    JsonSystem("lemmy", lemmy.matches, lemmy.Reader),
    JsonSystem("reddit", reddit.matches, reddit.Reader, (NO_TITLES,)),
    JsonSystem("youtube-api", youtube.matches, youtube.Reader, (NO_TITLES,)),
    JsonSystem("facebook", facebook.matches, facebook.Reader, (NO_IDS, NO_ARTICLES, "what a comment answers")),
    JsonSystem("json", lists.matches, lists.Reader),
)

ANYBODY: Final = JsonSystem("", lambda _: True, Interchange)
"""Records of nobody's in particular: the interchange format and what comes close to it."""


def system_of(record: Record) -> JsonSystem:
    """Return whose export it is that begins with this record; labelled ones are examples to learn from, of anybody."""
    if "labels" in record or record.get("kind") in ("article", "comment"):
        return ANYBODY
    return next((system for system in SYSTEMS if system.matches(record)), ANYBODY)


def recognised_json(source: Source, start: int = 0) -> Recognised:
    """Return whose export a file of JSON is that begins at byte `start`.

    Raises NoExport for what is known to be something else, and where none of the records names a text.
    """
    records, alone = first_records(source.head[start:], whole=len(source.head) < HEAD_BYTES)
    # Articles are put in front of anybody's comments.
    telling = next((record for record in records if record.get("kind") != "article"), None)
    if telling is None:
        return Recognised(ANYBODY)
    system = system_of(telling)
    if system is not ANYBODY:
        return Recognised(system, system.address(telling), system.unknown)
    strange = refusal(telling)
    if not strange and (alone or len(records) == MOST) and not any(map(_names_a_text, records)):
        strange = without_comments(telling)
    if strange:
        raise NoExport(f"{source.name} {strange}.")
    return Recognised(ANYBODY, unknown=() if layout(tuple(telling)).id else (NO_IDS,))


def _names_a_text(record: Record) -> bool:
    return record.get("kind") in ("article", "comment") or not missing(tuple(record))
