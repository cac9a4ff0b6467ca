"""Disputed terminology, rule by rule of LABELS.md, on cases written for this project."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from moderation.comments import Article, Comment, InContext
from moderation.labels import Label
from moderation.scoring.contention import evidence
from moderation.scoring.hashing import joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.objection import objection
from moderation.scoring.scorer import Scorer
from moderation.scoring.screening import SCREEN, Screen, figures
from moderation.scoring.terminology import SPEECH, STANDING, Terminology, speech, standing
from moderation.scoring.whereabouts import Place

ARTICLE = Article(
    "1",
    "Rioters besiege quarry office",
    "A mob besieged the office of the Tallow quarry on Monday after its annexation of common land.\n"
    "The company calls the fence a safety measure.\n"
    '"They are terrorists with picnic baskets," said manager Hal Odling.\n'
    "The quarry has brought prosperity to the backward valley since 1971.",
)
SCORER = Scorer.shipped()
HEAD = Terminology.of(SCORER.artefact.arrays)


def scores(batch: list[InContext], wording: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the head's scores of comments as one block, given their n-gram logits."""
    block = joined(scoring_copies([one.comment.text for one in batch]))
    return HEAD.block_scores(batch, block, words_of(block), wording)


def posted(text: str, parent: str = "", article: Article | None = ARTICLE) -> InContext:
    """Return a comment in context."""
    return InContext(Comment("c", text), article, Comment("p", parent) if parent else None)


def score(text: str, parent: str = "", article: Article | None = ARTICLE) -> float:
    """Return the shipped model's score of one comment."""
    return float(SCORER.score([posted(text, parent, article)]).scores[0, 2])


def term(text: str, parent: str = "") -> str:
    """Return the contested expression that is found."""
    found = objection(posted(text, parent)).term
    return text[found.start : found.end] if found else ""


def place(text: str, parent: str = "") -> Place:
    """Return where the contested expression is found."""
    found = objection(posted(text, parent)).term
    return found.place if found else Place.NOWHERE


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Please stop calling them rioters.", "rioters"),
        ("Could you stop describing the valley as backward?", "backward"),
        ("The land was not annexed, it was bought.", "annexed"),
        ("“Besieged”? By forty people with soup?", "Besieged"),
        ("A sale, not an annexation.", "annexation"),
        ("I object to the word mob.", "mob"),
        ('Why the scare quotes? And "backward" is an insult to all of us who live there.', "backward"),
        ("Mob? My mother was there, she is eighty.", "Mob"),
    ],
)
def test_the_contested_expression_is_found_in_the_comment(text: str, expression: str) -> None:
    """The corrections desk reads the expression first (rules 2 to 4)."""
    assert term(text) == expression


@pytest.mark.parametrize(
    ("text", "parent", "expected"),
    [
        ("Stop calling it an annexation.", "", Place.ARTICLE),
        ("It was never annexed.", "", Place.ARTICLE),
        ("Stop calling us rioters.", "", Place.HEADLINE),
        ("Who are you calling vermin?", "Vermin, all of them.", Place.PARENT),
        ("Please don't call them terrorists.", "", Place.ATTRIBUTED),
        ("Please don't call them crusaders.", "", Place.NOWHERE),
    ],
)
def test_the_match_with_the_context_says_whose_word_it_is(text: str, parent: str, expected: Place) -> None:
    """In doubt the article decides; a word of the parent or of a cited person is not the outlet's (rules 5, 8, 14)."""
    assert place(text, parent) is expected


def test_a_word_scores_higher_in_the_article_than_only_in_the_parent() -> None:
    """The same words are a request to the outlet or a quarrel between readers."""
    text = "Please stop calling them a mob, they are neighbours."
    elsewhere = Article("2", "Swimming pool reopens", "The pool on Kelp Road reopens in May after repairs.")
    assert score(text) > 4 * score(text, "What a mob.", elsewhere)


