"""The off-topic head: what a comment shares with its article and with the comment it answers.

Overlap decides little about short texts, so those are "not judged" unless they share a rare word or plainly
advertise; nor is anything where neither article nor parent is known. What is judged is a hint, with its evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Article, Comment, InContext
from moderation.errors import ModelNotTrusted
from moderation.labels import Label
from moderation.scoring.bags import Background, Bags, Floats, Whole, bags_of, bags_of_texts, buckets_of
from moderation.scoring.hashing import Block, Words, in_blocks, joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.overlap import Known, Library, Measure, Overlap
from moderation.scoring.passing import Cues, cues_of
from moderation.scoring.recalibration import AS_IT_IS, Recalibration

FEATURES: Final[tuple[str, ...]] = (
    "has_article",
    "cosine",
    "surprise",
    "coverage",
    "title",
    "rarest_shared",
    "length",
    "surprise_by_length",
    "kinship",
    "kinship_by_length",
    "has_parent",
    "parent_cosine",
    "parent_surprise",
    "parent_coverage",
    "parent_rarest_shared",
    "parent_length",
    "parent_surprise_by_length",
    "parent_kinship",
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
    "speaks_of_article": -1.0,
    "changes_subject": 1.5,
}
"""Coefficients that no corpus here can teach, since moved comments carry these cues as often as own ones."""

FEWEST_WORDS: Final = 25
"""A shorter comment is judged only if it advertises or shares a rare word: on training-side articles own and moved
were told apart with .67 AUC under 8 words, .79 under 15, .89 under 30, .97 from 60."""

FEWEST_ANNOUNCED: Final = 15
"""Words that do where a comment says itself what it is about: the site, the article as writing, another subject."""

RARE: Final = 5.5
"""The idf of a word, in 1 of 250 background texts, that is no chance to share: with it 24 % of own comments are not
judged and the others told apart with .956; by 20 words it were 21 % and .951, by 25 words alone 41 % and .956."""

_FAMILIAR_SHARE: Final = 0.3
"""Share of a text's words that the background must know well for its language to be one the head can judge."""

_LOG1P: Final = np.log1p(np.arange(1 << 12))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The comments of one block measured against their contexts."""

    block: Block
    words: Words
    places: Whole
    """The bucket of each word."""
    bags: Bags
    has_article: NDArray[np.bool_]
    """Whether each comment stands under an article with a telling word."""
    with_article: Overlap
    has_parent: NDArray[np.bool_]
    with_parent: Overlap
    cues: Cues

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Whether there is enough text and context to say anything, shape (n,)."""
        bags, cues = self.bags, self.cues
        announced = cues.of_the_site | cues.of_the_article | cues.changes_subject
        least = np.where(announced, FEWEST_ANNOUNCED, FEWEST_WORDS)
        enough = (bags.words >= least) & (bags.familiar >= _FAMILIAR_SHARE * bags.words)
        return (self.has_article | self.has_parent) & (enough | self.shares | cues.advertising)

    @property
    def shares(self) -> NDArray[np.bool_]:
        """Whether each comment shares a rare word with its context."""
        return (self.with_article.rarest >= RARE) | (self.with_parent.rarest >= RARE)

    @property
    def features(self) -> Floats:
        """What the head weighs, shape (n, len(FEATURES))."""
        article, parent, cues = self.with_article, self.with_parent, self.cues
        length = _LOG1P.take(self.bags.words, mode="clip")
        surprise, parent_surprise = _damped(article.surprise), _damped(parent.surprise)
        elsewhere = ~self.shares  # under an article on a login, "log in" is on the subject
        columns = (
            *(self.has_article, article.cosine, surprise, article.coverage, article.title, article.rarest),
            *(length * self.has_article, surprise * length, article.kinship, article.kinship * length),
            *(self.has_parent, parent.cosine, parent_surprise, parent.coverage, parent.rarest),
            *(length * self.has_parent, parent_surprise * length, parent.kinship),
            self.has_article & self.has_parent,
            *(cues.advertising, cues.of_the_site & elsewhere, cues.of_the_article, cues.changes_subject & elsewhere),
        )
        rows = np.empty((len(length), len(FEATURES)))
        for place, column in enumerate(columns):
            rows[:, place] = column
        return rows


