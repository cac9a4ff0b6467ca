"""Where a page about a model goes, for `triage evaluate --html` and `triage retrain --html`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from moderation.errors import WrongUse
from moderation.formats.writing.outputs import naming, output_to, replaceable
from moderation.text import one_line
from tui.cli.console import Console
from tui.cli.outputs import STREAM, kept_in_mind

if TYPE_CHECKING:
    from moderation.store.store import Store
    from training.outcome import Outcome
    from training.report.subject import Subject


def add_html(parser: argparse.ArgumentParser) -> None:
    """Declare `--html OUT`."""
    parser.add_argument(
        "--html", metavar="OUT", help="write a page of curves, worst mistakes and weak spots, to open in a browser"
    )


def check_page(output: str | None, read: Iterable[str]) -> None:
    """Refuse a page that has no place to go before minutes are spent on what would stand on it.

    Raises:
        WrongUse: it can't be written there, or would overwrite a file that is being read.

    """
    if output is None:
        return
    target = Path(output)
    if output in ("", STREAM) or not target.parent.is_dir():
        raise WrongUse(f"--html {one_line(output)}: name a file in a folder that is there, such as report.html.")
    replaceable(target)
    if target.exists() and any(Path(one).exists() and target.samefile(one) for one in read):
        raise WrongUse(f"--html {one_line(output)} is the file that is being read; name another.")


def write_evaluation(output: str, subject: Subject, console: Console) -> None:
    """Write the page about a model on a labelled file."""
    from training.report.page import evaluation_page  # with matplotlib, 0.3 s that only a page costs

    _write(output, lambda: evaluation_page(subject), console)


def write_retraining(output: str, outcome: Outcome, store: Store, console: Console) -> None:
    """Write the page about a candidate beside the model in service."""
    from training.report.page import retraining_page  # see above
    from training.report.subject import of_trial

    def name_of(ref: int) -> str:
        """Return `SITE:ID` of a comment of the desk."""
        card = store.card(ref)
        return f"{card.site}:{card.posted.comment.id}"

    if outcome.trial is not None:
        kept_in_mind(store, Path(output), "page")
        subject = of_trial(outcome.trial, (outcome.candidate, outcome.incumbent), name_of)
        _write(output, lambda: retraining_page(subject, outcome), console)


def _write(output: str, page: Callable[[], str], console: Console) -> None:
    """Write a page whole or not at all."""
    text = page().encode()
    to = output_to(Path(output))
    with naming(to.partial), ExitStack() as on_failure:
        on_failure.callback(to.discard)
        to.stream.write(text)
        to.keep()
        on_failure.pop_all()
    console.say(f"The page is {one_line(output)}; open it in a browser.")