def test_without_the_article_nothing_is_certain() -> None:
    """Rule 14: article missing means unsure."""
    text = "Will you stop stating the land was “annexed”. It was not, and this is lazy journalism."
    alone = posted(text, article=None)
    assert score(text, article=None) < 0.5
    assert evidence(HEAD, alone, 0.0).why.startswith("Unsure")


@pytest.mark.parametrize(
    "text",
    [
        "It was eleven hurt, not fourteen.",
        "The so-called manager should be locked up.",
        "I blast rock for a living and the pay is good.",
        "Nothing but lies from this biased rag.",
        "Good. The valley needs the work.",
        "",
    ],
)
def test_ordinary_comments_score_low(text: str) -> None:
    """About 1 comment in 150 disputes a word (rules 7, 9)."""
    assert score(text) < SCORER.thresholds[2]


def test_evidence_hands_the_corrections_desk_what_it_needs() -> None:
    """Term, article sentence and proposal are recorded with the decision (rule 13)."""
    text = "Please stop calling it an annexation. The right word is 'purchase'."
    found = evidence(HEAD, posted(text), 0.0)
    assert (found.term, found.replacement) == ("annexation", "purchase")
    assert found.article_sentence == ARTICLE.text.split("\n")[0]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("I stumble over “mob”. Crowd would be accurate.", "Crowd"),
        ("Annexation. You mean a purchase.", "purchase"),
        ("Could you find something other than rioters for us? Neighbours would do.", "Neighbours"),
    ],
)
def test_a_proposal_in_passing_is_found(text: str, proposed: str) -> None:
    """Half of those who reject a word only hint at another (rule 13)."""
    assert evidence(HEAD, posted(text), 0.5).replacement == proposed


def test_the_reason_names_the_form_that_the_article_uses() -> None:
    """A moderator who searches the article for *annexed* finds nothing."""
    assert "“annexation”" in evidence(HEAD, posted("Will you please stop stating that it was annexed."), 0.5).why


def test_the_founding_pair_is_told_apart(samples: Path) -> None:
    """The page this project began with: one comment disputes *annexed*, the other calls an alliance names."""
    page = (samples / "seed" / "saved-page.txt").read_text("utf-8")
    body, _, comments = page.partition("NATO decided")[2].partition("Notify of")
    article = Article("a", page.split("\n\n", 2)[1], "NATO decided" + body)
    disputing = "Will you stop" + comments.partition("Will you stop")[2]
    other = comments.partition("\n\n")[2].partition("L du Plessis")[2].partition("Jim Allen")[0]
    found = evidence(HEAD, posted(disputing, article=article), 0.0)
    assert score(disputing, article=article) > 0.8
    assert (found.term, "annexation of Crimea" in (found.article_sentence or "")) == ("annexed", True)
    assert score(other, article=article) < 0.05


def test_cases_held_out_are_found_as_well_as_the_card_says() -> None:
    """Cases on other subjects than those that teach: term and sentence right, and no ordinary comment above them."""
    lines = [
        json.loads(line) for line in Path(__file__).with_name("terminology_cases.jsonl").read_text("utf-8").splitlines()
    ]
    articles = {
        line["id"]: Article(line["id"], line["title"], line["text"]) for line in lines if line["kind"] == "article"
    }
    texts = {line["id"]: line["text"] for line in lines if line["kind"] == "comment"}
    right, alarms = [], []
    for line in (line for line in lines if "labels" in line):
        one = posted(line["text"], texts.get(line.get("parent_id", ""), ""), articles[line["article_id"]])
        if line["labels"][Label.DISPUTED_TERMINOLOGY]:
            found = evidence(HEAD, one, 0.0)
            right.append(
                _overlap(found.term or "", line["term"]) and found.article_sentence == line["article_sentence"]
            )
        else:
            alarms.append(float(SCORER.score([one]).scores[0, 2]) >= 0.2)
    assert np.mean(right) >= 0.7
    assert not any(alarms)


def _overlap(one: str, other: str) -> bool:
    """Whether one expression is part of the other."""
    return bool(one) and (one.lower() in other.lower() or other.lower() in one.lower())


