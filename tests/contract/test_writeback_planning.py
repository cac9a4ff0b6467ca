"""From decisions to a plan: only differences, only what was asked for, nothing back into view unasked."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from moderation.comments import Comment, Status, text_digest
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.writeback.pacing import Pace
from moderation.writeback.planning import Asked, Left, in_effect, plan, site_asked
from tests.standins.shelf import Shelf

ASKED = Asked("shelf", "https://shelf.example", "s")
STATUSES = dict(zip("123456", Status, strict=True))
"""A comment of every state, as the last import had them: pending, reported, approved, removed, spam, unknown."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a desk with a comment of every state, and three more that can't be written back."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        source = opened.put_source("e", "csv", "s")
        comments = [Comment(id, f"Text {id}", status=status) for id, status in STATUSES.items()]
        made_up = Comment("7", "Text 7", status=Status.APPROVED, writable=False)
        cut = Comment("8", "Text 8", status=Status.APPROVED, truncated=True)
        opened.put_comments("s", [*comments, made_up, cut], source)
        opened.put_comments("other", [Comment("1", "Elsewhere")], opened.put_source("f", "csv", "other"))
        yield opened


def decide(store: Store, label: Label | None = None, ids: str = "12345678") -> None:
    """Settle comments of the site as carrying a label, or none."""
    cards = [store.card(store.find(f"s:{id}")) for id in ids]
    labels = {each: each is label for each in LABELS}
    store.settle([Settlement(card.ref, labels, card.answers, card.digest, card.seen) for card in cards], "kim")


def shelf(**texts: str) -> Shelf:
    """Return the live site as the desk knows it, but for some texts."""
    site = Shelf(dict(STATUSES))
    site.texts = {id: text_digest(texts.get(f"t{id}", f"Text {id}")) for id in STATUSES}
    return site


def planned(store: Store, **asked: object) -> dict[str, tuple[Status, Status]]:
    changes = plan(store, Asked("shelf", "", "s", **asked)).changes
    return {change.id: (change.before, change.wanted) for change in changes}


def test_what_readers_see_or_may_see_is_removed(store: Store):
    """What is in the trash or called spam on the site is out of the way already."""
    decide(store, Label.ABUSE)
    assert {id: wanted for id, (_, wanted) in planned(store).items()} == dict.fromkeys("1236", Status.REMOVED)


def test_what_readers_see_is_kept_back(store: Store):
    """To take it out of the trash for that would be nobody's wish."""
    decide(store, Label.OFF_TOPIC)
    assert list(planned(store)) == ["2", "3", "6"]


def test_nothing_is_approved_unasked(store: Store):
    """An approval mails the author of the article, and every subscriber of the thread."""
    decide(store)
    assert planned(store) == {}
    assert list(planned(store, publish=True)) == ["1", "2", "4", "5", "6"]


def test_what_is_left_out_is_counted_with_its_reason(store: Store):
    """A plan that is shorter than the desk's list needs an explanation."""
    decide(store, Label.ABUSE)
    assert plan(store, ASKED).left == {Left.SO_ALREADY: 1, Left.AWAY: 1, Left.UNCALLED: 1, Left.CUT: 1}


def test_a_decision_taken_back_is_in_no_plan(store: Store):
    """Nor one whose comment was edited since: the desk has both wait again."""
    decide(store, Label.ABUSE, "1")
    decide(store, Label.ABUSE, "23")
    store.undo("kim")
    assert list(planned(store)) == ["1"]
    store.put_comments("s", [Comment("1", "Another text")], store.put_source("e", "csv", "s"))
    assert planned(store) == {}


def test_a_plan_knows_the_text_it_is_about(store: Store):
    """The site's text is compared with it right before anything is sent."""
    decide(store, Label.ABUSE, "1")
    (change,) = plan(store, ASKED).changes
    assert (change.digest, change.moderator, change.labels) == (text_digest("Text 1"), "kim", ("abuse",))


def test_the_live_site_outranks_the_last_import(store: Store):
    """Somebody has moderated there since."""
    decide(store, Label.ABUSE, "1236")
    site = shelf(t2="Edited")
    site.statuses |= {"1": Status.REMOVED, "3": Status.PENDING}
    del site.statuses["6"]
    found = plan(store, ASKED, site, Pace(sleep=lambda _: None))
    assert [(change.id, change.before) for change in found.changes] == [("3", Status.PENDING)]
    assert found.left == {Left.SO_ALREADY: 1, Left.EDITED: 1, Left.GONE: 1}
    assert found.header.looked


def test_a_state_that_a_system_can_not_give_is_not_planned(store: Store):
    """Disqus and Coral can't make a comment wait again."""
    decide(store, Label.OFF_TOPIC, "23")
    site = shelf()
    site.verbs = {Status.REMOVED: "remove"}
    assert plan(store, ASKED, site, Pace(sleep=lambda _: None)).left == {Left.IMPOSSIBLE: 2}


def test_what_no_undo_can_bring_back_is_counted(store: Store):
    """Coral can approve and reject, and has no way back to what nobody looked at yet."""
    decide(store, Label.ABUSE, "13")
    site = shelf()
    site.verbs = {Status.REMOVED: "reject", Status.APPROVED: "approve"}
    assert plan(store, ASKED, site, Pace(sleep=lambda _: None)).one_way == 1


def test_a_desk_of_two_sites_is_asked_which(store: Store):
    """Both may count their comments from 1."""
    assert site_asked(store, "s", "wordpress") == "s"
    with pytest.raises(WrongUse, match="s, other"):
        site_asked(store, None, "wordpress")


@pytest.mark.parametrize(
    ("formats", "refused"),
    [
        (["wxr", "csv"], True),
        (["zip: zip: csv, disqus"], True),
        (["isso"], True),
        (["csv", "jsonl", "xlsx"], False),
        (["coral-importer"], False),
        (["wp-cli-csv", "coral"], False),
    ],
)
def test_a_site_of_another_system_is_not_planned_for(store: Store, formats: list[str], refused: bool):
    """Comment 7 of WordPress is not comment 7 of Coral; tables are anybody's, and who moved has exports of both."""
    for format in formats:
        store.put_source(format, format, "moved")
    with pytest.raises(WrongUse, match="not from coral") if refused else nullcontext():
        assert site_asked(store, "moved", "coral") == "moved"


def test_the_header_says_how_much_readers_see(store: Store):
    """A plan that takes too large a share from view is not sent unasked; what has no known state may be seen."""
    decide(store, Label.ABUSE)
    assert plan(store, ASKED).header.in_view == 5


def test_a_decision_made_anew_is_not_the_one_that_was_planned(store: Store):
    """What is sent was decided by somebody who still means it."""
    decide(store, Label.ABUSE, "123")
    changes = plan(store, ASKED).changes
    decide(store, Label.OFF_TOPIC, "2")
    assert in_effect(store, changes) == {change.key for change in changes if change.id != "2"}
