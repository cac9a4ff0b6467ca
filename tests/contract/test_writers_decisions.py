"""Decisions out, and in again: what one desk exports another evaluates and learns from."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Article, Comment
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.formats.writing.table import open_table
from moderation.labels import LABELS
from moderation.outgoing import COLUMNS, flat_rows, json_rows
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from training.examples import from_labelled

YES = dict.fromkeys(LABELS, True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a desk of two sites that number their articles and comments alike, all settled."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        for site in ("north", "south"):
            source = opened.put_source("export.jsonl", "jsonl", site)
            opened.put_articles(site, [Article("1", f"News of the {site}")])
            first = Comment("1", f"First of the {site}", "1")
            opened.put_comments(site, [first, Comment("2", f"Answer in the {site}", "1", "1")], source)
        opened.put_suggestions([1, 2, 3, 4], Suggestions(np.full((4, 3), 0.9), np.full(3, 0.5), "m1"))
        cards = [opened.card(ref) for ref in (1, 2, 3, 4)]
        opened.settle([Settlement(card.ref, YES, card.answers, card.digest, card.seen) for card in cards], "kim")
        yield opened


def written(store: Store, to: str) -> io.BytesIO:
    stream = io.BytesIO()
    with open_table(stream, to, COLUMNS) as table:
        table.write(list(json_rows(store) if to == "jsonl" else flat_rows(store)))
    return io.BytesIO(stream.getvalue())


@pytest.mark.parametrize("to", ["csv", "jsonl"])
def test_exported_decisions_are_read_as_labels(store: Store, to: str):
    """A desk's own export is the file that `triage evaluate` and `triage retrain` are most often given."""
    found = [item for item in open_export(written(store, to)).items if isinstance(item, Found)]
    assert [(one.labels, one.moderator, one.bulk) for one in found] == [(YES, "kim", True)] * 4
    assert len(from_labelled(open_export(written(store, to)).items)) == 4


def test_each_exported_comment_keeps_the_article_and_parent_of_its_own_site(store: Store):
    """Two labels are judged against these texts, and a desk may serve two sites that count from 1."""
    for posted in from_labelled(open_export(written(store, "jsonl")).items).posted:
        site = posted.comment.text.split()[-1]
        assert posted.article.title == f"News of the {site}"
        assert posted.parent is None or posted.parent.text == f"First of the {site}"


def test_an_exported_article_says_its_site(store: Store):
    """Its id alone is its site's; the id that two sites share is told apart."""
    articles = [row for row in json_rows(store) if row["kind"] == "article"]
    assert [(row["id"], row["site"]) for row in articles] == [("1", "north"), ("south:1", "south")]
