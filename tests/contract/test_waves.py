"""Waves of the same text: one row, decided once, undone once, and nobody's look-alike with them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from moderation.comments import Comment, Status
from moderation.decisions import Kind
from moderation.errors import DecidedMeanwhile
from moderation.filters import State, parse_filter
from moderation.labels import Label
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions

SPAM = "Earn $5,000 a week from home, ask me how on whatsapp!"
COPIES = (
    SPAM,
    "EARN $7,000 a week from home... ask me how on whatsapp",
    "Earn $900 a week from home, ask me how on whаtsаpp 🤑",
    "Hi, earn $5,000 a week from home, ask me how on whatsapp!",
)
LOOK_ALIKE = "Never earn $5,000 a week from home, ask me how on whatsapp!"


def arrive(store: Store, comments: Sequence[Comment], *, following: bool = True, scores: object = (0.9, 0.5, 0.1)):
    """Take in comments, look for near-copies and score what is new; return what was found."""
    store.put_comments("site", comments, store.put_source("wave.jsonl", "jsonl", "site"))
    found = store.gather(1000, following=following)
    refs = [ref for ref, _ in store.unscored("base", 10_000)]
    if refs:
        store.put_suggestions(refs, Suggestions(np.resize(np.array(scores), (len(refs), 3)), np.full(3, 0.5), "base"))
    return found


def posted(id: str, text: str, article: str = "a1", parent: str = "") -> Comment:
    return Comment(id, text, article, parent, f"author of {id}", "2026-03-03T08:14:00Z", Status.PENDING)


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk with a wave of four, a look-alike and a bystander."""
    with Store.open(desk, create=True) as opened:
        arrive(
            opened,
            [
                *(posted(f"s{n}", text, f"a{n}") for n, text in enumerate(COPIES)),
                posted("other", LOOK_ALIKE),
                posted("bystander", "The ferry was on time today, for once."),
            ],
        )
        yield opened
        assert opened.faults() == []


@pytest.fixture
def review(store: Store) -> Review:
    """Return kim's review of it."""
    return Review(store, "kim")


def states(store: Store) -> dict[str, State]:
    refs = range(1, store.stats().comments + 1)
    return {row.id: row.state for row in store.rows(refs)}


def test_a_wave_is_one_row_with_a_count(store, review):
    """Five hundred rows of the same text hide the one that needs a person."""
    rows = review.rows(0, 10)
    assert {row.id: row.copies for row in rows} == {"s0": 3, "other": 0, "bystander": 0}
    assert len(review) == 3
    assert store.waiting() == 6
    assert store.card(store.find("s0")).copies == 3


def test_a_wave_is_decided_once_and_each_row_answers_its_own_suggestion(store, review):
    """One key, one step, and a log that says of each what was suggested and what it is a copy of."""
    recorded = review.accept(review.card(1))
    rows = list(store.log())
    assert [row.id for row in rows] == ["s0", "s1", "s2", "s3"]
    assert {row.step for row in rows} == {recorded.step}
    assert {row.labels[Label.ABUSE] for row in rows} == {True}
    assert all(row.answers.model == "base" for row in rows)
    assert [row.detail.rpartition("copy=")[2] for row in rows[1:]] == ["1", "1", "1"]
    assert store.waiting() == len(review) == 2


def test_a_wave_is_undone_once(store, review):
    """The way back is as short as the way there."""
    before = [row.id for row in review.rows(0, 10)]
    review.accept(review.card(1))
    assert len(review.undo()) == 4
    assert [row.id for row in review.rows(0, 10)] == before
    assert store.waiting() == 6
    assert len(review.redo()) == 4
    assert store.waiting() == 2


def test_a_look_alike_that_differs_in_meaning_is_not_swept_along(store, review):
    """One word turns the text around; nobody has read it."""
    review.accept(review.card(1))
    assert states(store)["other"] is State.WAITING


def test_flipped_labels_go_to_all_of_them(store, review):
    """What the moderator decided about the sample is what was decided."""
    review.accept(review.card(1), frozenset({Label.ABUSE}))
    assert [row.labels[Label.ABUSE] for row in store.log()] == [False] * 4


def test_a_copy_suggested_otherwise_is_left_and_said(store, review):
    """A reason to look at one is a reason not to decide it unseen."""
    store.put_suggestions([3], Suggestions(np.array([[0.1, 0.5, 0.1]]), np.full(3, 0.5), "base"))
    recorded = review.accept(review.card(1))
    assert recorded.left == (3,)
    assert states(store)["s2"] is State.WAITING
    assert "s2" in [row.id for row in review.rows(0, 10)]


