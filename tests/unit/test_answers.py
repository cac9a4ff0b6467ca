"""Who answers whom in an export, without walking a single thread."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.answers import Answers, Threading
from moderation.comments import Comment


def threading(*pairs: tuple[str, str], articles: tuple[str, ...] = ()) -> Threading:
    """Return what is odd about comments, each an id and what it answers."""
    answers = Answers()
    under = articles or [""] * len(pairs)
    answers.add(Comment(own, "text", article, parent) for (own, parent), article in zip(pairs, under, strict=True))
    return answers.threading()


def test_nothing_is_odd_about_no_comments_and_plain_answers():
    """An answer may stand in front of what it answers."""
    assert threading() == Threading()
    assert threading(("2", "1"), ("1", ""), ("3", "2")) == Threading()


def test_an_answer_to_nobody_in_the_file_is_an_orphan():
    """What it answers was deleted, or stands in another file."""
    assert threading(("1", "9"), ("2", "")) == Threading(orphans=1)


def test_an_answer_under_another_article_is_counted():
    """Its article and its parent's say different things of what it is about."""
    assert threading(("1", ""), ("2", "1"), articles=("a", "b")) == Threading(across=1)


def test_a_circle_is_counted_without_those_that_only_lead_into_it():
    """1 and 2 answer each other; 3 answers 2."""
    assert threading(("1", "2"), ("2", "1"), ("3", "2")) == Threading(circular=2)


def test_a_chain_of_a_hundred_thousand_answers_is_no_circle():
    """A recursive walk would end the process."""
    chain = [(str(at), str(at - 1) if at else "") for at in range(100_000)]
    assert threading(*chain) == Threading()
    assert threading(("0", "99999"), *chain[1:]) == Threading(circular=100_000)


@given(st.lists(st.integers(-1, 30), max_size=30))
def test_circles_are_those_that_a_walk_finds(above: list[int]):
    """The walk is the definition; it is only too slow."""

    def is_circular(start: int) -> bool:
        at = start
        for _ in range(len(above)):
            at = above[at] if 0 <= at < len(above) else -1
            if at == start:
                return True
        return False

    pairs = [(str(at), str(parent) if parent >= 0 else "") for at, parent in enumerate(above)]
    assert threading(*pairs).circular == sum(map(is_circular, range(len(above))))
