"""Scores at another rate: what a probability becomes where a label is more or less common than the model was taught.

A model says .3 because of what the text says and of how common the label is; on a site with four times the abuse the
same text deserves more. Only the second part is replaced. The threshold stays: it is the chance from which a desk
wants to be told, so that on such a site more is suggested.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import WrongUse
from moderation.labels import Label

Scores = NDArray[np.float64]

SETTING: Final = "rates"
"""Where a model's settings state the rate each label was taught at, by the label's key."""

FEWEST: Final = 300
"""Judged comments from which a rate is estimated: at a rate of .08 the estimate then lies within about .03."""

_STEPS: Final = 1_000
_CLOSE: Final = 1e-7
_LEAST, _MOST = 1e-4, 1 - 1e-4


def at_rate(scores: Scores, taught_rate: float, rate: float) -> Scores:
    """Return probabilities as they are where `rate` of the comments carry the label; NaN stays NaN.

    The odds are multiplied by the ratio of the odds of both rates, so no comment overtakes another.
    Source: Elkan 2001, theorem 2; Saerens, Latinne and Decaestecker 2002, equation 4.
    """
    if rate == taught_rate:
        return scores
    carried = scores * (rate / taught_rate)
    corrected: Scores = carried / (carried + (1.0 - scores) * ((1.0 - rate) / (1.0 - taught_rate)))
    return corrected


def estimated_rate(scores: Scores, taught_rate: float) -> float:
    """Return how common the label is among comments nobody has read, by their scores (n,) alone.

    Each round reads the scores at the rate found last and takes their mean, until it stays (expectation maximisation).
    It holds where only the rate differs and not the way people write; fewer than FEWEST judged leave it as taught.
    Source: Saerens, Latinne and Decaestecker 2002, equations 8 and 9.
    """
    judged = scores[~np.isnan(scores)]
    rate = taught_rate
    for _ in range(_STEPS if len(judged) >= FEWEST else 0):
        found = min(max(float(at_rate(judged, taught_rate, rate).mean()), _LEAST), _MOST)
        if abs(found - rate) < _CLOSE:
            return found
        rate = found
    return rate


def taught_rates(settings: Mapping[str, object]) -> dict[Label, float]:
    """Return the rate at which each label was taught, for those labels of which a model's settings state it."""
    stated = settings.get(SETTING)
    rates = {label: stated.get(label.value) for label in Label} if isinstance(stated, Mapping) else {}
    return {label: rate for label, rate in rates.items() if isinstance(rate, float) and 0.0 < rate < 1.0}


def parsed_rate(written: str) -> tuple[Label, float]:
    """Return `LABEL=SHARE` as a label and a share between 0 and 1.

    Raises:
        WrongUse: it is not written like that.

    """
    key, equals, share = written.partition("=")
    try:
        label, rate = Label(key), float(share)
    except ValueError:
        equals = ""
    if not equals or not 0.0 < rate < 1.0:
        keys = ", ".join(Label)
        raise WrongUse(f"rate {written}: write LABEL=SHARE with a share over 0 and under 1; labels are {keys}.")
    return label, rate
