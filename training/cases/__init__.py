"""Cases of disputed terminology written for this project, with the article and parent they need.

No labelled corpus here has its articles, so where the contested expression stands can only be learnt from these.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from moderation.comments import Article, Comment, InContext
from moderation.labels import Label

WRITTEN: Final = Path(__file__).with_name("terminology.jsonl")
"""The cases that teach."""


@dataclass(frozen=True, slots=True)
class Case:
    """A comment in its context, what it is, and what should be found in it."""

    posted: InContext
    disputes: bool
    rule: int
    """The rule of LABELS.md it stands for; 0 for an ordinary comment."""
    term: str = ""
    article_sentence: str = ""
    replacement: str = ""


def read_cases(path: Path = WRITTEN) -> list[Case]:
    """Return the cases of a file, in order."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    articles = {line["id"]: _article(line) for line in lines if line["kind"] == "article"}
    comments = {line["id"]: _comment(line) for line in lines if line["kind"] == "comment"}
    return [_case(line, articles, comments) for line in lines if "labels" in line]


def _article(line: dict[str, Any]) -> Article:
    """Return the article of a line."""
    return Article(line["id"], line["title"], line["text"])


def _comment(line: dict[str, Any]) -> Comment:
    """Return the comment of a line."""
    return Comment(line["id"], line["text"], line["article_id"], line.get("parent_id", ""))


def _case(line: dict[str, Any], articles: dict[str, Article], comments: dict[str, Comment]) -> Case:
    """Return the case of a labelled line."""
    posted = InContext(comments[line["id"]], articles[line["article_id"]], comments.get(line.get("parent_id", "")))
    found = {name: line[name] for name in ("term", "article_sentence", "replacement") if name in line}
    return Case(posted, line["labels"][Label.DISPUTED_TERMINOLOGY], line["rule"], **found)
