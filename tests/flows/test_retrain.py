"""A desk's decisions become its model: measured before it serves, refused from a bad log, taken back whole."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment, InContext, Status
from moderation.decisions import accepted
from moderation.errors import NothingToTrainOn
from moderation.formats.opening import open_export
from moderation.intake import score_unscored
from moderation.labels import LABELS, Label
from moderation.locations import models_folder
from moderation.queue import Settlement
from moderation.registry import CARD, load_scorer, versions
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from training.evaluate import evaluate
from training.examples import from_labelled
from training.retrain import Outcome, Promote, Stage, retrain

SITE = "harbour-courier.example"
WORDS = re.findall(
    r"\w+",
    "the council should build more houses near river before winter because every family needs light and good food "
    "while prices rise again this year people still wait for answers about schools trains roads money health work",
)
LOCAL_INSULTS = ("gullwit", "dockrat", "saltbrain")
"""Words the shipped model can't know, and this desk always removes."""


def comments(count: int, start: int = 0) -> list[Comment]:
    """Return invented comments; every fourth calls somebody what only this town calls people."""
    made = []
    for number in range(start, start + count):
        rng = np.random.default_rng(number)
        words = rng.choice(WORDS, 14).tolist()
        if number % 4 == 0:
            words.insert(int(rng.integers(14)), f"you {LOCAL_INSULTS[number // 4 % 3]}")
        made.append(Comment(str(number), f"{' '.join(words)}.", status=Status.PENDING))
    return made


def insults(posted: InContext) -> bool:
    """Return whether the comment is one that this desk calls abuse."""
    return any(word in posted.comment.text for word in LOCAL_INSULTS)


def open_desk(path: Path, count: int = 360) -> Store:
    """Return a new desk with scored comments waiting."""
    store = Store.open(path, create=True)
    source = store.put_source("export.jsonl", "jsonl", SITE)
    store.put_comments(SITE, comments(count), source)
    score_unscored(store, Scorer.shipped())
    return store


def decide(store: Store, refs: Sequence[int], abusive: object = insults) -> None:
    """Settle comments one by one: abuse as `abusive` says, or as suggested where it is None; the rest as suggested."""
    for ref in refs:
        (basis,) = store.bases([ref])
        labels = accepted(basis.answers.suggested, basis.answers.scores)
        if abusive is not None:
            labels[Label.ABUSE] = bool(abusive(store.in_context(ref)))
        store.settle([Settlement(ref, labels, basis.answers, basis.digest)], "kim")


def refs_of(store: Store, count: int) -> list[int]:
    """Return the first comments of the desk in the order they came."""
    return sorted(store.queue_refs().tolist())[:count]


@pytest.fixture
def desk(tmp_path: Path):
    """Return a desk where 300 of 360 comments are decided by its own standard."""
    with open_desk(tmp_path / "desk.sqlite") as store:
        decide(store, refs_of(store, 300))
        yield store


def learn(store: Store, promote: Promote = "auto") -> Outcome:
    """Retrain a desk in its own folder of models."""
    return retrain(store, models_folder(store.path), promote)


def digest(folder: Path) -> str:
    """Return one hash over every file of a model."""
    files = sorted(folder.iterdir())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def test_a_desk_s_own_standard_becomes_its_model(desk):
    """What only this town says is learnt from 300 decisions, and the comments still waiting are scored by it."""
    outcome = learn(desk)
    after = [row.suggestion for row in desk.rows(desk.queue_refs())]

    assert outcome.promoted, outcome.why
    assert outcome.why.startswith("better on abuse: average precision .")
    assert desk.model_in_service() == outcome.candidate
    assert {suggestion.model for suggestion in after} == {outcome.candidate}
    assert outcome.metrics[Label.ABUSE].candidate.auc > outcome.metrics[Label.ABUSE].incumbent.auc
    assert outcome.decisions == 300


def test_the_report_says_what_would_change_before_it_does(desk):
    """The diff before the switch, counted on the comments that wait."""
    before = {row.ref: row.suggestion.suggested for row in desk.rows(desk.queue_refs())}
    outcome = learn(desk, "never")
    candidate = load_scorer(models_folder(desk.path), outcome.candidate)
    after = {ref: candidate.score([desk.in_context(ref)])[0].suggested for ref in before}

    assert outcome.waiting_changes == sum(before[ref] != after[ref] for ref in before)
    assert not outcome.promoted
    assert desk.model_in_service() == "base"


def test_what_could_not_be_learnt_is_said(desk):
    """Nobody disputed a word here, so that label stays as it was."""
    report = learn(desk).metrics[Label.DISPUTED_TERMINOLOGY].document()

    assert "needed" in report["kept"]


def test_the_same_log_gives_the_same_bytes(desk, tmp_path):
    """A model that can't be rebuilt can't be explained; the clock has no part in it."""
    first = retrain(desk, tmp_path / "one", "never")
    again = retrain(desk, tmp_path / "two", "never")

    assert first == again
    assert digest(tmp_path / "one" / first.candidate) == digest(tmp_path / "two" / first.candidate)


def test_retraining_on_the_same_decisions_changes_nothing(desk):
    """Whoever runs it twice must not drift twice as far."""
    promoted = learn(desk)
    again = learn(desk, "always")

    assert (again.candidate, again.promoted) == (promoted.candidate, False)
    assert "nothing new" in again.why
    assert len(versions(models_folder(desk.path))) == 2


