"""Settling, holding and releasing comments: the only writer of decisions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from moderation.decisions import Kind, LogEntry
from moderation.errors import DecidedMeanwhile, WrongUse
from moderation.filters import State
from moderation.labels import Label, Labels
from moderation.people import GoingOn, WentOn
from moderation.queue import Decided, Settlement
from moderation.store import log
from moderation.store.claims import go_on
from moderation.store.comments import contexts
from moderation.store.connection import Connection, Row
from moderation.store.disputes import put_decided
from moderation.store.earlier import settled_at
from moderation.store.log import NewRow, append, settled_detail
from moderation.store.notes import reasons
from moderation.store.standing import STATES, refold
from moderation.store.suspected import seconded
from moderation.store.texts import as_text
from moderation.text import one_line

_PAGE = 500
_NONE: frozenset[Label] = frozenset()

# The last column: whether one key press settled several; a row that joined the step later doesn't count yet.
_SETTLED_THEN = """SELECT l.n, l.comment, site.name,
    l.step < l.n OR EXISTS (SELECT 1 FROM log o WHERE o.n = l.n + 1 AND o.step = l.step AND o.n <= ?)
    FROM log l JOIN comment c ON c.ref = l.comment JOIN site ON site.ref = c.site WHERE l.n IN ({})"""


def settle(
    db: Connection,
    settlements: Sequence[Settlement],
    who: str,
    note: str,
    seconds: float | None,
    on: GoingOn | None = None,
) -> WentOn:
    """Record decisions as one step, all of them or none, and claim the comment to go on with in the same breath.

    Raises DecidedMeanwhile where another moderator decided a comment, or its text changed, since it was shown.
    """
    if not settlements:
        raise WrongUse("There is nothing to decide: no comment was named.")
    with db.writing():
        # Inside the transaction: between the look and the row nobody else can decide.
        _refuse_stale(db, settlements, who)
        # The time of a bulk step is counted once.
        step = _recorded(db, [_settle_row(one, who, note, None if n else seconds) for n, one in enumerate(settlements)])
        return WentOn(step, go_on(db, on) if on else None)


def _settle_row(one: Settlement, who: str, note: str, seconds: float | None) -> NewRow:
    detail = settled_detail(one.answers, one.copy, one.way or "")
    return NewRow(who, Kind.SETTLE, one.ref, one.labels, one.answers, one.digest, None, note, seconds, detail)


def hold(
    db: Connection,
    refs: Sequence[int],
    who: str,
    note: str = "",
    seen: Mapping[int, int] | None = None,
    copies: Mapping[int, int] | None = None,
) -> int:
    """Set comments aside for a colleague, as one step, and return its number.

    `seen` gives the row of the log that was in effect when a comment was shown; raises DecidedMeanwhile where
    somebody else has put in another since, which a hold would interrupt unread. `copies` gives for a near-copy the
    comment it goes along with.
    """
    along = copies or {}
    if not refs:
        raise WrongUse("There is nothing to hold: no comment was named.")
    with db.writing():
        present = _present(db, refs)
        _refuse_erased(db, present)
        for ref, shown in (seen or {}).items():
            if ref in present:
                _, n, decided_by, _ = present[ref]
                _refuse_decided(db, n, decided_by, shown, who)
        details = [f"copy={along[ref]}" if ref in along else "" for ref in refs]
        rows = zip(refs, details, strict=True)
        return _recorded(db, [NewRow(who, Kind.HOLD, ref, note=note, detail=detail) for ref, detail in rows])


def release(db: Connection, refs: Sequence[int], who: str, note: str) -> int:
    """Put those of the comments that are held back to where they were, as one step, and return its number."""
    with db.writing():
        held = db.all_in("SELECT ref FROM standing WHERE state = ? AND ref IN ({})", refs, STATES.index(State.HELD))
        if not held:
            raise WrongUse("There is nothing to release: none of these comments is held.")
        return _recorded(db, [NewRow(who, Kind.RELEASE, ref, note=note) for (ref,) in held])


def decided(db: Connection, since: str) -> Iterator[Decided]:
    """Yield the settlements in effect made at `since` or later, oldest first; none made after the first is read."""
    # A comment decided anew in the meantime would be named a second time.
    after, last = 0, log.last_row(db, "")
    while page := db.all(
        """SELECT l.n, l.comment, site.name,
            l.step < l.n OR EXISTS (SELECT 1 FROM log o WHERE o.n = l.n + 1 AND o.step = l.step)
        FROM log l
        JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state = 2
        JOIN comment c ON c.ref = l.comment JOIN site ON site.ref = c.site
        WHERE l.kind = 'settle' AND l.n > ? AND l.n <= ? AND l.at >= ? ORDER BY l.n LIMIT ?""",
        (after, last, since, _PAGE),
    ):
        yield from _decided_page(db, page)
        after = page[-1][0]


def decided_at(db: Connection, row: int) -> Iterator[Decided]:
    """Yield the settlements that were in effect when `row` was the last of the log, oldest first."""
    numbers = settled_at(db, row)
    for start in range(0, len(numbers), _PAGE):
        part = numbers[start : start + _PAGE]
        yield from _decided_page(db, sorted(db.all_in(_SETTLED_THEN, part, row)))


def _decided_page(db: Connection, page: Sequence[Row]) -> Iterator[Decided]:
    entries = log.entries(db, [row[0] for row in page])
    posted = contexts(db, [row[1] for row in page])
    added = reasons(db, [row[1] for row in page])
    twice = seconded(db, [row[0] for row in page])
    for (n, ref, site, bulk), entry, context in zip(page, entries, posted, strict=True):
        if entry.labels is not None:
            yield Decided(
                ref, as_text(site), context, entry.labels, entry, bool(bulk), added.get(n, ()), twice.get(n, _NONE)
            )


def _recorded(db: Connection, rows: Sequence[NewRow]) -> int:
    if not rows[0].who.strip():
        raise WrongUse("A decision needs a name: say who decides with --as NAME.")
    step = append(db, rows)
    put_decided(db, [row.ref for row in rows if row.ref and row.labels and row.labels[Label.DISPUTED_TERMINOLOGY]])
    refold(db, [row.ref for row in rows if row.ref is not None])
    return step


def _refuse_stale(db: Connection, settlements: Sequence[Settlement], who: str) -> None:
    """Raise DecidedMeanwhile for the first settlement whose comment is not as it was shown."""
    present = _present(db, [one.ref for one in settlements])
    _refuse_erased(db, present)
    for one in settlements:
        if one.ref not in present:
            raise WrongUse(f"The desk has no comment number {one.ref}.")
        digest, n, decided_by, _ = present[one.ref]
        if digest != one.digest:
            raise DecidedMeanwhile(
                f"{_name(db, one.ref)} was changed on the site since it was shown. {_NOTHING_WRITTEN}"
            )
        _refuse_decided(db, n, decided_by, one.seen, who)


def _refuse_erased(db: Connection, present: Mapping[int, Row]) -> None:
    """Raise DecidedMeanwhile where a comment was erased: a decision on no words says nothing, and teaches it."""
    erased = next((ref for ref, (*_, state) in present.items() if STATES[state] is State.ERASED), None)
    if erased is not None:
        raise DecidedMeanwhile(
            f"{_name(db, erased)} was erased: there is nothing left of it to decide on. Go on to the next."
        )


def _present(db: Connection, refs: Sequence[int]) -> dict[int, Row]:
    """Return (digest of the text, row in effect or 0, who made that row, state) of each comment there is."""
    statement = """SELECT c.ref, c.digest, s.n, l.who, s.state FROM comment c JOIN standing s ON s.ref = c.ref
        LEFT JOIN log l ON l.n = s.n WHERE c.ref IN ({})"""
    return {row[0]: row[1:] for row in db.all_in(statement, refs)}


def _refuse_decided(db: Connection, n: int, decided_by: str | bytes | None, seen: int, who: str) -> None:
    """Raise DecidedMeanwhile where the row in effect is another than was seen, and somebody else's."""
    # What one has decided in another window of one's own needs no telling.
    if n not in (0, seen) and as_text(decided_by) != who:
        raise DecidedMeanwhile(f"{_said(log.entries(db, [n])[0])} {_NOTHING_WRITTEN}")


_NOTHING_WRITTEN = "Nothing of this step was recorded; look at it again and decide."


def _name(db: Connection, ref: int) -> str:
    return f"Comment {one_line(contexts(db, [ref])[0].comment.id)}"


def _said(entry: LogEntry) -> str:
    at = datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d at %H:%M")  # in the moderator's own zone
    what = "set aside" if entry.kind is Kind.HOLD else f"settled as {_in_words(entry.labels or {})}"
    note = f' ("{one_line(entry.note)}")' if entry.note else ""
    return f"Comment {one_line(entry.id)} was {what} by {one_line(entry.who)} on {at}{note}, while you had it open."


def _in_words(labels: Labels) -> str:
    return ", ".join(label.title for label, on in labels.items() if on) or "nothing to object to"
