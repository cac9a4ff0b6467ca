"""The off-topic head: what a comment shares with its article and with the comment it answers.

Overlap decides little about short texts, so those are "not judged" unless they share a telling word or plainly
advertise; nor is anything where neither article nor parent is known. What is judged is a hint, with its evidence.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.errors import ModelNotTrusted
from moderation.scoring import passing
from moderation.scoring.overlap import (
    NO_OVERLAP,
    TELLING,
    ArticleProfile,
    Background,
    Overlap,
    Profiles,
    closest_sentence,
    counted,
    overlap,
)
from moderation.scoring.wordforms import WINDOW, folded

FEATURES: Final[tuple[str, ...]] = (
    "has_article",
    "cosine",
    "surprise",
    "coverage",
    "best_sentence",
    "title",
    "rarest_shared",
    "article_words",
    "surprise_by_length",
    "has_parent",
    "parent_cosine",
    "parent_surprise",
    "parent_coverage",
    "parent_rarest_shared",
    "has_both",
    "advertising",
    "speaks_of_site",
    "speaks_of_article",
    "changes_subject",
)
"""What the head weighs, in the order of the columns of `features` and of the coefficients."""

BY_HAND: Final[Mapping[str, float]] = {
    "advertising": 6.0,
    "speaks_of_site": 1.5,
    "speaks_of_article": -1.5,
    "changes_subject": 1.5,
}
"""Coefficients that no corpus here can teach, since moved comments carry these cues as often as own ones."""

FEWEST_WORDS: Final = 15
"""Under this many words a comment is judged only on a shared telling word or advertising (.71 AUC under 10 words)."""

_FAMILIAR: Final = 4.6
"""The idf of a word in 1 of 100 background texts; text with few such words is in a language the background lacks."""

_FAMILIAR_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One comment measured against its context."""

    folded: str
    words: int
    weights: dict[int, float]
    article: ArticleProfile | None
    with_article: Overlap
    best: tuple[float, int]
    """Cosine with the closest sentence, and its number."""
    with_parent: Overlap
    has_parent: bool
    speaks_known_language: bool


class Relevance:
    """The fitted head: score of off-topic for comments in context."""

    def __init__(self, background: Background, coefficients: NDArray[np.float64]) -> None:
        """Take the background and len(FEATURES) coefficients followed by the intercept."""
        self.background = background
        self._profiles = Profiles(background)
        self._coefficients: list[float] = coefficients.tolist()

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> "Relevance":
        """Return the head of an artefact's arrays, named as `training.relevance.fit` returns them."""
        background = Background.of(*(arrays[f"relevance_{name}"] for name in ("idf", "mean", "deviation")))
        coefficients = arrays["relevance_coefficients"].astype(np.float64)
        if len(coefficients) != len(FEATURES) + 1:
            raise ModelNotTrusted("The model was made for other features of off-topic than this program has.")
        return cls(background, coefficients)

    def scores(self, batch: Sequence[InContext]) -> NDArray[np.float64]:
        """Return the probability that each comment is off-topic, shape (n,); NaN is "not judged"."""
        return np.array([self.score(self.reading(posted)) for posted in batch], dtype=np.float64)

    def scores_of_all(self, batch: Sequence[InContext]) -> NDArray[np.float64]:
        """Return scores for the unjudged too, for measuring."""
        return np.array([self.probability(self.reading(posted)) for posted in batch], dtype=np.float64)

    def features(self, batch: Sequence[InContext]) -> NDArray[np.float64]:
        """Return the features of each comment, shape (n, len(FEATURES)); measured for the unjudged too."""
        rows = [measures(self.reading(posted)) for posted in batch]
        return np.array(rows, dtype=np.float64).reshape(len(batch), len(FEATURES))

    def judged(self, batch: Sequence[InContext]) -> NDArray[np.bool_]:
        """Return whether each comment can be judged at all, shape (n,)."""
        return np.array([is_judged(self.reading(posted)) for posted in batch], dtype=np.bool_)

    def parent_weights(self, posted: InContext) -> dict[int, float]:
        """Return stem -> weight of the comment that is answered; empty when there is none."""
        return self._profiles.of_parent(posted.parent.text) if posted.parent else {}

    def score(self, reading: Reading) -> float:
        """Return the probability of off-topic, or NaN where it can't be judged."""
        return self.probability(reading) if is_judged(reading) else math.nan

    def probability(self, reading: Reading) -> float:
        """Return the probability whether or not there is enough to judge."""
        *coefficients, logit = self._coefficients
        for coefficient, value in zip(coefficients, measures(reading), strict=True):
            logit += coefficient * value
        return 1.0 / (1.0 + math.exp(-min(max(logit, -30.0), 30.0)))

    def reading(self, posted: InContext) -> Reading:
        """Return a comment measured against its article and parent."""
        background = self.background
        counts = counted(posted.comment.text)
        weights = background.weighed(counts)
        article = posted.article
        profile = self._profiles.of_article(article.title, article.text) if article else None
        profile = profile if profile and profile.whole else None
        answered = self.parent_weights(posted)
        words = counts.total()
        familiar = sum(count for place, count in counts.items() if background.idf[place] < _FAMILIAR)
        return Reading(
            folded(posted.comment.text[:WINDOW]),
            words,
            weights,
            profile,
            overlap(weights, profile.whole, background) if profile else NO_OVERLAP,
            closest_sentence(weights, profile) if profile else (0.0, -1),
            overlap(weights, answered, background) if answered else NO_OVERLAP,
            bool(answered),
            familiar >= _FAMILIAR_SHARE * words,
        )


def is_judged(reading: Reading) -> bool:
    """Whether there is enough text and context to say anything."""
    if reading.article is None and not reading.has_parent:
        return False
    if reading.words >= FEWEST_WORDS and reading.speaks_known_language:
        return True
    shares = max(reading.with_article.rarest, reading.with_parent.rarest) >= TELLING
    return shares or passing.is_advertising(reading.folded)


def measures(reading: Reading) -> list[float]:
    """Return the features of a reading, in the order of FEATURES."""
    with_article, with_parent = reading.with_article, reading.with_parent
    length = math.log1p(reading.words)
    has_article = reading.article is not None
    return [
        float(has_article),
        with_article.cosine,
        _damped(with_article.surprise),
        with_article.coverage,
        math.sqrt(max(reading.best[0], 0.0)),
        _title_share(reading),
        with_article.rarest,
        length * has_article,
        _damped(with_article.surprise) * length,
        float(reading.has_parent),
        with_parent.cosine,
        _damped(with_parent.surprise),
        with_parent.coverage,
        with_parent.rarest,
        float(has_article and reading.has_parent),
        float(passing.is_advertising(reading.folded)),
        float(passing.speaks_of_the_site(reading.folded)),
        float(passing.speaks_of_the_article(reading.folded)),
        float(passing.changes_the_subject(reading.folded)),
    ]


def _damped(surprise: float) -> float:
    """Return a z-score with its long tail drawn in, sign kept."""
    return math.copysign(math.log1p(abs(surprise)), surprise)


def _title_share(reading: Reading) -> float:
    """Return the share of the title's weight whose words the comment uses."""
    if reading.article is None:
        return 0.0
    title = reading.article.title
    return math.fsum([title[place] for place in title if place in reading.weights])
