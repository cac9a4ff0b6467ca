"""From a filter to a condition: constants and question marks on one side, values on the other.

Nothing a person typed becomes part of a statement. A condition comes in two forms, since what finds 300,000 comments in
a tenth of a second is no way to ask about one: `gathering` starts from the smallest index that the filter names,
`probing` looks at single comments, whose words were put into a table of their own beforehand.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.filters import Filter, ScoreTest, State
from moderation.labels import LABELS
from moderation.periods import span
from moderation.store import mentions
from moderation.store.clauses import ALWAYS, NEVER, Condition, Sought, all_of, marks, stored
from moderation.store.log import bits
from moderation.store.standing import STATES
from moderation.store.suspected import SUSPECTED, suspected

# ruff: noqa: S608  statements are put together from constants alone

_MOST_PARTS: Final = 200
"""With 500 row numbers beside them, still under the 999 values that SQLite before 3.32 allows."""

_OPEN: Final = Condition("+s.open = 1")
"""The queue as it opens. The plus keeps SQLite off the indexes of the queue, which are in other orders: looking up a
million rows in the order of risk took 1.8 s, sweeping them 0.1 s."""

STATUSES: Final = tuple(Status)
"""A status is kept in `standing` as its place here."""


def gathering(filter: Filter, watched: str = "") -> Sought:
    """Return what finds all comments of a filter; `watched` is the expression for the desk's own list.

    Raises WrongUse for too long a filter.
    """
    _refuse_overlong(filter)
    wanted, unwanted = mentions.wanted(filter, watched), mentions.unwanted(filter, watched)
    tables = "search CROSS JOIN standing s ON s.ref = search.rowid" if wanted else _smallest(filter)
    words = (
        [Condition("search MATCH ?", (mentions.both(wanted, unwanted),))]
        if wanted
        else mentions.in_words(wanted, unwanted, "search")
    )
    who = "g.who" if tables.startswith("log g") else _WHO
    parts = [*words, *_standing(filter), *mentions.signs_gathered(filter), *mentions.articles_gathered(filter)]
    overridden = f"s.n IN (SELECT n FROM log l INDEXED BY log_override WHERE {disagrees('l.')})"
    if filter.ids:
        ids = f"s.ref IN (SELECT ref FROM comment WHERE id IN ({marks(filter.ids)}))"
        parts.append(Condition(ids, stored(filter.ids)))
    return Sought(tables, all_of([*parts, *_decided(filter, who, overridden), *_nothing_watched(filter, watched)]))


def probing(filter: Filter, watched: str = "") -> Sought:
    """Return what tells which of a few comments a filter finds, once their words stand in the table `probe`."""
    _refuse_overlong(filter)
    wanted, unwanted = mentions.wanted(filter, watched), mentions.unwanted(filter, watched)
    words = mentions.in_words(wanted, unwanted, "probe")
    parts = [*words, *_standing(filter), *mentions.signs_probed(filter), *mentions.articles_probed(filter)]
    if filter.ids:
        parts.append(Condition(f"c.id IN ({marks(filter.ids)})", stored(filter.ids)))
    overridden = f"EXISTS (SELECT 1 FROM log l WHERE l.n = s.n AND {disagrees('l.')})"
    parts += [*_decided(filter, _WHO, overridden), *_nothing_watched(filter, watched)]
    return Sought("standing s JOIN comment c ON c.ref = s.ref", all_of(parts))


def reads_words(filter: Filter) -> bool:
    """Return whether the probing form looks into the table of words."""
    named = filter.words or filter.authors or filter.not_words or filter.not_authors
    return bool(named) or filter.watched is not None


def is_plain(filter: Filter) -> bool:
    """Return whether `standing` alone tells what a filter finds, so that each row is soon looked at."""
    return as_plain(filter) == filter


def as_plain(filter: Filter) -> Filter:
    """Return the part of a filter that `standing` alone can tell."""
    return Filter(
        states=filter.states,
        statuses=filter.statuses,
        sites=filter.sites,
        labels=filter.labels,
        suggested=filter.suggested,
        scores=filter.scores,
        since=filter.since,
        before=filter.before,
        copies=filter.copies,
        scored=filter.scored,
        not_labels=filter.not_labels,
    )


def _refuse_overlong(filter: Filter) -> None:
    titles = (word for named in filter.articles + filter.not_articles for word in named.split())
    words = (*filter.words, *filter.not_words, *filter.authors, *filter.not_authors)
    parts = (*words, *titles, *filter.sites, *filter.ids, *filter.by, *filter.scores)
    if len(parts) > _MOST_PARTS:
        raise WrongUse(f"The filter has {len(parts):,} words and values; {_MOST_PARTS} is the most.")


def _nothing_watched(filter: Filter, watched: str) -> Iterator[Condition]:
    if filter.watched and not watched:
        yield NEVER


# What `standing` knows by itself: a sweep of a million takes a tenth of a second


def _standing(filter: Filter) -> Iterator[Condition]:
    yield _states(filter)
    if filter.sites:
        sites = f"SELECT ref FROM site WHERE name IN ({marks(filter.sites)})"
        yield Condition(f"s.site IN ({sites})", stored(filter.sites))
    if filter.labels:
        yield Condition("COALESCE(s.decided, s.suggested) & ? <> 0", (bits(filter.labels),))
    if filter.not_labels:
        yield Condition("COALESCE(s.decided, s.suggested) & ? = 0", (bits(filter.not_labels),))
    if filter.suggested:
        yield Condition("s.suggested & ? <> 0", (bits(filter.suggested),))
    yield from map(_score, filter.scores)
    yield from _posted(filter)
    if filter.copies is not None:
        yield Condition("s.likeness <> 0" if filter.copies else "+s.likeness = 0")
    if filter.scored is not None:
        yield Condition("+s.model <> ''" if filter.scored else "s.model = ''")


def _states(filter: Filter) -> Condition:
    if filter.states == {State.WAITING} and not filter.statuses:
        return _OPEN
    if not filter.statuses or filter.statuses == frozenset(Status):
        return _in_state(filter.states)
    statuses = tuple(STATUSES.index(status) for status in sorted(filter.statuses))
    return all_of([_in_state(filter.states), Condition(f"s.status IN ({marks(filter.statuses)})", statuses)])


def _in_state(states: frozenset[State]) -> Condition:
    if states == frozenset(State):
        return ALWAYS
    if states == {State.HELD}:
        # The index on the state finds the few; for all that is settled, looking up each row costs more than a sweep.
        return Condition("s.state = ? AND s.state > 0", (STATES.index(State.HELD),))
    return Condition(f"+s.state IN ({marks(states)})", tuple(map(STATES.index, sorted(states))))


def _score(test: ScoreTest) -> Condition:
    return Condition(f"s.{test.label.value} {test.comparison} ?", (test.value,))


def _posted(filter: Filter) -> Iterator[Condition]:
    now = datetime.now().astimezone()
    if filter.since and (since := span(filter.since, now)) and since[0]:
        yield Condition("+s.posted >= ?", (since[0].timestamp(),))
    if filter.before and (before := span(filter.before, now)) and before[0]:
        # A comment of unknown time has 0 there, and is before nothing.
        yield Condition("+s.posted < ? AND s.posted <> 0", (before[0].timestamp(),))


# What the log knows

_WHO: Final = "(SELECT l.who FROM log l WHERE l.n = s.n)"


def disagrees(row: str = "") -> str:
    """Return the rule of `decisions.is_override` for a row of the log; the index `log_override` has it as well."""
    against = (
        f"({row}{label}_score IS NOT NULL AND {row}{label} <> ({row}suggested & {1 << place} <> 0))"
        f" OR ({row}{label}_score IS NULL AND {row}{label} IS NOT NULL)"
        f" OR ({row}{label}_score IS NOT NULL AND {row}{label} IS NULL)"
        for place, label in enumerate(LABELS)
    )
    return f"{row}kind = 'settle' AND {row}model <> '' AND ({' OR '.join(against)})"


def _smallest(filter: Filter) -> str:
    """Return the tables in the order to look at them where no word says where to begin: `log g` or `standing`."""
    joined = "CROSS JOIN standing s ON s.ref = g.comment AND s.n = g.n"
    if filter.override:
        return f"(SELECT n, comment FROM log l INDEXED BY log_override WHERE {disagrees('l.')}) g {joined}"
    if filter.recheck:
        return f"{SUSPECTED} {joined}"
    return f"log g INDEXED BY log_who {joined}" if filter.by else "standing s"


def _decided(filter: Filter, who: str, overridden: str) -> Iterator[Condition]:
    if filter.by:
        yield Condition(f"s.n > 0 AND {who} IN ({marks(filter.by)})", stored(filter.by))
    if filter.override is not None:
        yield Condition(f"+s.state = 2 AND {'' if filter.override else 'NOT '}{overridden}")
    if filter.recheck is not None:
        yield suspected(filter.recheck)
    if filter.decided and (decided := span(filter.decided, datetime.now().astimezone())):
        yield from _in_span(*decided)


def _in_span(first: datetime | None, after: datetime | None) -> Iterator[Condition]:
    """Yield the condition on the row in effect: rows are numbered in the order of their times."""
    yield Condition("s.n > 0")
    if first:
        yield Condition("s.n >= (SELECT n FROM log WHERE at >= ? ORDER BY at, n LIMIT 1)", (_utc(first),))
    if after:
        yield Condition("s.n <= (SELECT n FROM log WHERE at < ? ORDER BY at DESC, n DESC LIMIT 1)", (_utc(after),))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
