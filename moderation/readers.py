"""What a group of complaints comes to: how many readers there are, what they call it, what they propose.

Three comments of one person, or one text under three names, must not look like a movement.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from moderation.contested_terms import stem_of
from moderation.disputes import Dispute, Proposal
from moderation.scoring.wordforms import WORD, folded

_PROPOSED: Final = re.compile(r"(?:(?:an?|the) )?(.*?)(?: instead)?", re.IGNORECASE | re.DOTALL)
"""A proposal between the words that make it no other: *an occupation instead*."""


def reader_numbers(disputes: Sequence[Dispute]) -> list[int]:
    """Return for each comment the number of its reader: one name is one reader, and so are all who copy one text."""
    if len(disputes) < 2:
        return [0] * len(disputes)
    # Each comment points at another of the same reader, or at itself (union-find, paths halved on the way).
    leads = list(range(len(disputes)))

    def lead(place: int) -> int:
        """Return the first comment of the reader of the one at a place, as far as is known."""
        while leads[place] != place:
            leads[place] = place = leads[leads[place]]
        return place

    first: dict[str | int, int] = {}
    for place, one in enumerate(disputes):
        name = one.author.strip().casefold()
        for key in [*([name] if name else ()), *([one.likeness] if one.likeness else ())]:
            leads[lead(place)] = lead(first.setdefault(key, place))
    return [lead(place) for place in range(len(disputes))]


def proposals_of(disputes: Sequence[Dispute], readers: Sequence[int], contested: str) -> tuple[Proposal, ...]:
    """Return what readers propose; articles, capitals and a closing *instead* make no other proposal."""
    if not any(one.replacement for one in disputes):
        return ()
    forms: dict[str, list[str]] = defaultdict(list)
    who: dict[str, set[int]] = defaultdict(set)
    for one, reader in zip(disputes, readers, strict=True):
        proposed, key = _proposal(one.replacement, contested) if one.replacement else ("", "")
        if key:
            forms[key].append(proposed)
            who[key].add(reader)
    ranked = sorted(forms, key=lambda key: (-len(who[key]), key))
    return tuple(Proposal(commonest(forms[key]), len(who[key])) for key in ranked)


@lru_cache(maxsize=1 << 14)
def _proposal(written: str, contested: str) -> tuple[str, str]:
    """Return a proposal and what its forms share; nothing for the contested word itself."""
    found = _PROPOSED.fullmatch(written.strip())
    proposed = found[1].strip() if found else ""
    return ("", "") if stem_of(proposed) == contested else (proposed, " ".join(WORD.findall(folded(proposed))))


def spelt(term: str, sentence: str) -> str:
    """Return an expression as the article spells it, where a reader has begun a sentence with it."""
    small = term[:1].lower() + term[1:]
    return small if small in sentence and term not in sentence else term


def commonest(texts: Iterable[str]) -> str:
    """Return the text that stands most often, the first of several; empty for none."""
    counted: dict[str, int] = {}
    for text in texts:
        counted[text] = counted.get(text, 0) + 1
    return max(counted, key=counted.__getitem__, default="")
