"""From a slip of the finger to a second look: retraining points at it, the queue brings it, a decision ends it."""

import re

import numpy as np
import pytest

from moderation.comments import Comment, Status
from moderation.intake import score_unscored
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

WORDS = re.findall(
    r"\w+",
    "the council should build more houses near river before winter because every family needs light and good food "
    "while prices rise again this year people still wait for answers about schools trains roads money health work",
)
SLIPS = {12, 57, 93, 141}


@pytest.fixture
def slipped(triage, tmp_path):
    """Return a command line at a desk of 200 decisions on plain insults, four of them slips."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        rng, posted = np.random.default_rng(2), []
        for n in range(200):
            insult = "you stupid idiot" if n % 3 == 0 else "and so on it goes"
            posted.append(
                Comment(str(n), f"{' '.join(rng.choice(WORDS, 10))} {insult}", f"a{n // 10}", status=Status.PENDING)
            )
        store.put_comments("site", posted, store.put_source("export.jsonl", "jsonl", "site"))
        score_unscored(store, Scorer.shipped())
        for n in range(200):
            (basis,) = store.bases([n + 1])
            labels = {**dict.fromkeys(LABELS), Label.ABUSE: (n % 3 == 0) != (n in SLIPS)}
            store.settle([Settlement(n + 1, labels, basis.answers, basis.digest)], "kim")
    return triage


def test_slips_come_back_as_a_queue_and_leave_it_decided(slipped):
    """What a tired hand did on Friday is put right on Monday, by anybody."""
    said = slipped("retrain", "--promote", "never", "--as", "lead")
    assert "worth a second look: `triage queue --filter recheck:yes`" in said.out
    found = slipped("queue", "--filter", "recheck:yes", "--json").lines
    assert {one["id"] for one in found[:4]} == {str(n) for n in SLIPS}
    assert found[0]["recheck"]["abuse"] > 0.5

    first = found[0]["id"]
    assert "worth a second look: abuse" in slipped("show", first).out
    assert slipped("decide", first, "abuse=yes", "--again", "--as", "ann").code == 0
    assert first not in {one["id"] for one in slipped("queue", "--filter", "recheck:yes", "--json").lines}
    assert "worth a second look" not in slipped("show", first).out


def test_who_confirms_a_decision_is_not_asked_again(slipped):
    """The next retraining suspects it as much, and has its answer."""
    slipped("retrain", "--promote", "never", "--as", "lead")
    first = slipped("queue", "--filter", "recheck:yes", "--limit", "1", "--json").document
    said = "yes" if first["decisions"][-1]["labels"]["abuse"] else "no"
    slipped("decide", first["id"], f"abuse={said}", "--again", "--as", "ann")
    slipped("retrain", "--promote", "never", "--as", "lead")

    assert first["id"] not in {one["id"] for one in slipped("queue", "--filter", "recheck:yes", "--json").lines}


def test_agreement_is_printed_by_pairs(slipped):
    """Whose standards differ is a talk between two people."""
    for n, said in ((0, "yes"), (1, "no"), (2, "yes")):
        slipped("decide", str(n), f"abuse={said}", "--again", "--as", "ann")
    (pair,) = slipped("stats", "--agreement", "--json").document["between"]

    assert (pair["moderators"], pair["labels"]["abuse"]["n"], pair["labels"]["abuse"]["agreed"]) == (
        ["ann", "kim"],
        3,
        2,
    )
    assert "ann and kim" in slipped("stats", "--agreement").out
