"""Builds the model that ships with the program: `python -m training.base DATA_FOLDER OUT_FOLDER`.

The same data, seed and library versions give the same bytes. Evaluation sets are read last, to fill in the card.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import scipy
import sklearn

from moderation.comments import Comment, InContext
from moderation.labels import Label
from moderation.scoring.artefact import Artefact, write
from moderation.scoring.scorer import Scorer
from training import abuse, card, relevance, terminology
from training.calibrate import figures
from training.corpora import EVALUATED, SOURCES, Corpus, evaluation, teaching

SEED: Final = 0

RELEASED: Final = "2026-11-24T00:00:00Z"
"""The model's date, fixed so that building it again gives the same bytes."""


def build(data: Path, out: Path, seed: int = SEED) -> Artefact:
    """Fit every label, measure them, write the model and its card; return the model."""
    measured = evaluation(data)
    artefact = fitted(data, teaching(data, measured), seed)
    artefact = replace(artefact, metrics={**artefact.metrics, **evaluated(artefact, measured)})
    write(artefact, out)
    (out / card.NAME).write_text(card.written(artefact), encoding="utf-8")
    return artefact


def fitted(data: Path, taught: Corpus, seed: int) -> Artefact:
    """Return the model of all labels, with the figures of its held-out parts."""
    hostile = abuse.fit(taught, seed)
    off_topic = relevance.fit(data, seed)
    disputed = terminology.fit(data, seed)
    arrays = {**hostile.arrays, **off_topic.arrays, **disputed.arrays}
    arrays["wording"] = arrays.pop("wording_weights").astype(np.float16)
    return Artefact(
        "base",
        {
            Label.ABUSE: hostile.threshold,
            Label.OFF_TOPIC: off_topic.threshold,
            Label.DISPUTED_TERMINOLOGY: disputed.threshold,
        },
        hostile.calibration,
        arrays,
        created_at=RELEASED,
        settings=_settings(taught, seed),
        metrics={
            "abuse: held-out civil at the natural rate": hostile.metrics,
            "off_topic: own or moved": off_topic.metrics,
            "disputed_terminology: first stage, across folds": disputed.metrics,
        },
    )


def evaluated(artefact: Artefact, measured: Corpus) -> Mapping[str, Mapping[str, float]]:
    """Return the figures of the abuse label on each evaluation set, by the scorer as it serves."""
    scorer = Scorer(artefact)
    threshold = artefact.thresholds[Label.ABUSE]
    return {
        f"abuse: {name}": figures(scored(scorer, rows), rows.abusive, threshold).rounded()
        for name in EVALUATED
        for rows in [measured.of([name])]
    }


def scored(scorer: Scorer, corpus: Corpus) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the abuse score of each text; one that is not judged counts as 0."""
    batch = [InContext(Comment(str(row), text)) for row, text in enumerate(corpus.texts)]
    return np.nan_to_num(scorer.score(batch).scores[:, 0])


def _settings(taught: Corpus, seed: int) -> dict[str, object]:
    """Return how the model was made."""
    rows = {source.name: int((taught.sources == source.name).sum()) for source in SOURCES}
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    return {"seed": seed, "rows": rows, "versions": versions}


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the model from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.base", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("out", type=Path, help="the folder to write the model to")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    build(given.data, given.out, given.seed)


if __name__ == "__main__":
    main()
