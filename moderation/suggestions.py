"""What the model says of comments: scores, suggestions, and the evidence for them.

Scores of a batch travel as arrays, since a million rows pass through; evidence is made for the one comment
that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from moderation.labels import LABELS, Label

if TYPE_CHECKING:
    import numpy as np  # 0.1 s that the first frame of the desk doesn't pay
    from numpy.typing import NDArray


class Span(Struct, frozen=True):
    """A stretch of a comment's text that moved the score."""

    start: int
    """First code point of `text`."""
    end: int
    """One past the last code point."""
    weight: float
    """Signed contribution: positive raises the score."""


class Evidence(Struct, frozen=True):
    """Why a label is suggested, or not, for one comment."""

    why: str
    """One sentence in a moderator's words."""
    spans: tuple[Span, ...] = ()
    term: str | None = None
    """The contested expression as it stands in the comment (disputed terminology)."""
    article_sentence: str | None = None
    """The article's sentence that uses the term, or the closest one (off-topic), verbatim."""
    replacement: str | None = None
    """The wording the reader proposes, if any."""


class Suggestion(Struct, frozen=True):
    """The model's word on one comment."""

    scores: Mapping[Label, float | None]
    """Calibrated probability in [0, 1] for each label; None is "not judged"."""
    suggested: frozenset[Label]
    """The labels whose score reaches the model's threshold."""
    model: str
    """Version of the model that scored."""
    evidence: Mapping[Label, Evidence] = field(default_factory=dict)
    """Empty unless asked for."""
    thresholds: Mapping[Label, float] = field(default_factory=dict)
    """What a score has to reach for its label to be suggested; empty where that was not kept."""


class Suggestions(Struct, frozen=True):
    """The model's word on a batch of n comments, in their order."""

    scores: NDArray[np.float64]
    """Shape (n, 3), columns as LABELS; NaN is "not judged"."""
    thresholds: NDArray[np.float64]
    """Shape (3,): a label is suggested when its score is at least this."""
    model: str

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, row: int) -> Suggestion:
        scores = dict(zip(LABELS, self.scores[row].tolist(), strict=True))
        thresholds = dict(zip(LABELS, self.thresholds.tolist(), strict=True))
        return Suggestion(
            {label: None if isnan(score) else score for label, score in scores.items()},
            frozenset(label for label, score in scores.items() if score >= thresholds[label]),
            self.model,
            thresholds=thresholds,
        )


_LIKELIHOODS: Final = (
    (0.9, "very likely"),
    (0.7, "likely"),
    (0.4, "possible"),
    (0.1, "unlikely"),
    (0.0, "very unlikely"),
)


_POSSIBLE: Final = (0.4, 0.69)
"""The scores called possible: a suggested one reads as no less, one that isn't as no more."""


def likelihood(score: float | None, suggested: bool = False) -> str:
    """Return a score in a moderator's words; None is "not judged"."""
    if score is None:
        return "not judged"
    # Thresholds are the model's own: one of 0.25 suggests what 0.29 alone would call unlikely.
    least, most = _POSSIBLE
    told = max(score, least) if suggested else min(score, most)
    return next((words for bound, words in _LIKELIHOODS if told >= bound), "very unlikely")
