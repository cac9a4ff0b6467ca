"""Where texts point among the kin of their words: what a desk's decisions move beside single words.

The directions are those that off-topic compares a comment with its article by, learnt from the company that words keep
in articles and freely licensed comments; what a direction means on a site, its decisions say.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.bags import BUCKETS, PLAIN, Background, buckets_of
from moderation.scoring.hashing import Block, Words
from moderation.scoring.kin import once
from training.hashed import Kinds, hashed
from training.pull import DECIMALS, Floats


class Kinship:
    """The directions in which a model's words stand beside each other."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take a model's arrays; one that was not taught off-topic knows no directions."""
        self._places = np.zeros(0, np.int64)
        self._towards = np.zeros((0, 0), np.float32)
        if "relevance_vectors" in arrays:
            background = Background.of(arrays)
            weights = np.maximum(background.idf - np.float32(PLAIN), 0) / np.float32(127)
            self._places = np.flatnonzero(weights * background.vectors.any(axis=1))
            # a quarter of the buckets: 2 MB are read faster than 16
            self._towards = weights[self._places, None] * background.vectors[self._places]
        self._row = np.full(BUCKETS, -1)
        self._row[self._places] = np.arange(len(self._places))

    def read(self, texts: Sequence[str], kinds: Kinds) -> tuple[csr_matrix, Floats]:
        """Return texts as rows of features, and where each points, shape (n, directions)."""
        found = [np.zeros((0, self._towards.shape[1]))]
        rows = hashed(texts, kinds, lambda block, words: found.append(self._of(block, words)))
        return rows, np.concatenate(found)

    def _of(self, block: Block, words: Words) -> Floats:
        """Return where the texts of a block point."""
        count = len(block.sizes)
        owners, places = once(words, buckets_of(block, words), self._row >= 0)
        ends = owners.searchsorted(np.arange(count + 1))
        ones, shape = np.ones(len(places), np.float32), (count, len(self._towards))
        said = csr_matrix((ones, self._row[places], ends), shape=shape) @ self._towards
        return np.asarray(said / block.roots[:, None])

    def weights(self, change: Floats) -> NDArray[np.float32]:
        """Return what each bucket of words weighs once each direction weighs so much, shape (BUCKETS,).

        Rounded: sums in another order on another machine must not change a model's bytes.
        """
        weights = np.zeros(BUCKETS, np.float32)
        weights[self._places] = np.round(self._towards.astype(np.float64) @ change, DECIMALS)
        return weights
