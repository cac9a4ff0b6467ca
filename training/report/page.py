"""Writes the page: one file that needs no network, no script and no other file.

The policy in its head forbids the browser to fetch or run anything, whatever a comment on it may say.
"""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from training.outcome import Outcome
from training.report import view
from training.report.subject import Subject
from training.report.view import Page

_HERE: Final = Path(__file__).parent


def evaluation_page(subject: Subject) -> str:
    """Return the page about one model on labelled comments, as HTML."""
    return rendered(view.of_evaluation(subject))


def retraining_page(subject: Subject, outcome: Outcome) -> str:
    """Return the page about a candidate beside the model in service, as HTML."""
    return rendered(view.of_retraining(subject, outcome))


def rendered(page: Page) -> str:
    """Return a page as HTML; whatever is not a drawing of ours is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["percent"] = _percent
    environment.filters["figure"] = _figure
    environment.filters["ours"] = Markup
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    return environment.get_template("page.html").render(page=page, style=style)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
