"""A desk's own reading of a label's scores: a map from chance to chance that never changes their order.

Where a desk finds the label in half of the comments scored .8, .8 is not their chance. The map is a line between
fixed knots, so that a line over log-odds and steps found by counting are kept alike, and rises at every step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.labels import LABELS, Label

Floats = NDArray[np.float64]

KNOTS: Final[Floats] = 1.0 / (1.0 + np.exp(-np.arange(-48, 49) / 4.0))
"""Chances between which the map is straight, every quarter of log-odds from -12 to 12: a line over log-odds of slope .5
is met to 1 part in 400."""

_EDGES: Final = np.concatenate([[0.0], KNOTS, [1.0]])

NAMES: Final[Mapping[Label, str]] = {label: f"recalibrated_{label.value}" for label in LABELS}
"""The array of a model that holds a label's map: what each knot becomes."""


@dataclass(frozen=True, slots=True, eq=False)
class Recalibration:
    """What each knot becomes; None changes nothing."""

    chances: Floats | None = None

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], label: Label) -> "Recalibration":
        """Return a label's map in a model's arrays; that of a model without one changes nothing."""
        name = NAMES[label]
        return cls(arrays[name].astype(np.float64)) if name in arrays else cls()

    def __call__(self, scores: Floats) -> Floats:
        """Return scores of any shape as the desk reads them; NaN stays NaN."""
        if self.chances is None:
            return scores
        read: Floats = np.interp(scores, _EDGES, np.concatenate([[0.0], self.chances, [1.0]]))
        return read


AS_IT_IS: Final = Recalibration()


def is_rising(chances: NDArray[Any]) -> bool:
    """Return whether an array is a map: chances over 0 and under 1, each larger than the one before."""
    if chances.shape != KNOTS.shape or not np.issubdtype(chances.dtype, np.floating):
        return False
    return bool((np.diff(chances, prepend=0.0, append=1.0) > 0).all())
