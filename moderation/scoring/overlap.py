"""How much texts share with what they stand under, weighed by how rare each shared word is.

All texts of a block are compared at once: the words of every article among them lie side by side, sorted, and each
word of a comment is looked up there. Articles are read once and kept, since a thousand comments stand under one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.articles import ARTICLE_WINDOW, Latest, Text, cut
from moderation.scoring.bags import (
    BUCKETS,
    TELLING,
    Background,
    Bags,
    Floats,
    Whole,
    bags_of,
    bags_of_texts,
    buckets_by,
    directions,
    firsts_of,
    sums,
)
from moderation.scoring.hashing import in_blocks
from moderation.scoring.sentences import sentences

_KEPT_SENTENCES: Final = 32

_FLAT: Final = 1e-4
"""Added to the variance: a text of words that no background article has would have none."""

_STURDY: Final = 30.0
"""Added to a sentence's squared length: a three-word sentence that shares one word is no close match."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Texts to compare with, k of them side by side: their m words, by text and then by bucket."""

    keys: Whole
    weights: Floats
    """Of length 1 in each text."""
    title: Floats
    """A word's share in the weight of the title's words; 0 for words that the title lacks."""
    directions: Floats
    """Shape (k, DIMENSIONS)."""

    @classmethod
    def of(cls, bags: Bags, background: Background) -> "Known":
        """Return the texts of bags as texts to compare with; none has a title."""
        weights = bags.weights / bags.lengths.take(bags.owners)
        return cls(bags.keys, weights, np.zeros(len(weights)), directions(bags, background))

    @classmethod
    def beside(cls, texts: "Sequence[Known]") -> "Known":
        """Return texts put side by side, numbered in their order."""
        if len(texts) == 1:
            return texts[0]
        counts = accumulate((len(text.directions) for text in texts), initial=0)
        return cls(
            np.concatenate([text.keys + (count << 16) for count, text in zip(counts, texts, strict=False)]),
            np.concatenate([text.weights for text in texts]),
            np.concatenate([text.title for text in texts]),
            np.concatenate([text.directions for text in texts]),
        )

    def parts(self) -> "Iterator[Known]":
        """Yield the texts one by one, each in arrays of its own: a part of the whole would keep all of it."""
        bounds = self.keys.searchsorted(np.arange(len(self.directions) + 1) << 16)
        for number, (first, last) in enumerate(pairwise(bounds.tolist())):
            yield Known(
                self.keys[first:last] & (BUCKETS - 1),
                self.weights[first:last].copy(),
                self.title[first:last].copy(),
                self.directions[number : number + 1].copy(),
            )


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """What each of n texts shares with the one that it stands under; 0 where it stands under none."""

    cosine: Floats
    """tf-idf cosine, 0 to 1."""
    surprise: Floats
    """Standard deviations by which the cosine exceeds that with the background's articles."""
    coverage: Floats
    """Share of the text's telling weight that stands on words of the other, 0 to 1."""
    rarest: Floats
    """The idf of the rarest word in both; 0 when none is telling."""
    title: Floats
    """Share of the title's weight whose words the text has."""
    kinship: Floats
    """Cosine of where both point among the kin of their words, -1 to 1."""
    shared: NDArray[np.bool_]
    """Of each entry of the bags, whether the other text has the word."""


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """Texts ready to be compared: what is needed of them whatever they stand under."""

    bags: Bags
    lengths: Floats
    expected: Floats
    """The cosine with an article of the background, and how far it spreads, as if words were independent."""
    spread: Floats
    telling: Floats
    directions: Floats

    @classmethod
    def of(cls, bags: Bags, background: Background) -> "Measure":
        """Return texts measured against the background; no article of it need be kept."""
        lengths, weights = bags.lengths, bags.weights
        expected = bags.summed(weights * background.mean.take(bags.places)) / lengths
        variance = bags.summed(weights * weights * background.variance.take(bags.places)) / (lengths * lengths)
        telling = bags.summed(np.where(bags.idf >= TELLING, weights, 0.0))
        return cls(bags, lengths, expected, np.sqrt(variance + _FLAT), telling, directions(bags, background))

    @property
    def known(self) -> Known:
        """The same texts as texts to compare with; none has a title."""
        weights = self.bags.weights / self.lengths.take(self.bags.owners)
        return Known(self.bags.keys, weights, np.zeros(len(weights)), self.directions)

    def against(self, known: Known, under: Whole) -> Overlap:
        """Return what each text shares with the text of `known` that it stands under; `under` is -1 for none."""
        bags = self.bags
        at, shared = _looked_up(known.keys, under.take(bags.owners) << 16 | bags.places)
        found = shared.nonzero()[0]
        where = at.take(found)
        owners, weights, idf = bags.owners.take(found), bags.weights.take(found), bags.idf.take(found)
        count = len(bags.words)
        placed = under >= 0
        cosine = sums(owners, weights * known.weights.take(where), count) / self.lengths
        telling = sums(owners, np.where(idf >= TELLING, weights, 0.0), count)
        rarest = np.zeros(count, np.float32)
        first = firsts_of(owners)
        if len(first):
            rarest[owners[first]] = np.maximum.reduceat(idf, first)
        other = known.directions.take(np.maximum(under, 0), axis=0)
        return Overlap(
            cosine,
            np.where(placed, (cosine - self.expected) / self.spread, 0.0),
            telling / np.maximum(self.telling, 1e-12),
            np.where(rarest >= TELLING, rarest, 0.0),
            sums(owners, known.title.take(where), count),
            np.where(placed, (self.directions * other).sum(axis=1), 0.0),
            shared,
        )

    def nothing(self) -> Overlap:
        """Return the overlap of texts that all stand under nothing."""
        none = np.zeros(len(self.lengths))
        return Overlap(none, none, none, none, none, none, np.zeros(len(self.bags.owners), np.bool_))


