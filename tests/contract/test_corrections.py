"""The corrections desk without a screen: what readers dispute, grouped, moved on, taken back, handed over."""

import io
import json
import os

import pytest
from msgspec.structs import replace

from moderation.comments import Article, Comment
from moderation.contested_terms import occurrences, stem_of
from moderation.corrections import (
    complaints,
    correction,
    correction_of,
    corrections,
    explain_decided,
    move,
    subject_named,
)
from moderation.decisions import Kind
from moderation.disputes import Proposal, Stage, Subject
from moderation.errors import DecidedMeanwhile, WrongUse
from moderation.handover import hand_over
from moderation.intake import score_unscored
from moderation.labels import Label
from moderation.review import Review
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

TERM = Label.DISPUTED_TERMINOLOGY

SENTENCE = "The line had been closed since the annexation of the island by the mainland, when soldiers took the mole."

ARTICLE = Article(
    "a1",
    "Ferry returns to Varn after two years",
    f"The white ferry left the mole at seven, with nine passengers and a goat.\n{SENTENCE} Four states recognised it.\n"
    "A dozen militants on the mole refused to speak. Tickets cost eleven crowns.",
    "https://harbour.example/ferry",
)

COMMENTS = {
    "1": ("Ann", "The word annexed is wrong, please use 'occupied' instead."),
    "2": ("Bo", 'Why do you keep calling it an "annexation"? It should be called an occupation.'),
    "3": ("Cy", "'Annexing'? With tanks? You should call it an 'occupation'."),
    "4": ("Dee", "They are not \"militants\". Militants is a loaded word, write 'volunteers'."),
    "5": ("Eli", "Calling her neighbours \"a militant\" is loaded. Please call them 'volunteers'."),
    "6": ("Flo", "Lovely."),
}

ANNEXED, MILITANTS = Subject("harbour", "a1", "annex"), Subject("harbour", "a1", "milit")


@pytest.fixture(scope="module")
def scorer():
    """Return the shipped model."""
    return Scorer.shipped()


def take_in(store, comments):
    """Take in comments (id -> author, text) under the article."""
    arrived = [Comment(id, text, "a1", author=author) for id, (author, text) in comments.items()]
    store.put_comments("harbour", arrived, store.put_source("harbour.jsonl", "jsonl", "harbour"))


@pytest.fixture
def store(desk, scorer):
    """Return a desk where five readers dispute two words of one article in five forms."""
    with Store.open(desk, create=True) as opened:
        opened.put_articles("harbour", [ARTICLE])
        take_in(opened, COMMENTS)
        score_unscored(opened, scorer)
        yield opened


def ids(store, subject):
    """Return the ids of the comments that ask for a correction."""
    found = correction(store, subject)
    return [one.id for one in store.complaints(found.refs, 10)] if found else []


def test_five_readers_and_two_words_are_two_corrections(store):
    """An editor changes a word once, whoever asks for it and in whatever form."""
    assert [(one.subject, one.term, one.readers) for one in corrections(store)] == [
        (ANNEXED, "annexed", 3),
        (MILITANTS, "militants", 2),
    ]
    assert ids(store, ANNEXED) == ["1", "2", "3"]


def test_the_articles_sentence_and_the_proposals_come_with_it(store):
    """Who corrects has to find the place, and know what readers would have instead."""
    found = correction(store, ANNEXED)
    assert found.sentence == SENTENCE
    assert found.title == ARTICLE.title
    assert found.proposals == (Proposal("occupation", 2), Proposal("occupied", 1))
    assert [found.sentence[slice(*span)] for span in occurrences(ANNEXED, found.sentence)] == ["annexation"]


def test_one_reader_who_writes_twice_is_one_reader(store, scorer):
    """Three comments of one person must not look like a movement."""
    take_in(store, {"7": ("ann ", "Once more: it was not 'annexed'. The word annexed is wrong.")})
    score_unscored(store, scorer)
    assert (correction(store, ANNEXED).readers, len(correction(store, ANNEXED).refs)) == (3, 4)


def test_near_copies_under_many_names_are_one_reader(store):
    """Copying a text is done in a second."""
    refs = [store.find(id) for id in "123"]
    store._db.run(f"UPDATE standing SET likeness = {refs[0]} WHERE ref IN (?, ?, ?)", refs)
    found = correction(store, ANNEXED)
    assert found.readers == 1
    assert [(one.id, one.copies) for one in complaints(store, found, 9, 99)] == [("1", 2)]


