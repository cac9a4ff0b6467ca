"""The abuse score: hostility to people and hate against groups, two heads read as one probability.

They want different data (adding hate sets to the news head costs it .01 AUC), and a moderator wants to know which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.scoring.artefact import Artefact
from moderation.scoring.calibration import Floats, Platt, abuse_lines, combined, head_log_odds, probability
from moderation.scoring.ngrams import Heads, Readings
from moderation.scoring.normal import FOREIGN_ENOUGH, foreign_share, has_letters, readable

ENOUGH_WORDS: Final = 6
"""Words from which the language can be told; under it only the script is looked at."""

KNOWN_SHARE: Final = 0.4
"""A text with a smaller share of known words is in a language the model has not learnt."""


class Unjudged(StrEnum):
    """Why a text gets no abuse score, as the moderator reads it."""

    NO_WORDS = "Not judged: there are no words to read."
    SCRIPT = "Not judged: written mostly in a script the model has not learnt."
    LANGUAGE = "Not judged: not in a language the model has learnt."


@dataclass(frozen=True, slots=True, eq=False)
class Abuse:
    """The fitted heads and the lines that make them one probability."""

    heads: Heads
    lines: tuple[Platt, ...]

    @classmethod
    def of(cls, artefact: Artefact, heads: Heads) -> "Abuse":
        """Return the abuse score of a model."""
        return cls(heads, abuse_lines(artefact.calibration))

    def scores(self, texts: Sequence[str], readings: Readings) -> Floats:
        """Return the probability of abuse of each text, shape (n,); NaN is "not judged"."""
        chances = probability(combined(head_log_odds(readings.logits, self.lines)))
        return np.where(judged(texts, readings), chances, np.nan)


def judged(texts: Sequence[str], readings: Readings) -> NDArray[np.bool_]:
    """Return which texts the heads can judge, shape (n,)."""
    words, known = readings.words, readings.known
    speaks = (words > 0) & ((words < ENOUGH_WORDS) | (known >= KNOWN_SHARE * words))
    return speaks & readable(texts)


def why_unjudged(text: str, readings: Readings) -> Unjudged | None:
    """Return why one text is not judged, or None when it is; `readings` are that text's alone."""
    if judged([text], readings)[0]:
        return None
    if foreign_share(text) >= FOREIGN_ENOUGH:
        return Unjudged.SCRIPT
    return Unjudged.LANGUAGE if has_letters(text) and readings.words[0] else Unjudged.NO_WORDS
