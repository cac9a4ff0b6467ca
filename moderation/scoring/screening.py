"""Which comments of a block are worth reading for a dispute over a word: 6 in 100.

Reading by cues takes longer than everything else together. So a line over a few figures chooses first, all of them read
off words that are cut and numbered already: the n-gram head's highest sentence, how long the comment is, which kinds of
words it has, and whether it denies, quotes, names or throws back a word of its article. Terse forms have next to no
n-grams (`Killed, not 'died'.`); the article tells them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Article, InContext
from moderation.scoring.articles import cut
from moderation.scoring.contested import PLAIN
from moderation.scoring.hashing import SLOTS, U64, Block, Slots, Words, begun, first_bytes, joined, words_of
from moderation.scoring.normal import scoring_copies

_KINDS: Final = {
    "word": "word words wording term terms phrase phrases phrasing expression adjective adjectives euphemism "
    "euphemisms "
    "terminology language moniker epithet verb noun semantics vocabulary misnomer usage",
    "headline": "headline headlines title titled caption",
    "call": "call calling called calls describe describing described describes refer referring referred refers label "
    "labels labelled labeled labelling labeling dub dubbed brand branded branding termed portray portrayed naming",
    "say": "say says said saying state states stated stating write writes writing print use uses using used reads read "
    "means meaning",
    "stop": "stop reconsider retire quit refrain cease please drop avoid ditch",
    "flaw": "misleading loaded wrong wrongly incorrect inaccurate inappropriate offensive pejorative derogatory "
    "insulting biased sensational inflammatory ridiculous absurd meaningless unfair dishonest deceptive slur "
    "propaganda "
    "weasel accurate correct proper precise neutral orwellian sanitized",
    "outlet": "author article writer editor editors journalist journalists journalism media press paper newspaper bbc "
    "globe reporter reporters columnist editorial piece story cnn news",
}
"""Kinds of words, any of which in a comment counts once."""

SCREEN: Final = ("wording", "length", "few", *_KINDS, "takes_up", "few_takes_up")
"""The figures of a comment that say whether it is read."""

_DENIALS: Final = (
    "no not never hardly nobody cannot can't isn't isnt wasn't wasnt aren't arent weren't werent don't dont "
    "didn't didnt "
    "doesn't doesnt since"
)

_NAMING, _DENYING, _PLAIN = 0b11111, 1 << len(_KINDS), 2 << len(_KINDS)
"""Kinds among which, as after a denial, the next words are named; and words that are never contested."""

_FEW: Final = 24
"""Words of a terse comment."""

_MANY: Final = 200
"""Words from which a comment is as long as any other."""

_LEAST, _MOST = -1.0, 3.0
"""The n-gram logits between which a difference counts."""

_SHORTEST: Final = 3
"""Bytes of a word that can be contested: *mob*."""

_BEGINNING: Final = 4
"""Bytes of a word that must stand in the article: *invaded* begins like *invasion*."""

_REACH: Final = 3
"""Words after a denial, or after a word for words, among which what it denies or names stands."""

_OPENING: Final = 3
"""Words a comment may throw back at its start: `A peaceful protest?`"""

_QUOTE, _ASKED, _STOP = 1, 2, 4
_MARKS: Final = np.zeros(256, np.uint8)
_MARKS[[34, 39]] = _QUOTE
_MARKS[[33, 63]] = _ASKED
_MARKS[[46, 58]] = _STOP
"""Which bytes are quotation marks, which ask or exclaim, and which end a word that stands by itself: . :"""

_APOSTROPHE: Final = 39

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Codes = NDArray[np.uint16]


def _words_in(text: str) -> tuple[Block, Words]:
    """Return a text as a block, and its words."""
    block = joined(scoring_copies([text]))
    return block, words_of(block)


def _codes() -> Codes:
    """Return the kinds of each word by its slot; a word that shares a slot with one of these is rare enough."""
    codes = np.zeros(SLOTS, np.uint16)
    for number, words in enumerate((*_KINDS.values(), _DENIALS, " ".join(sorted(PLAIN)))):
        codes[_words_in(words)[1].singles] |= 1 << number
    return codes


_CODES: Final = _codes()
_BITS: Final = np.arange(1 << len(_KINDS))[:, None] >> np.arange(len(_KINDS)) & 1
"""Which kinds each sum of kinds has, shape (2^kinds, kinds)."""


class Screen:
    """A line over the figures of SCREEN."""

    def __init__(self, coefficients: Floats) -> None:
        """Take the coefficients of SCREEN, the intercept, and the logit from which a comment is read."""
        self._wording = coefficients[0]
        lengths = np.arange(_MANY + 1)
        self._by_length = coefficients[1] * np.log1p(lengths) + coefficients[2] * (lengths <= _FEW) + coefficients[-2]
        self._by_kinds = (_BITS * coefficients[3 : 3 + len(_KINDS)]).sum(axis=1)
        self._taken_up = np.where(lengths <= _FEW, coefficients[-4] + coefficients[-3], coefficients[-4])
        self.least: float = coefficients[-1]

    def logits(self, posted: Sequence[InContext], block: Block, words: Words, wording: Floats) -> Floats:
        """Return the log-odds that each comment of a block disputes a word, shape (n,).

        Whether one takes up a word of its article is looked at only where that decides whether it is read.
        """
        codes, counts = _CODES.take(words.singles), np.diff(words.firsts)
        lengths = np.minimum(counts, _MANY)
        logits: Floats = np.clip(wording, _LEAST, _MOST) * self._wording
        logits += self._by_length.take(lengths)
        logits += self._by_kinds.take(_kinds(codes, words.firsts, counts))
        raised = logits + self._taken_up.take(lengths)
        near = np.flatnonzero((logits <= self.least) & (raised > self.least) & (counts > 0)).tolist()
        unsure = np.array([row for row in near if posted[row].article], dtype=np.int64)
        taking = unsure[taken_up(posted, block, words, unsure)]
        logits[taking] = raised[taking]
        return logits


def figures(posted: Sequence[InContext], block: Block, words: Words, wording: Floats) -> Floats:
    """Return the figures of SCREEN for each comment of a block, shape (n, len(SCREEN)): what a screen is fitted on."""
    counts = np.diff(words.firsts)
    few, takes = counts <= _FEW, np.zeros(len(counts), np.bool_)
    rows = np.flatnonzero(counts)
    takes[rows] = taken_up(posted, block, words, rows)
    kinds = _BITS[_kinds(_CODES.take(words.singles), words.firsts, counts)]
    length = np.log1p(np.minimum(counts, _MANY))
    return np.column_stack([np.clip(wording, _LEAST, _MOST), length, few, kinds, takes, few & takes])


def _kinds(codes: Codes, firsts: Slots, counts: Slots) -> Slots:
    """Return which kinds of words each comment has, as a sum of bits."""
    found = np.bitwise_or.reduceat(np.append(codes, np.uint16(0)), firsts[:-1]) if len(counts) else codes[:0]
    return np.where(counts > 0, found & (_DENYING - 1), 0).astype(np.int64)


def taken_up(posted: Sequence[InContext], block: Block, words: Words, rows: Slots) -> Flags:
    """Return which of the comments chosen name, deny, quote or throw back a word of their article, shape (rows,)."""
    counts = np.diff(words.firsts)[rows]
    owners = np.repeat(np.arange(len(rows)), counts)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = _part(words, words.firsts[rows[owners]] + places)
    codes = _CODES.take(part.singles)
    told = np.flatnonzero(_held_up(block, part, places, codes) & ((codes & _PLAIN) == 0))
    bare = _without_quote(block, _part(part, told))
    long = bare.ends - bare.starts >= _SHORTEST
    keys = first_bytes(block, bare, _BEGINNING)[long]
    return _in_articles([posted[row].article for row in rows.tolist()], keys, owners[told[long]])


def _held_up(block: Block, words: Words, places: Slots, codes: Codes) -> Flags:
    """Return which words are thrown back at the start of their comment, or quoted, denied or named.

    `places` counts the words of each comment from 0.
    """
    letters = np.frombuffer(block.blob, np.uint8)
    before = _MARKS.take(letters[words.starts - 1]) | _MARKS.take(letters[words.starts])
    after = _MARKS.take(letters[words.ends])
    after |= (after & _QUOTE) * _MARKS.take(letters[words.ends + 1])
    points = (codes & (_NAMING | _DENYING)) > 0
    quoted, asked = (before & _QUOTE) > 0, (after & _ASKED) > 0
    ends = asked & (places < _OPENING)
    held_up: Flags = quoted | asked | (((after & _STOP) > 0) & (places == 0))
    for step in range(1, _REACH + 1):
        within = places[step:] >= step
        held_up[step:] |= within & points[:-step]
        held_up[:-step] |= within & ends[step:]  # the words of an opening before its last
    held_up[1:] |= (places[1:] > 0) & quoted[:-1]
    return held_up


def _part(words: Words, chosen: Slots) -> Words:
    """Return the chosen words; they belong to no text and begin no pair."""
    nothing = chosen[:0]
    return Words(
        words.starts[chosen], words.ends[chosen], words.singles[chosen], nothing, nothing, words.hashes[chosen]
    )


def _without_quote(block: Block, words: Words) -> Words:
    """Return words without the single quote that opens them, which counts as a letter."""
    opens = np.frombuffer(block.blob, np.uint8)[words.starts] == _APOSTROPHE
    return Words(words.starts + opens, words.ends, words.singles, words.pairs, words.firsts, words.hashes)


def _in_articles(articles: Sequence[Article | None], keys: U64, owners: Slots) -> Flags:
    """Return which comments have a word that begins like one of their articles', given each word's comment."""
    found = np.zeros(len(articles), np.bool_)
    uses: frozenset[int] = frozenset()
    last = -1
    for owner, key in zip(owners.tolist(), keys.tolist(), strict=True):
        if owner != last:
            article, last = articles[owner], owner
            uses = _beginnings(article.title, article.text) if article else frozenset()
        if key in uses:
            found[owner] = True
    return found


@lru_cache(maxsize=256)
def _beginnings(title: str, text: str) -> frozenset[int]:
    """Return how the words of a title and a text begin."""
    return frozenset(begun(cut.of([(title, text)])[0], _BEGINNING).tolist())