def test_what_a_colleague_decided_meanwhile_is_left_to_them(store, review):
    """Theirs stands, and nothing is decided twice."""
    card = review.card(1)
    Review(store, "lee").accept(2, along={})
    recorded = review.accept(card)
    assert recorded.refs == (1, 3, 4)
    assert next(store.log()).who == "lee"
    assert store.card(2).in_effect.who == "lee"


def test_the_sample_decided_by_a_colleague_is_refused_with_all_its_copies(store, review):
    """What was on screen is no longer what stands there."""
    card = review.card(1)
    Review(store, "lee").accept(1, along={})
    with pytest.raises(DecidedMeanwhile):
        review.accept(card)
    assert store.waiting() == 5


def test_decided_alone_the_next_of_the_wave_stands_for_it(store, review):
    """A group whose row leaves must not leave with it."""
    review.accept(review.card(1), along={})
    assert {row.id: row.copies for row in review.rows(0, 10)} == {"s1": 2, "other": 0, "bystander": 0}
    review.undo()
    assert {row.id: row.copies for row in review.rows(0, 10)} == {"s0": 3, "other": 0, "bystander": 0}


def test_those_picked_by_hand_go_along_and_no_others(store, review):
    """On the page of the copies one can be taken out, and a similar one in."""
    picked = {basis.ref: basis.digest for basis in store.bases([3, store.find("other")])}
    recorded = review.accept(review.card(1), along=picked)
    assert recorded.refs == (1, 3, 5)
    assert states(store)["s1"] is State.WAITING


def test_what_was_picked_and_reads_otherwise_since_is_left(store, review):
    """What was on screen is what is decided."""
    picked = {basis.ref: basis.digest for basis in store.bases([2, 3])}
    arrive(store, [posted("s1", "I did not write that, sorry everybody, my account was stolen.", "a1")])
    recorded = review.accept(review.card(1), along=picked)
    assert (recorded.refs, recorded.left) == ((1, 3), (2,))


def test_a_wave_is_held_together(store, review):
    """A colleague gets the wave, not a sample of it."""
    review.hold([review.card(1)], "the same again?")
    assert store.stats().held == 4
    review.undo()
    assert store.stats().held == 0


def test_a_search_shows_and_decides_each_by_itself(store):
    """Whoever looks for one comment means that one."""
    found = Review(store, "kim", filter=parse_filter("whatsapp"))
    assert len(found) == 4
    assert found.accept(found.card(2)).refs == (2,)


def test_a_comment_that_is_edited_leaves_its_wave(store, review):
    """It says something else now, so it is looked at by itself."""
    arrive(store, [posted("s1", "I did not write that, sorry everybody, my account was stolen.", "a1")])
    review.refresh()
    assert {row.id: row.copies for row in review.rows(0, 10)}["s1"] == 0
    assert store.copies(1) == [3, 4]


def test_when_the_first_of_a_wave_is_edited_the_others_stay_together(store, review):
    """The second becomes the one that the others are compared with."""
    arrive(store, [posted("s0", "I did not write that, sorry everybody, my account was stolen.", "a0")])
    arrive(store, [posted("s9", "earn $1 a week from home, ask me how on whatsapp", "a9")])
    review.refresh()
    assert {row.id: row.copies for row in review.rows(0, 10)}["s1"] == 3
    assert store.copies(1) == []


def test_one_edited_since_it_was_grouped_is_not_decided_unseen(store, review):
    """Between the site's edit and the next look for copies the text is read at the key."""
    card = review.card(1)
    store.put_comments("site", [posted("s1", LOOK_ALIKE, "a1")], store.put_source("x", "jsonl", "site"))
    assert review.accept(card).left == (2,)
    store.gather(100)


def test_a_few_words_are_copies_only_where_they_stand(store, review):
    """What "Yes." says is in the question."""
    arrive(
        store, [posted("y1", "Yes.", "a1", "s0"), posted("y2", "yes!!", "a1", "s0"), posted("y3", "Yes.", "a1", "s1")]
    )
    assert store.copies(store.find("y1")) == [store.find("y2")]


def test_similar_comments_are_listed_with_what_keeps_them_apart(store):
    """They may be of the wave all the same; a person says so."""
    assert [(store.rows([one.ref])[0].id, one.why) for one in store.similar(1)] == [("other", "“never” in one alone")]


def test_going_on_after_a_wave_claims_what_is_left(store, review):
    """The next comment is none of those just decided."""
    review.go_on(review.position(1))
    recorded = review.accept(review.card(1))
    assert recorded.next in (5, 6)