def _looked_up(keys: Whole, wanted: Whole) -> tuple[Whole, NDArray[np.bool_]]:
    """Return where each wanted key stands among sorted ones, and whether it does."""
    at = keys.searchsorted(wanted)
    return at, keys.take(at, mode="clip") == wanted if len(keys) else np.zeros(len(wanted), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Sentenced:
    """An article's sentences, to find the one closest to a comment."""

    spans: list[tuple[int, int]]
    bags: Bags
    norms: Floats

    def closest(self, bag: Bags) -> tuple[int, int] | None:
        """Return the span of the sentence that shares most telling weight with a single text; None when none does."""
        if not len(bag.places):
            return None
        at, shared = _looked_up(bag.places, self.bags.places)
        weight = np.where(shared & (self.bags.idf >= TELLING), bag.weights.take(at, mode="clip"), 0.0)
        close = self.bags.summed(weight) / self.norms
        best = int(close.argmax())
        return self.spans[best] if close[best] > 0.0 else None


def _placed(texts: Sequence[Text]) -> Iterator[NDArray[np.uint16]]:
    """Yield the bucket of each word of articles."""
    return (buckets_by(beginnings).astype(np.uint16) for beginnings in cut.of(texts))


placed: Final = Latest(_placed, kept=4_096)
"""What every background weighs of an article, 2 bytes a word."""


class Library:
    """Articles read against one background; the last few hundred are kept."""

    def __init__(self, background: Background) -> None:
        self.background = background
        self.articles = Latest(self._articles)
        self.sentences = lru_cache(maxsize=_KEPT_SENTENCES)(self._sentences)

    def _articles(self, texts: Sequence[Text]) -> Iterator[Known]:
        """Yield articles, each as a text to compare with."""
        begin = 0
        for block in in_blocks(text for _, text in texts):
            yield from self._together(texts[begin : begin + len(block)]).parts()
            begin += len(block)

    def _together(self, texts: Sequence[Text]) -> Known:
        """Return articles side by side; the title of each counts as its first sentence does."""
        places = placed.of(texts)
        firsts = np.cumsum([0, *map(len, places)])
        bags = bags_of(firsts, np.concatenate(places).astype(np.int64), self.background)
        whole = Known.of(bags, self.background)
        named = bags_of_texts([title for title, _ in texts], self.background)
        idf = np.where(named.idf >= TELLING, named.idf, 0.0).astype(np.float64)
        shares = np.zeros(len(whole.keys))
        at, found = _looked_up(whole.keys, named.keys)
        shares[at[found]] = (idf / np.maximum(named.summed(idf), 1e-12).take(named.owners))[found]
        return replace(whole, title=shares)

    def _sentences(self, text: str) -> Sentenced | None:
        """Return the sentences of an article; None where it has none."""
        text = text[:ARTICLE_WINDOW]
        spans = sentences(text)
        if not spans:
            return None
        bags = bags_of_texts([text[begin:end] for begin, end in spans], self.background)
        telling = np.where(bags.idf >= TELLING, bags.idf, 0.0).astype(np.float64)
        return Sentenced(spans, bags, np.sqrt(bags.summed(telling * telling) + _STURDY))
