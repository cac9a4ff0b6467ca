"""The language of filters: `is:any label:abuse "so called" -author:bot since:7d score:abuse=0.2..0.6`.

One small language serves the desk's search line, `--filter` and saved filters; it ends in a frozen value, so that
nothing a person types ever reaches the text of a statement. Every value can be written back as such a line.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label, label_called
from moderation.periods import is_span
from moderation.sought import Comparison, Filter, ScoreTest, State

__all__ = ["Filter", "ScoreTest", "State", "parse_filter", "written"]

Named = Callable[[str], str]
"""From the name of a saved filter to its query; raises WrongUse where there is none of that name."""


def unnamed(name: str) -> str:
    """Refuse every name: what stands for the saved filters where there is no desk to ask."""
    raise WrongUse(f'There is no saved filter "{name}"; put "@{name}" in quotes to search for it.')


def parse_filter(query: str, named: Named = unnamed) -> Filter:
    """Return the filter that a query asks for; an empty query is the queue as it opens.

    `@NAME` stands for a saved query, with whatever is written beside it. What is decided is seldom waiting, so
    `by:`, `id:`, `decided:`, `override:` and `recheck:` look everywhere unless `is:` says otherwise.
    Raises WrongUse with a sentence that names the part not understood.
    """
    found = Filter(states=frozenset())
    for part in _parts(query, named):
        found = _taken_in(found, part)
    # Empty until the end, so that `is:waiting is:held` is not taken for the default and one more.
    looks_everywhere = found.by or found.ids or found.decided or (found.override, found.recheck) != (None, None)
    return replace(found, states=found.states or (frozenset(State) if looks_everywhere else Filter().states))


class _Part(Struct, frozen=True):
    field: str
    """Empty for words to search."""
    value: str
    quoted: bool
    excluded: bool
    typed: str

    @property
    def label(self) -> Label:
        """The label that the value names."""
        return _label(self.value, self)


_Choice = TypeVar("_Choice", bound=StrEnum)
# A phrase ends at a blank or the end: `"a"b` is a slip of the keyboard, said rather than guessed at.
_PART: Final = re.compile(
    r'(?P<minus>-)?(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"(?=\s|$)|(?P<plain>[^\s]+))', re.IGNORECASE
)
_SCORE: Final = r"(?i)(?P<label>[a-z_-]+)(?P<comparison><=|>=|<|>)(?P<number>\d*\.?\d+)"
_RANGE: Final = r"(?i)(?P<label>[a-z_-]+)=(?P<low>\d*\.?\d+)\.\.(?P<high>\d*\.?\d+)"
_DEEPEST: Final = 8
"""Saved filters within saved filters; more is a ring."""


def _parts(query: str, named: Named, depth: int = 0) -> Iterator[_Part]:
    for match in _PART.finditer(query):
        quoted = match["phrase"] is not None
        part = _Part(
            (match["field"] or "").lower(),
            match["phrase"] if quoted else match["plain"],
            quoted,
            match["minus"] is not None,
            match[0],
        )
        if not part.field and not quoted and len(part.value) > 1 and part.value.startswith("@"):
            yield from _saved(part, named, depth)
        else:
            _refuse_unclear(part)
            yield part


def _saved(part: _Part, named: Named, depth: int) -> Iterator[_Part]:
    if part.excluded or depth == _DEEPEST:
        how = "can't be left out as a whole" if part.excluded else "leads back to itself"
        raise WrongUse(f'The saved filter "{part.value[1:]}" {how}.')
    yield from _parts(named(part.value[1:]), named, depth + 1)


def _refuse_unclear(part: _Part) -> None:
    if part.field and part.field not in _FIELDS:
        known = ", ".join(f"{field}:" for field in _FIELDS)
        raise WrongUse(
            f'There is no filter "{part.field}:". There are {known}; put "{part.typed}" in quotes to search for it.'
        )
    if not part.quoted and '"' in part.value:
        raise WrongUse(f'The quotation marks in {part.typed} don\'t pair up; write a phrase as "like this".')
    if not part.value.strip() or (not part.field and not part.quoted and not part.value.strip("*")):
        raise WrongUse(f'"{part.field}:" says nothing to look for.' if part.field else _says_nothing(part))
    if part.excluded and part.field not in _EXCLUSIONS:
        said = ", ".join(f"-{field}:" if field else "-word" for field in _EXCLUSIONS)
        raise WrongUse(f'"{part.typed}" can\'t be left out; what can is {said}.')


def _says_nothing(part: _Part) -> str:
    mended = "a star stands at the end of a word, as in goat*" if part.value else 'write a phrase as "like this"'
    return f"{part.typed} says nothing to look for; {mended}."


def _taken_in(found: Filter, part: _Part) -> Filter:
    if part.excluded:
        return _added(found, _EXCLUSIONS[part.field], part.label if part.field == "label" else part.value)
    return _FIELDS[part.field](found, part) if part.field else _added(found, "words", part.value)


def _added(found: Filter, name: str, value: object) -> Filter:
    """Return a filter with one more value in a field."""
    before = getattr(found, name)
    return replace(found, **{name: type(before)((*before, value))})


def _adding(name: str) -> Callable[[Filter, _Part], Filter]:
    return lambda found, part: _added(found, name, part.value)


def _with_state(found: Filter, part: _Part) -> Filter:
    named = frozenset(State) if part.value.lower() == "any" else {_choice(State, part)}
    return replace(found, states=found.states | named)


def _with_status(found: Filter, part: _Part) -> Filter:
    named = frozenset(Status) if part.value.lower() == "any" else {_choice(Status, part)}
    return replace(found, statuses=found.statuses | named)


def _with_score(found: Filter, part: _Part) -> Filter:
    if between := re.fullmatch(_RANGE, part.value):
        return replace(found, scores=(*found.scores, *_range(between, part)))
    match = re.fullmatch(_SCORE, part.value)
    if not match:
        raise WrongUse(
            f'"{part.typed}" is not a condition on a score; write one like score:abuse>0.5 or score:abuse=0.2..0.6.'
        )
    comparison = cast("Comparison", match["comparison"])
    test = ScoreTest(_label(match["label"], part), comparison, _score(match["number"], part))
    return replace(found, scores=(*found.scores, test))


def _score(number: str, part: _Part) -> float:
    if float(number) > 1:
        raise WrongUse(f'"{part.typed}" asks for {number}, and scores run from 0 to 1.')
    return float(number)


def _range(match: re.Match[str], part: _Part) -> tuple[ScoreTest, ScoreTest]:
    label, low, high = _label(match["label"], part), _score(match["low"], part), _score(match["high"], part)
    if low > high:
        raise WrongUse(f'"{part.typed}" runs backwards; the lower score comes first.')
    return ScoreTest(label, ">=", low), ScoreTest(label, "<=", high)


def _with_span(name: str) -> Callable[[Filter, _Part], Filter]:
    def taken_in(found: Filter, part: _Part) -> Filter:
        """Take in a time or a span of time."""
        asked = part.value.lower()
        if not is_span(asked) or (name != "decided" and ".." in asked):
            example = "decided:today, decided:7d or decided:2026-03" if name == "decided" else f"{name}:2026-03-01"
            raise WrongUse(f'"{part.typed}" names no time; write {example}, or {name}:7d for seven days ago.')
        return replace(found, **{name: asked})

    return taken_in


def _with_answer(name: str) -> Callable[[Filter, _Part], Filter]:
    def taken_in(found: Filter, part: _Part) -> Filter:
        """Take in a yes or a no."""
        if part.value.lower() not in _ANSWERS:
            raise WrongUse(f'"{part.typed}" is neither {name}:yes nor {name}:no.')
        return replace(found, **{name: _ANSWERS[part.value.lower()]})

    return taken_in


def _label(key: str, part: _Part) -> Label:
    label = label_called(key)
    if label is None:
        raise WrongUse(f'"{part.typed}" names no label; the labels are {", ".join(LABELS)}.')
    return label


def _choice(choices: type[_Choice], part: _Part) -> _Choice:
    if part.value.lower() not in list(choices):
        raise WrongUse(f'"{part.typed}" is not one of {", ".join(choices)}, any.')
    return choices(part.value.lower())


_ANSWERS: Final = {"yes": True, "no": False}

_FIELDS: Final[dict[str, Callable[[Filter, _Part], Filter]]] = {
    "is": _with_state,
    "status": _with_status,
    "label": lambda found, part: _added(found, "labels", part.label),
    "suggested": lambda found, part: _added(found, "suggested", part.label),
    "score": _with_score,
    "author": _adding("authors"),
    "article": _adding("articles"),
    "site": _adding("sites"),
    "id": _adding("ids"),
    "by": _adding("by"),
    "since": _with_span("since"),
    "before": _with_span("before"),
    "decided": _with_span("decided"),
    "override": _with_answer("override"),
    "recheck": _with_answer("recheck"),
    "copies": _with_answer("copies"),
    "scored": _with_answer("scored"),
    "watched": _with_answer("watched"),
}

_EXCLUSIONS: Final = {"": "not_words", "author": "not_authors", "article": "not_articles", "label": "not_labels"}
"""Field, none for words, and where what is left out is kept."""


def written(filter: Filter) -> str:
    """Return a filter as the query that asks for it: `parse_filter` of it is the same filter.

    Quotation marks, which nobody can type into a value, are left out.
    """
    return " ".join(_pieces(filter))


def _pieces(filter: Filter) -> Iterator[str]:
    yield from (_quoted(word) for word in filter.words)
    if filter.states != parse_filter(written_decided := " ".join(_what_decided(filter))).states:
        yield from _choices("is", filter.states, State)
    yield from _choices("status", filter.statuses, Status)
    yield from (f"label:{label}" for label in LABELS if label in filter.labels)
    yield from (f"suggested:{label}" for label in LABELS if label in filter.suggested)
    yield from (f"score:{test.label}{test.comparison}{Decimal(repr(test.value)):f}" for test in filter.scores)
    yield from (f"author:{_quoted(name)}" for name in filter.authors)
    yield from (f"article:{_quoted(named)}" for named in filter.articles)
    yield from (f"site:{_quoted(name)}" for name in filter.sites)
    if written_decided:
        yield written_decided
    yield from (f"{name}:{span}" for name, span in (("since", filter.since), ("before", filter.before)) if span)
    yield from _answered("copies", filter.copies)
    yield from _answered("scored", filter.scored)
    yield from _answered("watched", filter.watched)
    yield from (f"-{_quoted(word)}" for word in filter.not_words)
    yield from (f"-author:{_quoted(name)}" for name in filter.not_authors)
    yield from (f"-article:{_quoted(named)}" for named in filter.not_articles)
    yield from (f"-label:{label}" for label in LABELS if label in filter.not_labels)


def _what_decided(filter: Filter) -> Iterator[str]:
    """Yield the parts that make a query look everywhere by themselves."""
    yield from (f"id:{_quoted(id)}" for id in filter.ids)
    yield from (f"by:{_quoted(name)}" for name in filter.by)
    if filter.decided:
        yield f"decided:{filter.decided}"
    yield from _answered("override", filter.override)
    yield from _answered("recheck", filter.recheck)


def _choices(field: str, chosen: frozenset[_Choice], choices: type[_Choice]) -> Iterator[str]:
    if chosen == frozenset(choices):
        yield f"{field}:any"
    else:
        yield from (f"{field}:{choice}" for choice in choices if choice in chosen)


def _answered(field: str, answer: bool | None) -> Iterator[str]:
    if answer is not None:
        yield f"{field}:{'yes' if answer else 'no'}"


def _quoted(value: str) -> str:
    bare = value.replace('"', "")
    return bare if _PLAIN.fullmatch(bare) else f'"{bare}"'


_PLAIN: Final = re.compile(r"\w[\w.*]*")
"""What needs no quotation marks, wherever it stands."""
