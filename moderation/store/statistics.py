"""The desk's figures, over the settlements in effect."""

from collections import defaultdict
from datetime import UTC, datetime

from moderation.clock import midnight_before, stamp
from moderation.labels import LABELS, Label
from moderation.measures import median
from moderation.queue import LabelStats, ModeratorStats, Stats
from moderation.store.connection import Connection
from moderation.store.service import model_in_service
from moderation.store.standing import tally
from moderation.store.suggestions import unscored_count
from moderation.store.texts import as_text, storable

_IN_EFFECT = "FROM log l JOIN standing s ON s.ref = l.comment AND s.n = l.n AND s.state = 2 WHERE l.kind = 'settle'"

# The rule of `decisions.is_override`, said in SQL so that a million rows needn't be made into values.
DISAGREES = " OR ".join(
    f"(l.{label}_score IS NOT NULL AND l.{label} <> (l.suggested & {1 << place} <> 0))"
    f" OR (l.{label}_score IS NULL AND l.{label} IS NOT NULL) OR (l.{label}_score IS NOT NULL AND l.{label} IS NULL)"
    for place, label in enumerate(LABELS)
)


def stats(db: Connection) -> Stats:
    """Return the desk's figures as of one moment."""
    with db.reading():
        kept, model = tally(db), model_in_service(db)
        return Stats(
            sites=db.count("SELECT COUNT(*) FROM site"),
            articles=db.count("SELECT COUNT(*) FROM article"),
            comments=kept["comments"],
            waiting=kept["open"],
            held=kept["held"],
            settled=kept["settled"],
            unscored=unscored_count(db, model),
            model=model,
            labels={label: _label_stats(db, label, 1 << place) for place, label in enumerate(LABELS)},
            moderators=_moderators(db),
        )


def moderator_stats(db: Connection, who: str, after: int) -> ModeratorStats:
    """Return one moderator's figures over rows later than `after`; all zero where there is none."""
    return _moderators(db, "AND l.who = ? AND l.n > ?", (storable(who), after)).get(
        who, ModeratorStats(0, 0, 0, 0, None)
    )


def _label_stats(db: Connection, label: Label, bit: int) -> LabelStats:
    answered = f"l.{label}_score IS NOT NULL AND l.{label} IS NOT NULL"
    judged, carried, suggested, overridden = db.all(
        f"""SELECT COUNT(l.{label}), SUM(l.{label}), SUM({answered} AND l.suggested & {bit} <> 0),
        SUM({answered} AND l.{label} <> (l.suggested & {bit} <> 0)) {_IN_EFFECT}"""
    )[0]
    return LabelStats(judged, carried or 0, suggested or 0, overridden or 0)


def _moderators(db: Connection, only: str = "", values: tuple[object, ...] = ()) -> dict[str, ModeratorStats]:
    midnight = stamp(midnight_before(datetime.now(UTC)))
    totals = db.all(
        f"""SELECT l.who, COUNT(*), SUM(l.at >= ?), SUM(l.model <> '' AND NOT ({DISAGREES})), SUM(l.model <> '')
        {_IN_EFFECT} {only} GROUP BY l.who ORDER BY l.who""",
        (midnight, *values),
    )
    times: defaultdict[str, list[float]] = defaultdict(list)
    for name, seconds in db.all(f"SELECT l.who, l.seconds {_IN_EFFECT} {only} AND l.seconds IS NOT NULL", values):
        times[as_text(name)].append(seconds)
    return {
        as_text(name): ModeratorStats(settled, today, agreed, scored, median(times[as_text(name)]))
        for name, settled, today, agreed, scored in totals
    }