SETTLED = posted("first", "The mayor has sold the harbour to his own brother in law.")


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Store]:
    """Return a desk on which kim has settled a comment, and another after it."""
    with Store.open(tmp_path / "judged.sqlite", create=True) as opened:
        arrive(opened, [SETTLED, posted("second", "Nine passengers and a goat, what a day that was.")])
        review = Review(opened, "kim")
        review.accept(1)
        review.accept(2)
        yield opened
        assert opened.faults() == []


AGAIN = replace(SETTLED, id="again", text="the MAYOR has sold the harbour to his own brother-in-law!")


def test_a_text_judged_before_is_settled_as_before_in_the_same_step(judged):
    """Nobody judges the same words under the same article twice."""
    assert arrive(judged, [AGAIN]).followed == 1
    row = judged.card(3).in_effect
    assert (row.who, row.step, row.labels[Label.ABUSE]) == ("kim", 1, True)
    assert row.detail == "copy=1 follows=1"
    assert judged.waiting() == 0


def test_taking_back_the_decision_takes_back_what_followed_it(judged):
    """Both rest on one judgement."""
    arrive(judged, [AGAIN])
    assert [entry.id for entry in judged.undo("kim")] == ["second"]  # the latest that kim decided
    assert [entry.id for entry in judged.undo("kim")] == ["first", "again"]
    assert judged.waiting() == 3
    assert [entry.id for entry in judged.redo("kim")] == ["first", "again"]


def test_a_reason_given_afterwards_is_about_what_one_decided_last(judged):
    """A comment that arrived and followed an older decision is nobody's latest."""
    arrive(judged, [AGAIN])
    assert judged.last_step("kim") == 2
    assert judged.card(3).in_effect.follows == 1


def test_an_import_between_undo_and_redo_spoils_neither(judged):
    """What followed a decision is not a new one."""
    judged.undo("kim")
    arrive(judged, [AGAIN])
    assert [entry.id for entry in judged.redo("kim")] == ["second"]


@pytest.mark.parametrize(
    "comment",
    [
        replace(AGAIN, article_id="a2"),
        replace(AGAIN, article_id=""),
        replace(AGAIN, text="The mayor has not sold the harbour to his own brother in law."),
        replace(AGAIN, text="The mayor has really sold the harbour to his own brother in law."),
    ],
    ids=["another article", "no article known", "another meaning", "a word more"],
)
def test_what_is_not_quite_the_same_waits(judged, comment):
    """Where nobody looks, nothing but the very words will do."""
    assert arrive(judged, [comment]).followed == 0
    assert judged.waiting() == 1


def test_disputed_decisions_are_not_followed_but_shown(judged):
    """Where people differ, a person decides, knowing what others did."""
    arrive(judged, [AGAIN], following=False)
    Review(judged, "lee").accept(3, frozenset({Label.ABUSE}))
    assert arrive(judged, [replace(AGAIN, id="third")]).followed == 0
    assert [(entry.who, entry.labels[Label.ABUSE]) for entry in judged.card(4).same_text] == [
        ("lee", False),
        ("kim", True),
    ]


def test_a_decision_taken_back_is_not_followed(judged):
    """What is not in effect binds nobody."""
    judged.undo("kim", 2)
    assert arrive(judged, [AGAIN]).followed == 0


def test_following_is_only_for_what_nobody_ever_decided(judged):
    """Undone by hand, a comment must not be settled again behind one's back."""
    arrive(judged, [AGAIN])
    judged.undo("kim", 2)
    judged.redo("kim")
    arrive(judged, [replace(AGAIN, author="renamed")])
    assert [entry.kind for entry in judged.card(3).history] == [Kind.SETTLE, Kind.UNDO, Kind.REDO]


def test_following_can_be_switched_off(judged):
    """Some desks want to see everything."""
    assert arrive(judged, [AGAIN], following=False).followed == 0
    assert judged.waiting() == 1


class Meddled(Store):
    """A store on which a colleague settles a copy just after the wave was looked at."""

    meddler: Review | None = None

    def texts(self, refs: Sequence[int]) -> dict[int, str]:
        """Return the texts, and let the colleague act."""
        found = super().texts(refs)
        if self.meddler is not None:
            self.meddler, meddler = None, self.meddler
            meddler.accept(2, along={})
        return found


def test_a_copy_settled_between_the_look_and_the_key_is_left(store):
    """Two desks may press in the same moment; the rest of the wave goes through all the same."""
    with Meddled.open(store.address) as meddled:
        kim = Review(meddled, "kim")
        card = kim.card(1)
        meddled.meddler = Review(store, "lee")
        assert kim.accept(card).refs == (1, 3, 4)
    assert store.card(2).in_effect.who == "lee"
