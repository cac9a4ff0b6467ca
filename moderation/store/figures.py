"""The sums behind the shift's figures, over the decisions that stand.

Each is one statement that SQLite carries out without the interpreter, so that a desk of a million is summed up in a
thread while its moderator goes on; the values are put together in `moderation.figures` and `moderation.what_if`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from moderation.clock import midnight_before, stamp
from moderation.figures import WEEK, Agreement, Figures, Person, Remaining, Step, Work, total
from moderation.filters import State
from moderation.labels import LABELS, Label
from moderation.queue import Slice as Way
from moderation.store.connection import Connection
from moderation.store.cutting import Cut, numbers
from moderation.store.log import FOLLOWS, last_row
from moderation.store.service import model_in_service
from moderation.store.standing import STATES, tally
from moderation.store.statistics import DISAGREES
from moderation.store.suggestions import unscored_count
from moderation.store.texts import as_text
from moderation.what_if import Scores

# ruff: noqa: S608  statements are put together from constants alone

_HELD, _SETTLED = STATES.index(State.HELD), STATES.index(State.SETTLED)

LEADS: Final = """WITH lead AS (SELECT step, SUM(INSTR(detail, 'copy=') = 0) AS number FROM log
    WHERE kind = 'settle' AND n > ? GROUP BY step)"""
"""How many comments each step settled that were not the copies of another."""

_PAGE: Final = 10_000
"""Rows of a sweep at a time, 2 MB; between two pages the interpreter is anybody's."""

STANDING: Final = f"FROM log l JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state = {_SETTLED}"

_Span = tuple[str, bool, bool]

_FOLLOWED: Final = f"INSTR(l.detail, '{FOLLOWS}') > 0"
_ALONG: Final = f"(INSTR(l.detail, 'copy=') > 0 AND NOT {_FOLLOWED})"
_LEADS_ITSELF: Final = "INSTR(l.detail, 'copy=') = 0"
READ: Final = f"(lead.number = 1 AND {_LEADS_ITSELF})"
"""The moderator settled this comment by a key press of its own."""

_DRAWN: Final = f"INSTR(l.detail, 'way={Way.RANDOM}') > 0"


def figures(db: Connection, after: int, now: datetime, zone: tzinfo | None) -> Figures:
    """Return the desk's figures; steps since midnight, and since row `after` where that is earlier."""
    midnight = midnight_before(now, zone)
    with db.reading():
        kept, model = tally(db), model_in_service(db)
        spans = _spans(db, last_row(db, stamp(now - WEEK)), stamp(midnight))
        return Figures(
            at=now,
            midnight=midnight,
            model=model,
            remaining=Remaining(kept["open"], kept["listed"], kept["held"], unscored_count(db, model)),
            people=_people(db, spans),
            drawn=total(work for (_, _, drawn), work in spans.items() if drawn),
            steps=_steps(db, min(after, last_row(db, stamp(midnight)))),
        )


def _spans(db: Connection, after: int, midnight: str) -> dict[_Span, Work]:
    """Return the work in the rows after one by (who, whether today, whether drawn at random)."""
    # One statement for everybody: 0.5 s over 100,000 decisions, and a second sweep would see another moment.
    by_label = ", ".join(_agreement_sums(label, 1 << place) for place, label in enumerate(LABELS))
    rows = db.all(
        f"""{LEADS} SELECT l.who, l.at >= ?, {_DRAWN}, COUNT(*),
        SUM({_ALONG}), SUM(lead.number > 1 AND {_LEADS_ITSELF}), SUM({_FOLLOWED}), SUM({READ} AND l.model <> ''),
        SUM({READ} AND l.model <> '' AND NOT ({DISAGREES})), {by_label}
        {STANDING} JOIN lead ON lead.step = l.step WHERE l.kind = 'settle' AND l.n > ? GROUP BY 1, 2, 3""",
        (after, midnight, after),
    )
    return {(as_text(who), bool(today), bool(drawn)): _work(sums) for who, today, drawn, *sums in rows}


def _people(db: Connection, spans: Mapping[_Span, Work]) -> dict[str, Person]:
    """Return everybody's work; the week is summed up by label, what is older only counted: 6 s for a million else."""
    ever = db.all(
        f"""SELECT l.who, COUNT(*) FROM standing s JOIN log l ON l.n = s.n
        WHERE s.state = {_SETTLED} GROUP BY l.who ORDER BY l.who"""
    )
    return {
        who: Person(
            total(work for (name, today, _), work in spans.items() if name == who and today),
            total(work for (name, _, _), work in spans.items() if name == who),
            count,
        )
        for who, count in ((as_text(who), count) for who, count in ever)
    }


