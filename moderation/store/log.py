"""The log: what people did, one row after another, never changed.

Each row carries a seal, a hash over the seal before it and its own values, so that `triage check` names the first
row that somebody altered or removed behind the program's back.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from msgspec import Struct

from moderation.decisions import Answered, Kind, LogEntry
from moderation.labels import LABELS, Label, Labels
from moderation.store.connection import Connection, Row
from moderation.store.texts import as_text, storable

# ruff: noqa: S608  statements are put together from constants alone

FIRST_SEAL: Final = "0" * 16

FOLLOWS: Final = "follows="
"""Begins the word of a detail that says which row a settlement followed; such a row joins that row's step."""

BY_HAND: Final = f"INSTR({{0}}.detail, '{FOLLOWS}') = 0"
"""Condition on a row by its alias: a person decided. One that followed an earlier decision belongs to that step."""

COLUMNS: Final = (
    "n, at, who, kind, comment, abuse, off_topic, disputed_terminology, model, abuse_score, off_topic_score, "
    "disputed_terminology_score, suggested, digest, undoes, step, note, seconds, detail"
)
_INSERT: Final = f"INSERT INTO log ({COLUMNS}, seal) VALUES ({', '.join('?' * 20)})"

_ENTRIES: Final = f"""
    SELECT {", ".join(f"l.{column.strip()}" for column in COLUMNS.split(","))}, c.id, site.name,
        (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1
    FROM log l LEFT JOIN comment c ON c.ref = l.comment LEFT JOIN site ON site.ref = c.site"""

_PAGE: Final = 500

# A page of the queue asks for 50 of these; made once they cost nothing.
_LABEL_SETS: Final = tuple(
    frozenset(label for place, label in enumerate(LABELS) if number >> place & 1) for number in range(2 ** len(LABELS))
)

_Value = TypeVar("_Value")


class NewRow(Struct, frozen=True):
    """A row about to be appended."""

    who: str
    kind: Kind
    ref: int | None = None
    labels: Labels | None = None
    answers: Answered | None = None
    digest: str | None = None
    undoes: int | None = None
    note: str = ""
    seconds: float | None = None
    detail: str = ""


