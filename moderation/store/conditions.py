"""From a filter to a condition: constants and question marks on one side, values on the other.

Nothing a person typed becomes part of a statement. Searched words go through FTS5 as quoted phrases; the few it
can't find (emoji, scripts without blanks) are compared as they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.filters import Filter, ScoreTest, State
from moderation.store.log import bits
from moderation.store.search import author_expression, is_indexed, match_expression
from moderation.store.standing import STATES
from moderation.store.texts import storable

# ruff: noqa: S608  statements are put together from constants alone


@dataclass(frozen=True, slots=True)
class Condition:
    """Part of a WHERE clause over `standing s` and, where `needs_comment`, `comment c`."""

    clause: str
    values: tuple[object, ...] = ()


_MOST_PARTS: Final = 200
"""With 500 row numbers beside them, still under the 999 values that SQLite before 3.32 allows."""

_OPEN: Final = Condition("+s.open = 1")
"""The queue as it opens. The plus keeps SQLite off the index of the queue, which is in order of risk: looking up a
million rows in that order took 1.8 s, sweeping them 0.1 s."""


def condition(filter: Filter) -> Condition:
    """Return the condition for a filter, over `standing s JOIN comment c`; raises WrongUse for too long a one."""
    _refuse_overlong(filter)
    parts = list(_parts(filter))
    return Condition(
        " AND ".join(f"({part.clause})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _refuse_overlong(filter: Filter) -> None:
    titles = (word for named in filter.articles for word in named.split())
    parts = (*filter.words, *filter.authors, *titles, *filter.sites, *filter.ids, *filter.by, *filter.scores)
    if len(parts) > _MOST_PARTS:
        raise WrongUse(f"The filter has {len(parts):,} words and values; {_MOST_PARTS} is the most.")


def reads_comments(filter: Filter) -> bool:
    """Return whether the condition looks at more than `standing`."""
    return any((filter.words, filter.statuses, filter.authors, filter.articles, filter.ids))


def _parts(filter: Filter) -> Iterator[Condition]:
    yield _standing(filter)
    yield from _words(filter.words)
    if filter.authors:
        yield _either([_author(name) for name in filter.authors])
    if filter.articles:
        yield _either([_article(named) for named in filter.articles])
    if filter.sites:
        sites = f"SELECT ref FROM site WHERE name IN ({_marks(filter.sites)})"
        yield Condition(f"s.ref IN (SELECT ref FROM comment WHERE site IN ({sites}))", _stored(filter.sites))
    if filter.ids:
        yield Condition(f"c.id IN ({_marks(filter.ids)})", _stored(filter.ids))
    if filter.by:
        yield Condition(f"s.n IN (SELECT n FROM log WHERE who IN ({_marks(filter.by)}))", _stored(filter.by))
    if filter.labels:
        yield Condition("COALESCE(s.decided, s.suggested) & ? <> 0", (bits(filter.labels),))
    yield from map(_score, filter.scores)


def _standing(filter: Filter) -> Condition:
    if filter.states == {State.WAITING} and not filter.statuses:
        return _OPEN
    states = Condition(f"s.state IN ({_marks(filter.states)})", tuple(map(STATES.index, sorted(filter.states))))
    if not filter.statuses or filter.statuses == frozenset(Status):
        return states
    statuses = Condition(f"c.status IN ({_marks(filter.statuses)})", tuple(sorted(filter.statuses)))
    return Condition(f"{states.clause} AND {statuses.clause}", states.values + statuses.values)


def _words(words: tuple[str, ...]) -> Iterator[Condition]:
    indexed = [word for word in words if is_indexed(word)]
    if indexed:
        yield _search(match_expression(indexed))
    for word in words:
        if not is_indexed(word):
            # A sweep over all texts, 0.9 s for a million; the index can't help here.
            yield Condition("INSTR(c.text, ?) > 0 OR INSTR(c.author, ?) > 0", (storable(word),) * 2)


def _author(name: str) -> Condition:
    return _search(author_expression(name)) if is_indexed(name) else Condition("c.author = ?", (storable(name),))


def _article(named: str) -> Condition:
    """Match an article by its id, or by all of the words in its title."""
    words = named.lower().split()
    titled = " AND ".join(["INSTR(LOWER(a.title), ?) > 0"] * len(words))
    return Condition(
        f"c.ref IN (SELECT u.ref FROM article a JOIN comment u ON u.article_id = a.id AND u.site = a.site"
        f" WHERE a.id = ? OR ({titled}))",
        (storable(named), *map(storable, words)),
    )


def _score(test: ScoreTest) -> Condition:
    return Condition(f"s.{test.label.value} {test.comparison} ?", (test.value,))


def _search(expression: str) -> Condition:
    return Condition("s.ref IN (SELECT rowid FROM search WHERE search MATCH ?)", (storable(expression),))


def _either(parts: list[Condition]) -> Condition:
    return Condition(
        " OR ".join(f"({part.clause})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _marks(values: frozenset[State] | frozenset[Status] | tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _stored(values: tuple[str, ...]) -> tuple[str | bytes, ...]:
    return tuple(map(storable, values))
