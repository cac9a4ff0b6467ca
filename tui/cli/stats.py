"""`triage stats`: the desk's figures."""

import argparse
from dataclasses import asdict

from moderation.labels import LABELS
from moderation.queue import Stats
from tui.cli.console import Console, Exit
from tui.cli.opening import open_desk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage stats`: none of its own."""


def run(options: argparse.Namespace, console: Console) -> int:
    """Print what the desk holds, how each label fares, and who decided how much."""
    with open_desk(options) as store:
        stats = store.stats()
    if console.as_json:
        console.document(asdict(stats))
    else:
        print_stats(stats, console)
    return Exit.DONE


def print_stats(stats: Stats, console: Console) -> None:
    """Print the figures as three small tables."""
    console.table([(name, getattr(stats, name)) for name in ("articles", "comments", "waiting", "held", "settled")])
    console.data(f"model in service: {stats.model}; not scored yet: {stats.unscored:,}")
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
