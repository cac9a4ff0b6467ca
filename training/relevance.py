"""Fits the off-topic head on own-or-moved pairs and brings it to a plausible base rate.

That is a test of relatedness, not of off-topic as people judge it. The threshold is therefore set by what can be
measured: how many comments it flags that stand under their own article, on articles held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from moderation.comments import Article
from moderation.scoring.relevance import BY_HAND, FEATURES, Relevance
from moderation.scoring.sentences import sentences
from training import measures
from training.background import Arrays, background, written
from training.evaluate import DRAWS, LEVEL
from training.lengths import by_length
from training.moved import Corpus, globe, haacked, pairs, replies
from training.own_or_moved import Pairs, part

BASE_RATE: Final = 0.06
"""Share of comments taken to be off-topic; people find 3-16 %."""

FLAGGED_OWN: Final = 0.015
"""The threshold flags at most this share of held-out comments under their own article."""

HELD_OUT: Final = 0.25
"""Share of the blog's articles that only measure."""

_FREELY_LICENSED: Final = ("civil", "civil_spans", "wiki_jigsaw", "wiki_cat")

_HAND: Final = np.array([name in BY_HAND for name in FEATURES])


@dataclass(frozen=True, slots=True, eq=False)
class FittedRelevance:
    """Arrays for the artefact, the default threshold, and what was measured on articles held out."""

    arrays: Arrays
    threshold: float
    metrics: dict[str, float]
    by_length: dict[str, dict[str, float]]
    """For each class of length of the blog's comments, under their own or a random article: how many, judged, AUC."""


@dataclass(frozen=True, slots=True, eq=False)
class Blind:
    """A head that measures itself: it saw neither of the articles whose comments stand beside it."""

    head: Relevance
    blog: Pairs
    """Of the blog's articles held out."""
    papers: Pairs
    """Of another site, nothing of which taught."""

    def metrics(self) -> dict[str, float]:
        """Return the figures of both."""
        return {**measured(self.head, self.blog, "haacked"), **measured(self.head, self.papers, "globe")}

    def by_length(self) -> dict[str, dict[str, float]]:
        """Return the share judged and the AUC of that, for each class of length of the blog's comments."""
        pairs_of_two = part(self.blog, ~self.blog.near)
        words = np.array([len(one.comment.text.split()) for one in pairs_of_two.posted])
        scores, judged = self.head.scores_of_all(pairs_of_two.posted), self.head.judged(pairs_of_two.posted)
        return by_length(words, pairs_of_two.moved, scores, judged)


def fit(folder: Path, seed: int = 0) -> FittedRelevance:
    """Return the head fitted on every corpus; its figures come from one that saw no held-out article and no globe."""
    blind = fit_blind(folder, seed)
    metrics = blind.metrics()
    blog, papers, shipped = haacked(folder), globe(folder), shipped_texts(folder)
    arrays = corpora_background([blog, papers], [*mined(folder, ""), *shipped], shipped, seed)
    taught = [pairs(blog, seed), pairs(papers, seed), pairs(replies(folder), seed)]
    arrays["relevance_coefficients"] = coefficients(arrays, taught)
    threshold = max(metrics["haacked_threshold"], metrics["globe_threshold"])
    return FittedRelevance(arrays, threshold, metrics, blind.by_length())


def fit_blind(folder: Path, seed: int = 0) -> Blind:
    """Return a head fitted without the articles it is measured on, and those."""
    blog = haacked(folder)
    held_out = np.random.default_rng(seed).random(len(blog.articles)) < HELD_OUT
    taught, measured_on = blog.under(~held_out), pairs(blog, seed)
    shipped = shipped_texts(folder)
    arrays = corpora_background([taught], [*mined(folder, "civil"), *shipped], shipped, seed)
    arrays["relevance_coefficients"] = coefficients(arrays, [pairs(taught, seed), pairs(replies(folder), seed)])
    held_out_pairs = part(measured_on, held_out[measured_on.group])
    return Blind(Relevance.of(arrays), held_out_pairs, pairs(globe(folder), seed))


def mined(folder: Path, source: str) -> list[str]:
    """Return unlabelled news comments of the sources whose name begins so, and German posts when all are wanted."""
    comments = pd.read_parquet(folder / "context" / "mining-comments.parquet")
    chosen: list[str] = comments.text[comments.source.str.startswith(source)].tolist()
    if source:
        return chosen
    german = pd.read_parquet(folder / "context" / "omp-posts-wide.parquet")
    return [*chosen, *german.text.dropna()]


def shipped_texts(folder: Path) -> list[str]:
    """Return comments whose licence lets anything be learnt from them: which words keep company is told by these."""
    taught = pd.read_parquet(
        folder / "abuse-train.parquet", columns=["text"], filters=[("source", "in", list(_FREELY_LICENSED))]
    )
    return list(taught.text)


def corpora_background(corpora: Sequence[Corpus], more: Sequence[str], shipped: Sequence[str], seed: int) -> Arrays:
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
    aucs: dict[str, float] = {}
    for kind, rows in kinds.items():
        for suffix, kept in (("", np.ones_like(judged)), ("_judged", judged)):
            aucs |= bounded_auc(f"{name}_{kind}_auc{suffix}", part(held_out, rows & kept), scores[rows & kept])
    found = float((scores[held_out.moved & ~held_out.near & judged] >= threshold).mean())
    by_chance = BASE_RATE * found / (BASE_RATE * found + (1 - BASE_RATE) * FLAGGED_OWN)
    return {
        **aucs,
        f"{name}_not_judged": float(1 - judged[~held_out.moved].mean()),
        f"{name}_threshold": threshold,
        f"{name}_recall_random": found,
        f"{name}_precision_at_base_rate": by_chance,
    }


def bounded_auc(name: str, held_out: Pairs, scores: NDArray[np.float64]) -> dict[str, float]:
    """Return the AUC of scores (n,) under `name`, with where it lies in 95 of 100 redraws of whole articles."""
    moved = held_out.moved.astype(np.float64)

    def auc(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the AUC of each redraw."""
        return measures.auc(moved, scores, weights)[:, None]

    one = np.ones(len(moved))
    bounds = measures.interval(measures.redrawn(auc, held_out.group, one, DRAWS)[:, 0], LEVEL)
    return {name: float(auc(one[None])[0, 0]), f"{name}_low": bounds.low, f"{name}_high": bounds.high}
