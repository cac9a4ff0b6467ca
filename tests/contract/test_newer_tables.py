"""A newer export of a table updates what the site changed, and never what people decided."""

import io
from pathlib import Path

import pytest

from moderation.comments import Comment, Status
from moderation.formats.opening import open_export
from moderation.intake import RejectsFile, Taken, take_in
from moderation.labels import LABELS
from moderation.queue import Settlement
from moderation.store.store import Store

TABLES = {
    "csv": ("id,text,status\n{},{},{}\n", "pending", "approved"),
    "civil": ("id,comment_text,publication_id,article_id,rating\n{},{},1,2,{}\n", "", "rejected"),
    "coral-importer": ("{},u,s,2026-03-03T08:14:00Z,{},,{},\n", "PREMOD", "REJECTED"),
    "wp-cli-csv": ("comment_ID,comment_content,comment_approved\n{},{},{}\n", "0", "spam"),
}
"""Format -> a row with places for id, text and status, and two words for a status."""


@pytest.fixture
def desk(tmp_path: Path):
    """Return a new desk and a function that takes an export into it."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:

        def take(table: str) -> Taken:
            export = open_export(io.BytesIO(table.encode()))
            with RejectsFile(tmp_path / "rejects.jsonl", "table") as rejects:
                return take_in(store, export, "table", rejects, site="site", progress=lambda _: None)

        yield store, take


def decided(store: Store, id: str) -> Comment:
    """Settle a comment and return it."""
    card = store.card(store.find(id))
    store.settle([Settlement(card.ref, dict.fromkeys(LABELS, True), card.answers, card.digest, card.seen)], "ann")
    return card.posted.comment


@pytest.mark.parametrize("form", TABLES)
def test_a_status_that_the_site_changed_is_taken_over_and_the_decision_stands(form: str, desk):
    """The site may have acted on the decision; that is no reason to ask again."""
    store, take = desk
    row, before, after = TABLES[form]
    assert (taken := take(row.format("51", "No.", before))).new == 1
    assert taken.format == form
    assert decided(store, "51").status in (Status.PENDING, Status.UNKNOWN)
    assert take(row.format("51", "No.", after)).updated == 1
    assert take(row.format("51", "No.", after)).unchanged == 1
    assert not store.in_context(store.find("51")).comment.status.waits
    assert len(list(store.decided())) == 1


@pytest.mark.parametrize("form", TABLES)
def test_a_text_that_was_edited_is_taken_over_and_waits_again(form: str, desk):
    """What was decided was decided on other words."""
    store, take = desk
    row, before, _ = TABLES[form]
    take(row.format("51", "No.", before))
    decided(store, "51")
    assert take(row.format("51", "No!", before)).updated == 1
    assert store.in_context(store.find("51")).comment.text == "No!"
    assert list(store.decided()) == []
    assert [entry.id for entry in store.log() if entry.id] == ["51"]


def test_youtubes_new_shape_is_the_same_comment_as_the_old(desk):
    """Whoever downloads again after June 2024 has the same comments in other columns."""
    _, take = desk
    old = (
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text\n"
        'Ug,UC,2023-01-01T00:00:00+00:00,0,,v,"{""takeoutSegments"":[{""text"":""so""}]}"\n'
    )
    new = (
        "Channel ID,Comment Create Timestamp,Price,Comment ID,Parent Comment ID,Video ID,Comment Text\n"
        'UC,2023-01-01T00:00:00+00:00,0,Ug,,v,"{""text"":""so""}"\n'
    )
    assert (take(old).new, take(new).unchanged) == (1, 1)


def test_corals_download_again_changes_nothing(desk):
    """Its article has no id but its address."""
    _, take = desk
    table = (
        "Comment ID,Published Timestamp,Article URL,Comment URL,Comment Text,Media\n"
        "c1,2026-03-03T08:14:00.000Z,https://g.example/a,https://g.example/a#c1,Ha,\n"
    )
    assert (take(table).new, take(table).unchanged) == (1, 1)
