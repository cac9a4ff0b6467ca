"""Comments under their articles to time the scorer on: a blog's, of the mean length of a news site's comments."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from moderation.comments import InContext
from training.moved import haacked

SHORTEST: Final = 50
"""Characters of the shortest comment taken."""

MEAN: Final = 271
"""Mean characters of a news site's comment of at least SHORTEST: longer ones are left out until this is their mean."""


def in_context(data: Path) -> list[InContext]:
    """Return comments under their articles, article by article, as an export has them."""
    blog = haacked(data)
    posted = [InContext(comment, blog.articles[number]) for number, comment, _ in blog.posted]
    kept = [one for one in posted if len(one.comment.text) >= SHORTEST]
    longest = _longest([len(one.comment.text) for one in kept])
    return [one for one in kept if len(one.comment.text) <= longest]


def texts_of(posted: Sequence[InContext]) -> list[str]:
    """Return the bare texts."""
    return [one.comment.text for one in posted]


def _longest(lengths: Sequence[int]) -> int:
    """Return the length up to which comments have the mean length wanted."""
    ordered = np.sort(lengths)
    means = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return int(ordered[max(int(np.searchsorted(means, MEAN)) - 1, 0)])
