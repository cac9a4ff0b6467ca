"""Where a page about a model goes, for `triage evaluate --html` and `triage retrain --html`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from moderation.errors import WrongUse
from moderation.text import one_line
from tui.cli.console import Console, fault
from tui.cli.outputs import STREAM

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
        WrongUse: its folder is not there, it is no file, or it would overwrite a file that is being read.

    """
    if output is None:
        return
    target = Path(output)
    # renaming over a device or a pipe would put a plain file in its place for everybody on the machine
    is_other_kind = target.exists() and not target.is_file()
    if output in ("", STREAM) or is_other_kind or not target.parent.is_dir():
        raise WrongUse(f"--html {one_line(output)}: name a file in a folder that is there, such as report.html.")
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
        subject = of_trial(outcome.trial, (outcome.candidate, outcome.incumbent), name_of)
        _write(output, lambda: retraining_page(subject, outcome), console)


def _write(output: str, page: Callable[[], str], console: Console) -> None:
    """Write a page whole or not at all."""
    target = Path(output)
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.write_text(page(), encoding="utf-8", newline="\n")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise WrongUse(f"--html {one_line(output)}: {fault(error)}") from error
    console.say(f"The page is {one_line(output)}; open it in a browser.")
