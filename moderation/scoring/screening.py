"""Which comments of a block are worth reading for a dispute over a word: some 4 in 100.

Reading by cues takes a third of a millisecond, so the n-gram head's highest sentence chooses first. Terse forms have
next to no n-grams (`Killed, not 'died'.`): a short comment that denies, quotes or throws back a word of its article
is read as well, and that is seen from the first bytes of the words.
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

MOST_WORDS: Final = 60
"""Words of a comment that may be terse; a longer one says more about wording, and the n-grams see it."""

_FEW: Final = 24
"""Words of a comment in which a denial or a quotation is enough; a longer one must throw a word back at its start."""

_SHORTEST: Final = 4
"""Bytes of a word that can be contested, and of its beginning that must stand in the article."""

_REACH: Final = 2
"""Words after a denial among which the denied one stands."""

_OPENING: Final = 3
"""Words a comment may throw back at its start: `A peaceful protest?`"""

_DENIALS: Final = "no not never hardly nobody cannot can't isn't isnt wasn't wasnt aren't weren't don't didn't didnt doesn't stop since"

_QUOTE, _END = 1, 2
_MARKS: Final = np.zeros(256, np.uint8)
_MARKS[[34, 39]] = _QUOTE
_MARKS[[33, 46, 58, 63]] = _END
"""Which bytes are quotation marks, and which end a word that stands by itself: ! . : ?"""

_APOSTROPHE: Final = 39

Flags = NDArray[np.bool_]


def _keys_of(text: str, most: int) -> U64:
    """Return the beginnings of a text's words, each once, in order."""
    block = joined(scoring_copies([text]))
    return np.unique(first_bytes(block, words_of(block), most))


_DENIED: Final = _keys_of(_DENIALS, 8)
_PLAIN: Final = _keys_of(" ".join(sorted(PLAIN)), 8)


def is_terse(posted: Sequence[InContext], block: Block, words: Words) -> Flags:
    """Return which comments are short and deny, quote or throw back a word of their article, shape (n,)."""
    counts = np.diff(words.firsts)
    under = np.fromiter((one.article is not None for one in posted), np.bool_, len(posted))
    short = np.flatnonzero((counts <= MOST_WORDS) & (counts > 0) & under)
    terse = np.zeros(len(posted), np.bool_)
    if len(short):
        owners = np.repeat(short, counts[short])
        begins = np.cumsum(counts[short]) - counts[short]
        places = np.arange(len(owners)) - np.repeat(begins, counts[short])
        part = _part(words, words.firsts[owners] + places)
        held_up = np.flatnonzero(_held_up(block, part, places, counts[owners] <= _FEW))
        bare = _without_quote(block, _part(part, held_up))
        told = (bare.ends - bare.starts >= _SHORTEST) & ~_among(first_bytes(block, bare, 8), _PLAIN)
        keys = first_bytes(block, bare, _SHORTEST)[told]
        terse[_in_articles(posted, keys, owners[held_up[told]])] = True
    return terse


def _held_up(block: Block, words: Words, places: Slots, few: Flags) -> Flags:
    """Return which words are thrown back at the start of their comment, or quoted or denied in one of few words.

    `places` counts the words of each comment from 0.
    """
    codes = np.frombuffer(block.blob, np.uint8)
    before = _MARKS.take(codes[words.starts - 1]) | _MARKS.take(codes[words.starts])
    after = _MARKS.take(codes[words.ends])
    after |= (after & _QUOTE) * _MARKS.take(codes[words.ends + 1])
    denies = _among(first_bytes(block, words, 8), _DENIED) & few
    quoted = ((before & _QUOTE) > 0) & few
    ends = ((after & _END) > 0) & (places < _OPENING)
    held_up = quoted | ends
    for step in range(1, _REACH + 1):
        within = places[step:] >= step
        held_up[step:] |= within & denies[:-step]
        held_up[:-step] |= within & ends[step:]  # the words of an opening before its last
        if step < _REACH:
            held_up[step:] |= within & quoted[:-step]
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
    return frozenset(_keys_of(f"{title} {text[:ARTICLE_WINDOW]}", _SHORTEST).tolist())
