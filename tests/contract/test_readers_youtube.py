"""YouTube's comments.csv from Google Takeout, in the shapes of all its years."""

import io
from pathlib import Path

import pytest

from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found

OLD = (
    "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text\n"
    "Ug1.9x,UCme,2023-09-19T17:42:53.434647+00:00,0,Ug1,v1,"
    '"{""takeoutSegments"":[{""text"":""so ""},{""text"":""it is""}]}"\n'
)
NEW = (
    "Channel ID,Comment create timestamp,Price,Comment ID,Parent comment ID,Post ID,Video ID,Comment text,"
    "Top-level comment ID\n"
    'UCme,2026-01-02T03:04:05+00:00,0,Ug2,,,v2,"{""text"":""one""},{""text"":""\\n""},{""text"":""two \\u00e9""}",Ug2\n'
    "UCme,2026-01-02T03:04:06+00:00,0,Ug3,,p9,,"
    '"{""text"":""on a post"",""mention"":{""externalChannelId"":""UCx""}}",Ug1\n\n\n'
)


def read(table: str) -> tuple[Export, list[Found]]:
    export = open_export(io.BytesIO(table.encode()))
    return export, [item for item in export.items if isinstance(item, Found)]


def test_segments_of_the_old_shape_are_one_text():
    """Until June 2024 a cell held one object; an emoji or a link cuts a text into segments."""
    export, (found,) = read(OLD)
    assert (export.format, found.comment.text) == ("youtube-takeout", "so it is")
    assert (found.comment.id, found.comment.parent_id, found.comment.article_id) == ("Ug1.9x", "Ug1", "v1")
    assert (found.comment.author, found.comment.created_at) == ("UCme", "2023-09-19T17:42:53.434647Z")


def test_objects_one_behind_the_other_are_one_text():
    """Since June 2024 the cell is no JSON: the bracket around its objects is missing."""
    assert [found.comment.text for found in read(NEW)[1]] == ["one\ntwo é", "on a post"]


def test_a_comment_on_a_post_stands_under_the_post():
    """Since 2025 a comment has a video or a post, each in a column of its own."""
    assert [found.comment.article_id for found in read(NEW)[1]] == ["v2", "p9"]


def test_the_top_of_the_thread_stands_for_a_missing_parent_and_never_for_itself():
    """A comment at the top names itself there, and a thread that begins with its own answer has no end."""
    assert [found.comment.parent_id for found in read(NEW)[1]] == ["", "Ug1"]


def test_nothing_can_be_written_back():
    """The download holds what its owner said on other people's channels."""
    export, found = read(NEW)
    assert not any(each.comment.writable for each in found)
    assert any("written back" in what for what in export.unknown)


@pytest.mark.parametrize("cell", ["plain words", '{"text":', "{}", '{"text":7}', "[1]", "{" * 2_000, ""])
def test_a_cell_without_segments_is_taken_at_its_word(cell: str):
    """The shape has changed before."""
    table = OLD.partition("\n")[0] + '\nUg,UC,2026-01-02,0,,v,"' + cell.replace('"', '""') + '"\n'
    assert [found.comment.text for found in read(table)[1]] == [cell]


def test_the_fields_are_the_cells_as_they_are():
    """`triage score` gives back what it was given."""
    _, (found,) = read(OLD)
    assert found.fields["Comment Text"] == '{"takeoutSegments":[{"text":"so "},{"text":"it is"}]}'


@pytest.mark.parametrize("era", ["pre", "post"])
def test_real_rows_of_both_eras_are_read(era: str, samples: Path):
    """Two rows each, and blank lines behind them."""
    export = open_export(samples / "youtube" / f"takeout-comments-{era}-2024-06.csv")
    found = [item for item in export.items if isinstance(item, Found)]
    assert (export.format, len(found)) == ("youtube-takeout", 2)
    assert not any("{" in each.comment.text for each in found)
