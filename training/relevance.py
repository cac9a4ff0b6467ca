"""Fits the off-topic head on own-or-moved pairs and brings it to a plausible base rate.

That is a test of relatedness, not of off-topic as people judge it. The threshold is therefore set by what can be
measured: how many comments it flags that stand under their own article, on articles held out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from moderation.scoring.overlap import ARTICLE_WINDOW, BUCKETS, Background, counted, unit
from moderation.scoring.relevance import BY_HAND, FEATURES, Relevance
from training.moved import Corpus, Pairs, globe, haacked, pairs, part, replies

Arrays = dict[str, NDArray[np.floating]]

BASE_RATE: Final = 0.06
"""Share of comments taken to be off-topic; people find 3-16 %."""

FLAGGED_OWN: Final = 0.015
"""The threshold flags at most this share of held-out comments under their own article."""

HELD_OUT: Final = 0.25
"""Share of the blog's articles that only measure."""

_HAND: Final = np.array([name in BY_HAND for name in FEATURES])


@dataclass(frozen=True, slots=True, eq=False)
class FittedRelevance:
    """Arrays for the artefact, the default threshold, and what was measured on articles held out."""

    arrays: Arrays
    threshold: float
    metrics: dict[str, float]


def fit(folder: Path, seed: int = 0) -> FittedRelevance:
    """Return the head fitted on every corpus; its figures come from one that saw no held-out article and no globe."""
    blog, papers, talk = haacked(folder), globe(folder), replies(folder)
    blog_pairs, paper_pairs, talk_pairs = pairs(blog, seed), pairs(papers, seed), pairs(talk, seed)
    held_out = np.random.default_rng(seed).random(len(blog.articles)) < HELD_OUT
    is_test = held_out[blog_pairs.group]
    blind = background(_texts([blog], ~held_out, _mined(folder, "civil")), _article_texts([blog], ~held_out))
    blind["relevance_coefficients"] = coefficients(blind, [part(blog_pairs, ~is_test), talk_pairs])
    metrics = {
        **measured(Relevance.of(blind), part(blog_pairs, is_test), "haacked"),
        **measured(Relevance.of(blind), paper_pairs, "globe"),
    }
    seen = np.ones_like(held_out)
    arrays = background(_texts([blog, papers], seen, _mined(folder, "")), _article_texts([blog, papers], seen))
    arrays["relevance_coefficients"] = coefficients(arrays, [blog_pairs, paper_pairs, talk_pairs])
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


def _texts(corpora: Sequence[Corpus], chosen: NDArray[np.bool_], more: Iterable[str]) -> Iterator[str]:
    """Return the texts whose words are counted for idf: comments and articles, of the first corpus the chosen ones."""
    first, *others = corpora
    own = (comment.text for number, comment, _ in first.posted if chosen[number])
    foreign = (comment.text for corpus in others for _, comment, _ in corpus.posted)
    return chain(more, own, foreign, _article_texts(corpora, chosen))


def _article_texts(corpora: Sequence[Corpus], chosen: NDArray[np.bool_]) -> list[str]:
    """Return title and text of the first corpus' chosen articles and all of the others'."""
    first, *others = corpora
    kept = [article for article, is_chosen in zip(first.articles, chosen, strict=True) if is_chosen]
    return [f"{article.title}\n{article.text}" for article in chain(kept, *(corpus.articles for corpus in others))]


def background(texts: Iterable[str], articles: Sequence[str]) -> Arrays:
    """Return idf over the texts, and mean and deviation of each stem's weight over unit-length articles."""
    found = np.zeros(BUCKETS)
    read = 0
    for text in texts:
        found[list(counted(text))] += 1
        read += 1
    idf = np.log((read + 1) / (found + 1)).astype(np.float16)
    known = Background.of(idf, idf, idf)
    total, squares = np.zeros(BUCKETS), np.zeros(BUCKETS)
    for text in articles:
        weights = unit(known.weighed(counted(text, ARTICLE_WINDOW)))
        places, values = list(weights), np.array(list(weights.values()))
        total[places] += values
        squares[places] += values**2
    mean = total / len(articles)
    deviation = np.sqrt(np.maximum(squares / len(articles) - mean**2, 0.0))
    figures: Arrays = {"idf": idf, "mean": mean, "deviation": deviation}
    return {f"relevance_{name}": array.astype(np.float16) for name, array in figures.items()}


def coefficients(arrays: Arrays, taught: Sequence[Pairs]) -> NDArray[np.float64]:
    """Return coefficients and intercept at the base rate; each corpus counts alike, own and moved in equal parts."""
    head = Relevance.of({**arrays, "relevance_coefficients": np.zeros(len(FEATURES) + 1)})
    rows = np.concatenate([head.features(corpus.posted) for corpus in taught])
    judged = np.concatenate([head.judged(corpus.posted) for corpus in taught])
    moved = np.concatenate([corpus.moved for corpus in taught])
    weight = np.concatenate([np.full(len(corpus.moved), 10_000 / len(corpus.moved)) for corpus in taught])
    scale = rows.std(axis=0) + 1e-9
    taught_rows = np.where(_HAND, 0.0, rows / scale)[judged]
    fitted = LogisticRegression(class_weight="balanced", max_iter=2_000).fit(taught_rows, moved[judged], weight[judged])
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
        f"{name}_not_judged": float(1 - judged[~held_out.moved].mean()),
        f"{name}_threshold": threshold,
        f"{name}_recall_random": found,
        f"{name}_precision_at_base_rate": by_chance,
    }
