"""A head of disputed terminology that saw a third of the labelled comments, and the others as a desk's decisions.

The labelled comments have no article text here, so this measures the first stage; and 93 of them are positive, 31 a
third, so that a gain under .05 is noise.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.desk_draws import Desk
from moderation.comments import Comment, InContext
from moderation.labels import Label
from moderation.scoring.artefact import Artefact
from training.examples import Example, Examples, gathered
from training.labelled import labelled_rows
from training.terminology import alone
from training.wording import Corpus, Wording

_THIRDS: Final = 3


def blind_bases(base: Artefact, data: Path, draws: int) -> Iterator[tuple[int, Artefact]]:
    """Yield for each draw the shipped model with a first stage that saw the first third alone."""
    corpus = Corpus.gathered(data)
    for seed in range(draws):
        third = _thirds(corpus.rows.names, seed)
        wording = Wording.fitted(corpus, third == 0)
        arrays: dict[str, NDArray[np.floating]] = {
            "wording": wording.weights.astype(np.float16),
            "terminology_speech": wording.coefficients,
            "terminology_alone": alone(corpus, wording),
        }
        yield seed, replace(base, arrays={**base.arrays, **arrays})


def wording_desk(data: Path, seed: int) -> Desk:
    """Return the second third as decided, and the last third to measure on."""
    rows = labelled_rows(data)
    third = _thirds(rows.names, seed)
    return Desk(*(_decided(rows.texts, rows.disputes, rows.names, np.flatnonzero(third == part)) for part in (1, 2)))


def _thirds(names: list[str], seed: int) -> NDArray[np.int64]:
    """Return the third of each row; rows of one name share one, whatever other rows there are."""
    return np.array([np.random.default_rng([seed, *name.encode()]).integers(_THIRDS) for name in names])


def _decided(texts: list[str], disputes: NDArray[np.bool_], names: list[str], chosen: NDArray[np.int64]) -> Examples:
    """Return labelled comments as decisions."""
    return gathered(
        Example(InContext(Comment(str(row), texts[row], names[row])), {Label.DISPUTED_TERMINOLOGY: bool(disputes[row])})
        for row in chosen.tolist()
    )
