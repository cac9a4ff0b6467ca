"""The table of the Civil Comments: the site's decision is its rating, and annotators' scores are no labels."""

import io
from pathlib import Path

from moderation.comments import Status
from moderation.formats.opening import open_export
from moderation.formats.records import Found

TABLE = (
    "id,target,comment_text,toxicity,created_date,publication_id,parent_id,article_id,rating\n"
    '1083994,0.9,"You, sir",0.9,2017-03-06 15:21:53.675241+00,21,,317120,approved\n'
    "9007199254740993,0.0,No.,1.0,2017-03-06 15:21:54+00,21,1083994.0,317120,rejected\n"
)


def found() -> list[Found]:
    export = open_export(io.BytesIO(TABLE.encode()))
    assert export.format == "civil"
    return [item for item in export.items if isinstance(item, Found)]


def test_ratings_are_statuses_and_scores_of_toxicity_are_no_labels():
    """Ours ask other questions; a share of annotators above a half must not teach them."""
    assert [each.comment.status for each in found()] == [Status.APPROVED, Status.REMOVED]
    assert all(each.labels is None for each in found())


def test_threads_are_whole_although_pandas_made_numbers_of_their_ids():
    """The published table writes 1083994.0 for a parent, and ids beyond 2^53 keep every digit."""
    first, second = found()
    assert (first.comment.id, first.comment.article_id, first.comment.created_at[:10]) == (
        "1083994", "317120", "2017-03-06",
    )  # fmt: skip
    assert (second.comment.id, second.comment.parent_id) == ("9007199254740993", "1083994")


def test_the_export_says_what_it_lacks():
    """Off-topic can't be judged without the articles."""
    assert {"texts of articles", "authors"} <= set(open_export(io.BytesIO(TABLE.encode())).unknown)


def test_a_table_with_the_real_header_is_known(samples: Path):
    """The header of the set as it is published."""
    export = open_export(samples / "civil" / "tfds-train-fake.csv")
    assert (export.format, sum(isinstance(item, Found) for item in export.items)) == ("civil", 2)
