"""Off-topic is a hint from shared words, and says when it can't tell."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Comment, InContext
from moderation.scoring import digression
from moderation.scoring.hashing import joined, words_of
from moderation.scoring.normal import scoring_copies
from moderation.scoring.relevance import FEATURES, Relevance
from moderation.scoring.scorer import Scorer
from moderation.suggestions import Evidence

ARTICLE = Article(
    "1",
    "Lighthouse keepers to be replaced by sensors",
    "The coast guard will replace the last four lighthouse keepers with sensors in spring.\n"
    "The keepers' union says that no sensor can climb down to a stranded yacht.\n"
    "Sensors cost a tenth of a keeper's wage, according to the coast guard.",
)
ON_TOPIC = (
    "My grandfather kept that lighthouse for thirty years and pulled six people out of the surf. "
    "I should like to see a sensor do that, or the coast guard's accountants for that matter."
)
ELSEWHERE = (
    "Has the bakery on Mill Lane changed hands? The rolls taste of nothing since August and the "
    "cinnamon buns have gone up to three crowns, while the raisins are fewer and harder every week."
)
ADVERT = "I make 4,000 a week from home, ask me how! Visit my page www.golden-hours.example"
PARENT = Comment("p", "The bakery on Mill Lane was sold in August, and the cinnamon buns are not what they were.")


HEAD = Relevance.of(Scorer.shipped().artefact.arrays)


def score(text: str, article: Article | None = ARTICLE, parent: Comment | None = None) -> float:
    """Return the shipped head's score of one comment."""
    return float(HEAD.scores([InContext(Comment("c", text), article, parent)])[0])


def evidence(posted: InContext) -> Evidence:
    """Return the shipped head's evidence for one comment."""
    return digression.explained(HEAD, posted, next(HEAD.readings([posted])))[1]


def why(text: str, article: Article | None = ARTICLE, parent: Comment | None = None) -> str:
    """Return the shipped head's sentence of why."""
    return evidence(InContext(Comment("c", text), article, parent)).why


def test_a_comment_that_shares_the_articles_words_is_on_topic() -> None:
    """A hint that flags ordinary comments is switched off within a day."""
    assert score(ON_TOPIC) < 0.05


def test_a_comment_on_another_subject_scores_far_higher() -> None:
    """The queue is ordered by this."""
    assert score(ELSEWHERE) > 4 * score(ON_TOPIC)


def test_a_comment_that_answers_its_parent_is_on_topic_even_where_the_article_is_not_about_it() -> None:
    """LABELS: answering the parent is contributing."""
    assert score(ELSEWHERE, parent=PARENT) < score(ELSEWHERE) / 3


def test_a_complaint_about_the_articles_wording_is_about_the_article() -> None:
    """LABELS: it must not be hidden as off-topic."""
    complaint = (
        "This headline is misleading and the word you chose is an insult to all of us who did this for a living, "
        "in all weathers and for little pay."
    )
    assert score(complaint) < float(Scorer.shipped().thresholds[1]) / 2


@pytest.mark.parametrize("text", ["Shame!", "Agreed, well said.", "First", ""])
def test_short_texts_are_not_judged(text: str) -> None:
    """Under eight words own and moved comments can't be told apart (.67 AUC)."""
    assert math.isnan(score(text))


def test_a_short_text_that_shares_a_rare_word_is_judged() -> None:
    """Three words can be plainly on the subject."""
    assert score("Keep the lighthouse keepers!") < 0.1


def test_advertising_is_recognised_by_its_own_cues_however_short() -> None:
    """Spam shares no words with anything and is often ten words long."""
    assert score(ADVERT) > 0.8


def test_nothing_is_judged_without_article_and_parent() -> None:
    """A low score would be dressed as knowledge."""
    assert math.isnan(score(ELSEWHERE, article=None))


def test_a_language_the_background_lacks_is_not_judged() -> None:
    """Every word of it would look rare."""
    text = "Bu sabah denizde çok güzel bir rüzgar vardı ama kimse balığa çıkmadı çünkü herkes evde maçı izliyordu."
    assert math.isnan(score(text))


def test_evidence_names_what_the_comment_talks_about_instead() -> None:
    """A moderator checks the hint by looking at the words."""
    assert "bakery" in why(ELSEWHERE) or "cinnamon" in why(ELSEWHERE)


def test_evidence_shows_the_closest_sentence_verbatim() -> None:
    """The moderator sees what the comment would be about."""
    found = evidence(InContext(Comment("c", ON_TOPIC), ARTICLE))
    assert found.article_sentence in ARTICLE.text


