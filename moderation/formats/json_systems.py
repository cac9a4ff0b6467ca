"""The systems whose exports are JSON, each known by the fields of its first record.

One table that lines, arrays and documents all consult, once an export: a record costs what its own reader costs. What
is JSON but nobody's comments, such as a request to a scoring service, is refused by name.
"""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from msgspec import Struct

from moderation.errors import UnreadableExport
from moderation.formats import (
    commento,
    coral,
    discourse,
    facebook,
    isso_json,
    lemmy,
    mastodon,
    reddit,
    remark42,
    wordpress_rest,
    youtube,
)
from moderation.formats.columns import missing
from moderation.formats.interchange import Interchange
from moderation.formats.jsonfields import Record
from moderation.formats.jsonforeign import refusal, without_comments
from moderation.formats.jsonpeek import first_record
from moderation.formats.records import Item
from moderation.formats.sources import HEAD_BYTES, Repairs, Source


class RecordReader(Protocol):
    """Reads an export record by record, remembering what it must."""

    def read(self, record: Record, place: str, raw: str | bytes = "", /) -> Iterable[Item]:
        """Return what a record holds."""
        ...


class JsonSystem(Struct, frozen=True):
    """A system whose exports are JSON."""

    name: str
    matches: Callable[[Record], bool]
    """Whether a record, of which the end may be missing, is this system's."""
    reader: Callable[[Repairs], RecordReader]
    unknown: tuple[str, ...] = ()
    """What its exports can't tell, for people."""


NO_IDS: Final = "ids, so that decisions can't be written back"
NO_ARTICLES: Final = "what the comments stand under"
NO_TITLES: Final = "titles and texts of articles"
NO_TEXTS: Final = "texts of articles"


def _is_wp_cli(record: Record) -> bool:
    return "comment_ID" in record and "comment_content" in record


SYSTEMS: Final = (
    JsonSystem("wp-cli-json", _is_wp_cli, Interchange, (NO_TITLES,)),
    JsonSystem("wordpress-rest", wordpress_rest.matches, wordpress_rest.Reader, (NO_TITLES,)),
    JsonSystem("coral", coral.matches, coral.Reader, (NO_TEXTS,)),
    JsonSystem("remark42", remark42.matches, remark42.Reader, (NO_TEXTS, "whether a moderator has seen a comment")),
    JsonSystem("isso-json", isso_json.matches, isso_json.Reader, (NO_IDS, NO_TEXTS, "what a comment answers")),
    JsonSystem("commento", commento.matches, commento.Reader, (NO_TITLES,)),
    JsonSystem("discourse", discourse.matches, discourse.Reader, ("what a post answers",)),
    JsonSystem("mastodon", mastodon.matches, mastodon.Reader, (NO_ARTICLES,)),
    JsonSystem("lemmy", lemmy.matches, lemmy.Reader),
    JsonSystem("reddit", reddit.matches, reddit.Reader, (NO_TITLES,)),
    JsonSystem("youtube-api", youtube.matches, youtube.Reader, (NO_TITLES,)),
    JsonSystem("facebook", facebook.matches, facebook.Reader, (NO_IDS, NO_ARTICLES, "what a comment answers")),
)

ANYBODY: Final = JsonSystem("", lambda _: True, Interchange)
"""Records of nobody's in particular: the interchange format and what comes close to it."""


def system_of(record: Record) -> JsonSystem:
    """Return whose export it is that begins with this record."""
    if record.get("kind") in ("article", "comment"):
        return ANYBODY
    return next((system for system in SYSTEMS if system.matches(record)), ANYBODY)


def system_in(source: Source, start: int = 0) -> JsonSystem:
    """Return whose export a file of JSON is that begins at byte `start`.

    Raises UnreadableExport for what is known to be something else, and for a lone object that names no text.
    """
    first = first_record(source.head[start:], whole=len(source.head) < HEAD_BYTES)
    if first is None:
        return ANYBODY
    record, alone = first
    system = system_of(record)
    strange = refusal(record) if system is ANYBODY else ""
    if not strange and system is ANYBODY and alone and "kind" not in record and missing(tuple(record)):
        strange = without_comments(record)
    if strange:
        raise UnreadableExport(f"{source.name} {strange}.")
    return system
