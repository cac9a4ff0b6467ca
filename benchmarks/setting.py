"""What every part of the benchmark needs: the data, the model, and a plain pipeline taught on the same rows."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from moderation.labels import Label
from moderation.scoring.scorer import SHIPPED, Scorer
from training import final
from training.corpora import Corpus, evaluation, teaching
from training.disguises import Attack, Score
from training.plain import Plain


@dataclass(frozen=True)
class Setting:
    """One run; what costs minutes is made when the first part asks for it."""

    data: Path
    model: Path = SHIPPED
    rows: int | None = None
    """Rows that teach the plain pipeline; None for all. Fewer are for trying the script, not for its figures."""

    @cached_property
    def scorer(self) -> Scorer:
        """Return the model measured."""
        return Scorer.load(self.model)

    @property
    def threshold(self) -> float:
        """Return the score from which abuse is suggested."""
        return self.scorer.artefact.thresholds[Label.ABUSE]

    @cached_property
    def measured(self) -> Corpus:
        """Return the evaluation sets."""
        return evaluation(self.data)

    @cached_property
    def taught(self) -> Corpus:
        """Return the rows that may teach a shipped model, or some of them."""
        taught = teaching(self.data, self.measured)
        if self.rows is None or self.rows >= len(taught):
            return taught
        chosen = np.random.default_rng(0).permutation(len(taught)) < self.rows
        return taught.where(chosen)

    @cached_property
    def plain(self) -> Plain:
        """Return the plain pipeline."""
        return Plain.taught(self.taught)

    @cached_property
    def attack(self) -> Attack:
        """Return what disguises words."""
        return Attack.taught(self.taught)

    @property
    def both(self) -> tuple[tuple[Score, float], tuple[Score, float]]:
        """Return how the plain pipeline and our model score texts, each with its threshold."""
        return (self.plain.scores, 0.5), (final.abuse_score(self.scorer), self.threshold)
