"""Texts as the matrix that heads are fitted on: the features that serving reads, in the same slots.

It is built block by block, so that duplicates are counted within 64 KiB of text and never over the whole corpus:
a global sort took 3.3 GB for 194 thousand rows.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.hashing import BITS, SLOTS, Block, gram_slots, in_blocks, joined, words_of
from moderation.scoring.normal import scoring_copies


def hashed(texts: Sequence[str]) -> csr_matrix:
    """Return texts (as readers wrote them) as rows of features, shape (n, SLOTS), float32.

    A value is how often the feature occurs over the root of the text's bytes (32 at least): `hashed(texts) @ weights`
    is the logit that `Heads.read` returns, up to quantisation.
    """
    slots, values, lengths = [], [], [np.zeros(1, np.int64)]
    for block in copied_blocks(texts):
        keys, counts = np.unique(_keys(block), return_counts=True)
        rows = keys >> BITS
        slots.append((keys & (SLOTS - 1)).astype(np.int32))
        values.append((counts / block.roots[rows]).astype(np.float32))
        lengths.append(np.bincount(rows, minlength=len(block.sizes)))
    if not slots:
        return csr_matrix((0, SLOTS), dtype=np.float32)
    ends = np.cumsum(np.concatenate(lengths))
    return csr_matrix((np.concatenate(values), np.concatenate(slots), ends), shape=(len(texts), SLOTS))


def word_counts(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return in how many texts each word stands, by slot."""
    counts = np.zeros(SLOTS, np.int64)
    for block in copied_blocks(texts):
        words = words_of(block)
        owners = np.repeat(np.arange(len(block.sizes)), np.diff(words.firsts))
        seen = np.unique((owners << BITS) | words.singles) & (SLOTS - 1)
        counts += np.bincount(seen, minlength=SLOTS)
    counts[0] = 0
    return counts


def copied_blocks(texts: Sequence[str]) -> Iterator[Block]:
    """Yield the texts' scoring copies, joined into blocks."""
    for block in in_blocks(texts):
        yield joined(scoring_copies(block))


def _keys(block: Block) -> NDArray[np.int64]:
    """Return (text number, slot) of every feature that occurs, as one integer each."""
    owners = np.repeat(np.arange(len(block.sizes)), block.sizes) << BITS
    grams = [(owners | slots)[slots > 0] for _, slots in gram_slots(block)]
    words = words_of(block)
    owners = np.repeat(np.arange(len(block.sizes)), np.diff(words.firsts)) << BITS
    whole = [(owners | slots)[slots > 0] for slots in (words.singles, words.pairs)]
    return np.concatenate([*grams, *whole])
