"""How far moderators agree with each other and with what was suggested to them, beyond what chance would give.

Cohen's kappa (1960), counted on what two people judged: the same comment one after the other, or near-copies of it. Who
judges second has usually seen what the first one said, so a kappa between moderators is an upper bound; that they
disagree is sure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations

from moderation.judgements import Judgement
from moderation.labels import LABELS, Label
from moderation.measures import likely_share

Table = Counter[tuple[bool, bool]]
"""How often one side said yes or no, and the other."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two sides agree on one label."""

    n: int
    """What both judged."""
    agreed: int
    kappa: float | None
    """0 is chance, 1 is always; None where both always say the same one thing, or nothing was judged by both."""
    low: float | None
    """Where kappa lies in 19 of 20 such samples: by Wilson's bounds of the share agreed on, chance held."""
    high: float | None

    @classmethod
    def of(cls, table: Table) -> "Agreement":
        """Return the agreement that a table of answers shows."""
        n, agreed = table.total(), table[True, True] + table[False, False]
        first, second = table[True, True] + table[True, False], table[True, True] + table[False, True]
        by_chance = (first * second + (n - first) * (n - second)) / (n * n) if n else 1.0
        if by_chance == 1:
            return cls(n, agreed, None, None, None)
        kappa, low, high = (
            round((share - by_chance) / (1 - by_chance), 4) for share in (agreed / n, *likely_share(agreed, n))
        )
        return cls(n, agreed, kappa, low, high)


@dataclass(frozen=True, slots=True)
class Agreements:
    """How far the people of a desk agree, label by label; what nobody judged twice is left out."""

    between: Mapping[tuple[str, str], Mapping[Label, Agreement]]
    """Two moderators, by name."""
    with_others: Mapping[str, Mapping[Label, Agreement]]
    """A moderator and whoever else judged the same."""
    with_suggestions: Mapping[str, Mapping[Label, Agreement]]
    """A moderator and the suggestions on screen."""

    def document(self) -> dict[str, object]:
        """Return the agreements as JSON states them."""
        return {
            "between": [{"moderators": list(pair), "labels": _labels(found)} for pair, found in self.between.items()],
            "moderators": [
                {
                    "moderator": who,
                    "with_others": _labels(self.with_others.get(who, {})),
                    "with_suggestions": _labels(self.with_suggestions.get(who, {})),
                }
                for who in sorted({*self.with_others, *self.with_suggestions})
            ],
        }


def agreements(judgements: Iterable[Judgement]) -> Agreements:
    """Return how far people agree; of what one judged several times the last judgement counts."""
    between: defaultdict[tuple[str, str], Mapping[Label, Table]] = defaultdict(_tables)
    others: defaultdict[str, Mapping[Label, Table]] = defaultdict(_tables)
    suggestions: defaultdict[str, Mapping[Label, Table]] = defaultdict(_tables)
    last: defaultdict[int, dict[str, Judgement]] = defaultdict(dict)
    for judgement in judgements:
        last[judgement.what][judgement.who] = judgement
        _count(suggestions[judgement.who], judgement.labels, judgement.suggested)
    for one, other in _pairs(last.values()):
        _count(between[one.who, other.who], one.labels, other.labels)
        _count(others[one.who], one.labels, other.labels)
        _count(others[other.who], other.labels, one.labels)
    return Agreements(
        {pair: _found(tables) for pair, tables in sorted(between.items())},
        {who: _found(tables) for who, tables in sorted(others.items())},
        {who: _found(tables) for who, tables in sorted(suggestions.items())},
    )


def _pairs(judged: Iterable[Mapping[str, Judgement]]) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield the judgements of two people on one thing, in the order of their names."""
    for by_who in judged:
        yield from combinations([by_who[who] for who in sorted(by_who)], 2)


def _tables() -> Mapping[Label, Table]:
    return {label: Counter() for label in LABELS}


def _count(tables: Mapping[Label, Table], one: Mapping[Label, bool | None], other: Mapping[Label, bool | None]) -> None:
    for label, table in tables.items():
        first, second = one.get(label), other.get(label)
        if first is not None and second is not None:
            table[first, second] += 1


def _found(tables: Mapping[Label, Table]) -> dict[Label, Agreement]:
    return {label: Agreement.of(table) for label, table in tables.items() if table}


def _labels(found: Mapping[Label, Agreement]) -> dict[str, object]:
    return {label.value: asdict(one) for label, one in found.items()}