WILD = st.text(st.characters(codec=None), max_size=400)
TALK = st.lists(
    st.sampled_from(["stop calling", '"mob"', "the word", "not", "?", "annexed", "headline", "'", "İ", "\ud800", " "])
)


@settings(deadline=None)
@given(WILD | TALK.map(" ".join), WILD, WILD, WILD)
def test_any_text_in_any_context_has_a_score_and_spans_inside_it(text: str, title: str, body: str, parent: str) -> None:
    """Exports hold anything, lone surrogates too."""
    one = posted(text, parent, Article("a", title, body))
    found = evidence(HEAD, one, 0.0)
    value = scores([one], np.zeros(1))[0]
    assert 0.0 <= value <= 1.0
    assert all(0 <= span.start < span.end <= len(text) for span in found.spans)
    assert found.article_sentence is None or found.article_sentence in body + title


@settings(deadline=None)
@given(st.lists(WILD | TALK.map(" ".join), max_size=5))
def test_a_row_equals_the_same_row_in_a_batch_to_the_bit(texts: list[str]) -> None:
    """A score that depends on its neighbours can't be explained to anyone."""
    batch = [posted(text) for text in texts]
    wording = np.linspace(-1.0, 3.0, len(batch))
    alone = [scores([one], wording[row : row + 1])[0] for row, one in enumerate(batch)]
    assert np.array_equal(scores(batch, wording), np.array(alone, dtype=np.float64))


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("A sale, not an annexation.", True),
        ("“Prosperity”? For whom?", True),
        ("Rioters. My mother was there with soup.", True),
        ("It was not invaded.", False),
        ("Good. The company needs the work.", False),
        ("", False),
    ],
)
def test_a_terse_form_is_seen_by_the_word_of_the_article_that_it_takes_up(text: str, takes: bool) -> None:
    """It has too few words for the n-grams to see, and reading every short comment would cost too much."""
    assert screened(text, 0.0)[SCREEN.index("few_takes_up")] == takes


def test_a_screen_adds_up_its_figures_where_that_decides() -> None:
    """It is fitted on figures that are looked at one by one, and serves them as a few tables."""
    coefficients = np.append(np.linspace(0.1, 1.2, len(SCREEN)), [-2.0, 9.0])
    for text, wording in ("A sale, not an annexation.", 0.3), ("The headline says mob. " * 9, 7.0), ("", 0.0):
        block = joined(scoring_copies([text]))
        logit = Screen(coefficients).logits([posted(text)], block, words_of(block), np.array([wording]))[0]
        figures = screened(text, wording) * coefficients[:-2]
        taken_up = figures[SCREEN.index("takes_up") :].sum()
        assert math.isclose(logit, figures.sum() - 2.0 - taken_up, rel_tol=1e-9)


def screened(text: str, wording: float) -> NDArray[np.float64]:
    """Return what the screen sees of a comment."""
    block = joined(scoring_copies([text]))
    return figures([posted(text)], block, words_of(block), np.array([wording]))[0]


def test_the_quick_way_for_comments_without_a_cue_gives_the_same_score() -> None:
    """Half of all comments take it."""
    read = objection(posted("Good morning from the valley"), named=False)
    *coefficients, intercept = SCORER.artefact.arrays["terminology_speech"].astype(np.float64)
    first = intercept + float(np.dot(coefficients, speech(read, 0.3)))
    *coefficients, intercept = SCORER.artefact.arrays["terminology_standing"].astype(np.float64)
    logit = intercept + float(np.dot(coefficients, standing(read, first)))
    assert math.isclose(HEAD.score(read, 0.3), 1 / (1 + math.exp(-logit)), rel_tol=1e-9)


def test_features_have_the_width_of_their_names() -> None:
    """Coefficients are matched to features by place alone."""
    read = objection(posted("Stop calling them a mob!"))
    assert (len(speech(read, 0.0)), len(standing(read, 0.0))) == (len(SPEECH), len(STANDING))


def test_a_megabyte_is_read_by_its_beginning() -> None:
    """One comment must not hold up a million."""
    assert term("Stop calling them a mob. " + "\"' not " * 150_000) == "mob"
