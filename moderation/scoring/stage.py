"""The second stage of the abuse score: a few dozen small trees over what the experts say of a text and its manners.

A text is not the sum of its words: one hostile sentence in a long comment counts, and what the hate head says counts
where the others agree. The trees only ever rise with an expert, so that a worse word never makes a comment better, and
they are plain arrays: every tree is complete and three questions deep, so all trees and texts go down together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.hashing import in_even_blocks
from moderation.scoring.ngrams import HEADS, Readings
from moderation.scoring.normal import READ

EXPERTS: Final = ("hostility", "hate", "hardened", "contrast")
"""The heads that the trees ask, in the order of their columns."""

DEPTH: Final = 3
"""Questions on the way to a leaf, which `Stage.log_odds` spells out."""

NODES: Final = (1 << DEPTH) - 1
LEAVES: Final = 1 << DEPTH

MANNERS: Final = ("length", "capitals", "exclamations", "questions", "quotes")
"""What is counted in a text as written: its bytes, share of capitals, signs (MOST_SIGNS at most)."""

MOST_SIGNS: Final = 5

FEATURES: Final = len(EXPERTS) * 2 + len(MANNERS)
"""Columns: what each expert says of the whole, then of the sentence it minds most, then the manners."""

ARRAYS: Final = ("stage_asked", "stage_cuts", "stage_leaves", "stage_start")

_AT_ONCE: Final = 512
"""Texts whose answers are held at once: 420 answers of 9 bytes each, 2 MB."""

_COLUMNS: Final = [HEADS.index(expert) for expert in EXPERTS]

_SIGNS: Final = {**dict.fromkeys(range(65, 91), 1), 33: 2, 63: 3, 34: 4}
"""Which byte is a capital, an exclamation mark, a question mark or a quote."""

_KINDS: Final = 5
_KIND_OF_BYTE: Final = bytes(_SIGNS.get(byte, 0) for byte in range(256))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Fitted trees, every node numbered as in a heap: the children of node i are 2 i + 1 (at most the cut), 2 i + 2."""

    asked: NDArray[np.uint8]
    """Which column each node asks, shape (trees, NODES)."""
    cuts: Floats
    """Where it parts, shape (trees, NODES); infinite where a tree is less deep."""
    leaves: Floats
    """What each leaf adds to the log-odds, shape (trees, LEAVES)."""
    start: float
    """The log-odds before any tree."""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Stage":
        """Return the trees of a model."""
        asked, cuts, leaves, start = (arrays[name] for name in ARRAYS)
        return cls(asked, cuts, leaves, float(start[0]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the trees as a model holds them."""
        return dict(zip(ARRAYS, (self.asked, self.cuts, self.leaves, np.array([self.start])), strict=True))

    def log_odds(self, columns: Floats) -> Floats:
        """Return the log-odds of texts, shape (n,), from `columns` of shape (FEATURES, n)."""
        if columns.shape[1] <= _AT_ONCE:
            return self._added(columns)
        cut = range(0, columns.shape[1], _AT_ONCE)
        return np.concatenate([np.zeros(0), *(self._added(columns[:, at : at + _AT_ONCE]) for at in cut)])

    def _added(self, columns: Floats) -> Floats:
        """Return the log-odds of a few texts; to ask every question of every tree is faster than to walk down."""
        answers = columns[self.asked.T] > self.cuts.T[:, :, None]
        first = answers[0]
        second = np.where(first, answers[2], answers[1])
        third = np.where(first, np.where(second, *answers[[6, 5]]), np.where(second, *answers[[4, 3]]))
        leaf = (first.view(np.uint8) << 2) | (second.view(np.uint8) << 1) | third.view(np.uint8)
        found = np.empty((1 + len(self.leaves), columns.shape[1]))
        found[0] = self.start
        self.leaves.ravel().take(leaf + np.arange(0, self.leaves.size, LEAVES)[:, None], out=found[1:], mode="clip")
        # one tree after the other: a sum whose order hung on the batch would not be the same to the bit
        added: Floats = np.add.accumulate(found, axis=0)[-1]
        return added


def columns(readings: Readings, manners: Floats) -> Floats:
    """Return what the trees ask of n texts, shape (FEATURES, n)."""
    experts = len(_COLUMNS)
    asked = np.empty((FEATURES, len(readings.logits)))
    asked[:experts] = readings.logits.T[_COLUMNS]
    asked[experts : 2 * experts] = readings.peaks.T[_COLUMNS]
    asked[2 * experts :] = manners
    return asked


def manners(texts: Sequence[str]) -> Floats:
    """Return how texts are written, shape (len(MANNERS), n)."""
    counted = [_counted(block) for block in in_even_blocks(texts)]
    if len(counted) == 1:
        return counted[0]
    return np.concatenate(counted, axis=1) if counted else np.zeros((len(MANNERS), 0))


def _counted(texts: list[str]) -> Floats:
    """Return the manners of one block of texts; signs are rare, so that only where they stand is looked at."""
    encoded = [text[:READ].encode("utf-8", "surrogatepass") for text in texts]
    sizes = np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1
    kinds: NDArray[np.uint8] = np.frombuffer(b" ".join(encoded).translate(_KIND_OF_BYTE), np.uint8)
    places = (kinds != 0).nonzero()[0]
    owners = sizes.cumsum().searchsorted(places, "right")
    counts = np.bincount(owners * _KINDS + kinds.take(places), minlength=len(texts) * _KINDS).reshape(-1, _KINDS).T
    counted = np.empty((len(MANNERS), len(texts)))
    counted[0] = sizes
    np.divide(counts[1], sizes, out=counted[1])
    np.minimum(counts[2:], MOST_SIGNS, out=counted[2:])
    return counted


def fault(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return what is wrong with the trees of a model, as the end of a sentence; empty where nothing is."""
    present = [name for name in ARRAYS if name in arrays]
    if not present:
        return ""
    if len(present) < len(ARRAYS):
        return f"lacks {', '.join(sorted(set(ARRAYS) - set(present)))}"
    asked, cuts, leaves, start = (arrays[name] for name in ARRAYS)
    trees = len(asked)
    shapes = [array.shape for array in (asked, cuts, leaves, start)]
    sound = shapes == [(trees, NODES), (trees, NODES), (trees, LEAVES), (1,)] and asked.dtype == np.uint8
    figures = all(array.dtype == np.float64 for array in (cuts, leaves, start))
    if not (sound and figures and bool((asked < FEATURES).all()) and not np.isnan(cuts).any()):
        return "has trees that are none"
    return "" if np.isfinite(leaves).all() and np.isfinite(start).all() else "has figures in its trees that are none"
