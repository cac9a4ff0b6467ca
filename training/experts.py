"""The linear experts of the abuse score: which rows teach each of them, and how much.

Figures beside a weight are what it changed on news comments of held-out groups, and on news sites that teach nobody.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from moderation.scoring.calibration import Floats
from training import contrast, slips
from training.corpora import SOURCES, UNANIMOUS, Corpus

NEWS: Final = "civil"
"""The corpus that is most like a desk's comments."""

_CLEAN: Final = 5.0
"""Weight of a clean news comment, which are few beside abusive ones; 1 costs .011 of average precision."""

_UNANIMOUS: Final = 0.15
"""Weight of a comment that was sought out as abuse; at 1, news sites that teach nobody lose .01 to .015 AUC."""

_TALK: Final = 0.3
"""Weight of a talk-page comment: without them news loses .007 AUC, at 1 other news sites .001."""

_OWN: Final = {"hostility": 0.0, "hate": 1.0, "hardened": 0.3, "contrast": 1.0}
"""Weight of a sentence of our own; .1 for hostility costs .001 AUC on news and .008 on another site, .7 costs .011."""

_NAMED_TO_HOSTILITY: Final = 3.0
"""Weight of a sentence that only names a group for hostility, which hears no other of ours."""

_BESIDE_OWN: Final = 0.5
"""Weight of the clean news and adversarial sentences beside them, for the expert that has little else."""

_NAMED_ONLY: Final = 2.0
"""How many times as much one weighs that only names a group."""

_SLIPS: Final = 0.4
"""Weight of a misspelt copy for the hardened expert, as a share of the original's."""

_C: Final = {"hostility": 3.0, "hate": 1.0, "hardened": 3.0, "contrast": 1.0}
"""Inverse strength of the pull towards zero; 1 and 10 lose .003 AUC on news."""

_STEPS: Final = 70
"""Of the solver: stopping there is a pull towards zero too, and 120 gained nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """What an expert learns from."""

    truth: Floats
    """From 0 to 1, one figure a row: for news halfway between the label and the share of raters."""
    weight: Floats
    """One figure a row; 0 where it teaches nothing."""
    c: float


def names(head: str) -> list[str]:
    """Return the sources that teach a head."""
    return [source.name for source in SOURCES if source.head == head]


def lessons(expert: str, corpus: Corpus) -> Lessons:
    """Return what each row weighs for an expert."""
    weigh = {"hate": _hate, "contrast": _contrast}.get(expert, _hostility)
    rated = np.where(corpus.sources == NEWS, corpus.rated, corpus.abusive)
    return Lessons((corpus.abusive + rated) / 2, weigh(expert, corpus) + _own(expert, corpus), _C[expert])


def is_news(corpus: Corpus) -> NDArray[np.bool_]:
    """Return which rows are news comments, or misspelt copies of such."""
    known: NDArray[np.bool_] = np.isin(corpus.sources.astype(str), [NEWS, slips.SOURCE])
    return known


def _hostility(expert: str, corpus: Corpus) -> Floats:
    """Return the weights of corpora for an expert on hostility, slips of the keyboard for the hardened one only."""
    sources, unanimous = corpus.sources.astype(str), np.char.startswith(corpus.kinds.astype(str), UNANIMOUS)
    weight = np.where(np.isin(sources, ["wiki_jigsaw", "wiki_cat"]), _TALK, 0.0)
    weight[sources == "civil_spans"] = 1.0
    copied, news = sources == slips.SOURCE, is_news(corpus)
    weight[news] = np.where(corpus.abusive, np.where(unanimous, _UNANIMOUS, 1.0), _CLEAN)[news]
    weight[copied] *= _SLIPS if expert == "hardened" else 0.0
    return weight


def _hate(_: str, corpus: Corpus) -> Floats:
    """Return the weights of corpora for the hate expert: sets made for it, clean news, and attacks on groups there."""
    sources = corpus.sources.astype(str)
    attacks = np.char.endswith(corpus.kinds.astype(str), "identity_attack") & corpus.abusive
    return np.where(np.isin(sources, names("hate")) | ((sources == NEWS) & (attacks | ~corpus.abusive)), 1.0, 0.0)


def _contrast(_: str, corpus: Corpus) -> Floats:
    """Return the weights of corpora for the expert on sentences of our own: what is nearest to them, and clean news."""
    sources = corpus.sources.astype(str)
    beside = (sources == "hatemoji_build") | ((sources == NEWS) & ~corpus.abusive)
    return np.where(beside, _BESIDE_OWN, 0.0)


def _own(expert: str, corpus: Corpus) -> Floats:
    """Return the weights of sentences of our own."""
    teaches = corpus.sources == contrast.SOURCE
    if expert != "contrast":
        teaches &= contrast.teaches("hate" if expert == "hate" else "hostility", corpus.kinds)
    named = np.where(corpus.kinds == contrast.NAMED_ONLY, _NAMED_ONLY, 1.0)
    weight: Floats = np.where(teaches, _OWN[expert] * named, 0.0)
    if expert == "hostility":
        weight[corpus.kinds == contrast.NAMED_ONLY] = _NAMED_TO_HOSTILITY
    return weight


def fitted_weights(rows: csr_matrix, truth: Floats, weight: Floats, c: float) -> NDArray[np.float16]:
    """Return the weights of a logistic regression, one a slot; the intercept is left to calibration.

    Minimises the log loss against `truth`, from 0 to 1 (scikit-learn takes labels only), plus the pull towards zero, by
    L-BFGS (Liu and Nocedal 1989).
    """
    total = float(weight.sum())

    def loss_and_slope(guess: Floats) -> tuple[float, Floats]:
        """Return what is minimised at a guess of the weights and the intercept, and its slope."""
        logit = (rows @ guess[:-1].astype(np.float32)).astype(np.float64) + guess[-1]
        surprise = weight * (expit(logit) - truth)
        loss = weight @ (np.logaddexp(0.0, logit) - truth * logit) / total + guess[:-1] @ guess[:-1] / (2 * c * total)
        slope = (rows.T @ surprise.astype(np.float32)).astype(np.float64) + guess[:-1] / c
        return float(loss), np.append(slope, surprise.sum()) / total

    stops = {"maxiter": _STEPS, "ftol": 1e-7, "gtol": 1e-5}
    found = minimize(loss_and_slope, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options=stops)
    return np.asarray(found.x[:-1], dtype=np.float16)
