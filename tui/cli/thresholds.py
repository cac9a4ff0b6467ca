"""`triage models thresholds`: the threshold that gives precision, recall, or no more a day than the desk can read."""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.measures import likely_share
from moderation.registry import CARD, install, load_scorer, manifest_digest
from moderation.scoring.artefact import Artefact
from moderation.store.store import Store
from moderation.text import plural
from moderation.thresholds import Aim, Chosen, Counted, Wish, chosen
from training import threshold_card
from tui.cli.console import Console
from tui.cli.opening import models_of, who

_HEADER = ("label", "", "from", "right", "wrong", "missed", "precision", "recall", "a day", "waiting")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `triage models thresholds` takes beside the verb's own."""
    parser.add_argument("--precision", type=float, metavar="P", help="thresholds: of the suggested, P carry the label")
    parser.add_argument("--recall", type=float, metavar="R", help="thresholds: of those that carry it, R are suggested")
    parser.add_argument("--per-day", type=float, metavar="N", help="thresholds: suggest at most N comments a day")
    parser.add_argument(
        "--label", action="append", choices=[label.value for label in LABELS], help="thresholds: this label only"
    )
    parser.add_argument("--use", action="store_true", help="thresholds: put the model in service with these")


def show_thresholds(options: argparse.Namespace, store: Store, console: Console) -> str:
    """Print what the wish comes to; with --use return the version that serves by it from now on, else nothing."""
    wish = wish_of(options)
    artefact = load_scorer(models_of(store), store.model_in_service()).artefact
    found = _found(store, artefact, wish, [Label(key) for key in options.label or LABELS])
    granted = {one.label: one.after.threshold for one in found if one.after}
    version = _serve(store, artefact, granted, wish, who(options)) if options.use and granted else ""
    if console.as_json:
        console.document({"model": artefact.version, "labels": [one.document() for one in found], "used": version})
    else:
        _print(artefact.version, found, console)
        if not version:
            console.say("Nothing was changed; --use puts a copy of the model in service with these thresholds.")
    return version


def wish_of(options: argparse.Namespace) -> Wish:
    """Return the one aim that was given; raises WrongUse for none or several."""
    given = [(aim, value) for aim in Aim if (value := getattr(options, aim.value)) is not None]
    if len(given) != 1:
        raise WrongUse("models thresholds: give one of --precision P, --recall R or --per-day N.")
    return Wish(*given[0])


def refuse_wishes(options: argparse.Namespace) -> None:
    """Raise WrongUse where an aim is given to another action, which would pass over it."""
    if options.use or options.label or any(getattr(options, aim.value) is not None for aim in Aim):
        raise WrongUse("--precision, --recall, --per-day, --label and --use belong to `triage models thresholds`.")


def _found(store: Store, artefact: Artefact, wish: Wish, labels: Sequence[Label]) -> list[Chosen]:
    learnt_until = str(artefact.settings.get("lessons_until", ""))
    histories = store.histories(learnt_until, artefact.thresholds)
    return [chosen(histories[label], wish) for label in labels]


def _serve(store: Store, artefact: Artefact, granted: Mapping[Label, float], wish: Wish, name: str) -> str:
    """Put the model in service with other thresholds, as a version of its own that can be rolled back."""
    thresholds = {**artefact.thresholds, **granted}
    if thresholds == dict(artefact.thresholds):
        return artefact.version
    stated = ",".join(f"{label}={thresholds[label]}" for label in LABELS)
    digest = hashlib.sha256(f"{artefact.version} {stated}".encode()).hexdigest()[:6]
    # its figures held at the thresholds it had
    version = replace(artefact, version=f"{artefact.version[:60]}-t{digest}", parent=artefact.version, metrics={})
    version = replace(version, thresholds=thresholds)
    card = threshold_card.written(version, artefact.thresholds, wish)
    install(version, models_of(store), {CARD: card.encode("utf-8", "replace")})
    store.serve(version.version, name, manifest=manifest_digest(models_of(store), version.version))
    return version.version


def _print(model: str, found: Sequence[Chosen], console: Console) -> None:
    """Print a line for the threshold in service and one for the one chosen."""
    console.data(f"model {model}; counted over decisions it did not learn from, each read by itself")
    rows = []
    for one in found:
        rows.append((one.label.title, "now", *_figures(one.before)))
        if one.after:
            rows.append((one.label.title, "then", *_figures(one.after)))
    console.table(rows, _HEADER)
    for one in found:
        if one.why:
            console.data(f"{one.label.title} stays as it is: {one.why}.")
    if any(one.before.right + one.before.missed for one in found):
        console.say("Recall is of what was decided: comments that nobody read are not in it.")


def _figures(at: Counted) -> tuple[object, ...]:
    shares = (_share(at.right, at.right + at.wrong), _share(at.right, at.right + at.missed))
    a_day = "-" if at.per_day is None else f"{at.per_day:.1f}"
    return (f"{at.threshold:.3f}", at.right, at.wrong, at.missed, *shares, a_day, plural(at.waiting, "comment"))


def _share(part: int, whole: int) -> str:
    """Return a share with where it lies in 19 of 20 such samples: `.80 [.61, .91]`."""
    if not whole:
        return "-"
    low, high = likely_share(part, whole)
    return f"{part / whole:.2f} [{low:.2f}, {high:.2f}]"
