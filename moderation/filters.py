"""Which comments are asked for, in words: `status:any label:abuse "so called" score:abuse>0.5`.

One small language serves the desk's search line, `--filter` and saved filters; it ends in a frozen value, so that
nothing a person types ever reaches the text of a statement.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, TypeVar, cast

from moderation.comments import Status
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label

Comparison = Literal["<", "<=", ">", ">="]


class State(StrEnum):
    """Where a comment stands, by the rows of the log that are in effect."""

    WAITING = "waiting"
    HELD = "held"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """A condition on a score; a score that was not judged meets none."""

    label: Label
    comparison: Comparison
    value: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Which comments are asked for: all fields must hold, and within a field any of its values."""

    words: tuple[str, ...] = ()
    """Words and phrases, all of which stand in the text or the author's name; `annex*` matches beginnings."""
    states: frozenset[State] = frozenset({State.WAITING})
    statuses: frozenset[Status] = frozenset()
    """Site statuses; empty means those that wait by default where `states` is just waiting, and all elsewhere."""
    authors: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Article ids, or words of a title."""
    sites: tuple[str, ...] = ()
    labels: frozenset[Label] = frozenset()
    """Decided labels of settled comments, suggested labels of the others."""
    scores: tuple[ScoreTest, ...] = ()
    """All of them must hold."""
    ids: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    """Moderators whose row is in effect."""

    @property
    def is_default(self) -> bool:
        """Whether this is the queue as it opens: everything that waits."""
        return self == Filter()


def parse_filter(query: str) -> Filter:
    """Return the filter that a query asks for; an empty query is the queue as it opens.

    `by:` and `id:` look everywhere unless `is:` says otherwise, since what they name is seldom waiting.
    Raises WrongUse with a sentence that names the part not understood.
    """
    found = Filter(states=frozenset())
    for part in _parts(query):
        found = _FIELDS[part.field](found, part) if part.field else _with_words(found, part)
    # Empty until the end, so that `is:waiting is:held` is not taken for the default and one more.
    unsaid = frozenset(State) if found.by or found.ids else Filter().states
    return replace(found, states=found.states or unsaid)


@dataclass(frozen=True, slots=True)
class _Part:
    field: str
    """Empty for words to search."""
    value: str
    quoted: bool

    @property
    def written(self) -> str:
        """The part as somebody would type it."""
        return f"{self.field}:{self.value}" if self.field else self.value


_Choice = TypeVar("_Choice", bound=StrEnum)
# A phrase ends at a blank or the end: `"a"b` is a slip of the keyboard, said rather than guessed at.
_PART: Final = re.compile(r'(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"(?=\s|$)|(?P<plain>\S+))', re.IGNORECASE)
_SCORE: Final = re.compile(r"(?P<label>[a-z_]+)(?P<comparison><=|>=|<|>)(?P<number>\d*\.?\d+)", re.IGNORECASE)


def _parts(query: str) -> list[_Part]:
    parts = []
    for match in _PART.finditer(query):
        quoted = match["phrase"] is not None
        part = _Part((match["field"] or "").lower(), match["phrase"] if quoted else match["plain"], quoted)
        _refuse_unclear(part, match[0])
        parts.append(part)
    return parts


def _refuse_unclear(part: _Part, written: str) -> None:
    if part.field and part.field not in _FIELDS:
        known = ", ".join(f"{field}:" for field in _FIELDS)
        raise WrongUse(
            f'There is no filter "{part.field}:". There are {known}; put "{written}" in quotes to search for it.'
        )
    if not part.quoted and '"' in part.value:
        raise WrongUse(f'The quotation marks in {written} don\'t pair up; write a phrase as "like this".')
    if part.field and not part.value.strip():
        raise WrongUse(f'"{part.field}:" says nothing to look for.')


def _with_words(found: Filter, part: _Part) -> Filter:
    return replace(found, words=(*found.words, part.value)) if part.value.strip() else found


def _with_state(found: Filter, part: _Part) -> Filter:
    named = frozenset(State) if part.value.lower() == "any" else {_choice(State, part)}
    return replace(found, states=found.states | named)


def _with_status(found: Filter, part: _Part) -> Filter:
    named = frozenset(Status) if part.value.lower() == "any" else {_choice(Status, part)}
    return replace(found, statuses=found.statuses | named)


def _with_label(found: Filter, part: _Part) -> Filter:
    return replace(found, labels=found.labels | {_label(part.value, part)})


def _with_score(found: Filter, part: _Part) -> Filter:
    match = _SCORE.fullmatch(part.value)
    if not match:
        raise WrongUse(f'"{part.written}" is not a condition on a score; write one like score:abuse>0.5.')
    comparison = cast("Comparison", match["comparison"])
    test = ScoreTest(_label(match["label"], part), comparison, float(match["number"]))
    return replace(found, scores=(*found.scores, test))


def _label(key: str, part: _Part) -> Label:
    folded = key.lower().replace("-", "_")
    if folded not in LABELS:
        raise WrongUse(f'"{part.written}" names no label; the labels are {", ".join(LABELS)}.')
    return Label(folded)


def _choice(choices: type[_Choice], part: _Part) -> _Choice:
    if part.value.lower() not in list(choices):
        raise WrongUse(f'"{part.written}" is not one of {", ".join(choices)}, any.')
    return choices(part.value.lower())


_FIELDS: Final[dict[str, Callable[[Filter, _Part], Filter]]] = {
    "is": _with_state,
    "status": _with_status,
    "label": _with_label,
    "score": _with_score,
    "author": lambda found, part: replace(found, authors=(*found.authors, part.value)),
    "article": lambda found, part: replace(found, articles=(*found.articles, part.value)),
    "site": lambda found, part: replace(found, sites=(*found.sites, part.value)),
    "id": lambda found, part: replace(found, ids=(*found.ids, part.value)),
    "by": lambda found, part: replace(found, by=(*found.by, part.value)),
}
