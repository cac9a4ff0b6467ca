"""A model that reads a label's scores as its desk does, and sentences that say by what evidence.

What was tried stands in the model's settings, where its card finds it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from scipy.special import expit

from moderation.labels import LABELS, Label
from moderation.scoring import prior
from moderation.scoring.artefact import Artefact
from moderation.scoring.recalibration import NAMES, Recalibration
from moderation.text import plural
from training.coefficients import Taught
from training.pull import DECIMALS
from training.recalibrate import Kind, Refit, Unseen, refitted

SETTING: Final = "recalibrated"
"""Where a model's settings state, by label, the map chosen, on how many decisions, and each one's log loss."""

PAIRS: Final = "pairs"
"""And, by label, how many comments were moved to other articles, and how well pairs were told before and after."""

_CHOSEN: Final = {
    Kind.NONE: "scores are left as the model gives them",
    Kind.PLATT: "scores are read by a line over log-odds (Platt)",
    Kind.ISOTONIC: "scores are read by rising steps (isotonic)",
}


def read_anew(label: Label, found: Taught) -> Artefact:
    """Return a model that was taught a label with the map of its scores that the evidence asks for.

    The rate that its probabilities are made for is the desk's own from now on, or reading them at another would count
    the desk's twice.
    """
    refit, artefact = refitted(found.unseen), found.artefact
    arrays = {} if refit.chances is None else {NAMES[label]: refit.chances}
    settings = {SETTING: {**_stated(artefact, SETTING), label.value: refit.document()}}
    if found.pairs:
        settings[PAIRS] = {**_stated(artefact, PAIRS), label.value: dict(found.pairs)}
    if (rate := _rate(found.unseen, refit)) is not None:
        settings[prior.SETTING] = {**_stated(artefact, prior.SETTING), label.value: rate}
    return replace(artefact, arrays={**artefact.arrays, **arrays}, settings={**artefact.settings, **settings})


def _rate(unseen: Unseen, refit: Refit) -> float | None:
    """Return the share of a desk's decisions that carry a label by scores as they are read; None without decisions."""
    count = float(unseen.weight.sum())
    if not count:
        return None
    return round(float(unseen.weight @ Recalibration(refit.chances)(expit(unseen.log_odds))) / count, DECIMALS)


def told(artefact: Artefact) -> Iterator[str]:
    """Yield for each label that a desk taught how its scores are read and what pairs taught, as sentences."""
    for label in LABELS:
        if refit := _stated(artefact, SETTING).get(label.value):
            losses = ", ".join(f"{name} {loss:.4f}" for name, loss in refit["log_loss"].items())
            decisions = plural(refit["decisions"], "decision")
            chosen = _CHOSEN[Kind(refit["kind"])]
            yield f"{label.title}: {chosen}; log loss on {decisions} that did not teach what read them: {losses}."
        if pairs := _stated(artefact, PAIRS).get(label.value):
            yield (
                f"{label.title}: learnt also from {plural(int(pairs['comments']), 'comment')} under their own "
                f"article against the same moved to others; told apart (AUC) {pairs['before']:.3f} before, "
                f"{pairs['after']:.3f} after, on articles that did not teach it. That is relatedness, not off-topic as "
                "people judge it."
            )


def _stated(artefact: Artefact, name: str) -> Mapping[str, Any]:
    """Return what a model's settings state under a name."""
    stated = artefact.settings.get(name)
    return stated if isinstance(stated, dict) else {}
