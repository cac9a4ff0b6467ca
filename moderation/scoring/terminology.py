"""The disputed-terminology head: does a reader object to a word that the article uses?

First how the comment talks about words (n-grams, cues), then where the contested expression stands: a cue alone is at
best .38 precise, and only the match with the article tells the outlet's word from another reader's.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.scoring.contested import Contested, Place
from moderation.scoring.objection import Objection, objection
from moderation.scoring.wordcues import CUES, Strength

_SHAPES: Final = (
    "expressions_quoted",
    "passages_quoted",
    "quoted_then_question",
    "begins_with_quotation",
    "quoted_then_denial",
    "questions",
    "length",
    "says_you",
    "no_cue",
)

_PLACES: Final = (
    "term_strong",
    "term_quoted",
    "term_echo",
    "term_weak",
    "article_strong",
    "article_quoted",
    "article_echo",
    "article_weak",
    "in_headline",
    "attributed",
    "parent_only",
    "nowhere_strong",
    "nowhere_other",
)

FEATURES: Final[tuple[str, ...]] = ("wording", *(cue.name for cue in CUES), *_SHAPES, *_PLACES)
"""What the head weighs, in the order of the columns of `features` and of the coefficients."""

_KINDS: Final = {Strength.STRONG: "strong", Strength.QUOTED: "quoted", Strength.ECHO: "echo", Strength.WEAK: "weak", Strength.NONE: "weak"}

_NO_SHAPE: Final = [0.0] * (len(_SHAPES) - 1) + [1.0]

_YOU: Final = re.compile(r"(?<!\w)your?(?!\w)")

_DENIAL: Final = re.compile(
    r"(?:is|are|was|were|isn't|aren't|wasn't|weren't|sounds?|implies|suggests?|makes|seems)\b|not\b|hardly\b|really\b|my (?:foot|eye|arse|ass)"
)

PLACED: Final[tuple[str, ...]] = _PLACES
"""The features of the second stage, all of which rest on the contested expression."""


class Terminology:
    """The fitted head: score of disputed terminology for comments in context."""

    def __init__(self, coefficients: NDArray[np.float64]) -> None:
        """Take len(FEATURES) coefficients followed by the intercept."""
        self._coefficients: list[float] = coefficients.tolist()

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> "Terminology":
        """Return the head of an artefact's arrays, named as `training.terminology.fit` returns them."""
        return cls(arrays["terminology_coefficients"].astype(np.float64))

    def scores(self, batch: Sequence[InContext], wording: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the probability that each comment disputes terminology, shape (n,), given its n-gram logit."""
        logits = zip(batch, wording.tolist(), strict=True)
        return np.array([self._score(measures(objection(posted), logit)) for posted, logit in logits], dtype=np.float64)

    def _score(self, row: list[float]) -> float:
        """Return the probability of one row of features."""
        *coefficients, logit = self._coefficients
        for coefficient, value in zip(coefficients, row, strict=True):
            if value:
                logit += coefficient * value
        return 1.0 / (1.0 + math.exp(-min(max(logit, -30.0), 30.0)))


def features(batch: Sequence[InContext], wording: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the features of each comment, shape (n, len(FEATURES)); `wording` is its n-gram logit."""
    rows = [measures(objection(posted), logit) for posted, logit in zip(batch, wording.tolist(), strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(batch), len(FEATURES))


def measures(read: Objection, wording: float) -> list[float]:
    """Return the features of one comment that was read, in the order of FEATURES."""
    return [wording, *(float(cue.name in read.cues) for cue in CUES), *_shape(read), *_standing(read.term)]


def _shape(read: Objection) -> list[float]:
    """Return how the comment quotes, asks and addresses; nothing for one without a cue or quotation."""
    small, quoted = read.small, read.quoted
    if not read.cues and not quoted:
        return _NO_SHAPE
    expressions = [mark for mark in quoted if mark.is_expression]
    tails = [small[mark.end : mark.end + 24].lstrip("\"', ") for mark in expressions]
    you = len(_YOU.findall(small))
    return [
        min(len(expressions), 4) / 2.0,
        min(len(quoted) - len(expressions), 3) / 2.0,
        float(any(tail.startswith("?") for tail in tails)),
        float(bool(quoted) and quoted[0].start < 3),
        float(any(_DENIAL.match(tail) for tail in tails)),
        min(small.count("?"), 4) / 2.0,
        math.log1p(len(small)) - 5.0,
        min(you, 6) / 3.0,
        0.0,
    ]


def _standing(term: Contested | None) -> list[float]:
    """Return where the contested expression stands, by how surely it is contested."""
    row = dict.fromkeys(_PLACES, 0.0)
    if term is None:
        return list(row.values())
    kind = _KINDS[term.strength]
    row[f"term_{kind}"] = 1.0
    if term.place >= Place.ARTICLE:
        row[f"article_{kind}"] = 1.0
        row["in_headline"] = float(term.place is Place.HEADLINE)
    row["attributed"] = float(term.place is Place.ATTRIBUTED)
    row["parent_only"] = float(term.place is Place.PARENT)
    if term.place is Place.NOWHERE:
        row["nowhere_strong" if term.strength is Strength.STRONG else "nowhere_other"] = 1.0
    return list(row.values())
