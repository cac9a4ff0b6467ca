"""The plain model that the shipped one is measured against: TF-IDF of words and characters, logistic regression.

It is what most would build first. It learns from the same rows as the shipped model, without weights, contrast
sentences, normalisation or calibration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from training.corpora import Corpus
from training.labelled import Rows
from training.measures import Floats
from training.wording import FOLDS, folds


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """A fitted pipeline."""

    features: FeatureUnion
    learner: LogisticRegression

    @classmethod
    def taught(cls, corpus: Corpus) -> "Plain":
        """Return the pipeline fitted on a corpus: about two minutes and 2 GB for 150 thousand rows."""
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32)
        grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, dtype=np.float32)
        features = FeatureUnion([("words", words), ("grams", grams)])
        rows = features.fit_transform(corpus.texts)
        return cls(features, LogisticRegression(max_iter=200).fit(rows, corpus.abusive))

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return the probability of abuse of each text, shape (n,)."""
        return np.asarray(self.learner.predict_proba(self.features.transform(texts))[:, 1])

    def three_labels(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """Return what three such heads say, shape (n, 3): the features once, a decision for each label."""
        weights = np.repeat(self.learner.coef_, 3, axis=0)
        return np.asarray(self.features.transform(texts) @ weights.T + self.learner.intercept_)


def across_folds(rows: Rows, seed: int) -> Floats:
    """Return each labelled comment's score by TF-IDF of words and pairs that saw nothing of its group, shape (n,)."""
    texts, fold, scores = rows.texts, folds(rows.group, seed), np.zeros(len(rows.posted))
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        taught = words.fit_transform(list(compress(texts, inside)))
        learner = LogisticRegression(class_weight="balanced", max_iter=1_000).fit(taught, rows.disputes[inside])
        scores[outside] = learner.decision_function(words.transform(list(compress(texts, outside))))
    return scores


def cosines(comments: Sequence[str], articles: Sequence[str]) -> Floats:
    """Return the TF-IDF cosine of each comment with the article it stands under, shape (n,)."""
    vectoriser = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
    vectoriser.fit([*dict.fromkeys(articles), *dict.fromkeys(comments)])
    each = {text: row for row, text in enumerate(dict.fromkeys(articles))}
    under = vectoriser.transform(list(each))[[each[text] for text in articles]]
    return np.asarray(vectoriser.transform(comments).multiply(under).sum(axis=1)).ravel()


def words_apart(texts: Sequence[str], carried: Sequence[NDArray[np.bool_]], fold: NDArray[np.int64]) -> list[Floats]:
    """Return for each set of labels the chance of carrying it, shape (n,), by words that other folds taught.

    It is what a library for label noise is commonly given to start from.
    """
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit_transform(texts)
    found = [np.zeros(len(texts)) for _ in carried]
    for labels, chance in zip(carried, found, strict=True):
        for number in np.unique(fold):
            read = fold == number
            learner = LogisticRegression(max_iter=200).fit(words[~read], labels[~read])
            chance[read] = learner.predict_proba(words[read])[:, 1]
    return found
