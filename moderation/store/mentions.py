"""Conditions on what a comment says, who wrote it and under which article.

Words stand in the index `search`, signs (emoji, scripts without blanks, punctuation) in the index `signs`. Where single
comments are probed, their words were put into the table `probe`, and signs are compared as they stand.
"""

from collections.abc import Iterator
from typing import Final

from moderation.filters import Filter
from moderation.store.clauses import Condition, all_of, any_of
from moderation.store.search import author_expression, is_indexed, match_expression, sign_expression
from moderation.store.texts import storable

# ruff: noqa: S608  statements are put together from constants alone

_SIGNED: Final = """SELECT u.ref FROM signs CROSS JOIN comment u ON u.ref = signs.rowid
    WHERE signs MATCH ? AND (INSTR(u.text, ?) > 0 OR INSTR(u.author, ?) > 0)"""
_SWEPT: Final = "SELECT u.ref FROM comment u WHERE INSTR(u.text, ?) > 0 OR INSTR(u.author, ?) > 0"
_HOLDS: Final = "INSTR(c.text, ?) > 0 OR INSTR(c.author, ?) > 0"
_NAMED: Final = "SELECT ref FROM comment WHERE author = ? AND author <> ''"


def wanted(filter: Filter, watched: str = "") -> str:
    """Return the expression for the index of words, empty where the filter asks for none; `watched` is the list's."""
    groups = [match_expression([word]) for word in filter.words if is_indexed(word)]
    if filter.authors and all(map(is_indexed, filter.authors)):
        groups.append(" OR ".join(map(author_expression, filter.authors)))
    if filter.watched and watched:
        groups.append(watched)
    return " AND ".join(f"({group})" for group in groups)


def unwanted(filter: Filter, watched: str = "") -> str:
    """Return the expression for what may not stand there."""
    groups = [
        *(match_expression([word]) for word in filter.not_words if is_indexed(word)),
        *(author_expression(name) for name in filter.not_authors if is_indexed(name)),
    ]
    if filter.watched is False and watched:
        groups.append(watched)
    return " OR ".join(f"({group})" for group in groups)


def in_words(wanted: str, unwanted: str, table: str) -> Iterator[Condition]:
    """Yield the condition on words, by their index or by the table of those that are probed."""
    found = f"(SELECT rowid FROM {table} WHERE {table} MATCH ?)"
    if wanted:
        yield Condition(f"s.ref IN {found}", (both(wanted, unwanted),))
    elif unwanted:
        yield Condition(f"s.ref NOT IN {found}", (storable(unwanted),))


def both(wanted: str, unwanted: str) -> str | bytes:
    """Return one expression for what must and what may not be there."""
    return storable(f"({wanted}) NOT ({unwanted})" if unwanted else wanted)


def signs_gathered(filter: Filter) -> Iterator[Condition]:
    """Yield conditions on words of signs, and on names made of them."""
    for is_in, words in (("IN", filter.words), ("NOT IN", filter.not_words)):
        for word in words:
            if not is_indexed(word):
                yield _signed(word, is_in)
    yield from _names(filter, "search")


def signs_probed(filter: Filter) -> Iterator[Condition]:
    """Yield the same conditions on single comments."""
    for negation, words in (("", filter.words), ("NOT ", filter.not_words)):
        for word in words:
            if not is_indexed(word):
                yield Condition(f"{negation}({_HOLDS})", (storable(word),) * 2)
    yield from _names(filter, "probe")


def _signed(word: str, is_in: str) -> Condition:
    as_it_stands, signs = storable(word), sign_expression(word)
    if signs:
        return Condition(f"s.ref {is_in} ({_SIGNED})", (signs, as_it_stands, as_it_stands))
    # Full stops and commas are in no index: every text is looked at, 0.7 s for a million.
    return Condition(f"s.ref {is_in} ({_SWEPT})", (as_it_stands, as_it_stands))


def _names(filter: Filter, table: str) -> Iterator[Condition]:
    if filter.authors and not all(map(is_indexed, filter.authors)):
        yield any_of(_name(name, table) for name in filter.authors)
    for name in filter.not_authors:
        if not is_indexed(name):
            yield Condition(f"s.ref NOT IN ({_NAMED})", (storable(name),))


def _name(name: str, table: str) -> Condition:
    if is_indexed(name):
        return next(in_words(author_expression(name), "", table))
    return Condition(f"s.ref IN ({_NAMED})", (storable(name),))


def articles_gathered(filter: Filter) -> Iterator[Condition]:
    """Yield the conditions on articles, by an id or by all of the words of a title."""
    for is_in, asked in (("IN", filter.articles), ("NOT IN", filter.not_articles)):
        if asked:
            titled = any_of(map(_titled, asked))
            # CROSS JOIN: from the few articles to their comments, never the other way.
            under = f"""SELECT u.ref FROM article a CROSS JOIN comment u ON u.article_id = a.id AND u.site = a.site
                WHERE {titled.clause}"""
            yield Condition(f"s.ref {is_in} ({under})", titled.values)


def articles_probed(filter: Filter) -> Iterator[Condition]:
    """Yield the same conditions on single comments."""
    for negation, asked in (("", filter.articles), ("NOT ", filter.not_articles)):
        if asked:
            titled = any_of(map(_titled, asked))
            here = f"SELECT 1 FROM article a WHERE a.id = c.article_id AND a.site = c.site AND ({titled.clause})"
            yield Condition(f"{negation}EXISTS ({here})", titled.values)


def _titled(named: str) -> Condition:
    words = [Condition("INSTR(LOWER(a.title), ?) > 0", (storable(word),)) for word in named.lower().split()]
    return any_of([Condition("a.id = ?", (storable(named),)), all_of(words)])
