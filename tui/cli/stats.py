"""`triage stats`: the desk's figures."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import to_builtins

from moderation.clock import stamp
from moderation.figures import Figures, Pace, Person, Work, by_hour, median_seconds
from moderation.labels import LABELS, Label
from moderation.measures import likely_share
from moderation.queue import Stats
from moderation.text import one_line, plural
from tui.cli.console import Console, Exit
from tui.cli.documents import Document
from tui.cli.opening import open_desk

if TYPE_CHECKING:
    from training.agreement import Agreement


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage stats`."""
    parser.add_argument(
        "--agreement", action="store_true", help="how far moderators agree, with each other and with the suggestions"
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Print what the desk holds, how each label fares, and who decided how much, how fast, how like the model."""
    if options.agreement:
        return agreed(options, console)
    with open_desk(options) as store:
        stats, figures = store.stats(), store.figures()
    if console.as_json:
        console.document({**to_builtins(stats), "shift": shift_document(figures)})
    else:
        print_stats(stats, console)
        print_shift(figures, console)
    return Exit.DONE


def agreed(options: argparse.Namespace, console: Console) -> int:
    """Print how far moderators agree beyond chance, on what two of them judged and on what was suggested."""
    from training.agreement import agreements

    with open_desk(options) as store:
        found = agreements(store.judgements())
    if console.as_json:
        console.document(found.document())
        return Exit.DONE
    rows = [line for pair, labels in found.between.items() for line in _agreed(" and ".join(pair), labels)]
    rows += [line for who, labels in found.with_others.items() for line in _agreed(f"{who} and all others", labels)]
    rows += [
        line for who, labels in found.with_suggestions.items() for line in _agreed(f"{who} and suggestions", labels)
    ]
    console.table(rows, ("who", "label", "both judged", "agreed", "kappa", "19 in 20"))
    if not found.between:
        console.say("No two moderators have judged one comment, or two copies of one, each by a key press of its own.")
    return Exit.DONE


def _agreed(who: str, labels: "Mapping[Label, Agreement]") -> Iterator[tuple[str, str, int, int, str, str]]:
    for label, one in labels.items():
        kappa = "-" if one.kappa is None else f"{one.kappa:.2f}"
        between = "-" if one.low is None or one.high is None else f"{one.low:.2f} to {one.high:.2f}"
        yield one_line(who), label.title, one.n, one.agreed, kappa, between


def print_stats(stats: Stats, console: Console) -> None:
    """Print the figures as three small tables."""
    console.table([(name, getattr(stats, name)) for name in ("articles", "comments", "waiting", "held", "settled")])
    console.data(f"model in service: {stats.model}; not scored by it yet: {stats.unscored:,}")
    console.data("")
    console.table(
        [
            (label.title, of.judged, of.carried, of.suggested, of.overridden)
            for label in LABELS
            if (of := stats.labels[label])
        ],
        ("label", "judged", "carried", "suggested", "overridden"),
    )
    if stats.moderators:
        console.data("")
        console.table(
            [(name, of.settled, of.today, of.agreed, of.scored) for name, of in stats.moderators.items()],
            ("moderator", "settled", "today", "agreed", "scored"),
        )


def print_shift(figures: Figures, console: Console) -> None:
    """Print the last seven days: agreement over what was settled one by one, and everybody's pace today."""
    week = figures.desk.week
    console.data("")
    console.data(
        f"last 7 days: {plural(week.settled, 'comment')} settled, {week.read:,} one by one, {week.bulk:,} in bulk, "
        f"{week.along:,} along with a near-copy"
    )
    if week.scored:
        console.data(f"of {week.scored:,} one by one with a suggestion {week.agreed:,} took it as it was; by label:")
        rows = [(label.title, of.judged, of.agreed, of.taken_off, of.put_on) for label, of in week.labels.items()]
        console.table(rows, ("label", "judged", "agreed", "taken off", "put on"))
    for name in figures.people:
        if (pace := figures.pace_today(name)).steps:
            console.data(f"{name} today: {_paced(pace, figures.remaining.rows)}")


def _paced(pace: Pace, rows: int) -> str:
    done = f"{plural(pace.decisions, 'comment')} in {plural(pace.steps, 'step')}"
    needed = pace.time_for(rows)
    if needed is None or pace.decisions_an_hour is None:
        return f"{done}, no pace yet"
    hours = needed.total_seconds() / 3600
    return f"{done}, {pace.decisions_an_hour:,.0f} an hour; {hours:,.1f} hours to the bottom at this pace"


def shift_document(figures: Figures) -> Document:
    """Return the shift's figures; times in seconds, `null` where there is none."""
    return {
        "at": stamp(figures.at),
        "today_since": stamp(figures.midnight),
        "remaining": asdict(figures.remaining),
        "desk": _person_document(figures.desk),
        "drawn_at_random": {
            **_work_document(figures.drawn),
            "likely_agreed": likely_share(figures.drawn.agreed, figures.drawn.scored),
        },
        "people": {
            name: {**_person_document(person), "pace_today": _pace_document(figures, name)}
            for name, person in figures.people.items()
        },
    }


def _person_document(person: Person) -> Document:
    return {"today": _work_document(person.today), "week": _work_document(person.week), "ever": person.ever}


def _work_document(work: Work) -> Document:
    labels = {label.value: {**asdict(of), "agreed": of.agreed} for label, of in work.labels.items()}
    return {**asdict(work), "read": work.read, "labels": labels}


def _pace_document(figures: Figures, name: str) -> Document:
    pace, steps = figures.pace_today(name), figures.steps_of(name)
    to_bottom = pace.time_for(figures.remaining.rows)
    return {
        "steps": pace.steps,
        "decisions": pace.decisions,
        "steps_an_hour": pace.steps_an_hour,
        "decisions_an_hour": pace.decisions_an_hour,
        "seconds_to_the_bottom": None if to_bottom is None else to_bottom.total_seconds(),
        "median_seconds_on_screen": median_seconds(steps),
        "settled_by_hour": by_hour(steps),
        "zone": datetime.now().astimezone().tzname(),
    }
