"""Fits the off-topic head on own-or-moved pairs and brings it to a plausible base rate.

That is a test of relatedness, not of off-topic as people judge it. The threshold is therefore set by what can be
measured: how many comments it flags that stand under their own article, on articles held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from moderation.comments import Article
from moderation.scoring.relevance import BY_HAND, FEATURES, Relevance
from moderation.scoring.sentences import sentences
from training.background import Arrays, background, written
from training.moved import Corpus, Pairs, globe, haacked, pairs, part, replies

BASE_RATE: Final = 0.06
"""Share of comments taken to be off-topic; people find 3-16 %."""

FLAGGED_OWN: Final = 0.015
"""The threshold flags at most this share of held-out comments under their own article."""

HELD_OUT: Final = 0.25
"""Share of the blog's articles that only measure."""

_BANDS: Final = (0, 15, 30, 60, 1 << 20)
"""Words from which the figures by length are told."""

_FREELY_LICENSED: Final = ("civil", "civil_spans", "wiki_jigsaw", "wiki_cat")

_HAND: Final = np.array([name in BY_HAND for name in FEATURES])


@dataclass(frozen=True, slots=True, eq=False)
class FittedRelevance:
    """Arrays for the artefact, the default threshold, and what was measured on articles held out."""

    arrays: Arrays
    threshold: float
    metrics: dict[str, float]


def fit(folder: Path, seed: int = 0) -> FittedRelevance:
    """Return the head fitted on every corpus; its figures come from one that saw no held-out article and no globe."""
    blog, papers, talk = haacked(folder), globe(folder), pairs(replies(folder), seed)
    held_out = np.random.default_rng(seed).random(len(blog.articles)) < HELD_OUT
    taught, measured_on = blog.under(~held_out), pairs(blog, seed)
    shipped = _shipped(folder)
    blind = _background([taught], [*_mined(folder, "civil"), *shipped], shipped, seed)
    blind["relevance_coefficients"] = coefficients(blind, [pairs(taught, seed), talk])
    metrics = {
        **measured(Relevance.of(blind), part(measured_on, held_out[measured_on.group]), "haacked"),
        **measured(Relevance.of(blind), pairs(papers, seed), "globe"),
    }
    arrays = _background([blog, papers], [*_mined(folder, ""), *shipped], shipped, seed)
    arrays["relevance_coefficients"] = coefficients(arrays, [measured_on, pairs(papers, seed), talk])
    threshold = max(metrics["haacked_threshold"], metrics["globe_threshold"])
    return FittedRelevance(arrays, threshold, metrics)


def _mined(folder: Path, source: str) -> list[str]:
    """Return unlabelled news comments of the sources whose name begins so, and German posts when all are wanted."""
    comments = pd.read_parquet(folder / "context" / "mining-comments.parquet")
    chosen: list[str] = comments.text[comments.source.str.startswith(source)].tolist()
    if source:
        return chosen
    german = pd.read_parquet(folder / "context" / "omp-posts-wide.parquet")
    return [*chosen, *german.text.dropna()]


def _shipped(folder: Path) -> list[str]:
    """Return comments whose licence lets anything be learnt from them: which words keep company is told by these."""
    taught = pd.read_parquet(
        folder / "abuse-train.parquet", columns=["text"], filters=[("source", "in", list(_FREELY_LICENSED))]
    )
    return list(taught.text)


def _background(corpora: Sequence[Corpus], more: Sequence[str], shipped: Sequence[str], seed: int) -> Arrays:
    """Return the background of articles, the comments under them and more comments."""
    articles = [article for corpus in corpora for article in corpus.articles]
    texts = [written(article) for article in articles]
    comments = [comment.text for corpus in corpora for _, comment, _ in corpus.posted]
    kin = [*shipped, *(sentence for article in articles for sentence in _sentences(article))]
    return background([*more, *comments, *texts], texts, kin, seed)


def _sentences(article: Article) -> list[str]:
    """Return the title and the sentences of an article."""
    return [article.title, *(article.text[begin:end] for begin, end in sentences(article.text))]


def coefficients(arrays: Arrays, taught: Sequence[Pairs]) -> NDArray[np.float64]:
    """Return coefficients and intercept at the base rate; each corpus counts alike, own and moved in equal parts."""
    head = Relevance.of({**arrays, "relevance_coefficients": np.zeros(len(FEATURES) + 1)})
    rows = np.concatenate([head.features(corpus.posted) for corpus in taught])
    moved = np.concatenate([corpus.moved for corpus in taught])
    weight = np.concatenate([np.full(len(corpus.moved), 10_000 / len(corpus.moved)) for corpus in taught])
    spread = rows.std(axis=0)
    weighed = ~_HAND & (spread > 1e-6)
    scale = np.where(weighed, spread, 1.0)
    taught_rows = np.where(weighed, rows / scale, 0.0)
    fitted = LogisticRegression(class_weight="balanced", max_iter=2_000).fit(taught_rows, moved, weight)
    weights = np.where(_HAND, [BY_HAND.get(name, 0.0) for name in FEATURES], fitted.coef_[0] / scale)
    return np.append(weights, fitted.intercept_[0] + np.log(BASE_RATE / (1 - BASE_RATE)))


def measured(head: Relevance, held_out: Pairs, name: str) -> dict[str, float]:
    """Return AUC own-or-moved (random, hard; all and judged alone), share not judged, and the threshold's figures."""
    scores, judged = head.scores_of_all(held_out.posted), head.judged(held_out.posted)
    own = scores[~held_out.moved & judged]
    threshold = float(np.quantile(own, 1 - FLAGGED_OWN))
    kinds = {"random": ~held_out.near, "hard": held_out.near | ~held_out.moved}
    aucs = {
        f"{name}_{kind}_auc{suffix}": float(roc_auc_score(held_out.moved[rows & kept], scores[rows & kept]))
        for kind, rows in kinds.items()
        for suffix, kept in (("", np.ones_like(judged)), ("_judged", judged))
    }
    found = float((scores[held_out.moved & ~held_out.near & judged] >= threshold).mean())
    by_chance = BASE_RATE * found / (BASE_RATE * found + (1 - BASE_RATE) * FLAGGED_OWN)
    return {
        **aucs,
        **_by_length(scores, judged, held_out, name),
        f"{name}_not_judged": float(1 - judged[~held_out.moved].mean()),
        f"{name}_threshold": threshold,
        f"{name}_recall_random": found,
        f"{name}_precision_at_base_rate": by_chance,
    }


def _by_length(scores: NDArray[np.float64], judged: NDArray[np.bool_], held_out: Pairs, name: str) -> dict[str, float]:
    """Return for each band of lengths the AUC own-or-moved (random, judged or not) and the share not judged."""
    words = np.array([len(posted.comment.text.split()) for posted in held_out.posted])
    figures: dict[str, float] = {}
    for least, most in pairwise(_BANDS):
        rows = (words >= least) & (words < most) & ~held_out.near
        figures[f"{name}_auc_from_{least}_words"] = float(roc_auc_score(held_out.moved[rows], scores[rows]))
        figures[f"{name}_not_judged_from_{least}_words"] = float(1 - judged[rows & ~held_out.moved].mean())
    return figures
