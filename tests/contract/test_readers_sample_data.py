"""The project's own sample data says the same in every format it is shipped in."""

import json
from pathlib import Path

import pytest

from moderation.comments import Article, Comment
from moderation.formats.opening import open_export
from moderation.formats.records import Found


@pytest.fixture(scope="module")
def source(root: Path) -> dict[str, dict[str, object]]:
    lines = (root / "sample_data" / "source.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def comments(path: Path) -> list[Comment]:
    return [item.comment for item in open_export(path).items if isinstance(item, Found)]


@pytest.mark.parametrize("name", ["comments.csv", "comments.jsonl", "wordpress.xml", "saved-page.html"])
def test_comments_are_what_the_source_says(name: str, root: Path, source: dict[str, dict[str, object]]):
    """A decision is bound to a text; the same comment must have one text in all formats."""
    read = comments(root / "sample_data" / name)
    assert len(read) > 30
    for comment in read:
        written = source[comment.id]
        assert (comment.text, comment.author) == (written["text"], written["author"])
        assert comment.parent_id == written.get("parent_id", "")


@pytest.mark.parametrize("name", ["comments.csv", "comments.jsonl", "wordpress.xml", "saved-page.html"])
def test_articles_are_what_the_source_says(name: str, root: Path, source: dict[str, dict[str, object]]):
    """Evidence quotes the article's sentences."""
    for item in open_export(root / "sample_data" / name).items:
        if isinstance(item, Article):
            assert (item.title, item.text) == (source[item.id]["title"], source[item.id]["text"])


def test_the_page_saved_as_text_says_what_its_html_says(root: Path):
    """Without ids, threads are found by the names in "Reply to"."""
    html = {(c.author, c.text): c for c in comments(root / "sample_data" / "saved-page.html")}
    text = comments(root / "sample_data" / "saved-page.txt")
    assert {(c.author, c.text) for c in text} == html.keys()
    by_id = {c.id: c for c in (*html.values(), *text)}
    for comment in text:
        parent, shown = by_id.get(comment.parent_id), by_id.get(html[comment.author, comment.text].parent_id)
        assert (parent and parent.text) == (shown and shown.text)
