"""What a reader of an export yields, in the order of the file.

Readers never raise for one bad record and never repair in silence: what can't be read is a `Reject` beside the
good ones, what isn't a reader's comment is `Skipped`, and every repair is counted.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from moderation.comments import Article, Comment
from moderation.labels import Labels

BROKEN_OFF: Final = "broken off"
"""How a repair begins that says the file ended before its end: what came before is in, the rest is not."""


NO_IDS: Final = "ids, so that decisions can't be written back"
NO_SITE: Final = "the site's address, which --site names"
"""What exports of several kinds can't tell (see `Export.unknown`)."""

RAW_KEPT: Final = 2_000
"""Characters of a record that a reject shows."""


class Found(Struct, frozen=True, gc=False):
    """A comment as the export has it."""

    comment: Comment
    place: str
    """Where it stands, for people: `line 12`, `record 3`, `byte 10,240`."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """The input's own columns, verbatim, in their order: `triage score` carries them through."""
    labels: Labels | None = None
    """Labels that a labelled file states."""
    decided_at: str = ""
    """When those labels were decided; the comment's own time where the file does not say."""
    moderator: str = ""
    bulk: bool = False
    line: bytes = b""
    """The line of JSON that holds the fields and nothing else, as it came; empty where the input has no such lines."""
    site: str = ""
    """The site that the record itself states."""


def line_of(raw: str | bytes) -> bytes:
    """Return what `Found.line` is of a record as found: it is handed on as bytes only where it is a line of its own."""
    return raw if isinstance(raw, bytes) else b""


class Reject(Struct, frozen=True):
    """A record that can't be read; the ones beside it go in."""

    place: str
    reason: str
    """A sentence without the place: `no text`, `row has 3 fields, the header 5`."""
    raw: str = ""
    """The record as found, at most RAW_KEPT characters."""


class Skipped(Struct, frozen=True):
    """A record that is not a reader's comment, such as a pingback."""

    kind: str
    place: str


class Repair(Struct, frozen=True):
    """Something the reader mended to go on."""

    what: str
    """`control characters removed`, `read as cp1252`."""
    count: int = 1


Item = Article | Found | Reject | Skipped | Repair


class Export(Struct, frozen=True):
    """An export that has been recognised and can be read once."""

    format: str
    """`wxr`, `wpdiscuz-html`, `saved-page`, `csv`, `tsv`, `jsonl`, `parquet`, …"""
    items: Iterator[Item]
    """An article comes before its comments wherever the format allows it."""
    site: str = ""
    """The site's own address or name where the export states it."""
    columns: tuple[str, ...] = ()
    """The input's columns where a header fixes them; empty where each record names its own."""
    unknown: tuple[str, ...] = ()
    """What an export of this kind can't tell, for people: `ids, so that decisions can't be written back`."""
    lines_above: int | None = None
    """How many lines stand above the first record where each record is whole lines, so that a file that grows can be
    read on from where it ended; None where it can only be read as a whole."""
