"""Coral's tables: a reader's download, and the headerless one that its importer takes."""

import io
from pathlib import Path

import pytest

from moderation.comments import Article, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject

DOWNLOAD = (
    "Comment ID,Published Timestamp,Article URL,Comment URL,Comment Text,Media\n"
    "c-1,2026-03-03T08:14:00.000Z,https://g.example/fares,https://g.example/fares?commentID=c-1,"
    '"<div>Too <b>much</b>.<br>Far &gt; too</div>",\n'
    "c-2,2026-03-03T08:15:00.000Z,https://g.example/fares,https://g.example/fares?commentID=c-2,Ha,\n"
)
IMPORTER = (
    'c1,u1,s1,2026-03-03T08:14:00.000Z,"<p>Here\'s a ""quote"",\ntwo lines</p>",,APPROVED,\n'
    "c2,u2,s1,2026-03-03T08:15:00.000Z,A reply,c1,NONE,\n"
    "c3,u2,s1,2026-03-03T08:16:00.000Z,text,,REJECTED,\n"
    "c4,u3,s1,2026-03-03T08:17:00.000Z,Held,,PREMOD,5\n"
)


def read(table: str) -> tuple[Export, list[Item]]:
    export = open_export(io.BytesIO(table.encode()))
    return export, list(export.items)


def comments(table: str) -> list:
    return [item.comment for item in read(table)[1] if isinstance(item, Found)]


def test_a_readers_download_has_texts_without_their_markup_and_the_articles_address():
    """The address is all it says of the article, and what its comments have in common."""
    export, (article, first, second) = read(DOWNLOAD)
    assert (export.format, article.url) == ("coral-csv", "https://g.example/fares")
    assert isinstance(article, Article)
    assert (first.comment.id, first.comment.text) == ("c-1", "Too much.\nFar > too")
    assert first.comment.created_at == "2026-03-03T08:14:00.000Z"
    assert {first.comment.article_id, second.comment.article_id} == {article.id}


def test_the_importers_table_has_no_header_and_its_first_row_is_a_comment():
    """Read as a header, it would be lost, and the others would have no meaning."""
    first, second, third, fourth = comments(IMPORTER)
    assert (first.id, first.author, first.article_id, first.parent_id) == ("c1", "u1", "s1", "")
    assert first.text == 'Here\'s a "quote",\ntwo lines'
    assert (second.parent_id, second.text, third.text) == ("c1", "A reply", "text")
    statuses = [each.status for each in (first, second, third, fourth)]
    assert statuses == [Status.APPROVED, Status.UNKNOWN, Status.REMOVED, Status.PENDING]


def test_the_importers_columns_are_named_in_what_scoring_writes():
    """A table without a header has to get one."""
    export, items = read(IMPORTER)
    assert (export.format, export.columns[4]) == ("coral-importer", "body")
    assert items[1].fields["story_id"] == "s1"


def test_a_body_that_is_a_columns_name_makes_no_header():
    """People do write "comment" and nothing else."""
    row = "c1,u1,s1,2026-03-03T08:14:00.000Z,comment,,NONE,\n"
    assert [each.text for each in comments(row)] == ["comment"]


def test_a_row_of_another_width_is_a_reject():
    """An unquoted comma in a text shifts the status into the wrong column."""
    _, items = read(IMPORTER + "c5,u1,s1,2026-03-03T08:18:00.000Z,a, b,,NONE,\n")
    assert [item.reason for item in items if isinstance(item, Reject)] == ["the row has 9 fields, the header 8"]


@pytest.mark.parametrize(
    "row",
    ["1,2,3,2026-03-03T08:14:00Z,x,,LIVE,\n", "1,2,3,yesterday,x,,NONE,\n", "1,2,3,2026-03-03T08:14:00Z,x,,NONE\n"],
)
def test_another_table_without_a_header_is_not_taken_for_corals(row: str):
    """Eight columns are soon found; the words for a status are Coral's own."""
    with pytest.raises(UnreadableExport, match="neither a table"):
        open_export(io.BytesIO(row.encode()))


def test_the_importers_sample_is_read(samples: Path):
    """Three rows by the importer's own table of columns."""
    export = open_export(samples / "coral" / "importer-comments.csv")
    assert (export.format, sum(isinstance(item, Found) for item in export.items)) == ("coral-importer", 3)