def test_a_comment_decided_no_leaves_at_once_and_an_undo_brings_it_back(store):
    """The group is what stands in the log, not a copy that could fall behind."""
    review = Review(store, "kim")
    review.accept(store.find("2"), frozenset({TERM}))
    assert ids(store, ANNEXED) == ["1", "3"]
    review.undo()
    assert ids(store, ANNEXED) == ["1", "2", "3"]


def test_a_comment_decided_yes_stays_and_its_fate_is_its_own(store):
    """To approve a comment says nothing about the article, nor the other way round."""
    Review(store, "kim").accept(store.find("2"))
    assert ids(store, ANNEXED) == ["1", "2", "3"]
    assert correction(store, ANNEXED).stage is Stage.OPEN


def test_what_a_moderator_decides_against_the_suggestion_joins_its_group(store, scorer):
    """The model misses some; the moderator's word counts."""
    take_in(store, {"8": ("Gus", "Annexed, annexed. I was there, and nobody asked this paper.")})
    ref = store.find("8")
    Review(store, "kim", lambda: scorer).accept(ref, frozenset({TERM}))
    assert store.unexplained_disputes(10) == [ref]
    explain_decided(store, scorer)
    assert ref in [ref for one in corrections(store) for ref in one.refs]
    assert store.unexplained_disputes(10) == []


def test_a_complaint_that_names_no_word_stands_under_its_article(store, scorer):
    """It is a complaint about the wording all the same, and somebody has to read it."""
    Review(store, "kim").accept(store.find("6"), frozenset({TERM}))
    explain_decided(store, scorer)
    found = correction_of(store, store.find("6"))
    assert found.name == "wording, no term found"
    assert found.title == ARTICLE.title


def test_scoring_again_and_an_edit_replace_what_was_kept(store, scorer):
    """A reader who takes the complaint back has taken it back."""
    take_in(store, {"3": ("Cy", "Nice goat.")})
    assert ids(store, ANNEXED) == ["1", "2"]
    score_unscored(store, scorer)
    assert ids(store, ANNEXED) == ["1", "2"]
    assert correction_of(store, store.find("3")) is None


def test_a_decision_outlives_the_models_opinion(store, scorer):
    """Undo and redo may bring a decision back after the model has changed its mind."""
    review = Review(store, "kim")
    review.accept(store.find("6"), frozenset({TERM}))
    review.undo()
    store.put_articles("harbour", [replace(ARTICLE, title="Ferry returns to Varn")])
    score_unscored(store, scorer)
    assert correction_of(store, store.find("6")) is None
    review.redo()
    assert correction_of(store, store.find("6")) is not None


def test_the_sentence_stays_when_the_article_is_corrected(store, scorer):
    """What was decided on is still what the editor was sent."""
    Review(store, "kim").accept(store.find("1"))
    store.put_articles("harbour", [replace(ARTICLE, text=ARTICLE.text.replace("annexation", "occupation"))])
    score_unscored(store, scorer)
    assert correction(store, ANNEXED).sentence == SENTENCE


def test_each_state_is_a_row_of_the_log_and_survives_a_restart(store):
    """Who said so, when and why is what the next moderator needs."""
    move(store, ANNEXED, Stage.FORWARDED, "kim")
    move(store, MILITANTS, Stage.DECLINED, "eva", "house style, section 4")
    with Store.open(store.address) as reopened:
        assert correction(reopened, ANNEXED).stage is Stage.FORWARDED
        declined = correction(reopened, MILITANTS)
    assert (declined.move.who, declined.move.reason) == ("eva", "house style, section 4")
    assert [entry.kind for entry in store.log()] == [Kind.CORRECTION] * 2
    assert store.faults() == []


def test_a_correction_is_declined_with_a_reason_or_not_at_all(store):
    """No for an answer is an answer only with a reason."""
    with pytest.raises(WrongUse, match="reason"):
        move(store, ANNEXED, Stage.DECLINED, "kim", "  ")
    assert correction(store, ANNEXED).stage is Stage.OPEN


def test_undo_takes_back_ones_own_moves_and_redo_puts_them_back(store):
    """The last state in effect is the present one."""
    for stage in (Stage.FORWARDED, Stage.CORRECTED):
        move(store, ANNEXED, stage, "kim")
    assert store.undo_correction("kim").stage is Stage.CORRECTED
    assert correction(store, ANNEXED).stage is Stage.FORWARDED
    store.undo_correction("kim")
    assert correction(store, ANNEXED).move is None
    assert store.undo_correction("kim") is None
    assert [store.redo_correction("kim").stage for _ in range(2)] == [Stage.FORWARDED, Stage.CORRECTED]
    assert store.redo_correction("kim") is None