@pytest.mark.parametrize("text", ["Shame!", "Bu sabah denizde çok güzel bir rüzgar vardı " * 3])
def test_what_is_not_judged_says_why(text: str) -> None:
    """The bare words "not judged" read like a fault of the program."""
    assert why(text).startswith("Not judged: ")


WILD = st.text(st.characters(codec=None), max_size=400)


@settings(deadline=None)
@given(WILD, WILD, WILD, WILD)
def test_any_text_in_any_context_has_a_score_or_none_and_evidence(
    text: str, title: str, body: str, parent: str
) -> None:
    """Exports hold anything, lone surrogates too."""
    posted = InContext(Comment("c", text), Article("a", title, body), Comment("p", parent))
    value = float(HEAD.scores([posted])[0])
    spans = evidence(posted).spans
    assert math.isnan(value) or 0.0 <= value <= 1.0
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(deadline=None)
@given(st.lists(WILD, max_size=5))
def test_a_row_equals_the_same_row_in_a_batch_to_the_bit(texts: list[str]) -> None:
    """A score that depends on its neighbours can't be explained to anyone."""
    batch = [InContext(Comment("c", text), ARTICLE, PARENT) for text in texts]
    alone = [HEAD.scores([posted])[0] for posted in batch]
    assert np.array_equal(HEAD.scores(batch), np.array(alone, dtype=np.float64), equal_nan=True)


SOME_CONTEXTS = [
    (article, parent)
    for article in (ARTICLE, Article("2", "", ELSEWHERE), Article("3", "", ""), None)
    for parent in (PARENT, Comment("q", ON_TOPIC), Comment("r", ""), None)
]
SOME_TEXT = st.one_of(WILD, st.sampled_from([ON_TOPIC, ELSEWHERE, ADVERT, "Keep the lighthouse keepers!", "", "’"]))


@settings(deadline=None)
@given(st.lists(st.tuples(SOME_TEXT, st.sampled_from(SOME_CONTEXTS)), max_size=12), st.randoms())
def test_any_mixture_of_articles_and_parents_in_any_order_gives_the_same_bits(
    rows: list[tuple[str, tuple[Article | None, Comment | None]]], random: Random
) -> None:
    """A block holds comments from many articles, and sums of floats must not depend on which."""
    batch = [InContext(Comment("c", text), *context) for text, context in rows]
    order = list(range(len(batch)))
    random.shuffle(order)
    alone = HEAD.scores(batch)[order]
    assert np.array_equal(HEAD.scores([batch[row] for row in order]), alone, equal_nan=True)
    assert np.array_equal([HEAD.scores([posted])[0] for posted in batch], HEAD.scores(batch), equal_nan=True)


def test_scoring_copies_read_once_give_the_scores_of_texts_as_written() -> None:
    """The scorer reads a block once for all labels and hands it on."""
    batch = [InContext(Comment("c", text), ARTICLE) for text in (ON_TOPIC, ELSEWHERE, "", ADVERT)]
    block = joined(scoring_copies([posted.comment.text for posted in batch]))
    assert np.array_equal(HEAD.block_scores(batch, block, words_of(block)), HEAD.scores(batch), equal_nan=True)


def test_no_comments_have_no_scores() -> None:
    """A page of the queue may be empty."""
    assert HEAD.scores([]).shape == (0,)


@pytest.mark.parametrize(
    "text",
    [
        "The coast guard's own report on sensors is at https://coast.example/report, read page 12 before you cheer.",
        "Last week I paid 40 crowns to visit the lighthouse, and the keeper made us tea for free.",
    ],
)
def test_a_reader_who_cites_a_source_or_a_price_does_not_advertise(text: str) -> None:
    """Hiding the best-informed comment of a thread is the worst mistake of this head."""
    assert score(text) < 0.1


def test_a_remark_on_the_comment_section_is_further_off_than_one_that_is_none() -> None:
    """LABELS: remarks about the site itself are off-topic."""
    remark = ELSEWHERE + " And the comment section is broken."
    assert score(remark) > score(ELSEWHERE + " And the bread counter is broken.")


def test_a_disguised_word_is_still_the_articles_word() -> None:
    """Articles, parents and comments are compared as scoring copies."""
    assert score("Keep the l1ghthouse keepers!") < 0.1


def test_a_megabyte_is_read_by_its_beginning() -> None:
    """One comment must not hold up a million."""
    assert score(ON_TOPIC + " x" * 500_000) < 0.2


def test_features_have_the_width_of_their_names() -> None:
    """Coefficients are matched to features by place alone."""
    assert HEAD.features([InContext(Comment("c", ON_TOPIC), ARTICLE)]).shape == (1, len(FEATURES))
