"""Where a candidate comes from, kept in the model itself: what it takes to explain it, or to build its bytes again.

The comments learnt from are kept as row numbers and no word of them, so that after an erasure a model can be asked
whether it still contains somebody's comments.
"""

import platform
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import scipy

from moderation import __version__
from moderation.scoring.artefact import LESSON_REFS, Artefact
from training.candidate import digest_of, fingerprint
from training.examples import Examples, Split

SEED: Final = 0
"""Stated in each model: what is drawn while a candidate is made is drawn from constants, never from the clock."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a candidate's lessons were read, and the model it stood against."""

    log_position: int | None
    """The last row of the log that moved a decision; None where a labelled file was learnt from."""
    incumbent: str
    unseen_after: str
    """Until when the incumbent had learnt: what was decided later is measured on."""
    log_seal: str = ""
    """What that row was sealed with: a witness, beside the desk file, of the log up to there."""


def traced(artefact: Artefact, base: Artefact, parts: Split, origin: Origin) -> Artefact:
    """Return a candidate that says where it comes from; its figures stay as they are."""
    settings = {
        **artefact.settings,
        "log_position": origin.log_position,
        **({"log_seal": origin.log_seal} if origin.log_seal else {}),
        "incumbent": origin.incumbent,
        "unseen_after": origin.unseen_after,
        "held_out": len(parts.held_out),
        "held_out_fingerprint": fingerprint(parts.held_out),
        "base_fingerprint": digest_of(base),
        "seed": SEED,
        "versions": versions(),
    }
    arrays = {**artefact.arrays, LESSON_REFS: taught_by(parts.taught)}
    return replace(artefact, settings=settings, arrays=arrays)


def versions() -> dict[str, str]:
    """Return the versions of what makes a candidate; another one may round a sum otherwise."""
    return {
        "triage": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


def taught_by(taught: Examples) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the row numbers of the comments learnt from, rising; none for those of a labelled file."""
    refs = np.unique(taught.ref)
    return refs[refs > 0]
