"""Parts of the comments on which a model is weaker."""

import numpy as np

from moderation.comments import Article, Comment, InContext
from moderation.labels import Label
from training.examples import Example, gathered
from training.report.mistakes import turned, worst
from training.report.slices import By, Slices
from training.report.subject import Model, Subject, of_file

SHORT, LONG = "You {n} again and the rest", "The council of town {n} and what it said to the people of it, " * 3


def subject(count: int = 200) -> Subject:
    """Return comments of which short ones are scored at random and long ones rightly."""
    rows = []
    for n in range(count):
        text = (SHORT if n % 2 else LONG).format(n=f"word{n} thing{n * 7} name{n * 13}")
        posted = InContext(Comment(str(n), text, "a", author=f"reader {n % 90}"), Article("a", "Title"))
        rows.append(Example(posted, {Label.ABUSE: n % 4 < 2}, f"2026-03-01T00:00:{n % 60:02}Z"))
    examples = gathered(rows)
    rng = np.random.default_rng(3)
    is_short = np.array([len(one.comment.text) < 80 for one in examples.posted])
    scores = np.full((count, 3), np.nan)
    scores[:, 0] = np.where(is_short, rng.random(count), examples.truth[:, 0] * 0.8 + 0.1)
    return of_file(examples, "base", scores, np.array([0.5, 0.5, 0.5]))


def test_the_part_on_which_a_model_guesses_is_marked():
    """That is what the table is looked at for."""
    of = subject()
    found = dict(Slices(of).of(of.column(Label.ABUSE)))

    assert [(part.slice.name, part.is_weaker) for part in found[By.LENGTH]] == [
        ("up to 10 words", True),
        ("31 to 80 words", False),
    ]


def test_a_kind_with_one_part_alone_is_left_out():
    """All comments under one article: there is nothing to compare."""
    of = subject()

    assert By.ARTICLE not in dict(Slices(of).of(of.column(Label.ABUSE)))


def test_an_author_is_known_from_the_second_comment_on():
    """Ninety readers wrote two hundred comments."""
    of = subject()
    authors = {part.slice.name: part.n for part in dict(Slices(of).of(of.column(Label.ABUSE)))[By.AUTHOR]}

    assert authors == {"new": 90, "seen before": 110}


def test_the_surest_mistakes_come_first_and_copies_once():
    """Five copies of one spam comment would leave no room for the other mistakes."""
    of = subject()
    column = of.column(Label.ABUSE)
    scores = [mistake.scores[0] for mistake in worst(of, column, carried=False)]

    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.5


def test_two_models_are_told_apart_where_they_take_different_sides():
    """What a candidate mends and what it breaks, counted apart."""
    of = subject()
    (first,) = of.models
    other = Model("other", 1 - first.scores, first.thresholds)
    both = Subject(of.examples, (first, other), of.known, of.names)
    found = turned(both, both.column(Label.ABUSE), both.column(Label.ABUSE, 1))

    assert len(found.mended) + len(found.broken) == 200
    assert len(found.mended) > 100
