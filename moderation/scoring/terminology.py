"""The disputed-terminology head: whether a reader objects to a word that the article uses.

First what is worth reading at all, then how the comment talks about words (n-grams, cues), then where the contested
expression stands: a cue alone is at best .38 precise, and only the match with the article tells the outlet's word from
another reader's.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import InContext
from moderation.errors import ModelNotTrusted
from moderation.labels import Label
from moderation.scoring.asides import ASIDE, OUTRIGHT
from moderation.scoring.calibration import probability
from moderation.scoring.contested import Contested
from moderation.scoring.found import Entry, Found
from moderation.scoring.hashing import Block, Words
from moderation.scoring.naming import NAMING
from moderation.scoring.objection import Objection, objection
from moderation.scoring.recalibration import AS_IT_IS, Recalibration
from moderation.scoring.screening import SCREEN, Screen
from moderation.scoring.whereabouts import Place
from moderation.scoring.wordcues import QUOTATION, Strength

_SHAPES: Final = (
    "expressions_quoted",
    "passages_quoted",
    "quoted_then_question",
    "begins_with_quotation",
    "quoted_then_denial",
    "questions",
    "length",
    "says_you",
    "plain_objections",
    "no_cue",
)

_CUES: Final = tuple(cue.name for cue in (*NAMING, *ASIDE))

SPEECH: Final[tuple[str, ...]] = ("wording", *_CUES, *_SHAPES)
"""The features of the first stage: how the comment talks about words."""

_KINDS: Final = {
    (Strength.STRONG, True): "strong_quoted",
    (Strength.STRONG, False): "strong",
    (Strength.QUOTED, True): "quoted",
    (Strength.ECHO, False): "echo",
    (Strength.ECHO, True): "quoted",
    (Strength.QUOTED, False): "quoted",
    (Strength.WEAK, True): "quoted",
    (Strength.WEAK, False): "weak",
}

_PLACES: Final = (
    *(
        f"{place}_{kind}"
        for place in ("headline", "article")
        for kind in ("strong_quoted", "strong", "quoted", "echo", "weak")
    ),
    "headline_itself",
    "attributed",
    "parent_only",
    "nowhere_strong_quoted",
    "nowhere_strong",
    "nowhere_quoted",
    "nowhere_echo",
    "nowhere_weak",
    "no_term",
)

_FINDERS: Final = (*(cue.name for cue in NAMING), QUOTATION)

STANDING: Final[tuple[str, ...]] = (
    "speech",
    *_PLACES,
    *(f"found_by_{name}" for name in _FINDERS),
    *(f"with_{cue.name}" for cue in ASIDE),
    "plain_objections",
    "plain_objections_in_article",
    "term_is_short",
    "opens_with_term",
    "term_asked",
    "term_exclaimed",
    "term_alone",
    "term_denied",
    "term_repeated",
)
"""The features of the second stage: the first logit, where the contested expression stands, which cues found it there
in the article, and what was said beside it."""

_OUTRIGHT: Final = frozenset(OUTRIGHT)
_SAID: Final = {name: column for column, name in enumerate(SPEECH) if name in _CUES}
_SHAPES_BEGIN: Final = SPEECH.index(_SHAPES[0])
_AT: Final = {name: column for column, name in enumerate(STANDING)}
_FOUND_BY: Final = {name: _AT[f"found_by_{name}"] for name in _FINDERS}
_WITH: Final = {cue.name: _AT[f"with_{cue.name}"] for cue in ASIDE}
_OBJECTIONS_BEGIN: Final = _AT["plain_objections"]

LENGTHS: Final = {
    "terminology_speech": len(SPEECH) + 1,
    "terminology_standing": len(STANDING) + 1,
    "terminology_alone": 2,
    "terminology_screen": len(SCREEN) + 2,
}
"""The arrays of the head, and how many figures each has."""

Coefficients = NDArray[np.float64]

_NO_SHAPE: Final = [0.0] * (len(_SHAPES) - 1) + [1.0]

_SHORT: Final = 3
"""Words up to which an expression is a term rather than a phrase."""

_YOU: Final = re.compile(r"(?<!\w)your?(?!\w)")

_DENIAL: Final = re.compile(
    r"(?:is|are|was|were|isn't|aren't|wasn't|weren't|sounds?|implies|suggests?|makes|seems)\b|"
    r"not\b|hardly\b|really\b|my (?:foot|eye|arse|ass)"
)


class Terminology:
    """The fitted head: score of disputed terminology for comments in context."""

    def __init__(
        self,
        speech: Coefficients,
        standing: Coefficients,
        alone: Coefficients,
        screen: NDArray[np.float64],
        *,
        recalibration: Recalibration = AS_IT_IS,
    ) -> None:
        """Take coefficients and intercept of SPEECH, of STANDING, of the first logit where no article is known.

        `screen` holds those of SCREEN, then the log-odds from which a comment is read. `recalibration` is a desk's
        reading of the scores of `block_scores`.
        """
        self._speech: list[float] = speech.tolist()
        self._standing: list[float] = standing.tolist()
        self._alone: list[float] = alone.tolist()
        self._screen = Screen(screen)
        self._recalibration = recalibration
        self._no_cue: float = self._speech[SPEECH.index("no_cue")]
        self._no_term: float = self._standing[STANDING.index("no_term")]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> "Terminology":
        """Return the head of an artefact's arrays, named as `training.terminology.fit` returns them."""
        stages = [arrays[name].astype(np.float64) for name in LENGTHS]
        if [len(stage) for stage in stages] != list(LENGTHS.values()):
            raise ModelNotTrusted("The model was made for other cues of disputed terminology than this program has.")
        return cls(*stages, recalibration=Recalibration.of(arrays, Label.DISPUTED_TERMINOLOGY))

    def block_scores(
        self, posted: Sequence[InContext], block: Block, words: Words, wording: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the probability that each comment of a block disputes terminology, shape (n,).

        `wording` is the n-gram logit of its highest sentence. Comments that it screens out are not read.
        """
        return self.of_parts(*self.parts(posted, block, words, wording))

    def parts(
        self, posted: Sequence[InContext], block: Block, words: Words, wording: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], dict[int, Found]]:
        """Return what no retraining changes: the screen's log-odds, and what was found in those that were read."""
        logits = self._screen.logits(posted, block, words, wording)
        read = np.flatnonzero(logits > self._screen.least).tolist()
        return logits, {row: found_in(objection(posted[row], named=False), float(wording[row])) for row in read}

    def of_parts(self, logits: NDArray[np.float64], found: Mapping[int, Found]) -> NDArray[np.float64]:
        """Return the probability of each comment from what `parts` returns, shape (n,)."""
        scores = probability(logits)
        for row, one in found.items():
            scores[row] = self._of_found(one)
        return self._recalibration(scores)

    def score(self, read: Objection, wording: float) -> float:
        """Return the probability for one comment that was read."""
        return self._of_found(found_in(read, wording))

    def _of_found(self, found: Found) -> float:
        first = self._first(found)
        if not found.has_article:
            second = _weighed(self._alone, [(0, first)])
        elif found.has_cue:
            second = _weighed(self._standing, [(0, first), *found.placed])
        else:
            second = self._standing[-1] + self._standing[0] * first + self._no_term
        return 1.0 / (1.0 + math.exp(-min(max(second, -30.0), 30.0)))

    def _first(self, found: Found) -> float:
        """Return the first stage's logit; half of all comments have no cue, and need two products."""
        if found.has_cue:
            return _weighed(self._speech, [(0, found.wording), *found.spoken])
        return self._speech[-1] + self._speech[0] * found.wording + self._no_cue

    def weight_of_place(self, term: Contested) -> float:
        """Return what the place of the contested expression adds to the logit; what its cues add without an article."""
        if term.strength is Strength.NONE:
            return self._no_term
        if term.place is Place.UNKNOWN:
            return math.fsum(self._speech[SPEECH.index(name)] for name in term.cues if name in SPEECH)
        return self._standing[STANDING.index(_place(term))]

    def weight_of_cue(self, name: str, term: Contested) -> float:
        """Return what a cue adds to the logit, by itself and by finding the expression in the article."""
        said = self._speech[SPEECH.index(name)] * self._standing[0]
        finds = name in term.cues and term.place >= Place.ARTICLE
        return said + (self._standing[STANDING.index(f"found_by_{name}")] if finds else 0.0)


def _weighed(coefficients: Sequence[float], entries: Iterable[Entry]) -> float:
    """Return the logit of a row of features, summed in their order."""
    logit = coefficients[-1]
    for column, value in entries:
        logit += coefficients[column] * value
    return logit


def _row(entries: Iterable[Entry], length: int) -> list[float]:
    """Return a row of features, given those that are not 0."""
    row = [0.0] * length
    for column, value in entries:
        row[column] = value
    return row


def speech(read: Objection, wording: float) -> list[float]:
    """Return how the comment talks about words, in the order of SPEECH; `wording` is its n-gram logit."""
    return _row([(0, wording), *_spoken(read)], len(SPEECH))


def standing(read: Objection, first: float) -> list[float]:
    """Return where the contested expression stands, in the order of STANDING; `first` is the first stage's logit."""
    return _row([(0, first), *_placed(read)], len(STANDING))


def found_in(read: Objection, wording: float) -> Found:
    """Return what was found in one comment that was read, as far as its score rests on it."""
    if not (read.cues or read.quoted):
        return Found(wording, read.has_article, has_cue=False)
    placed = _placed(read) if read.has_article else ()
    return Found(wording, read.has_article, has_cue=True, spoken=_spoken(read), placed=placed)


def _spoken(read: Objection) -> list[Entry]:
    """Return what `speech` says where that is not 0, but for the n-gram logit."""
    return [*_ones(_SAID, read.cues), *_from(_SHAPES_BEGIN, _shape(read))]


def _placed(read: Objection) -> list[Entry]:
    """Return what `standing` says where that is not 0, but for the first stage's logit."""
    term = read.term
    in_article = term is not None and term.place >= Place.ARTICLE
    outright = _plain_objections(read)
    return [
        (_AT[_place(term)], 1.0),
        *(_ones(_FOUND_BY, term.cues) if term and in_article else ()),
        *_ones(_WITH, read.cues),
        *_from(
            _OBJECTIONS_BEGIN, [outright, outright, *_around(read.small, term)] if term and in_article else [outright]
        ),
    ]


def _ones(columns: Mapping[str, int], names: Iterable[str]) -> list[Entry]:
    """Return a 1 in the column of each name that has one, in the order of the columns."""
    return [(column, 1.0) for column in sorted([columns[name] for name in names if name in columns])]


def _from(first: int, values: Sequence[float]) -> list[Entry]:
    """Return values that stand side by side, from a column on."""
    return [(column, value) for column, value in enumerate(values, first) if value]


def _place(term: Contested | None) -> str:
    """Return the name of the place where the contested expression stands."""
    if term is None:
        return "no_term"
    if term.place is Place.HEADLINE and term.sentence is None and term.itself:
        return "headline_itself"
    if term.place is Place.ATTRIBUTED:
        return "attributed"
    if term.place is Place.PARENT:
        return "parent_only"
    kind = _KINDS[term.strength, term.quoted]
    where = {Place.HEADLINE: "headline", Place.ARTICLE: "article"}.get(term.place, "nowhere")
    return f"{where}_{kind}"


def _around(small: str, term: Contested) -> list[float]:
    """Return how the expression is held up: short, at the start, asked, exclaimed, alone, denied, repeated."""
    word = small[term.start : term.end]
    after = small[term.end : term.end + 24].lstrip("\"', ")
    return [
        float(len(word.split()) <= _SHORT),
        float(term.start < 4),
        float(after.startswith("?")),
        float(after.startswith("!")),
        float(after.startswith((".", ":", "-", "…"))),
        float(_DENIAL.match(after) is not None),
        float(small.count(word) > 1),
    ]


def _plain_objections(read: Objection) -> float:
    """Return how many ways of objecting outright were found, up to two."""
    return float(min(len(_OUTRIGHT & read.cues.keys()), 2))


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
        _plain_objections(read),
        0.0,
    ]