class Relevance:
    """The fitted head: score of off-topic for comments in context."""

    def __init__(
        self,
        background: Background,
        coefficients: NDArray[np.float64],
        recalibration: Recalibration = AS_IT_IS,
    ) -> None:
        """Take the background, len(FEATURES) coefficients followed by the intercept, and a desk's reading of scores."""
        self.background = background
        self.library = Library(background)
        self._coefficients = coefficients
        self._recalibration = recalibration

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Relevance":
        """Return the head of an artefact's arrays, named as `training.relevance.fit` returns them."""
        coefficients = arrays["relevance_coefficients"].astype(np.float64)
        if len(coefficients) != len(FEATURES) + 1:
            raise ModelNotTrusted("The model was made for other features of off-topic than this program has.")
        return cls(Background.of(arrays), coefficients, Recalibration.of(arrays, Label.OFF_TOPIC))

    def block_scores(self, posted: Sequence[InContext], block: Block, words: Words) -> Floats:
        """Return the probability that each comment is off-topic, shape (n,); NaN is "not judged".

        `block` and `words` are the scoring copies of the comments' texts, in the order of `posted`.
        """
        reading = self.reading(posted, block, words)
        return np.where(reading.judged, self.probabilities(reading), np.nan)

    def scores(self, batch: Sequence[InContext]) -> Floats:
        """Return what `block_scores` does, for comments whose texts are not at hand as a block."""
        judged = (np.where(one.judged, self.probabilities(one), np.nan) for one in self.readings(batch))
        return np.concatenate([np.zeros(0), *judged])

    def scores_of_all(self, batch: Sequence[InContext]) -> Floats:
        """Return scores for the unjudged too, for measuring."""
        return np.concatenate([np.zeros(0), *(self.probabilities(one) for one in self.readings(batch))])

    def features(self, batch: Sequence[InContext]) -> Floats:
        """Return the features of each comment, shape (n, len(FEATURES)); measured for the unjudged too."""
        return np.concatenate([np.zeros((0, len(FEATURES))), *(one.features for one in self.readings(batch))])

    def judged(self, batch: Sequence[InContext]) -> NDArray[np.bool_]:
        """Return whether each comment can be judged at all, shape (n,)."""
        return np.concatenate([np.zeros(0, np.bool_), *(one.judged for one in self.readings(batch))])

    def readings(self, batch: Sequence[InContext]) -> Iterator[Reading]:
        """Yield comments measured against their contexts, a block at a time."""
        begin = 0
        for texts in in_blocks(posted.comment.text for posted in batch):
            block = joined(scoring_copies(texts))
            yield self.reading(batch[begin : begin + len(texts)], block, words_of(block))
            begin += len(texts)

    def probabilities(self, reading: Reading) -> Floats:
        """Return the probability of each comment, whether or not there is enough to judge."""
        # summed one by one in order: a matrix product adds in another order for other n
        logit = np.cumsum(reading.features * self._coefficients[:-1], axis=1)[:, -1] + self._coefficients[-1]
        return self._recalibration(np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))))

    def reading(self, posted: Sequence[InContext], block: Block, words: Words) -> Reading:
        """Return a block's comments measured against their articles and parents."""
        places = buckets_of(block, words)
        bags = bags_of(words.firsts, places, self.background)
        measure = Measure.of(bags, self.background)
        under, with_article = self._compared(measure, *self._articles(posted))
        answering, with_parent = self._compared(measure, *self._parents(posted, measure))
        cues = cues_of([one.comment.text for one in posted], words, places)
        return Reading(block, words, places, bags, under, with_article, answering, with_parent, cues)

    @staticmethod
    def _compared(measure: Measure, known: Known | None, under: Whole) -> tuple[NDArray[np.bool_], Overlap]:
        """Return which comments stand under a text, and what they share with it."""
        return under >= 0, measure.against(known, under) if known else measure.nothing()

    def _articles(self, posted: Sequence[InContext]) -> tuple[Known | None, Whole]:
        """Return the articles of a block side by side, and which of them each comment stands under."""
        numbers: dict[int, int] = {}
        articles: list[Article] = []
        under = np.full(len(posted), -1)
        for row, one in enumerate(posted):
            if (article := one.article) is not None:
                number = numbers.setdefault(id(article), len(articles))
                if number == len(articles):
                    articles.append(article)
                under[row] = number
        known = self.library.articles.of([(article.title, article.text) for article in articles])
        has_words = np.array([*(len(one.keys) > 0 for one in known), False])
        return Known.beside(known) if known else None, np.where(has_words[under], under, -1)

    def _parents(self, posted: Sequence[InContext], measure: Measure) -> tuple[Known | None, Whole]:
        """Return the comments answered in a block side by side, and which of them each comment answers.

        Most stand in the block themselves and are measured already.
        """
        answered: list[Comment | None] = [one.parent for one in posted]
        if not any(answered):
            return None, np.full(len(posted), -1)
        numbers = {one.comment.text: row for row, one in enumerate(posted)}
        elsewhere = [one.text for one in answered if one and one.text not in numbers]
        numbers.update((text, number) for number, text in enumerate(dict.fromkeys(elsewhere), len(posted)))
        under = np.array([numbers[one.text] if one else -1 for one in answered], np.int64)
        others = bags_of_texts(list(dict.fromkeys(elsewhere)), self.background)
        has_words = np.concatenate([bags.summed(bags.weights) > 0 for bags in (measure.bags, others)] + [[False]])
        known = Known.beside([measure.known, Known.of(others, self.background)] if elsewhere else [measure.known])
        return known, np.where(has_words[under], under, -1)


def _damped(surprise: Floats) -> Floats:
    """Return a z-score with its long tail drawn in, sign kept; by a root, which is the same to the bit anywhere."""
    return np.asarray(np.copysign(np.sqrt(1.0 + np.abs(surprise)) - 1.0, surprise))
