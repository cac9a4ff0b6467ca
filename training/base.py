"""Builds the model that ships with the program: `python -m training.base DATA_FOLDER OUT_FOLDER`.

The same data, seed and library versions give the same bytes. Evaluation sets are read last, to fill in the card.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import scipy
import sklearn

from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact, write
from moderation.scoring.prior import SETTING
from moderation.scoring.scorer import Scorer
from training import abuse, card, final, relevance, terminology
from training.corpora import SOURCES, Corpus, evaluation, teaching
from training.disguises import Attack

SEED: Final = 0

RELEASED: Final = "2026-11-24T00:00:00Z"
"""The model's date, fixed so that building it again gives the same bytes."""


RATES: Final = {
    Label.ABUSE: abuse.NATURAL_RATE,
    Label.OFF_TOPIC: relevance.BASE_RATE,
    Label.DISPUTED_TERMINOLOGY: terminology.BASE_RATE,
}
"""The share of comments that each label's probabilities are made for."""

NOTHING: Final[Mapping[str, object]] = {}


def build(data: Path, out: Path, seed: int = SEED, compared: Mapping[str, object] = NOTHING) -> Artefact:
    """Fit every label, measure them, write the model and its card; return the model.

    `compared` is stated in the card: figures, by evaluation set, of a model taught on sources that may not ship.
    """
    measured = evaluation(data)
    taught = teaching(data, measured)
    artefact = fitted(data, taught, seed)
    score, threshold = final.abuse_score(Scorer(artefact)), artefact.thresholds[Label.ABUSE]
    figures = final.abuse_figures(score, threshold, measured, Attack.taught(taught))
    stated = {card.COMPARED: compared} if compared else {}
    artefact = replace(artefact, metrics={**artefact.metrics, **figures, **stated})
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
            "off_topic: own or moved at random (haacked), by length": off_topic.by_length,
            "disputed_terminology: first stage, across folds": disputed.metrics,
        },
    )


def _settings(taught: Corpus, seed: int) -> dict[str, object]:
    """Return how the model was made."""
    rows = {source.name: int((taught.sources == source.name).sum()) for source in SOURCES}
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    return {"seed": seed, "rows": rows, "versions": versions, SETTING: {label.value: RATES[label] for label in LABELS}}


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the model from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.base", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("out", type=Path, help="the folder to write the model to")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--compared", type=Path, help="JSON: set -> figures of a model taught on all sources")
    given = parser.parse_args(arguments)
    compared = msgspec.json.decode(given.compared.read_bytes(), type=dict[str, object]) if given.compared else NOTHING
    build(given.data, given.out, given.seed, compared)


if __name__ == "__main__":
    main()
