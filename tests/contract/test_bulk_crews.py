"""Who scores: the same bytes by one process as by several, flat memory, and a plain word when a worker is killed."""

import os
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from moderation.bulk.crews import AHEAD, Alone, Crew, Workers
from moderation.bulk.gathering import BLOCK, Block, Gathering
from moderation.bulk.tasks import Asked, Model, Scored, Task
from moderation.bulk.working import scored
from moderation.comments import Article, Comment, InContext
from moderation.errors import TriageError
from moderation.formats.records import Found, Item
from moderation.formats.writing.stretches import Layout
from moderation.intake import Taken
from moderation.registry import BASE
from moderation.scoring.scorer import Scorer

ASKED = Asked(Model(None, BASE), Layout("jsonl"))


class Deadly:
    """Ends the process that unpickles it, as a system without memory does."""

    def __reduce__(self):
        return os._exit, (1,)


def comments(count: int) -> Iterator[Item]:
    yield Article("a", "The harbour", "The harbour was dredged in spring, and the ferries came back to the quay.")
    for number in range(count):
        parent = str(number - 1) if number % 3 else ""
        yield Found(Comment(str(number), f"Remark {number}.", "a", parent), f"line {number}", {"id": number})


def gathered(items: Iterator[Item], taken: Taken | None = None) -> Iterator[Block]:
    return Gathering(taken or Taken("export", "jsonl"), set_aside=lambda _: None).blocks(items)


def done_by(crew: Crew, blocks: Iterator[Block]) -> Iterator[Scored]:
    return crew.in_order(scored, (Task.of(block, ASKED) for block in blocks))


def test_no_more_is_read_than_the_consumer_keeps_up_with():
    """A pipe into a slow program must not gather the whole export in memory."""
    taken = Taken("export", "jsonl")
    blocks = done_by(Workers(2), gathered(comments(10 * BLOCK), taken))
    next(blocks)
    assert taken.comments == 2 * AHEAD * BLOCK
    next(blocks)
    assert taken.comments == (2 * AHEAD + 1) * BLOCK
    assert sum(block.comments for block in blocks) == 8 * BLOCK


def test_workers_score_as_one_process_does():
    """Order and scores to the last bit don't depend on who computed them."""
    alone, together = (list(done_by(crew, gathered(comments(6 * BLOCK)))) for crew in (Alone(), Workers(2)))
    assert alone == together


def test_a_block_is_scored_as_its_comments_are():
    """A worker is sent texts and articles only: nothing else of a comment may move its score."""
    (block,) = gathered(comments(50))
    found = [item.comment for item in comments(50) if isinstance(item, Found)]
    (article, *_), by_id = comments(1), {comment.id: comment for comment in found}
    whole = [InContext(comment, article, by_id.get(comment.parent_id)) for comment in found]

    assert Scorer.shipped().score(block.posted()).scores.tobytes() == Scorer.shipped().score(whole).scores.tobytes()


@pytest.mark.parametrize("value", [2**70, "half \ud83d", {"deep": [1, None, 0.5]}])
def test_any_field_travels_to_a_worker(value: object):
    """Sites have put everything into their exports."""
    found = Found(Comment("1", "A remark."), "line 1", {"field": value})
    (block,) = gathered(iter([found]))
    task = Task.of(block, ASKED)

    assert task.block() == block
    assert task.digest() == Task.of(block, ASKED).digest()


def test_a_killed_worker_is_said_in_a_sentence():
    """The system kills the largest process when memory runs out; fewer at once is what helps."""
    (block,) = gathered(comments(3))
    deadly = Task(ASKED, replace(block, texts=Deadly()), 3)
    with pytest.raises(TriageError, match=r"worker process was killed.*--jobs 1"):
        list(Workers(2).in_order(scored, iter([deadly])))
    assert len(list(done_by(Workers(2), gathered(comments(3))))) == 1
