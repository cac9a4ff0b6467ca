"""Where an expression stands in a comment's context: headline, article, somebody's quoted words, parent, nowhere.

Expressions are matched by stems, standing in one sentence. Articles are indexed once and kept, since a thread stands
under one of them.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from moderation.comments import InContext
from moderation.scoring.articles import ARTICLE_WINDOW
from moderation.scoring.quotations import quotations
from moderation.scoring.sentences import LONGEST, sentences
from moderation.scoring.wordforms import WINDOW, WORD, folded, stem, stems_in


class Place(IntEnum):
    """Where the contested expression stands."""

    UNKNOWN = 0
    """No article text to look in."""
    NOWHERE = 1
    PARENT = 2
    """In the comment that is answered and not in the article."""
    ATTRIBUTED = 3
    """In the article, but only in the words of somebody it quotes."""
    ARTICLE = 4
    HEADLINE = 5


Span = tuple[int, int]

Whereabouts = tuple[Place, Span | None]
"""The place, and the article's sentence that uses the expression; None where only the headline does, or nothing."""

_SPEECH: Final = re.compile(
    r"(?<!\w)(?:said|says|told|tells|according to|called|calls|described|describes|argued|argues|claimed|claims|"
    r"insisted|wrote|tweeted|accused|denounced|denounces|in the words of|spokes\w+|added|adds|as \w+ put it|labell?ed|"
    r"branded|dubbed|referred to)(?!\w)"
)

_SPOKEN: Final = 4
"""Words from which a quotation in an article is somebody's speech rather than the outlet's own scare quotes."""


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """Where each stem of a text stands."""

    places: list[Span]
    """The text's sentences."""
    stems: list[list[str]]
    """Each sentence's stems, in order."""
    every: frozenset[str]
    """The stems of all sentences."""

    def holding(self, wanted: frozenset[str]) -> list[int]:
        """Return the numbers of the sentences that have all of some stems."""
        if not wanted <= self.every:
            return []
        return [number for number, sentence in enumerate(self.stems) if wanted.issubset(sentence)]


@lru_cache(maxsize=320)
def _index(text: str) -> _Index:
    """Return where each stem of a text stands."""
    small = folded(text)
    places = sentences(text)
    found = [stems_in(small, *place) for place in places]
    return _Index(places, found, frozenset().union(*found))


def whereabouts(stems: tuple[str, ...], posted: InContext) -> Whereabouts:
    """Return where an expression's stems stand together."""
    article, parent = posted.article, posted.parent
    if article is None or not (article.text or article.title):
        return Place.UNKNOWN, None
    found = _in_article(stems, article.title, article.text)
    if found[0] is Place.NOWHERE and parent and _all_in(stems, parent.text[:WINDOW]):
        return Place.PARENT, None
    return found


def is_used(stem: str, posted: InContext) -> bool:
    """Return whether a stem is one of the article or its title, outside of which no single word has a place in it."""
    article = posted.article
    return article is not None and (stem in _every(article.title) or stem in _every(article.text[:ARTICLE_WINDOW]))


@lru_cache(maxsize=320)
def _every(text: str) -> frozenset[str]:
    """Return the stems of a text; those of a short one, which is never cut within a word, without its sentences."""
    if len(text) > LONGEST:
        return _index(text).every
    return frozenset(stems_in(folded(text), 0, len(text)))


def _all_in(stems: tuple[str, ...], text: str) -> bool:
    """Whether a text has all the stems."""
    return _every(text).issuperset(stems)


@lru_cache(maxsize=1 << 14)
def _in_article(stems: tuple[str, ...], title: str, text: str) -> Whereabouts:
    """Return where an expression stands in an article; in its own words rather than in a quotation."""
    text = text[:ARTICLE_WINDOW]
    body = _index(text)
    wanted = frozenset(stems)
    numbers = body.holding(wanted)
    own = [number for number in numbers if not _is_attributed(text, body.places[number], wanted)]
    in_title = _all_in(stems, title)
    if not own:
        place = Place.HEADLINE if in_title else Place.ATTRIBUTED if numbers else Place.NOWHERE
        return place, body.places[numbers[0]] if numbers else None
    best = min(own, key=lambda number: (_spread(body.stems[number], stems), number))
    return (Place.HEADLINE if in_title else Place.ARTICLE), body.places[best]


def _spread(sentence: list[str], stems: tuple[str, ...]) -> int:
    """Return over how many words of a sentence an expression is spread; in its own order counts as closer."""
    first = [sentence.index(part) for part in stems]
    return max(first) - min(first) + (first != sorted(first))


def _is_attributed(text: str, place: Span, wanted: frozenset[str]) -> bool:
    """Whether a sentence uses the expression only in the words of somebody it quotes."""
    small = folded(text[slice(*place)])
    speech = _SPEECH.search(small) is not None
    spoken = [mark for mark in quotations(small) if speech or mark.words >= _SPOKEN]
    outside = small
    for mark in reversed(spoken):
        outside = outside[: mark.start] + outside[mark.end :]
    return bool(spoken) and not wanted.issubset({stem(word) for word in WORD.findall(outside)})
