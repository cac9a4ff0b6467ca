"""Copies of comments with slips of the keyboard: two neighbouring letters swapped, as hurry or a filter makes them.

A head that has seen only good spelling loses .2 of ROC-AUC on its strongest words when two of their letters swap.
"""

import re
from typing import Final

import numpy as np

from training.corpora import Corpus

SOURCE: Final = "slips"

_SLIPPED: Final = 0.3
"""The share of longer words that are misspelt in a copy."""

_COPIED: Final = 0.5
"""The share of comments that are copied."""

_LONGER: Final = re.compile(r"[A-Za-z]{4,}")


def slips(corpus: Corpus, seed: int) -> Corpus:
    """Return misspelt copies of some texts; each keeps label, kind and group, so no split parts it from them."""
    rng = np.random.default_rng(seed)
    copied = corpus.where(rng.random(len(corpus)) < _COPIED)
    texts = np.array([_LONGER.sub(lambda found: _slipped(found[0], rng), text) for text in copied.texts], dtype=object)
    sources = np.full(len(texts), SOURCE, dtype=object)
    return Corpus(texts, copied.abusive, sources, copied.kinds, copied.shares)


def _slipped(word: str, rng: np.random.Generator) -> str:
    """Return a word, now and then with two letters inside it swapped; how it begins and ends stays."""
    if rng.random() >= _SLIPPED:
        return word
    at = int(rng.integers(1, len(word) - 2))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
