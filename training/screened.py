"""Which comments pass the screen for disputed terminology, and so are worth reading for an objection to a word.

Apart from where the head is fitted on corpora, so that a desk's retraining loads no reader of those.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.scoring.hashing import Block, Words, joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.screening import Screen
from training.pull import Floats

_AT_ONCE: Final = 200
"""Comments looked at as one block."""


def is_worth_reading(posted: Sequence[InContext], peaks: Floats, screen: Floats) -> NDArray[np.bool_]:
    """Return which comments pass the screen, shape (n,)."""
    line = Screen(screen)
    return looked_at(posted, peaks, line.logits) > line.least


def looked_at(
    posted: Sequence[InContext], peaks: Floats, look: Callable[[Sequence[InContext], Block, Words, Floats], Floats]
) -> Floats:
    """Return what a look at blocks of comments, as the scorer cuts them, says of each."""
    found = []
    for begin in range(0, len(posted), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        block = joined(scoring_copies([one.comment.text for one in posted[part]]))
        found.append(look(posted[part], block, words_of(block), peaks[part]))
    return np.concatenate(found)
