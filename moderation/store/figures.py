"""The sums behind the shift's figures, over the decisions that stand.

Each is one statement that SQLite carries out without the interpreter, so that a desk of a million is summed up in a
thread while its moderator goes on; the values are put together in `moderation.figures` and `moderation.what_if`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Final

from moderation.figures import WEEK, Agreement, Figures, Person, Remaining, Step, Work, midnight_before, stamp
from moderation.filters import State
from moderation.labels import LABELS, Label
from moderation.store.connection import Connection, Row
from moderation.store.log import last_row
from moderation.store.service import model_in_service
from moderation.store.standing import STATES, tally
from moderation.store.statistics import DISAGREES
from moderation.store.suggestions import unscored_count
from moderation.store.texts import as_text
from moderation.what_if import GRID, Scores, Slice, Slices

# ruff: noqa: S608  statements are put together from constants alone

_HELD, _SETTLED = STATES.index(State.HELD), STATES.index(State.SETTLED)

_LEADS: Final = """WITH lead AS (SELECT step, SUM(INSTR(detail, 'copy=') = 0) AS number FROM log
    WHERE kind = 'settle' AND n > ? GROUP BY step)"""
"""How many comments each step settled that were not the copies of another."""

_STANDING: Final = f"FROM log l JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state = {_SETTLED}"

_ALONG: Final = "INSTR(l.detail, 'copy=') > 0"
_READ: Final = f"(lead.number = 1 AND NOT {_ALONG})"
"""The moderator settled this comment by a key press of its own."""


def figures(db: Connection, after: int, now: datetime, zone: tzinfo | None) -> Figures:
    """Return the desk's figures; steps since midnight, and since row `after` where that is earlier."""
    midnight = midnight_before(now, zone)
    with db.reading():
        kept, model = tally(db), model_in_service(db)
        return Figures(
            at=now,
            midnight=midnight,
            model=model,
            remaining=Remaining(kept["open"], kept["listed"], kept["held"], unscored_count(db, model)),
            people=_people(db, stamp(now - WEEK), stamp(midnight)),
            steps=_steps(db, min(after, last_row(db, stamp(midnight)))),
        )


def _people(db: Connection, week: str, midnight: str) -> dict[str, Person]:
    by_label = ", ".join(_agreement_sums(label, 1 << place) for place, label in enumerate(LABELS))
    rows = db.all(
        f"""{_LEADS} SELECT l.who, (l.at >= ?) + (l.at >= ?), COUNT(*),
        SUM({_ALONG}), SUM(lead.number > 1 AND NOT {_ALONG}), SUM({_READ} AND l.model <> ''),
        SUM({_READ} AND l.model <> '' AND NOT ({DISAGREES})), {by_label}
        {_STANDING} JOIN lead ON lead.step = l.step WHERE l.kind = 'settle' GROUP BY 1, 2 ORDER BY 1""",
        (0, week, midnight),
    )
    # A sum over three spans that don't overlap: before the week, in it before today, today.
    spans: defaultdict[str, list[Work]] = defaultdict(lambda: [Work(), Work(), Work()])
    for who, span, *sums in rows:
        spans[as_text(who)][span] = _work(sums)
    return {who: Person(today, week + today, older + week + today) for who, (older, week, today) in spans.items()}


def _agreement_sums(label: Label, bit: int) -> str:
    judged = f"{_READ} AND l.{label}_score IS NOT NULL AND l.{label} IS NOT NULL"
    return (
        f"SUM({judged}), SUM({judged} AND l.suggested & {bit} <> 0 AND l.{label} = 0),"
        f" SUM({judged} AND l.suggested & {bit} = 0 AND l.{label} = 1)"
    )


def _work(sums: list[int]) -> Work:
    settled, along, bulk, scored, agreed, *rest = (number or 0 for number in sums)
    labels = {label: Agreement(*rest[3 * place : 3 * place + 3]) for place, label in enumerate(LABELS)}
    return Work(settled, along, bulk, scored, agreed, labels)


