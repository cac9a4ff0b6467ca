"""Looks for decisions made faster than a comment can be read.

The desk notes how long a comment was on screen; a labelled file tells it by the gaps between one moderator's decisions.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.text import one_line
from training.examples import Examples
from training.measures import Floats

WORDS_A_SECOND: Final = 16.0
"""Nobody takes in more: silent reading is 4 words a second (Brysbaert 2019), skimming two or three times that (Rayner
et al. 2016, So Much to Read, So Little Time)."""

LEAST_WORDS: Final = 15
"""Shorter comments are taken in at a glance."""

KEY: Final = 0.2
"""Seconds it takes to press a key once one has read."""

FEWEST: Final = 40
"""Decisions on longer comments, of known time, to say anything of a moderator."""

MOST: Final = 1 / 3
"""Of them, this share may be too fast: an insult in the first line needs no second one."""


def hasty(examples: Examples) -> Iterator[str]:
    """Yield a sentence for each moderator who decided much faster than one can read."""
    seconds, words = _seconds(examples), _words(examples)
    timed = ~np.isnan(seconds) & (words >= LEAST_WORDS) & (examples.weight == 1) & _first_of_copies(examples)
    too_fast = timed & (seconds < KEY + words / WORDS_A_SECOND)
    for who in np.unique(examples.who[timed]):
        theirs = timed & (examples.who == who)
        count, fast = int(theirs.sum()), int((too_fast & theirs).sum())
        if count >= FEWEST and fast > MOST * count:
            typical = float(np.median(seconds[theirs]))
            length = float(np.median(words[theirs]))
            yield (
                f"{one_line(str(who)) or 'Somebody'} decided {fast:,} of {count:,} longer comments faster than they "
                f"can be read, typically {length:.0f} words in {typical:.1f} seconds."
            )


def _first_of_copies(examples: Examples) -> NDArray[np.bool_]:
    """Return which comments are the first of their near-copies: the next ones need no reading."""
    first = np.zeros(len(examples), np.bool_)
    first[np.unique(examples.group, return_index=True)[1]] = True
    return first


def _words(examples: Examples) -> Floats:
    return np.array([len(posted.comment.text.split()) for posted in examples.posted], dtype=np.float64)


def _seconds(examples: Examples) -> Floats:
    """Return how long each decision took; NaN where unknown."""
    from_file = (examples.ref == 0) & (examples.at != "") & (examples.who != "")
    seconds = np.array(examples.seconds, dtype=np.float64)
    for who in np.unique(examples.who[from_file]):
        rows = np.flatnonzero(from_file & (examples.who == who))
        # numpy knows no time zones; all of these are UTC
        gaps = np.diff(np.char.rstrip(examples.at[rows], "Z").astype("datetime64[ms]")).astype(np.float64) / 1_000
        # one and the same time is a file that notes the day or the batch, and tells nothing
        seconds[rows[1:]] = np.where(gaps > 0, gaps, np.nan)
    return seconds
