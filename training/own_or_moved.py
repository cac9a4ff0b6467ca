"""Comments in context, some of them moved there from elsewhere: what teaches relatedness without a label.

Apart from where they are made of corpora, so that a desk's retraining loads no reader of those: .6 s of its 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Comments in context, and whether each was moved there from elsewhere."""

    posted: list[InContext]
    moved: NDArray[np.bool_]
    near: NDArray[np.bool_]
    """Moved to the most similar other article, the hard kind."""
    group: NDArray[np.int64]
    """The number of the article a comment comes from; one side of any split."""


def part(whole: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    """Return the chosen rows."""
    rows = np.flatnonzero(chosen)
    return Pairs([whole.posted[row] for row in rows], whole.moved[rows], whole.near[rows], whole.group[rows])