def test_rolling_back_restores_the_model_that_was(desk):
    """By hash, and with the scores it gave."""
    first = learn(desk)
    folder = models_folder(desk.path) / first.candidate
    before = digest(folder)
    decide(desk, desk.queue_refs().tolist()[:40])
    second = learn(desk, "always")

    assert desk.model_in_service() == second.candidate != first.candidate
    assert desk.roll_back("kim") == first.candidate
    assert digest(folder) == before
    assert desk.roll_back("kim") == "base"


def test_what_somebody_took_back_does_not_return_by_itself(desk):
    """A retraining every night would undo what a lead decided by day."""
    first = learn(desk)
    desk.roll_back("kim")
    again = learn(desk)

    assert (again.candidate, again.promoted, desk.model_in_service()) == (first.candidate, False, "base")
    assert again.why.startswith("kim took this very model back")


def test_a_later_candidate_is_measured_on_what_neither_has_learnt(desk):
    """The model in service must not be asked about its own lessons."""
    learn(desk)
    decide(desk, desk.queue_refs().tolist()[:8])
    second = learn(desk)

    assert second.held_out <= 77 + 8


def test_swapped_labels_are_refused(tmp_path):
    """A column read the wrong way round measures well against itself."""
    with open_desk(tmp_path / "desk.sqlite") as store:
        scores = {ref: store.rows([ref])[0].suggestion.scores[Label.ABUSE] for ref in refs_of(store, 300)}
        bar = float(np.median(list(scores.values())))
        by_id = {store.in_context(ref).comment.id: score < bar for ref, score in scores.items()}
        decide(store, refs_of(store, 300), lambda posted: by_id[posted.comment.id])
        outcome = learn(store)

        assert not outcome.promoted
        assert "swapped" in outcome.why
        assert store.model_in_service() == "base"


def test_labels_at_random_are_refused(tmp_path):
    """Three in ten flipped."""
    with open_desk(tmp_path / "desk.sqlite", 700) as store:
        flips = np.random.default_rng(1).random(700) < 0.3
        decide(store, refs_of(store, 600), lambda posted: bool(flips[int(posted.comment.id)]))
        outcome = learn(store)

        assert not outcome.promoted
        assert "random" in outcome.why


def test_a_moderator_who_accepts_everything_teaches_nothing(tmp_path):
    """And the refusal names who it was."""
    with open_desk(tmp_path / "desk.sqlite") as store:
        decide(store, refs_of(store, 300), None)
        with pytest.raises(NothingToTrainOn, match="kim accepted all of 300 suggestions"):
            learn(store)


def test_too_few_decisions_are_counted(tmp_path):
    """With how many there are, and how many more it takes."""
    with open_desk(tmp_path / "desk.sqlite", 30) as store:
        decide(store, refs_of(store, 12))
        with pytest.raises(NothingToTrainOn, match=r"12 decisions so far.*50.*38 more"):
            learn(store)


@pytest.mark.parametrize("stage", list(Stage))
def test_killed_at_any_stage_one_whole_model_serves(desk, root, stage):
    """`kill -9` during training leaves the incumbent; after the switch the new one is whole, and rescoring goes on."""
    script = f"""
import os, signal
from pathlib import Path
from moderation.locations import models_folder
from moderation.store.store import Store
from training.retrain import Stage, retrain
def progress(stage, comments):
    if stage is Stage({stage.value!r}):
        os.kill(os.getpid(), signal.SIGKILL)
path = Path({str(desk.path)!r})
retrain(Store.open(path), models_folder(path), progress=progress)
"""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    killed = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, check=False)
    serving = desk.model_in_service()
    load_scorer(models_folder(desk.path), serving)
    outcome = learn(desk)

    assert killed.returncode == -signal.SIGKILL
    assert (serving != "base") == (stage is Stage.RESCORING)
    assert desk.model_in_service() == outcome.candidate
    assert desk.unscored_count(outcome.candidate) == 0


def test_a_file_of_decisions_trains_and_measures(tmp_path, root):
    """The sample data, as `triage retrain --decisions` and `triage evaluate` read it."""
    examples = from_labelled(open_export(root / "sample_data" / "decisions.jsonl").items)
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        outcome = retrain(store, tmp_path / "models", "never", examples)
    evaluation = evaluate(examples, load_scorer(tmp_path / "models", outcome.candidate)).document()

    assert outcome.decisions == len(examples) > 300
    assert list(evaluation["labels"]) == list(LABELS)
    assert evaluation["labels"]["abuse"]["n"] > 300


def test_the_card_of_a_model_taught_by_a_file_promises_what_works(tmp_path, root):
    """`triage models rebuild` reads the log, and refuses what a file taught."""
    examples = from_labelled(open_export(root / "sample_data" / "decisions.jsonl").items)
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        first = retrain(store, tmp_path / "models", "never", examples).candidate
        card = (tmp_path / "models" / first / CARD).read_text(encoding="utf-8")
        again = retrain(store, tmp_path / "models", "never", examples).candidate

    assert "models rebuild" not in card
    assert "`triage retrain --decisions FILE --promote never` with the same file, while `base` is in service" in card
    assert again == first
