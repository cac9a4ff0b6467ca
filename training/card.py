"""The model card that lies beside the model: what it learnt from, how well it does, where it fails."""

from collections.abc import Mapping
from typing import Final

from moderation.labels import LABELS
from moderation.scoring.artefact import Artefact
from training.corpora import SOURCES

NAME: Final = "MODEL_CARD.md"


def written(artefact: Artefact) -> str:
    """Return the card of a model, in Markdown."""
    return "\n".join([f"# Model card: {artefact.version}", "", *_sources(artefact), *_thresholds(artefact), *_figures(artefact)]) + "\n"


def _sources(artefact: Artefact) -> list[str]:
    """Return what the abuse heads learnt from."""
    rows = artefact.settings["rows"]
    counts = rows if isinstance(rows, Mapping) else {}
    head = ["## Learnt from", "", "| source | what | head | rows | licence |", "|---|---|---|---|---|"]
    lines = [f"| {s.name} | {s.about} | {s.head} | {counts.get(s.name, 0):,} | {s.licence} |" for s in SOURCES]
    return [*head, *lines, ""]


def _thresholds(artefact: Artefact) -> list[str]:
    """Return from which score each label is suggested."""
    lines = [f"- {label.title}: {artefact.thresholds[label]:.3f}" for label in LABELS]
    return ["## Thresholds", "", *lines, ""]


def _figures(artefact: Artefact) -> list[str]:
    """Return everything that was measured."""
    lines = ["## Measured", ""]
    for name, figures in artefact.metrics.items():
        if isinstance(figures, Mapping):
            lines.append(f"- {name}: " + ", ".join(f"{key} {value:.4g}" for key, value in figures.items()))
    return lines
