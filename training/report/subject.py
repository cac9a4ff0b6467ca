"""What a page is about: labelled comments, what one model says of them, or two side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from training.evaluate import Metrics, measured
from training.examples import Examples
from training.outcome import Trial

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Model:
    """What a model says of n comments."""

    version: str
    scores: Floats
    """Shape (n, 3), NaN where not judged."""
    thresholds: Floats
    """Shape (3,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One label of the comments on which it was decided: m of them."""

    label: Label
    rows: NDArray[np.int64]
    """Shape (m,): their places among all."""
    truth: Flags
    scores: Floats
    suggested: Flags
    """Nothing is suggested where nothing was judged."""

    def of(self, among: Flags) -> "Column":
        """Return the part of it that lies in a slice, given as flags over all comments."""
        kept = among[self.rows]
        return Column(self.label, self.rows[kept], self.truth[kept], self.scores[kept], self.suggested[kept])


@dataclass(frozen=True, eq=False)
class Subject:
    """Labelled comments and the models that were measured on them."""

    examples: Examples
    models: tuple[Model, ...]
    """The model the page is about, then the one it is compared with, if any."""
    known: Flags
    """Shape (n,): whether the author had been met before."""
    names: tuple[str, ...]
    """`SITE:ID` of each comment; the site is empty where the file states none."""

    @cached_property
    def metrics(self) -> tuple[Mapping[Label, Metrics], ...]:
        """Return each model's figures, those of the first with intervals."""
        # a thousand redraws of 25,000 comments take 8 s a model; the other is drawn as a mere ring
        return tuple(
            measured(self.examples, one.scores, one.thresholds, intervals=place == 0)
            for place, one in enumerate(self.models)
        )

    def column(self, label: Label, model: int = 0) -> Column:
        """Return what was decided on a label, and what a model says of it."""
        place, of = LABELS.index(label), self.models[model]
        rows = np.flatnonzero(~np.isnan(self.examples.truth[:, place]))
        scores = of.scores[rows, place]
        # a score that is missing reaches no threshold: NaN compares false
        suggested = scores >= of.thresholds[place]
        return Column(label, rows, self.examples.truth[rows, place] == 1, scores, suggested)

    @property
    def period(self) -> tuple[str, str]:
        """Return the days of the first and the last decision; empty where unknown."""
        days = sorted(at[:10] for at in self.examples.at.tolist() if at)
        return (days[0], days[-1]) if days else ("", "")


def of_file(examples: Examples, version: str, scores: Floats, thresholds: Floats) -> Subject:
    """Return a labelled file with one model's scores; an author is known who wrote an earlier comment of it."""
    met: set[str] = set()
    known = []
    for posted in examples.posted:
        known.append(posted.comment.author in met)
        met.add(posted.comment.author)
    names = tuple(_name(posted) for posted in examples.posted)
    return Subject(examples, (Model(version, scores, thresholds),), np.array(known, dtype=np.bool_), names)


def of_trial(trial: Trial, versions: tuple[str, str], name_of: Callable[[int], str]) -> Subject:
    """Return decisions held out with the scores of candidate and incumbent, whose versions are given in this order.

    `name_of` returns the `SITE:ID` of a comment's row number in the desk.
    """
    posted: Sequence[InContext] = trial.held_out.posted.tolist()
    refs = trial.held_out.ref.tolist()
    names = tuple(name_of(ref) if ref else _name(one) for ref, one in zip(refs, posted, strict=True))
    models = (
        Model(versions[0], trial.after, trial.thresholds_after),
        Model(versions[1], trial.before, trial.thresholds_before),
    )
    known = np.array([one.comment.author in trial.known_authors for one in posted], dtype=np.bool_)
    return Subject(trial.held_out, models, known, names)


def _name(posted: InContext) -> str:
    return f"{posted.article.site if posted.article else ''}:{posted.comment.id}"
