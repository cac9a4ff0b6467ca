"""The model card that lies beside the model: what it learnt from, how well it does, where it fails.

Written by the build from what the build measured, so that no figure in it can be older than the model.
"""

from collections.abc import Mapping
from typing import Final

from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from training.abuse import FOLDS, NATURAL_RATE
from training.corpora import SOURCES
from training.failures import KNOWN
from training.relevance import FLAGGED_OWN
from training.stage import TREES
from training.tables import COMPARED, tables
from training.terminology import FLAGGED

__all__ = ["COMPARED", "NAME", "written"]

NAME: Final = "MODEL_CARD.md"

_OPENING: Final = """# Model card: `{version}`

Three scores for a reader's comment under a news article. They rank and explain; they are not fit to remove anything
without a person. Built by `python -m training.base DATA_FOLDER OUT_FOLDER` (seed {seed}, {versions}) with
`OMP_NUM_THREADS=1` and `--compared training/compared.json`; the same data, seed and versions give the same bytes.
"""

_OTHER_SOURCES: Final = """
The off-topic head is a dozen coefficients and word frequencies, fitted on comments under their own article or one they
were moved to (haacked.com, no licence stated; Globe and Mail, CC BY-NC-SA 4.0; talk-page replies): no text. The
disputed-terminology head is fitted on labels of this project's own (some 2,700 public comments), and on cases written
for it. About 16,000 sentences written for this project teach the abuse heads that naming a group, quoting or denying
abuse is not abuse.

Rows whose words, case and punctuation aside, stand in an evaluation set were dropped before anything was fitted. The
evaluation sets were not fitted, calibrated or thresholded on; recipes were compared on training sources held out. Their
aggregate figures were seen at each of five builds, though, between which the weight of sentences that only name a group
was set, names came to be read as one, and off-topic was changed once: those figures may be optimistic. The groups that
are named overlap with those of `madlibs`.
"""

_HOW: Final = """
Abuse is read by linear experts over hashed n-grams, each taught by another mixture of the sources, and by {trees} trees
of three questions over what the experts say of the whole comment and of the sentence they mind most. Trees and lines
are fitted on what experts say of groups that did not teach them ({folds} folds), news comments weighed to a natural
rate of {natural:.0%}; experts were then fitted again on every row. A comment that scores high is read once more without
clauses that deny, report, or speak of the writer or of a thing, and most of what it loses is taken off. A text that is
mostly in another script, or has under two fifths known words, is not judged.
"""

_CRITERIA: Final[Mapping[Label, str]] = {
    Label.ABUSE: "best F1 on held-out civil comments at the natural rate",
    Label.OFF_TOPIC: f"flags at most {FLAGGED_OWN:.1%} of held-out comments under their own article",
    Label.DISPUTED_TERMINOLOGY: f"suggests {FLAGGED:.1%} of unread comments",
}


def written(artefact: Artefact) -> str:
    """Return the card of a model, in Markdown."""
    versions = artefact.settings.get("versions", {})
    stated = ", ".join(f"{name} {number}" for name, number in versions.items()) if isinstance(versions, Mapping) else ""
    opening = _OPENING.format(version=artefact.version, seed=artefact.settings.get("seed"), versions=stated)
    how = _HOW.format(natural=NATURAL_RATE, folds=FOLDS, trees=TREES)
    parts = [opening, *_sources(artefact), _OTHER_SOURCES, *_thresholds(artefact, how), *tables(artefact.metrics)]
    return "\n".join([*parts, "", "## Known failures", "", *(f"- {failure}" for failure in KNOWN), ""])


def _sources(artefact: Artefact) -> list[str]:
    """Return what the abuse heads learnt from."""
    rows = artefact.settings.get("rows")
    counts = rows if isinstance(rows, Mapping) else {}
    head = ["## Learnt from", "", "| source | what | head | rows | licence |", "|---|---|---|---|---|"]
    return [*head, *(f"| {s.name} | {s.about} | {s.head} | {counts.get(s.name, 0):,} | {s.licence} |" for s in SOURCES)]


def _thresholds(artefact: Artefact, how: str) -> list[str]:
    """Return how scores are made probabilities, and from which score each label is suggested and why."""
    lines = [f"- {label.title}: {artefact.thresholds[label]:.3f} ({_CRITERIA[label]})" for label in LABELS]
    return ["## Probabilities and thresholds", how, *lines, ""]
