"""Disputed terminology as a desk finds it: how readers here talk about words, and where a contested one stands.

Both stages are moved together. The second weighs what the first says, so that a cue that means more here counts under
an article and without one; what the second gives the first as a whole stays as it was, or the two would trade places.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.comments import InContext
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.scoring.ngrams import HEADS
from moderation.scoring.objection import objection
from moderation.scoring.scorer import Scorer
from moderation.scoring.terminology import SPEECH, STANDING, speech, standing
from training.coefficients import Design, Scale, Taught
from training.examples import Examples
from training.pull import Floats
from training.screened import is_worth_reading
from training.vocabulary import LEVEL_PULL

PULL: Final = 30.0
"""Pull of a coefficient towards the base, on features scaled to unit variance: there are a hundred, and disputes are
rare. A third of the labelled comments as the desk, 28 disputes, AP gained on unseen articles, 10 draws: -.012 at 3,
+.007 at 10, +.014 at 30, +.008 at 100."""

_SPOKEN: Final = len(SPEECH)
_STOOD: Final = len(STANDING) - 1
"""All but what the first stage says."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Which of n comments are read for an objection to wording, and what was found in those m."""

    passed: NDArray[np.bool_]
    """Shape (n,)."""
    spoken: Floats
    """Shape (m, _SPOKEN)."""
    stood: Floats
    """Shape (m, _STOOD), used under an article."""
    under: NDArray[np.bool_]
    worth: Floats
    """What the second stage multiplies the first one's logit by."""

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """Return the scale of either stage's features."""
        return Scale.of(self.spoken), Scale.of(self.stood[self.under])

    def columns(self) -> Floats:
        """Return what may move the log-odds: both stages' features to scale, and a level with and without article."""
        speech_scale, standing_scale = self.scales
        first = speech_scale.scaled(self.spoken) * self.worth[:, None]
        second = standing_scale.scaled(self.stood) * self.under[:, None]
        return np.column_stack([first, second, self.under, ~self.under])


def taught(artefact: Artefact, decisions: Examples, offset: Floats) -> Taught:
    """Return the model with both stages moved, and the decisions read by models that they did not teach.

    `offset` are the log-odds of the model as it is. Comments that the screen leaves unread stay as they were:
    a level of their own cost .006 AP and .007 AUC against the same without.
    """
    found = read(artefact, list(decisions.posted))
    design = _design(found, decisions, offset)
    return Taught(moved(artefact, found, design.change()), design.unseen(design.apart()))


def read(artefact: Artefact, posted: list[InContext]) -> Read:
    """Return the comments that a model reads for an objection to wording."""
    wording = Scorer(artefact).readings([one.comment.text for one in posted]).peaks[:, HEADS.index("wording")]
    passed = is_worth_reading(posted, wording, artefact.arrays["terminology_screen"].astype(np.float64))
    found = [objection(posted[row], named=False) for row in np.flatnonzero(passed).tolist()]
    under = np.array([one.has_article for one in found], dtype=np.bool_)
    spoken = np.array([speech(one, peak) for one, peak in zip(found, wording[passed].tolist(), strict=True)])
    # the first column of `standing` is what the first stage says, which moves by itself
    stood = np.array([standing(one, 0.0)[1:] for one in found])
    worth = np.where(under, _figures(artefact, "standing")[0], _figures(artefact, "alone")[0])
    return Read(passed, spoken.reshape(-1, _SPOKEN), stood.reshape(-1, _STOOD), under, worth)


def _design(found: Read, decisions: Examples, offset: Floats) -> Design:
    """Return decisions as what the coefficients are fitted on; nothing moves those that were left unread."""
    places = np.flatnonzero(found.passed)
    at = csr_matrix((np.ones(len(places)), (places, np.arange(len(places)))), shape=(len(found.passed), len(places)))
    pull = np.append(np.full(_SPOKEN + _STOOD, PULL), [LEVEL_PULL, LEVEL_PULL])
    truth = decisions.truth[:, LABELS.index(Label.DISPUTED_TERMINOLOGY)]
    rows = (at @ csr_matrix(found.columns())).tocsr()
    return Design(rows, offset, truth, decisions.weight, decisions.article, pull, len(decisions))


def moved(artefact: Artefact, found: Read, change: Floats) -> Artefact:
    """Return the model with its coefficients moved by a change of columns."""
    speech_scale, standing_scale = found.scales
    first, first_level = speech_scale.unscaled(change[:_SPOKEN])
    second, second_level = standing_scale.unscaled(change[_SPOKEN:-2])
    under, alone = change[-2:].tolist()
    before = {name: _figures(artefact, name) for name in ("speech", "standing", "alone")}
    changes = {
        "speech": np.append(first, first_level),
        "standing": np.concatenate([[0.0], second, [second_level + under]]),
        "alone": np.array([0.0, alone]),
    }
    arrays = {f"terminology_{name}": before[name] + changes[name] for name in before}
    return replace(artefact, arrays={**artefact.arrays, **arrays})


def _figures(artefact: Artefact, stage: str) -> Floats:
    """Return the coefficients and the intercept of a stage."""
    return np.asarray(artefact.arrays[f"terminology_{stage}"], dtype=np.float64)
