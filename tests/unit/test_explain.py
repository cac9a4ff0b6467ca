"""Evidence for abuse: exact, in place, and in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Comment, InContext
from moderation.labels import Label
from moderation.scoring.abuse import Abuse
from moderation.scoring.bags import BUCKETS
from moderation.scoring.calibration import Platt, combined, head_log_odds
from moderation.scoring.explain import STRONG, explained
from moderation.scoring.hashing import SLOTS, joined, words_of
from moderation.scoring.kin import Kin
from moderation.scoring.ngrams import Heads
from moderation.scoring.scorer import Scorer
from moderation.scoring.tally import read_one
from moderation.suggestions import likelihood
from training.corpora import evaluation, teaching

texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab é'!👹 ")), max_size=50)

EVERY_WORD = np.ones(SLOTS, np.bool_)


def taught(**weights):
    """Return an abuse score whose heads know single words: `hostility={"idiot": 9.0}`."""
    arrays = {head: np.zeros(SLOTS) for head in ("hostility", "hate")}
    for head, words in weights.items():
        for word, weight in words.items():
            arrays[head][words_of(joined([word])).singles[0]] = weight
    return Abuse(Heads(arrays, EVERY_WORD), (Platt(1.0, -2.0), Platt(1.0, -4.0)))


RANDOM = Abuse(
    Heads(
        {head: np.random.default_rng(3).normal(size=SLOTS) for head in ("hostility", "hate", "desk")},
        EVERY_WORD,
        kin=Kin.of(np.random.default_rng(4).normal(size=BUCKETS)),
    ),
    (Platt(0.8, -3.0), Platt(1.2, -4.0)),
)
INSULT = taught(hostility={"idiot": 40.0, "kind": -6.0}, hate={"vermin": 40.0})


def evidence(text, abuse, threshold=None):
    """Return why a text is or isn't taken for abuse."""
    return explained(text, abuse, threshold)[1]


@given(
    st.lists(
        st.sampled_from(["a", "idiot", "you're", "x1", "stop.", "No!", "...", "é", "👹", "so,it"]),
        min_size=1,
        max_size=9,
    )
)
@settings(max_examples=80, deadline=None)
def test_a_text_without_a_word_is_told_as_it_would_be_read(written):
    """What is shown as a word's weight must be what the score loses without it, though nothing is read again."""
    text = " ".join(written)
    block = joined([text])
    tally = read_one(RANDOM.heads, block, words_of(block))[1]
    exact = [one for one in range(len(tally.words.starts)) if tally.is_exact([one])]
    places = [(int(tally.words.starts[one]), int(tally.words.ends[one])) for one in exact]
    cuts = [(block.blob[1:begin] + block.blob[end : block.size]).decode() for begin, end in places]
    told, read = tally.without([[one] for one in exact]), RANDOM.heads.read(cuts)

    assert np.allclose(told.logits, read.logits)
    assert np.allclose(told.peaks, read.peaks)


@given(texts)
@settings(max_examples=80, deadline=None)
def test_one_text_reads_as_it_does_among_others(text):
    """The desk's evidence must rest on the score it is shown beside."""
    block = joined([text])
    one, many = read_one(RANDOM.heads, block, words_of(block))[0], RANDOM.heads.read([text, "another"])

    assert one.logits.tobytes() == many.logits[:1].tobytes()
    assert one.peaks.tobytes() == many.peaks[:1].tobytes()


def test_the_insult_is_marked_and_named_as_it_was_written():
    """The moderator sees the reader's spelling, not the normalised one."""
    text = "What an 1d1ot he is, honestly."
    found = evidence(text, INSULT)

    assert [text[span.start : span.end] for span in found.spans] == ["1d1ot"]
    assert "“1d1ot”" in found.why


def test_a_word_that_lowers_the_score_is_marked_below_nothing():
    """Signed weights let the desk show both sides."""
    found = evidence("He is kind.", INSULT)

    assert [span.weight < 0 for span in found.spans] == [True]
    assert "kind" not in found.why


def test_no_strong_word_is_said_in_words():
    """An empty list of reasons must not look like a fault."""
    assert evidence("The bus was late again today.", INSULT).why.endswith("no strong word.")


def test_hate_against_a_group_is_told_from_an_insult():
    """The two are handled by different people on some desks."""
    assert "hateful to a group" in evidence("They are vermin", INSULT).why
    assert "hateful" not in evidence("You idiot", INSULT).why


def test_the_odds_of_two_heads_add():
    """A delta given to both heads then moves the whole by just that."""
    lines = (Platt(1.0, 0.0), Platt(1.0, 0.0))
    logits = np.array([[-2.0, 1.0, 9.0]])
    whole = combined(head_log_odds(logits, lines))[0]

    assert np.exp(whole) == pytest.approx(np.exp(-2.0) + np.exp(1.0))
    assert combined(head_log_odds(logits + 0.5, lines))[0] == pytest.approx(whole + 0.5)


def test_the_sentence_calls_abuse_unlikely_only_below_a_known_threshold():
    """A suggested label called unlikely would contradict the row it stands beside."""
    assert evidence("You idiot", INSULT, 0.0).why.split()[0] in {"Possible", "Likely", "Very"}
    assert evidence("The bus was late again today.", INSULT, 0.0).why.startswith("Possible abuse")
    assert "nlikely" in evidence("The bus was late again today.", INSULT, 0.9).why
    assert evidence("The bus was late again today.", INSULT).why.startswith("Signs of abuse")


@pytest.mark.parametrize("score", [0.0, 0.05, 0.29, 0.5, 0.75, 0.99])
def test_what_is_suggested_is_possible_at_least_and_nothing_else_more(score):
    """Thresholds are the model's own: one below 0.4 must not suggest what the desk calls unlikely."""
    assert likelihood(score, suggested=True) in {"possible", "likely", "very likely"}
    assert likelihood(score) in {"very unlikely", "unlikely", "possible"}


def shipped_on(samples, count):
    """Return the shipped abuse score and real comments that it takes for likely abuse."""
    scorer = Scorer.shipped()
    folder = samples.parent / "data"
    rows = teaching(folder, evaluation(folder)).of(["civil"])
    scores = scorer.score([InContext(Comment(str(at), text)) for at, text in enumerate(rows.texts[:3_000])]).scores[
        :, 0
    ]
    return scorer, [str(text) for text in rows.texts[np.argsort(-np.nan_to_num(scores), kind="stable")[:count]]]


def test_without_the_words_that_are_marked_real_comments_score_lower(samples):
    """What is shown as the reason must be the reason, through trees and all."""
    scorer, comments = shipped_on(samples, 100)
    marked = 0
    for text in comments:
        posted = InContext(Comment("1", text))
        raising = [span for span in scorer.explain(posted)[Label.ABUSE].spans if span.weight > 0]
        marked += bool(raising)
        for span in reversed(raising):
            text = text[: span.start] + text[span.end :]
        without = InContext(Comment("1", text))
        before, after = scorer.score([posted, without]).scores[:, 0]
        assert not raising or np.isnan(after) or after < before
    assert marked >= 70


@given(texts)
@settings(max_examples=60, deadline=None)
def test_every_span_stands_in_the_text_and_weighs_something(text):
    """Whatever a reader writes, places are places of it."""
    found = evidence(text, RANDOM)

    assert all(0 <= span.start < span.end <= len(text) and abs(span.weight) >= STRONG for span in found.spans)
    assert [span.start for span in found.spans] == sorted(span.start for span in found.spans)
