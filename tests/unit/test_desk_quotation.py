"""What the desk quotes of an article: the sentence that is contested, its word on screen."""

import pytest

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.queue import AuthorRecord, Card, State
from moderation.suggestions import Evidence
from tui.desk.page.quotation import article_lines
from tui.desk.text.lines import Role

SENTENCE = "The talks were broken off long before, when both sides had lost patience with the annexation of the isle."
ARTICLE = Article("a", "Title", f"A paragraph.\n{SENTENCE} Another sentence follows it here.\nThe end.")


def card(evidence, article=ARTICLE):
    nobody = AuthorRecord(0, 0, dict.fromkeys(LABELS, 0))
    posted = InContext(Comment("1", "It was not annexed."), article)
    return Card(1, "1", "site", posted, "", State.WAITING, None, None, None, (), (), nobody, (), (), evidence)


def marked(lines):
    return [piece.text for line in lines for piece in line if piece.role is Role.TERM_MARK]


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("height", [1, 2, 3, 12])
def test_the_contested_word_is_on_screen_however_little_room_there_is(width, height):
    """A quotation without the word that is disputed explains nothing."""
    disputed = {Label.DISPUTED_TERMINOLOGY: Evidence("", term="annexed", article_sentence=SENTENCE)}
    assert marked(article_lines(card(disputed), width, height)) == ["annexation"]


def test_without_a_dispute_the_closest_sentence_is_quoted():
    """Off-topic is judged by what the article says nearest to the comment."""
    closest = {Label.OFF_TOPIC: Evidence("", article_sentence="Another sentence follows it here.")}
    lines = article_lines(card(closest), 60, 4)
    plain = " ".join(piece.text for line in lines for piece in line if piece.role is Role.PLAIN)
    assert plain.split() == ["Another", "sentence", "follows", "it", "here."]
    assert marked(lines) == []


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (None, "The article did not come with the export."),
        (Article("a"), "(article without a title)"),
        (Article("a", "Only a title", "  "), "Only a title"),
    ],
)
def test_what_is_missing_is_said(article, said):
    """Half of all exports have no article text."""
    ((piece,),) = article_lines(card({}, article), 60, 4)
    assert piece.text == said


def test_evidence_about_another_text_of_the_article_is_left_out():
    """An article may have changed since; a sentence that is not in it can't be shown in its place."""
    disputed = {Label.DISPUTED_TERMINOLOGY: Evidence("", term="annexed", article_sentence="It said this once.")}
    assert marked(article_lines(card(disputed), 60, 4)) == []
