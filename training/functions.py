"""How a score does on each function of a functional test set: threats, negation, counter-speech, disguise and so on.

Functions have from thirty to two hundred cases, so the mean is over functions: none counts for more than another.
Source: Röttger et al. 2021, HateCheck: Functional Tests for Hate Speech Detection Models.
"""

import numpy as np
from numpy.typing import NDArray

from training.measures import Floats, ratio


def accuracies(functions: NDArray[np.object_], right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the share of cases that are right, for each function by alphabet and each row of weights (draws, n)."""
    _, number = np.unique(functions.astype(str), return_inverse=True)
    of_function = np.eye(int(number.max()) + 1)[number]
    return ratio((weights * right) @ of_function, weights @ of_function)


def by_function(functions: NDArray[np.object_], right: NDArray[np.bool_]) -> dict[str, float]:
    """Return the share of cases that are right, by function."""
    names = np.unique(functions.astype(str)).tolist()
    return dict(zip(names, accuracies(functions, right, np.ones((1, len(right))))[0].tolist(), strict=True))


def macro(functions: NDArray[np.object_], right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the mean accuracy over functions, for each row of weights; a function that wasn't drawn counts in none."""
    return np.asarray(np.nanmean(accuracies(functions, right, weights), axis=1))
