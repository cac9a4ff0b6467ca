"""The model that explains, beside the desk: the same reasons, and a desk that outlives it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation.comments import Article, Comment, InContext
from moderation.errors import NoModel
from moderation.scoring.scorer import Scorer
from tui.cli.explaining import ExplainingProcess

POSTED = InContext(
    Comment("1", "You people are vermin and your \ud800 goat too.", "a"), Article("a", "Ferry", "A ferry and a goat.")
)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExplainingProcess]:
    """Return the shipped model in a process of its own."""
    process = ExplainingProcess(tmp_path_factory.mktemp("models"), "base")
    yield process
    process.close()


def test_a_process_gives_the_reasons_the_model_gives(beside):
    """Moving it out of the desk must change nothing that a moderator reads."""
    assert beside.explain(POSTED) == Scorer.shipped().explain(POSTED)


def test_what_is_foreseen_is_the_reasons_of_that_comment(beside):
    """Answers come in the order of questions, whatever is asked in between."""
    others = [InContext(Comment(str(n), f"Stop writing annexed, you idiots! {n}"), POSTED.article) for n in range(5)]
    beside.foresee(others[1])
    beside.foresee(others[2])
    scorer = Scorer.shipped()
    assert beside.stretches([("vermin", True)]) == scorer.stretches([("vermin", True)])
    for posted in (*others, others[0]):
        assert beside.explain(posted) == scorer.explain(posted)


def test_a_model_that_is_missing_is_said_as_ever(tmp_path):
    """The desk tells why it gives no reasons."""
    with pytest.raises(NoModel):
        ExplainingProcess(tmp_path, "m7")


def test_a_desk_outlives_the_process_that_explains(tmp_path: Path):
    """Reasons are a help; without them a comment is judged all the same, and nothing strong is uncovered."""
    process = ExplainingProcess(tmp_path, "base")
    process._process.kill()
    assert process.explain(POSTED) == {}
    assert process.explain(POSTED) == {}
    assert process.stretches([("vermin", True), ("goat", None)]) == [((0, 6),), ()]
    process.close()
