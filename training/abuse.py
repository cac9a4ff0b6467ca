"""Fits the abuse score: experts over hashed features, trees over the experts, and the line that makes it a probability.

Every expert learns from another mixture, since what helps on one kind of text costs on another: sets made for hate cost
the news .01 of ROC-AUC, sentences of our own as much. The trees see what each says of rows that did not teach it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.scoring.abuse import WHOLE
from moderation.scoring.bare import bare, eased
from moderation.scoring.calibration import Floats, Platt, probability
from moderation.scoring.hashing import SLOTS, in_blocks
from moderation.scoring.ngrams import HEADS, Heads, Readings
from moderation.scoring.normal import scoring_copies
from moderation.scoring.stage import EXPERTS, columns, manners
from training import contrast, slips, stage
from training.calibrate import added_line, best_f1_threshold, figures, natural_weights
from training.corpora import UNANIMOUS, Corpus, together
from training.experts import NEWS, fitted_weights, lessons, names
from training.hashed import hashed, telling_words, word_counts

NATURAL_RATE: Final = 0.08
"""The share of abuse in a simple random draw of news-site comments."""

HATE_RATE: Final = 0.02
"""The share of comments that might be hateful to a group, for the reason alone; no corpus is a random draw of it."""

FOLDS: Final = 3
"""Parts of the groups; what an expert or the trees say of one they learnt on the others."""

KNOWN_FROM: Final = 20
"""Texts a word must stand in to count as known: under 5 % of the slots, so that foreign words rarely pass by chance."""

_SHARE_OF_OWN: Final = 0.03
"""Weight of the sentences of our own in the trees, as a share of clean news: nothing, .03, .05 and .1 leave
.911, .908, .905 and .899 of AUC on held-out news, and get .57, .60, .62 and .62 of unseen kinds of sentences right."""

_NAMED_ONLY: Final = 15.0
"""How many times as much one weighs that only names a group."""

_SHARE_OF_HATE: Final = 0.01
"""Weight of the sets made for hate in the trees, as a share of clean news."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedAbuse:
    """What the abuse label adds to a model."""

    arrays: Mapping[str, NDArray[Any]]
    calibration: Mapping[str, tuple[float, float]]
    threshold: float
    metrics: Mapping[str, float]
    """On news comments held out, by experts and trees that did not see them, weighed to the natural rate."""


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What experts say of every row that any of them did not learn from."""

    readings: Readings
    asked: Floats
    """Shape (FEATURES, n), as the trees are asked."""
    bare: Floats
    """The same of the texts left bare."""


def fit(taught: Corpus, seed: int = 0) -> FittedAbuse:
    """Return experts and trees fitted on every row, with lines and threshold from those that saw only other folds."""
    news = taught.of([NEWS, "civil_spans"])
    corpus = together(together(taught, slips.slips(news, seed)), contrast.contrast(seed))
    folds = np.minimum((corpus.shares * FOLDS).astype(np.int64), FOLDS - 1)
    rows = hashed(list(corpus.texts))
    unseen = _unseen(corpus, rows, folds)
    weight = stage_weights(corpus)
    log_odds = _log_odds(unseen, corpus.abusive, weight, folds, seed)
    lines, threshold, metrics = _calibrated(corpus, unseen.readings, log_odds)
    judged = weight > 0
    trees = stage.fitted(unseen.asked[:, judged], corpus.abusive[judged], weight[judged], seed)
    experts = _experts(corpus, rows, np.ones(len(corpus), np.bool_))
    return FittedAbuse({**experts, **trees.arrays(), **_vocabulary(taught)}, lines, threshold, metrics)


def _vocabulary(taught: Corpus) -> dict[str, NDArray[Any]]:
    """Return which words are known, and which tell of abuse and are restored from a disguise."""
    known = word_counts(list(taught.texts)) >= KNOWN_FROM
    return {"known": np.packbits(known), "telling": telling_words(list(taught.texts), taught.abusive)}


def _experts(corpus: Corpus, rows: csr_matrix, chosen: NDArray[np.bool_]) -> dict[str, NDArray[np.float16]]:
    """Return the weights of every expert, each taught by those of the chosen rows that weigh for it."""
    fitted = {}
    for expert in EXPERTS:
        lesson = lessons(expert, corpus)
        taught = (lesson.weight > 0) & chosen
        fitted[expert] = fitted_weights(rows[taught], lesson.truth[taught], lesson.weight[taught], lesson.c)
    return fitted


def _unseen(corpus: Corpus, rows: csr_matrix, folds: NDArray[np.int64]) -> _Read:
    """Return what experts say of every row, each taught by the folds it is not of."""
    heads = [Heads(_experts(corpus, rows, folds != fold), np.ones(SLOTS, np.bool_)) for fold in range(FOLDS)]
    texts: list[str] = corpus.texts.tolist()
    written = manners(texts)
    readings = _readings(heads, texts, folds)
    without = _readings(heads, [bare(text) or text for text in texts], folds)
    return _Read(readings, columns(readings, written), columns(without, written))


def _readings(heads: Sequence[Heads], texts: Sequence[str], folds: NDArray[np.int64]) -> Readings:
    """Return what the heads of its fold say of each text."""
    logits, peaks = np.zeros((len(texts), len(HEADS))), np.zeros((len(texts), len(HEADS)))
    words = np.zeros(len(texts), np.int64)
    for fold, unseeing in enumerate(heads):
        here = np.flatnonzero(folds == fold).tolist()
        blocks = in_blocks(texts[row] for row in here)
        read = unseeing.read(copy for block in blocks for copy in scoring_copies(block))
        logits[here], peaks[here], words[here] = read.logits, read.peaks, read.words
    return Readings(logits, peaks, words, words)


def is_natural(corpus: Corpus) -> NDArray[np.bool_]:
    """Return which rows are news comments as they come, weighed to the natural rate: those not sought out as abuse."""
    sought = np.char.startswith(corpus.kinds.astype(str), UNANIMOUS)
    natural: NDArray[np.bool_] = (corpus.sources.astype(str) == NEWS) & ~sought
    return natural


def stage_weights(corpus: Corpus) -> Floats:
    """Return what each row weighs for the trees: news at the natural rate, and a little of what news rarely has."""
    natural, sources = is_natural(corpus), corpus.sources.astype(str)
    weight = np.where(natural & ~corpus.abusive, 1.0, 0.0)
    clean = float(weight.sum())
    positives = np.where(natural & corpus.abusive, 2.0, 0.0) + (sources == "civil_spans")
    weight += positives * clean * NATURAL_RATE / (1 - NATURAL_RATE) / max(float(positives.sum()), 1.0)
    hateful = names("hate")
    for source, share in {
        contrast.SOURCE: _SHARE_OF_OWN,
        **dict.fromkeys(hateful, _SHARE_OF_HATE / len(hateful)),
    }.items():
        of_it = sources == source
        weight[of_it] = share * clean / max(int(of_it.sum()), 1)
    weight[corpus.kinds == contrast.NAMED_ONLY] *= _NAMED_ONLY
    return weight


def _log_odds(unseen: _Read, abusive: NDArray[np.bool_], weight: Floats, folds: NDArray[np.int64], seed: int) -> Floats:
    """Return what trees say of each row, fitted on the folds it is not of, those that score high read twice."""
    log_odds = np.zeros(len(abusive))
    for fold in range(FOLDS):
        taught, here = (folds != fold) & (weight > 0), folds == fold
        trees = stage.fitted(unseen.asked[:, taught], abusive[taught], weight[taught], seed)
        whole, without = (trees.log_odds(asked[:, here]) for asked in (unseen.asked, unseen.bare))
        log_odds[here] = eased(whole, without)
    return log_odds


def _calibrated(
    corpus: Corpus, readings: Readings, log_odds: Floats
) -> tuple[dict[str, tuple[float, float]], float, dict[str, float]]:
    """Return the lines of the whole and of the heads a reason may name, the threshold, and the figures at it."""
    news, hateful = is_natural(corpus), np.isin(corpus.sources.astype(str), names("hate"))
    hostility, hate = (readings.logits[:, HEADS.index(head)] for head in ("hostility", "hate"))
    lines = {
        WHOLE: _line(log_odds[news], corpus.abusive[news], NATURAL_RATE),
        "hostility": _line(hostility[news], corpus.abusive[news], NATURAL_RATE),
        "hate": _line(hate[hateful], corpus.abusive[hateful], HATE_RATE),
    }
    abusive, weight = corpus.abusive[news], natural_weights(corpus.abusive[news], NATURAL_RATE)
    scores = probability(lines[WHOLE].log_odds(log_odds[news]))
    threshold = best_f1_threshold(scores, abusive, weight)
    stated = {name: (line.slope, line.intercept) for name, line in lines.items()}
    return stated, threshold, figures(scores, abusive, threshold, weight).rounded()


def _line(readings: Floats, abusive: NDArray[np.bool_], rate: float) -> Platt:
    """Return the line from readings to log-odds at a rate of positives."""
    return added_line(readings, np.full(len(readings), -np.inf), abusive, natural_weights(abusive, rate))
