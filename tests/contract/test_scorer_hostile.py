"""Texts made to hurt: each gets a score or "not judged", evidence inside it, and no more than its share of work."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS
from moderation.scoring.scorer import Scorer

SCORER = Scorer.shipped()

PLAIN = "Stop calling it an annexation. It was a reunification, and your headline should say so, you lazy hacks."

UNITS = [
    "a", "ab", ".", ". ", "!?", "…", '"', "'", "“", "\"'“‘", "(", '."', "\n", " ", "\u00ad", "\u200b", "\u0301",
    "\u202eא ", "e\u0301\u0316\u0317\u0318", "\ud800", "\0", "👹", "ﷺ", "가", "а", "i d ", "1d10t ", "a-", "a/b/",
    "@a ", "> a\n", "http://a.b ", "A.B.", "U.S. ", "not a ", "not, ", "the word the word ", "call it ",
    "so-called \"annexed\" ", "it was not annexed, it was ", "why \"annexed\"? ", "instead of annexed ",
    "Stop calling it annexed. ", "annexation ",
]  # fmt: skip
"""What a pathological text repeats: marks, signs and words that a scanner may start again from."""

BUDGET = 60
"""Seconds of processor time for fifty thousand characters of each unit, several times what they take."""

MANY = """
import resource, signal, sys
from moderation.comments import Article, Comment, InContext
from moderation.scoring.scorer import Scorer
signal.signal(signal.SIGXCPU, signal.default_int_handler)  # so that the stack says where the time went
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1]) + 5))
scorer = Scorer.shipped()
for unit in eval(sys.argv[2]):
    text = unit * (50_000 // len(unit))
    for comment, article in (text, sys.argv[3]), (sys.argv[3], text):
        posted = InContext(Comment("c", comment), Article("a", article[:200], article), Comment("p", text))
        scorer.score([posted])
        scorer.explain(posted)
article = Article("a", sys.argv[3], sys.argv[3])
for letters in range(7_800, 8_000):  # each word is new, so that no cache of words spares the work
    scorer.score([InContext(Comment("c", "a" * letters), article)])
"""


def in_every_part(text):
    """Return a text as the comment, as the article and as the parent of a plain one, and as all three."""
    plain, article = Comment("c", PLAIN), Article("a", "Annexation", PLAIN)
    hostile, about = Comment("h", text), Article("h", text[:200], text)
    return [
        InContext(hostile),
        InContext(hostile, article, plain),
        InContext(plain, about),
        InContext(plain, article, hostile),
        InContext(hostile, about, hostile),
    ]


def assert_sound(posted):
    """Hold scores to [0, 1] or NaN, and evidence to the texts that it is about."""
    text, article = posted.comment.text, posted.article
    scores = SCORER.score([posted]).scores
    assert scores.shape == (1, len(LABELS))
    assert np.all(np.isnan(scores) | ((scores >= 0) & (scores <= 1)))
    for evidence in SCORER.explain(posted).values():
        assert evidence.why
        assert all(0 <= span.start < span.end <= len(text) for span in evidence.spans)
        assert not evidence.term or evidence.term in text
        sentence = evidence.article_sentence
        assert not sentence or (article and (sentence in article.text or sentence in article.title))


wild = st.text(st.characters(exclude_categories=()), max_size=200)
woven = st.lists(st.one_of(st.sampled_from(UNITS), wild, st.just(PLAIN)), max_size=12).map("".join)


@given(st.one_of(wild, woven))
def test_any_text_in_any_part_gets_a_score_or_is_not_judged(text):
    """One comment that raises would stop an export of a million."""
    for posted in in_every_part(text):
        assert_sound(posted)


@given(st.lists(woven, min_size=2, max_size=6))
def test_hostile_neighbours_change_no_bit_of_a_score(texts):
    """A text that breaks its block's bookkeeping would change the scores of other people's comments."""
    batch = [posted for text in texts for posted in in_every_part(text)]
    alone = np.concatenate([SCORER.score([posted]).scores for posted in batch])

    assert SCORER.score(batch).scores.tobytes() == alone.tobytes()


def test_the_hostile_samples_get_scores_in_every_part(samples):
    """They are what readers, spammers and attackers have really posted."""
    lines = (samples / "hostile" / "texts.jsonl").read_text(encoding="utf-8").splitlines()

    for text in (json.loads(line)["body"] for line in lines):
        for posted in in_every_part(text):
            assert_sound(posted)


def calls(text):
    """Return how many functions are called to score and explain a text in every part of a comment's context."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        for posted in in_every_part(text):
            SCORER.score([posted])
            SCORER.explain(posted)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_twice_the_text_is_at_most_twice_the_work(unit):
    """Work that grows with the square of a text hands the desk's time to whoever pastes the longest one."""
    short = unit * (2_000 // len(unit))
    calls(unit)  # the first letters of a script fill caches, and a text is remembered

    assert calls(short * 2) <= 2.2 * calls(short) + 2_000


def test_no_pattern_starts_again_from_every_place_of_a_long_text(root):
    """A regular expression's steps are no calls; processor time, which a busy machine doesn't stretch, holds them."""
    pytest.importorskip("resource")
    command = [sys.executable, "-c", MANY, str(BUDGET), ascii(UNITS), PLAIN]

    assert subprocess.run(command, cwd=root, check=False).returncode == 0
