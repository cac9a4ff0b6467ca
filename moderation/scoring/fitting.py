"""Whether a model's arrays fit this program, looked at before any of them serves.

A checksum says that a model is as it was written, not that it was written well: an array of another shape would end
in the middle of somebody's queue, and a figure that is no number would score without a word.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import ModelNotTrusted
from moderation.scoring import stage
from moderation.scoring.artefact import LESSON_REFS, Artefact
from moderation.scoring.bags import BUCKETS, DIMENSIONS
from moderation.scoring.calibration import ABUSE_HEADS
from moderation.scoring.hashing import SLOTS
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK, HEADS
from moderation.scoring.recalibration import NAMES, is_rising
from moderation.scoring.relevance import FEATURES
from moderation.scoring.terminology import LENGTHS as _TERMINOLOGY

_RELEVANCE: Final = {
    "relevance_idf": BUCKETS,
    "relevance_mean": BUCKETS,
    "relevance_deviation": BUCKETS,
    "relevance_vectors": BUCKETS * DIMENSIONS,
    "relevance_middle": DIMENSIONS,
    "relevance_coefficients": len(FEATURES) + 1,
}
_KNOWN: Final = "known"
_TELLING: Final = "telling"
_WHOLE: Final = {_KNOWN: np.uint8, "relevance_vectors": np.int8}
"""Arrays of whole numbers; all others are of floating ones."""
_LENGTHS: Final = {**dict.fromkeys(HEADS, SLOTS), _KNOWN: SLOTS // 8, KIN: BUCKETS, **_RELEVANCE, **_TERMINOLOGY}

_TOGETHER: Final = (frozenset(ABUSE_HEADS), frozenset(_RELEVANCE), frozenset(_TERMINOLOGY))
"""What a label is judged by: all of it or, in a model that was not taught the label, none."""


_WITH_A_LINE: Final = frozenset((*ABUSE_HEADS, DESK))
"""Heads that are read as log-odds, each by its own line."""


def fitting(artefact: Artefact) -> Artefact:
    """Return a model that was read, known to fit; raises ModelNotTrusted."""
    fault = _fault(artefact)
    if fault:
        raise ModelNotTrusted(
            f"The model {artefact.version!r} {fault}; it was not loaded. Install the program again where it came with "
            "it; elsewhere `triage models rollback` goes back to the one before."
        )
    return artefact


def _fault(artefact: Artefact) -> str:
    """Return what is wrong with a model's arrays, as the end of a sentence; empty where nothing is."""
    present = set(artefact.arrays)
    for parts in _TOGETHER:
        if parts & present and not parts <= present:
            return f"lacks {', '.join(sorted(parts - present))}"
    if present & set(_TERMINOLOGY) and "wording" not in present:
        return "lacks wording"
    if KIN in present and DESK not in present:
        return f"lacks {DESK}"
    if present & _WITH_A_LINE - set(artefact.calibration):
        return "lacks the calibration of a head"
    if _TELLING in present and not _is_sorted(artefact.arrays[_TELLING]):
        return f"has other figures than this program reads in {_TELLING}"
    if LESSON_REFS in present and not _is_list_of_rows(artefact.arrays[LESSON_REFS]):
        return f"has other figures than this program reads in {LESSON_REFS}"
    fallen = [name for name in sorted(NAMES.values()) if name in present and not is_rising(artefact.arrays[name])]
    if fallen:
        return f"has a map of scores that does not rise in {', '.join(fallen)}"
    misshapen = [name for name in sorted(present & set(_LENGTHS)) if not _fits(artefact, name)]
    if misshapen:
        return f"has other figures than this program reads in {', '.join(misshapen)}"
    return stage.fault(artefact.arrays)


def _is_sorted(hashes: NDArray[Any]) -> bool:
    """Return whether an array is a list of 64-bit hashes in rising order, as it is searched."""
    return hashes.ndim == 1 and hashes.dtype == np.uint64 and bool((hashes[1:] > hashes[:-1]).all())


def _is_list_of_rows(refs: NDArray[Any]) -> bool:
    """Return whether an array is a list of row numbers."""
    return refs.ndim == 1 and refs.dtype == np.int64


def _fits(artefact: Artefact, name: str) -> bool:
    """Return whether an array has its length, its kind of number, and no figure that is none."""
    array = artefact.arrays[name]
    is_kind = array.dtype == _WHOLE[name] if name in _WHOLE else np.issubdtype(array.dtype, np.floating)
    return array.shape == (_LENGTHS[name],) and bool(is_kind) and bool(np.isfinite(array).all())
