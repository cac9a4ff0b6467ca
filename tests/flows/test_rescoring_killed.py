"""A desk scored anew by a process that is killed again and again: each run goes on, and the last one ends it."""

import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from moderation.comments import Comment, Status
from moderation.intake import score_unscored
from moderation.locations import models_folder
from moderation.queue import Order
from moderation.registry import install
from moderation.scoring.artefact import with_delta
from moderation.scoring.hashing import SLOTS
from moderation.scoring.ngrams import DESK
from moderation.scoring.scorer import Scorer
from moderation.store.listing import FIRST
from moderation.store.store import Store

COUNT = 600
RESCORE = """
import sys, time
from pathlib import Path
from moderation.bulk.crews import crew_of
from moderation.locations import models_folder
from moderation.registry import load_scorer
from moderation.rescoring import rescored
from moderation.store.store import Store
def told(count):
    print(count, flush=True)
    time.sleep(.02)
if __name__ == "__main__":
    with Store.open(Path(sys.argv[1])) as store:
        scorer = load_scorer(models_folder(store.path), store.model_in_service())
        rescored(store, scorer, told, crew_of(int(sys.argv[2])), stretch=25)
"""


@pytest.fixture
def desk(tmp_path):
    """Return the path of a desk of 600 comments scored by the shipped model, with another in service."""
    path = tmp_path / "desk.sqlite"
    base, chance = Scorer.shipped().artefact, np.random.default_rng(3)
    own = with_delta(replace(base, version="own", parent="base"), {DESK: chance.normal(0, 0.05, SLOTS)})
    install(own, models_folder(path))
    words = ("you", "idiot", "ferry", "mob", "women", "liar", "killed", "article", "thanks", "never", "harbour")
    with Store.open(path, create=True) as store:
        texts = [" ".join(chance.choice(words, 15)) for _ in range(COUNT)]
        comments = [Comment(str(n), text, status=Status.PENDING) for n, text in enumerate(texts)]
        store.put_comments("harbour", comments, store.put_source("x", "jsonl", "harbour"))
        score_unscored(store, Scorer.shipped())
        store.serve("own", "ann")
    return path


def started(tmp_path, desk, workers):
    """Start a rescoring in a process of its own."""
    script = tmp_path / "rescore.py"
    script.write_text(RESCORE, encoding="utf-8")
    return subprocess.Popen([sys.executable, script, desk, str(workers)], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_several_kills_lose_nothing_and_the_last_run_ends_it(tmp_path, desk, workers):
    """Each leaves the desk whole: the former order, some comments scored anew, a mark to go on from."""
    with Store.open(desk) as store:
        before = [ref for _, ref in store.queue_page(Order.RISK, FIRST, COUNT)]
        left = [COUNT]
        for _ in range(3):
            run = started(tmp_path, desk, workers)
            for _ in range(3):
                run.stdout.readline()
            run.send_signal(signal.SIGKILL)
            run.wait()
            run.stdout.close()
            left.append(store.unscored_count("own"))
            assert [ref for _, ref in store.queue_page(Order.RISK, FIRST, COUNT)] == before
        assert left == sorted(set(left), reverse=True)
        assert left[-1] > 0

        with started(tmp_path, desk, workers) as run:
            assert run.wait(60) == 0

        scorer = Scorer.load(models_folder(desk) / "own")
        expected = scorer.score([store.in_context(ref) for ref in range(1, COUNT + 1)]).scores
        found = [list(row.suggestion.scores.values()) for row in store.rows(range(1, COUNT + 1))]
        np.testing.assert_array_equal(np.array(found, dtype=np.float64), expected)
        after = [ref for _, ref in store.queue_page(Order.RISK, FIRST, COUNT)]
        assert after == list(store.queue_refs(Order.RISK))
        assert after != before
        assert store.faults() == []


def test_a_second_process_waits_and_finds_it_done(tmp_path, desk):
    """Two desks that notice the same promotion must not do the same work twice."""
    with started(tmp_path, desk, 1) as first, started(tmp_path, desk, 1) as second:
        counts = [run.communicate(timeout=60)[0].split() for run in (first, second)]

    assert sum(len(count) for count in counts) == COUNT // 25
    with Store.open(desk) as store:
        assert (store.unscored_count("own"), store.is_rescored("own")) == (0, False)
