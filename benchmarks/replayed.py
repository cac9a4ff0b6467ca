"""Public labelled comments as decisions that arrive at a desk one after the other, and what a model gains by them.

Decisions are rows that may teach; what is gained is read on the rows that were set aside to measure on, of other
articles. For choosing how to learn there are desks that hold out articles of the former, so that the latter stay
unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.desk_draws import HELD_OUT
from benchmarks.table import Figure
from moderation.comments import Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.scorer import Scorer
from training import measures
from training.candidate import learnt
from training.corpora import Corpus
from training.evaluate import scored
from training.examples import Example, Examples, Split, gathered
from training.measures import Floats
from training.plain import Plain

SOURCES: Final = ("c3", "impermium")

_ABUSE: Final = LABELS.index(Label.ABUSE)

_REDRAWS: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A desk: decisions in the order in which they arrive, and comments of other articles to measure on."""

    arriving: Examples
    measured: Examples
    base: Floats
    """What the shipped model says of those measured on, shape (n,)."""

    @property
    def truth(self) -> Floats:
        """Which of those measured on are abuse."""
        return np.asarray(self.measured.truth[:, _ABUSE])

    def redrawn(self, draw: int) -> "Desk":
        """Return the desk with its decisions in another order."""
        order = np.random.default_rng(draw).permutation(len(self.arriving))
        return Desk(self.arriving[order], self.measured, self.base)

    def taught(self, base: Artefact, count: int) -> Floats:
        """Return what the product's candidate says of those measured on, after so many decisions."""
        found = learnt(base, Split(self.arriving[:count], self.measured, other_articles=True))
        return abuse_scores(self.measured, Scorer(found.artefact))

    def refitted(self, count: int) -> Floats:
        """Return what a TF-IDF pipeline says of them that is fitted from scratch on the same decisions."""
        rows = as_corpus(self.arriving[:count])
        if rows.abusive.all() or not rows.abusive.any():
            return np.zeros(len(self.measured))
        return Plain.taught(rows).scores(texts_of(self.measured))


def desk(base: Scorer, data: Path, source: str) -> Desk:
    """Return a source as a desk, measured on the rows set aside for measuring."""
    arriving, measured = (abuse_examples(rows_of(data, part, source)) for part in ("train", "eval"))
    return Desk(arriving, measured, abuse_scores(measured, base))


def tuning_desk(base: Scorer, data: Path, source: str, draw: int) -> Desk:
    """Return a source as a desk, measured on articles held out of the rows that may teach, other ones each draw."""
    rows = rows_of(data, "train", source)
    names = rows.group.unique()
    held = np.random.default_rng(draw).choice(names, round(HELD_OUT * len(names)), replace=False)
    is_held = rows.group.isin(set(held)).to_numpy()
    measured = abuse_examples(rows[is_held])
    return Desk(abuse_examples(rows[~is_held]), measured, abuse_scores(measured, base))


def rows_of(data: Path, part: str, source: str) -> pd.DataFrame:
    """Return the labelled rows of a source in a part of the corpora."""
    rows = pd.read_parquet(data / f"abuse-{part}.parquet", filters=[("source", "==", source)])
    return rows[rows.label.notna()]


def abuse_scores(examples: Examples, scorer: Scorer) -> Floats:
    """Return the scores of abuse, shape (n,); what is not judged counts as the least likely."""
    return np.nan_to_num(scored(examples, scorer)[:, _ABUSE])


def texts_of(examples: Examples) -> list[str]:
    """Return the comments as written."""
    return [posted.comment.text for posted in examples.posted]


def as_corpus(examples: Examples) -> Corpus:
    """Return decisions on abuse as the rows of a corpus."""
    texts, empty = np.array(texts_of(examples), dtype=object), np.full(len(examples), "", dtype=object)
    return Corpus(texts, examples.truth[:, _ABUSE] == 1, empty, empty, np.zeros(len(examples)))


def gains(measured_on: Desk, after: Sequence[Floats]) -> NDArray[np.float64]:
    """Return the AUC gained over the shipped model by each draw, one row a redraw of the articles measured on.

    Shape (1 + redraws, draws); the first row is of the articles as they are.
    """
    truth, article = measured_on.truth, measured_on.measured.article

    def gained(weights: Floats) -> Floats:
        """Return the gain of each draw for each redraw."""
        before = measures.auc(truth, measured_on.base, weights)
        return np.stack([measures.auc(truth, one, weights) - before for one in after], axis=1)

    each = np.ones(len(truth))
    return np.concatenate([gained(each[None]), measures.redrawn(gained, article, each, _REDRAWS)])


def over_all(gained: NDArray[np.float64]) -> Figure:
    """Return the mean gain, and where it lies when the draws and the articles measured on are both drawn anew."""
    rng = np.random.default_rng(0)
    chosen = rng.integers(gained.shape[1], size=(len(gained) - 1, gained.shape[1]))
    means = np.take_along_axis(gained[1:], chosen, axis=1).mean(axis=1)
    within = measures.interval(means, 0.95)
    return Figure(float(gained[0].mean()), within.low, within.high)


def abuse_examples(rows: pd.DataFrame) -> Examples:
    """Return labelled rows as decisions on abuse."""
    return gathered(
        Example(InContext(Comment(row.id, row.text, row.group)), {Label.ABUSE: row.label == 1})
        for row in rows.itertuples()
    )
