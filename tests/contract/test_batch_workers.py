"""Worker processes behind a batch: the same rows, flat memory, and a plain word when one is killed."""

import os
from collections.abc import Iterator

import pytest

from moderation.batch import AHEAD, BLOCK, Gathering, Model, Row, scored_blocks
from moderation.comments import Comment
from moderation.errors import TriageError
from moderation.formats.records import Found
from moderation.intake import Taken
from moderation.registry import BASE


class Deadly:
    """Ends the process that unpickles it, as a system without memory does."""

    def __reduce__(self):
        return os._exit, (1,)


def comments(count: int, **fields: object) -> Iterator[Found]:
    for number in range(count):
        yield Found(Comment(str(number), f"Remark {number}."), f"line {number}", {"id": number, **fields})


def scored(items: Iterator[Found], taken: Taken, jobs: int) -> Iterator[list[Row]]:
    gathering = Gathering(taken, set_aside=lambda _: None)
    return scored_blocks(items, gathering, Model(None, BASE), jobs=jobs, explain=False)


def test_no_more_is_read_than_the_consumer_keeps_up_with():
    """A pipe into a slow program must not gather the whole export in memory."""
    taken = Taken("export", "jsonl")
    blocks = scored(comments(10 * BLOCK), taken, jobs=2)
    next(blocks)
    assert taken.comments == 2 * AHEAD * BLOCK
    next(blocks)
    assert taken.comments == (2 * AHEAD + 1) * BLOCK
    assert sum(map(len, blocks)) == 8 * BLOCK


def test_workers_score_as_one_process_does():
    """Order and scores to the last bit don't depend on who computed them."""
    alone, together = (list(scored(comments(6 * BLOCK), Taken("export", "jsonl"), jobs)) for jobs in (1, 2))
    assert repr(alone) == repr(together)


def test_a_killed_worker_is_said_in_a_sentence():
    """The system kills the largest process when memory runs out; fewer at once is what helps."""
    with pytest.raises(TriageError, match=r"worker process was killed.*--jobs 1"):
        list(scored(comments(3, deadly=Deadly()), Taken("export", "jsonl"), jobs=2))
    assert len(list(scored(comments(3), Taken("export", "jsonl"), jobs=2))) == 1
