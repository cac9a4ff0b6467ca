"""Which comments of a block are worth reading for a dispute over a word: 4 in 100, under an article some 10.

Reading by cues takes longer than everything else together, so the n-gram head's highest sentence chooses first. Terse
forms have next to no n-grams (`Killed, not 'died'.`): a short comment that denies, quotes or throws back a word of its
article is read as well, and that is seen from the first bytes of the words.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Article, InContext
from moderation.scoring.contested import PLAIN
from moderation.scoring.hashing import U64, Block, Slots, Words, first_bytes, joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.overlap import ARTICLE_WINDOW

_MOST_WORDS: Final = 60
"""Words of a comment in which a word thrown back at its start is enough."""

_FEW: Final = 24
"""Words of a comment in which a denial or a quotation is enough, however the n-grams rank it."""

_SHORTEST: Final = 3
"""Bytes of a word that can be contested: *mob*."""

_BEGINNING: Final = 4
"""Bytes of a word that must stand in the article: *invaded* begins like *invasion*."""

_HOPEFUL: Final = 0.75
"""Share of the n-gram logit that is enough by itself, from which a word of the article named or quoted is enough."""

_REACH: Final = 3
"""Words after a denial, or after a word for words, among which what it denies or names stands."""

_OPENING: Final = 3
"""Words a comment may throw back at its start: `A peaceful protest?`"""

_DENIALS: Final = (
    "no not never hardly nobody cannot can't isn't isnt wasn't wasnt aren't weren't don't didn't didnt doesn't since"
)

_NAMINGS: Final = (
    "word words term terms phrase expression adjective euphemism label headline calling call calls called describe "
    "describing described state stating stated referring say says write writes print using reconsider retire naming"
)

_QUOTE, _ASKED, _STOP = 1, 2, 4
_MARKS: Final = np.zeros(256, np.uint8)
_MARKS[[34, 39]] = _QUOTE
_MARKS[[33, 63]] = _ASKED
_MARKS[[46, 58]] = _STOP
"""Which bytes are quotation marks, which ask or exclaim, and which end a word that stands by itself: . :"""

_APOSTROPHE: Final = 39

Flags = NDArray[np.bool_]


def _keys_of(text: str, most: int) -> U64:
    """Return the beginnings of a text's words, each once, in order."""
    block = joined(scoring_copies([text]))
    return np.unique(first_bytes(block, words_of(block), most))


_DENIED: Final = _keys_of(_DENIALS, 8)
_NAMED: Final = _keys_of(_NAMINGS, 8)
_PLAIN: Final = _keys_of(" ".join(sorted(PLAIN)), 8)


def is_read(posted: Sequence[InContext], block: Block, words: Words, wording: NDArray[np.float64]) -> Flags:
    """Return which comments are worth reading, shape (n,), given their n-gram logits, 1 being enough by itself."""
    enough: Flags = wording > 1.0
    return enough | takes_up(posted, block, words, wording > _HOPEFUL)


def takes_up(posted: Sequence[InContext], block: Block, words: Words, hopeful: Flags) -> Flags:
    """Return which comments name, deny, quote or throw back a word of their article, shape (n,).

    `hopeful` says which the n-grams rank high enough that a word named or quoted is enough, whatever their length.
    """
    counts = np.diff(words.firsts)
    under = np.fromiter((one.article is not None for one in posted), np.bool_, len(posted))
    short = np.flatnonzero(((counts <= _MOST_WORDS) | hopeful) & (counts > 0) & under)
    terse = np.zeros(len(posted), np.bool_)
    if len(short):
        owners = np.repeat(short, counts[short])
        begins = np.cumsum(counts[short]) - counts[short]
        places = np.arange(len(owners)) - np.repeat(begins, counts[short])
        part = _part(words, words.firsts[owners] + places)
        held_up = np.flatnonzero(_held_up(block, part, places, counts[owners] <= _FEW, hopeful[owners]))
        bare = _without_quote(block, _part(part, held_up))
        told = (bare.ends - bare.starts >= _SHORTEST) & ~_among(first_bytes(block, bare, 8), _PLAIN)
        keys = first_bytes(block, bare, _BEGINNING)[told]
        terse[_in_articles(posted, keys, owners[held_up[told]])] = True
    return terse


def _held_up(block: Block, words: Words, places: Slots, few: Flags, hopeful: Flags) -> Flags:
    """Return which words are thrown back at the start of their comment, or quoted, denied or named.

    `places` counts the words of each comment from 0.
    """
    codes = np.frombuffer(block.blob, np.uint8)
    before = _MARKS.take(codes[words.starts - 1]) | _MARKS.take(codes[words.starts])
    after = _MARKS.take(codes[words.ends])
    after |= (after & _QUOTE) * _MARKS.take(codes[words.ends + 1])
    keys = first_bytes(block, words, 8)
    points = (_among(keys, _DENIED) & few) | (_among(keys, _NAMED) & hopeful)
    quoted = ((before & _QUOTE) > 0) & (few | hopeful)
    ends = ((after & _ASKED) > 0) & (places < _OPENING)
    ends |= ((after & _STOP) > 0) & (places == 0)
    held_up = quoted | ends
    for step in range(1, _REACH + 1):
        within = places[step:] >= step
        held_up[step:] |= within & points[:-step]
        held_up[:-step] |= within & ends[step:]  # the words of an opening before its last
    held_up[1:] |= (places[1:] > 0) & quoted[:-1]
    return held_up


def _part(words: Words, chosen: Slots) -> Words:
    """Return the chosen words; they belong to no text."""
    nothing = chosen[:0]
    return Words(words.starts[chosen], words.ends[chosen], nothing, nothing, nothing)


def _without_quote(block: Block, words: Words) -> Words:
    """Return words without the single quote that opens them, which counts as a letter."""
    opens = np.frombuffer(block.blob, np.uint8)[words.starts] == _APOSTROPHE
    return Words(words.starts + opens, words.ends, words.singles, words.pairs, words.firsts)


def _among(keys: U64, known: U64) -> Flags:
    """Return which keys are known ones, given those in order."""
    places = np.searchsorted(known, keys)
    return np.asarray(known.take(places, mode="clip") == keys)


def _in_articles(posted: Sequence[InContext], keys: U64, owners: Slots) -> Slots:
    """Return the comments one of whose words begins like a word of the article it stands under."""
    pairs = zip(owners.tolist(), keys.tolist(), strict=True)
    found = [owner for owner, key in pairs if (article := posted[owner].article) and key in _uses(article)]
    return np.array(found, dtype=np.int64)


def _uses(article: Article) -> frozenset[int]:
    """Return how the words of an article and its title begin."""
    return _beginnings(article.title, article.text)


@lru_cache(maxsize=512)
def _beginnings(title: str, text: str) -> frozenset[int]:
    """Return how the words of a title and a text begin."""
    return frozenset(_keys_of(f"{title} {text[:ARTICLE_WINDOW]}", _BEGINNING).tolist())