def _steps(db: Connection, after: int) -> tuple[Step, ...]:
    rows = db.all(
        f"""SELECT l.step, l.who, l.at, SUM(s.state = {_SETTLED}), SUM(s.state = {_HELD}), MAX(l.seconds)
        FROM log l JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state IN ({_SETTLED}, {_HELD})
        WHERE l.kind IN ('settle', 'hold') AND l.n > ? GROUP BY l.step ORDER BY l.step""",
        (after,),
    )
    return tuple(
        Step(n, as_text(who), datetime.fromisoformat(at), settled, held, seconds)
        for n, who, at, settled, held, seconds in rows
    )


def scores(db: Connection, now: datetime) -> Scores:
    """Return the scores of what waits, and last week's decisions beside them, cut at each threshold."""
    with db.reading():
        model = model_in_service(db)
        own = own_thresholds(db, model)
        since = now - WEEK
        return Scores(
            model,
            {label: _slices(db, label, model, own.get(label), since) for label in LABELS},
            unscored=db.count("SELECT COUNT(*) FROM standing WHERE open = 1 AND +model <> ?", (model,)),
            apart=_decided_apart(db, model, since),
        )


def own_thresholds(db: Connection, model: str) -> Mapping[Label, float]:
    """Return the thresholds that a model suggested by; empty where they were not kept."""
    row = db.one(f"SELECT {', '.join(LABELS)} FROM model_threshold WHERE model = ?", (model,))
    return dict(zip(LABELS, row, strict=True)) if row else {}


def _slice_of(score: str) -> str:
    """Return the expression for the slice of a score: twice its place in the grid, one more from the threshold on.

    The last two terms mend what multiplying rounds: 0.57 times 100 is under 57, but 0.57 is not under 0.57.
    """
    floor = f"CAST({score} * 100 AS INTEGER)"
    return f"2 * ({floor} + ({score} >= ({floor} + 1) / 100.0) - ({score} < {floor} / 100.0)) + ({score} >= ?)"


def _slices(db: Connection, label: Label, model: str, own: float | None, since: datetime) -> Slices:
    no_threshold = 9.0 if own is None else own
    counted = db.all(
        f"""SELECT {_slice_of(f"s.{label}")} AS slice, COUNT(*), MIN(s.ref), MAX(s.ref),
        MIN((s.ref * 40503 & 65535) << 40 | s.ref) & 1099511627775
        FROM standing s WHERE s.open = 1 AND +s.model = ? GROUP BY slice""",
        (no_threshold, model),
    )
    waiting = {_low(row[0], own): row[1:] for row in counted if row[0] is not None}
    decided = {_low(place, own): (yes, no) for place, yes, no in _decided(db, label, model, no_threshold, since)}
    lows = sorted({*GRID, *waiting, *decided} | ({own} if own is not None else set()))
    return Slices(
        label,
        own,
        tuple(_slice(low, waiting.get(low), decided.get(low, (0, 0))) for low in lows),
        unjudged=sum(row[1] for row in counted if row[0] is None),
    )


def _low(place: int, own: float | None) -> float:
    """Return where the slice of a number begins."""
    low, over = GRID[place // 2], place % 2
    return max(low, own) if over and own is not None else low


def _slice(low: float, waiting: Row | None, decided: tuple[int, int]) -> Slice:
    if waiting is None:
        return Slice(low, 0, (), *decided)
    count, *refs = waiting
    return Slice(low, count, tuple(dict.fromkeys(refs)), *decided)


def _decided(db: Connection, label: Label, model: str, own: float, since: datetime) -> Iterable[Row]:
    """Return (slice, decided yes, decided no) of decisions that were read one by one and answered this model."""
    after = last_row(db, stamp(since))
    return db.all(
        f"""{_LEADS} SELECT {_slice_of(f"l.{label}_score")} AS slice, SUM(l.{label} = 1), SUM(l.{label} = 0)
        {_STANDING} JOIN lead ON lead.step = l.step
        WHERE l.kind = 'settle' AND l.n > ? AND {_READ} AND l.model = ?
        AND l.{label}_score IS NOT NULL AND l.{label} IS NOT NULL GROUP BY slice""",
        (after, own, after, model),
    )


def _decided_apart(db: Connection, model: str, since: datetime) -> int:
    return db.count(
        f"SELECT COUNT(*) {_STANDING} WHERE l.kind = 'settle' AND l.n > ? AND l.model <> ?",
        (last_row(db, stamp(since)), model),
    )
