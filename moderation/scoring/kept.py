"""What a model says of a comment before anything that a desk can teach comes in: kept beside it, and used again.

A retraining moves words, an off-topic head and a few dozen coefficients; the rest is most of the work. It is kept under
a digest of every array that no retraining changes and of this program's own code, so that what another base model or
another program said is never taken for what this one says.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS
from moderation.scoring.abuse import WHOLE
from moderation.scoring.artefact import LESSON_REFS, Artefact
from moderation.scoring.found import Found
from moderation.scoring.kin import KIN
from moderation.scoring.ngrams import DESK
from moderation.scoring.recalibration import NAMES

_TAUGHT: Final = frozenset(
    (DESK, KIN, LESSON_REFS, "terminology_speech", "terminology_standing", "terminology_alone", *map(NAMES.get, LABELS))
)
"""Arrays that a retraining changes; those of off-topic are all of them."""

_TAUGHT_HEAD: Final = "relevance_"
_TAUGHT_LINES: Final = frozenset((DESK, WHOLE))

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What no retraining changes, of n comments."""

    own: Floats
    """Log-odds of abuse before a desk's words and line, shape (n,)."""
    judged: Flags
    """Whether abuse is judged."""
    plain: Flags
    """Whether the n-gram heads read the text as it is written: no disguise, no sign to fold, no name of a group."""
    screen: Floats
    """Log-odds of disputed terminology by the screen."""
    found: Mapping[int, Found]
    """What was found in the comments that pass it, by their place among the n."""

    def __getitem__(self, rows: Sequence[int]) -> "Kept":
        chosen = np.asarray(rows, np.int64)
        found = {place: self.found[row] for place, row in enumerate(rows) if row in self.found}
        return Kept(self.own[chosen], self.judged[chosen], self.plain[chosen], self.screen[chosen], found)


def together(parts: Sequence[Kept]) -> Kept:
    """Return several as one."""
    begins = np.cumsum([0, *(len(part.own) for part in parts)]).tolist()
    found = {begin + row: one for begin, part in zip(begins, parts, strict=False) for row, one in part.found.items()}
    nothing, none = np.zeros(0), np.zeros(0, np.bool_)
    return Kept(
        np.concatenate([nothing, *(part.own for part in parts)]),
        np.concatenate([none, *(part.judged for part in parts)]),
        np.concatenate([none, *(part.plain for part in parts)]),
        np.concatenate([nothing, *(part.screen for part in parts)]),
        found,
    )


def digest(artefact: Artefact) -> str:
    """Return a hash of all that what is kept rests on: figures, code, and the library that computes."""
    lines = {name: line for name, line in artefact.calibration.items() if name not in _TAUGHT_LINES}
    seen = hashlib.sha256(repr((_code(), np.__version__, sorted(lines.items()))).encode())
    for name, array in sorted(artefact.arrays.items()):
        if name not in _TAUGHT and not name.startswith(_TAUGHT_HEAD):
            seen.update(repr((name, array.dtype.str, array.shape)).encode())
            seen.update(np.ascontiguousarray(array).tobytes())
    return seen.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """Return a hash of the code that reads comments: a change of it says something else of the same figures."""
    seen = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        seen.update(path.read_bytes())
    return seen.hexdigest()