def _agreement_sums(label: Label, bit: int) -> str:
    judged = f"{READ} AND l.{label}_score IS NOT NULL AND l.{label} IS NOT NULL"
    return (
        f"SUM({judged}), SUM({judged} AND l.suggested & {bit} <> 0 AND l.{label} = 0),"
        f" SUM({judged} AND l.suggested & {bit} = 0 AND l.{label} = 1)"
    )


def _work(sums: list[int]) -> Work:
    settled, along, bulk, followed, scored, agreed, *rest = (number or 0 for number in sums)
    labels = {label: Agreement(*rest[3 * place : 3 * place + 3]) for place, label in enumerate(LABELS)}
    return Work(settled, along, bulk, followed, scored, agreed, labels)


def _steps(db: Connection, after: int) -> tuple[Step, ...]:
    # What followed an earlier decision by itself stands in that step; nobody pressed a key for it.
    rows = db.all(
        f"""SELECT l.step, l.who, l.at, SUM(s.state = {_SETTLED}), SUM(s.state = {_HELD}), MAX(l.seconds)
        FROM log l JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state IN ({_SETTLED}, {_HELD})
        WHERE l.kind IN ('settle', 'hold') AND l.n > ? AND NOT {_FOLLOWED}
        GROUP BY l.step, l.who, l.at ORDER BY l.step""",
        (after,),
    )
    return tuple(
        Step(n, as_text(who), datetime.fromisoformat(at), settled, held, seconds)
        for n, who, at, settled, held, seconds in rows
    )


def scores(db: Connection, now: datetime) -> Scores:
    """Return the scores of what waits, and last week's decisions beside them, cut at each threshold."""
    after = last_row(db, stamp(now - WEEK))
    with db.reading():
        model = model_in_service(db)
        cuts = [Cut(label, own_thresholds(db, model).get(label)) for label in LABELS]
        _cut_waiting(db, model, cuts)
        _cut_decided(db, model, after, cuts)
        return Scores(
            model,
            {cut.label: cut.slices() for cut in cuts},
            unscored=db.count("SELECT COUNT(*) FROM standing WHERE open = 1 AND +model <> ?", (model,)),
            apart=db.count(f"SELECT COUNT(*) {STANDING} WHERE l.n > ? AND l.model <> ?", (after, model)),
        )


def own_thresholds(db: Connection, model: str) -> Mapping[Label, float]:
    """Return the thresholds that a model suggested by; empty where they were not kept."""
    row = db.one(f"SELECT {', '.join(LABELS)} FROM model_threshold WHERE model = ?", (model,))
    return dict(zip(LABELS, row, strict=True)) if row else {}


def _cut_waiting(db: Connection, model: str, cuts: Sequence[Cut]) -> None:
    """Count the scores of what waits, a page at a time: the one sweep, 0.9 s for a million."""
    after = 0
    while True:
        # The plus keeps SQLite off the index on the model, which would look a million rows up one by one.
        page = numbers(
            db,
            f"SELECT ref, {_columns('COALESCE({0}, -1)')} FROM standing"
            f" WHERE ref > ? AND open = 1 AND +model = ? ORDER BY ref LIMIT {_PAGE}",
            (after, model),
        ).reshape(-1, 1 + len(LABELS))
        if not len(page):
            return
        for cut, column in zip(cuts, page.T[1:], strict=True):
            cut.add_waiting(page[:, 0], column)
        after = int(page[-1, 0])


def _cut_decided(db: Connection, model: str, after: int, cuts: Sequence[Cut]) -> None:
    """Count the scores of the decisions after a row that were read one by one and answered this model."""
    decided = numbers(
        db,
        f"""{LEADS} SELECT {_columns("COALESCE(l.{0}_score, -1), COALESCE(l.{0}, -1)")} {STANDING}
        JOIN lead ON lead.step = l.step WHERE l.kind = 'settle' AND l.n > ? AND {READ} AND l.model = ?""",
        (after, after, model),
    ).reshape(-1, 2 * len(LABELS))
    for place, cut in enumerate(cuts):
        cut.add_decided(decided[:, 2 * place], decided[:, 2 * place + 1])


def _columns(expression: str) -> str:
    return ", ".join(expression.format(label) for label in LABELS)
