"""What is marked as evidence is what the score rests on, by the model that ships, on comments written for this desk."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer

WRITTEN_FOR_THIS = (
    "You are a pathetic little liar and everybody at the ferry office knows it.",
    "What an idiot. Only a moron would believe a word of this.",
    "These people are vermin, drive them out.",
    "Shut up, you disgusting pig.",
    "Whoever wrote this is a brainless clown.",
    "I hope somebody burns your house down, coward.",
    "y0u 1d10t, learn to read",
    "You filthy parasites should all be deported.",
    "Ugly, stupid and proud of it: that is you.",
    "Kill yourself, you worthless piece of garbage.",
)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """Return the model that comes with the program."""
    return Scorer.shipped()


def sample_comments(root: Path) -> Iterator[InContext]:
    """Yield the comments of the sample export under their articles."""
    lines = [json.loads(line) for line in (root / "sample_data" / "comments.jsonl").read_text("utf-8").splitlines()]
    articles = {
        one["id"]: Article(one["id"], one["title"], one["text"]) for one in lines if one.get("kind") == "article"
    }
    posted = {one["id"]: one for one in lines if one.get("kind") != "article"}
    for one in posted.values():
        parent = posted.get(one.get("parent_id") or "")
        yield InContext(
            Comment(one["id"], one["text"], one["article_id"]),
            articles.get(one["article_id"]),
            parent and Comment(parent["id"], parent["text"], parent["article_id"]),
        )


def without(posted: InContext, spans) -> InContext:
    """Return a comment with some stretches cut out of it."""
    text = posted.comment.text
    for span in sorted(spans, key=lambda span: -span.start):
        text = text[: span.start] + text[span.end :]
    return InContext(Comment(posted.comment.id, text, posted.comment.article_id), posted.article, posted.parent)


def test_without_the_marked_words_abuse_scores_lower(scorer, root):
    """A reason that isn't one teaches moderators to look away; every abuse suggested is tried, not a sample."""
    posted = [*sample_comments(root), *(InContext(Comment("1", text)) for text in WRITTEN_FOR_THIS)]
    suggested = scorer.score(posted)
    abusive = [one for n, one in enumerate(posted) if Label.ABUSE in suggested[n].suggested]
    raising = [[s for s in scorer.explain(one)[Label.ABUSE].spans if s.weight > 0] for one in abusive]
    before = scorer.score(abusive)
    after = scorer.score([without(one, spans) for one, spans in zip(abusive, raising, strict=True)])
    for n, spans in enumerate(raising):
        left = after[n].scores[Label.ABUSE]
        if spans and left is not None:  # nothing is left to judge where a comment was marked words alone
            assert left < before[n].scores[Label.ABUSE], abusive[n].comment.text
    assert len(abusive) >= 50
    assert sum(map(bool, raising)) >= 0.9 * len(abusive)


def test_every_insult_written_for_this_is_suggested_with_a_word_marked(scorer):
    """Plain insults are what a desk sees most."""
    for text in WRITTEN_FOR_THIS:
        posted = InContext(Comment("1", text))
        assert Label.ABUSE in scorer.score([posted])[0].suggested, text
        assert any(span.weight > 0 for span in scorer.explain(posted)[Label.ABUSE].spans), text


def test_where_no_word_is_marked_the_sentence_says_so(scorer, root):
    """Silence would look like a fault: each label has one sentence, whatever its score."""
    for posted in sample_comments(root):
        why = scorer.explain(posted)
        assert all(why[label].why.strip().endswith(".") for label in LABELS)
        abuse = why[Label.ABUSE]
        if not any(span.weight > 0 for span in abuse.spans):
            assert "no strong word" in abuse.why or abuse.why.startswith("Not judged"), posted.comment.text