def now() -> str:
    """Return the present time as the log writes it: UTC, milliseconds, `Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(db: Connection, rows: Sequence[NewRow], into: int = 0) -> int:
    """Append the rows of one step and return the step's number; the caller's transaction holds them together.

    With `into` they belong to an earlier step, which is taken back together with them.
    """
    # Not from the last row there is: were that one removed, the next would close the gap over it.
    last, seal = log_end(db) or db.one("SELECT n, seal FROM log ORDER BY n DESC LIMIT 1") or (0, FIRST_SEAL)
    first = last + 1
    step = into or first
    # One time for the whole step, however long a bulk step takes.
    at = now()
    written: list[tuple[object, ...]] = []
    for n, row in enumerate(rows, first):
        values = (n, at, *_values(row, step))
        seal = sealed(seal, values)
        written.append((*values, seal))
    db.run_many(_INSERT, written)
    db.run("UPDATE log_end SET n = ?, seal = ?", (first + len(written) - 1, seal))
    return step


def log_end(db: Connection) -> tuple[int, str] | None:
    """Return the number and the seal of the row that was written last, as kept beside the log; None where it is not."""
    row = db.one("SELECT n, seal FROM log_end")
    return (row[0], as_text(row[1])) if row else None


def last_row(db: Connection, before: str) -> int:
    """Return the number of the latest row written before a time, 0 where there is none; the latest of all for ""."""
    return db.count("SELECT n FROM log WHERE at < ? OR ? = '' ORDER BY n DESC LIMIT 1", (before, before))


def has_rows(db: Connection, who: str) -> bool:
    """Whether somebody of this name ever did anything here."""
    return bool(db.count("SELECT EXISTS (SELECT 1 FROM log WHERE who = ?)", (who,)))


def sealed(before: str, values: Sequence[object]) -> str:
    """Return the seal of a row: 16 hex digits of SHA-256 over the seal before it and the row's values.

    64 bits: to put another row in the place of one takes 2**64 tries. A pair of rows with one seal takes only 2**32,
    but both would have to be made before the first is written, and its number, time and the seal before it are known
    no sooner.
    """
    return hashlib.sha256(f"{before}{tuple(values)!r}".encode()).hexdigest()[:16]


def bits(labels: frozenset[Label]) -> int:
    """Return labels as a number, one bit a label in the order of LABELS."""
    return sum(1 << place for place, label in enumerate(LABELS) if label in labels)


def from_bits(number: int) -> frozenset[Label]:
    """Return the labels that `bits` was given."""
    return _LABEL_SETS[number]


def entries_after(db: Connection, after: int) -> Iterator[LogEntry]:
    """Yield the rows later than row `after`, a page at a time, so that writers are never kept waiting."""
    while page := db.all(f"{_ENTRIES} WHERE l.n > ? ORDER BY l.n LIMIT ?", (after, _PAGE)):
        yield from map(entry, page)
        after = page[-1][0]


def entries(db: Connection, numbers: Sequence[int]) -> list[LogEntry]:
    """Return the rows of these numbers, oldest first."""
    return sorted(map(entry, db.all_in(f"{_ENTRIES} WHERE l.n IN ({{}})", numbers)), key=lambda one: one.n)


def history(db: Connection, ref: int) -> tuple[LogEntry, ...]:
    """Return every row about a comment, oldest first."""
    return tuple(map(entry, db.all(f"{_ENTRIES} WHERE l.comment = ? ORDER BY l.n", (ref,))))


def entry(row: Row) -> LogEntry:
    """Return a row of the log as a value."""
    n, at, who, kind, _comment, *rest, undoes, step, note, seconds, detail, id, site, shared = row
    settles = kind == Kind.SETTLE
    labels, (model, *scores, suggested, _digest) = rest[:3], rest[3:]
    detail = as_text(detail)
    return LogEntry(
        n=n,
        at=at,
        who=as_text(who),
        kind=Kind(kind),
        id=shown_id(id, site, shared=bool(shared)),
        labels=_by_label([None if value is None else bool(value) for value in labels]) if settles else None,
        answers=Answered(model, _by_label(scores), from_bits(suggested), _thresholds(detail)) if settles else None,
        undoes=undoes,
        step=step,
        note=as_text(note),
        seconds=seconds,
        detail=detail,
    )


def settled_detail(answers: Answered, copy: int = 0, way: str = "") -> str:
    """Return what a settlement says beside its columns.

    The thresholds it answered, the comment it is a copy of, the way of the mixed order by which it was shown.
    """
    thresholds = ",".join(str(answers.thresholds[label]) for label in LABELS if label in answers.thresholds)
    words = (
        f"thresholds={thresholds}" if thresholds else "",
        f"copy={copy}" if copy else "",
        f"way={way}" if way else "",
    )
    return " ".join(filter(None, words))


def followed_detail(copy: int, n: int) -> str:
    """Return what a settlement says that followed row `n` of the log because it says what comment `copy` says."""
    return f"copy={copy} {FOLLOWS}{n}"


def detail_word(detail: str, key: str) -> str:
    """Return the value of a `key=value` word of a row's detail; empty where it has none."""
    return next((word[len(key) + 1 :] for word in detail.split() if word.startswith(f"{key}=")), "")


def _thresholds(detail: str) -> Mapping[Label, float]:
    values = detail_word(detail, "thresholds")
    return _by_label([float(value) for value in values.split(",")]) if values else {}


def _by_label(values: Sequence[_Value]) -> Mapping[Label, _Value]:
    return dict(zip(LABELS, values, strict=True))


def shown_id(id: str | None, site: str | None, *, shared: bool) -> str:
    """Return an id as `triage show` takes it: with its site where several sites share it; empty for null."""
    if id is None:
        return ""
    return f"{as_text(site)}:{as_text(id)}" if shared else as_text(id)


def _values(row: NewRow, step: int) -> tuple[object, ...]:
    labels, answers = row.labels, row.answers
    return (
        storable(row.who),
        row.kind.value,
        row.ref,
        *(None if labels is None or labels[label] is None else int(bool(labels[label])) for label in LABELS),
        answers.model if answers else None,
        *(answers.scores[label] if answers else None for label in LABELS),
        bits(answers.suggested) if answers else None,
        row.digest,
        row.undoes,
        step,
        storable(row.note),
        # A column of reals gives 2 back as 2.0, which is another text under the seal.
        None if row.seconds is None else float(row.seconds),
        storable(row.detail),
    )
