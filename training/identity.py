"""How a score treats texts that name a group: three ROC-AUCs for each identity term of a set of templates.

One figure for a whole set hides that a name alone raises the score. Source of the three: Borkan et al. 2019, Nuanced
Metrics for Measuring Unintended Bias with Real Data for Text Classification.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training import measures
from training.measures import Floats

FEWEST: Final = 50
"""Texts that name a term for it to be measured; each of the fifty here has over 120."""

_TEMPLATE: Final = re.compile(r".+ is an? \S+ (.+)", re.IGNORECASE)
"""*Name is a(n) ADJECTIVE TERM*: the template that nearly all texts are made from, which tells the terms."""


@dataclass(frozen=True, slots=True)
class Bias:
    """ROC-AUC of the texts that name a term, among themselves and against all others."""

    n: int
    subgroup: float
    """Among the texts that name it."""
    bpsn: float
    """Harmful texts without it against harmless ones with it: low where the name alone raises the score."""
    bnsp: float
    """Harmless texts without it against harmful ones with it: low where the name excuses."""


def terms_of(texts: Sequence[str]) -> list[str]:
    """Return the identity terms that the templates were filled with, by alphabet."""
    filled = (_TEMPLATE.fullmatch(text.strip().rstrip(".!")) for text in texts)
    counts = Counter(found[1].casefold() for found in filled if found)
    return sorted(term for term, count in counts.items() if count >= FEWEST)


def named(texts: Sequence[str], terms: Sequence[str]) -> NDArray[np.str_]:
    """Return the term that each text names, the longer where one holds another; empty where none, shape (n,)."""
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
    found = (pattern.search(text) if terms else None for text in texts)
    return np.array([one.group().casefold() if one else "" for one in found], dtype=np.str_)


def by_term(texts: Sequence[str], harmful: NDArray[np.bool_], scores: Floats) -> dict[str, Bias]:
    """Return how scores (n,) treat each term."""
    terms = terms_of(texts)
    named_in = named(texts, terms)
    return {term: _bias(named_in == term, harmful, scores) for term in terms}


def worst(biases: Mapping[str, Bias]) -> tuple[float, float]:
    """Return the smallest BPSN and the smallest BNSP over the terms."""
    return min(bias.bpsn for bias in biases.values()), min(bias.bnsp for bias in biases.values())


def _bias(names_it: NDArray[np.bool_], harmful: NDArray[np.bool_], scores: Floats) -> Bias:
    """Return the three figures of one term."""

    def auc(rows: NDArray[np.bool_]) -> float:
        """Return the ROC-AUC of some of the texts."""
        return float(measures.auc(harmful[rows].astype(float), scores[rows], np.ones((1, int(rows.sum()))))[0])

    return Bias(int(names_it.sum()), auc(names_it), auc(names_it != harmful), auc(names_it == harmful))