def test_what_somebody_else_has_moved_since_is_not_taken_back(store):
    """Other people's decisions are never touched."""
    move(store, ANNEXED, Stage.FORWARDED, "kim")
    move(store, ANNEXED, Stage.CORRECTED, "eva")
    assert store.undo_correction("kim") is None
    assert correction(store, ANNEXED).move.who == "eva"


def test_a_move_on_what_was_not_shown_is_refused(store):
    """Two moderators at one list must not overrule each other unseen."""
    move(store, ANNEXED, Stage.DECLINED, "eva", "house style")
    with pytest.raises(DecidedMeanwhile, match="eva has set it to declined"):
        move(store, ANNEXED, Stage.FORWARDED, "kim", seen=0)


def test_a_complaint_after_the_correction_is_new(store, scorer):
    """A closed case that comes up again is told from one that doesn't."""
    move(store, ANNEXED, Stage.CORRECTED, "kim")
    assert not correction(store, ANNEXED).needs_somebody
    take_in(store, {"9": ("Hal", 'Still "annexed"? Annexed is wrong, it should be called occupied.')})
    score_unscored(store, scorer)
    assert (correction(store, ANNEXED).new, correction(store, ANNEXED).needs_somebody) == (1, True)


def test_a_correction_that_was_moved_stays_when_its_comments_leave(store):
    """The editor was asked; that nobody asks any more is worth seeing."""
    move(store, MILITANTS, Stage.FORWARDED, "kim")
    Review(store, "kim").accept_all([store.find("4"), store.find("5")], frozenset({TERM}))
    left = corrections(store)[-1]
    assert (left.subject, left.term, left.readers) == (MILITANTS, "militants", 0)


def test_a_correction_is_named_by_any_form_of_its_word(store):
    """On the command line nobody knows stems."""
    assert subject_named(store, "a1", "the Annexation") == ANNEXED
    assert subject_named(store, "harbour:a1", "annex") == ANNEXED
    with pytest.raises(WrongUse, match="No reader disputes"):
        subject_named(store, "a2", "annexed")


@pytest.mark.parametrize("part", ["", "a b", "% 20", "\ud800", "ключ"])
def test_a_subject_is_written_and_read_back(part):
    """Ids are the site's own; the log has to hold any of them."""
    subject = Subject("site", part, stem_of("word"))
    assert Subject.read(subject.written) == subject
    assert subject.written.isascii()


def test_the_export_is_what_an_editor_acts_on(store, root):
    """The page, the table and the document were looked at and written down."""
    move(store, ANNEXED, Stage.FORWARDED, "kim", "to the foreign desk")
    for to, name in (("markdown", "corrections.md"), ("csv", "corrections.csv"), ("json", "corrections.json")):
        written = io.BytesIO()
        hand_over(store, corrections(store), written, to)
        at = correction(store, ANNEXED).move.at
        text = written.getvalue().decode().replace(at, "2026-03-03T08:14:00.000Z").replace(at[:10], "2026-03-03")
        golden(root / "tests" / "golden" / name, text)


def golden(path, text):
    """Compare a file with the one that was looked at; `GOLDEN=write` takes it as the new one."""
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_hostile_texts_stay_text_in_every_export(store, scorer):
    """Readers write authors, titles and texts; an editor's page is not theirs to lay out."""
    hostile = "\x1b]52;c;x\x07 [a](javascript:x) <b>\n# head\n=cmd|' /C calc'!A1 \u202e"
    store.put_articles("bad", [Article("a1", hostile, f"{hostile} {SENTENCE}", "javascript:alert(1)")])
    posted = Comment("h1", f"{hostile}\nThe word annexed is wrong, please use '=cmd' instead.", "a1", author=hostile)
    store.put_comments("bad", [posted], store.put_source("bad", "jsonl", "bad"))
    score_unscored(store, scorer)
    found = [one for one in corrections(store) if one.subject.site == "bad"]
    assert found
    pages = {}
    for to in ("markdown", "csv", "json"):
        hand_over(store, found, stream := io.BytesIO(), to)
        pages[to] = stream.getvalue().decode()
    assert not {"\x1b", "\x07", "\u202e"} & set(pages["markdown"])
    assert not [line for line in pages["markdown"].splitlines() if line.startswith(("# head", "=", "<"))]
    assert "\n=cmd" not in pages["csv"]
    assert json.loads(pages["json"])[0]["article"]["title"] == hostile
