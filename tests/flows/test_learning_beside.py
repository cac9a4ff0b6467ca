"""Learning as an open desk begins it, with real processes: stopped, killed, read again, put in service."""

import os
import signal

import pytest

from moderation.locations import models_folder
from moderation.registry import versions
from moderation.store.store import Store
from tui.cli.jobs import jobs_of
from tui.cli.learning import STOPPED, LearntNothing
from tui.desk.learning import Study


@pytest.fixture
def desk(triage, root, tmp_path, monkeypatch):
    """Return the demo's desk, open, with the shipped model in service and what the demo learnt gone."""
    monkeypatch.chdir(root)
    walked = triage("demo", "--json").document
    if walked["retrain"]["promoted"]:
        triage("models", "rollback", "--as", "kim")
    triage("models", "remove", walked["retrain"]["candidate"])
    with Store.open(tmp_path / "desk.sqlite") as store:
        yield store


def test_a_retraining_beside_the_desk_promotes_nothing(desk):
    """It comes to a report, and what serves is chosen by a person."""
    learning, heard = jobs_of(desk, "kim").learning, []
    report = learning.begin().run(heard.append)
    study = Study(report=report)
    for said in heard:
        study.hear(said)

    assert desk.model_in_service() == report.incumbent == "base"
    assert (study.steps[0], study.of >= len(study.steps)) == ("reading decisions", True)
    assert learning.last() == report


@pytest.mark.parametrize("step", ["learning", "measuring", "looking at what would change"])
def test_a_retraining_is_stopped_at_any_step(desk, step):
    """The incumbent serves on, the log is as it was, and the next one comes to its report."""
    learning = jobs_of(desk, "kim").learning
    run, before = learning.begin(), list(desk.log())

    with pytest.raises(LearntNothing, match="Stopped"):
        run.run(lambda said: run.stop() if step in said else None)

    assert desk.model_in_service() == "base"
    assert list(desk.log()) == before
    assert [model.version for model in versions(models_folder(desk.path))] == ["base"]


def test_a_retraining_that_is_stopped_before_it_begins_never_begins(desk):
    """Two keys may come faster than a process starts."""
    run = jobs_of(desk, "kim").learning.begin()
    run.stop()

    with pytest.raises(LearntNothing, match=STOPPED):
        run.run(lambda said: pytest.fail("it began"))


def test_a_retraining_that_is_killed_is_said(desk):
    """The machine may run out of memory; that isn't a report."""
    run = jobs_of(desk, "kim").learning.begin()

    def kill(said):
        if "learning" in said:
            os.kill(run._running._process.pid, signal.SIGKILL)

    with pytest.raises(LearntNothing, match="ended by something else"):
        run.run(kill)
    assert desk.model_in_service() == "base"


def test_a_model_is_chosen_beside_the_desk_and_taken_back(desk):
    """Both are ordinary commands, logged with who and why, and the scores follow."""
    learning = jobs_of(desk, "kim").learning
    version = learning.begin().run(lambda said: None).candidate

    assert version in learning.promote(version, "half of it was read again")(lambda said: None)
    assert (desk.model_in_service(), desk.unscored_count(version)) == (version, 0)
    assert list(desk.log())[-1].note == "half of it was read again"
    assert "base is in service" in learning.roll_back(lambda said: None)
    assert (desk.model_in_service(), desk.unscored_count("base")) == ("base", 0)


def test_what_would_change_is_read_along_and_can_be_left(desk):
    """The list is closed before a million comments are compared."""
    learning = jobs_of(desk, "kim").learning
    report = learning.begin().run(lambda said: None)
    found, comparing = [], learning.compare(report.candidate, 1_000)
    comparing.run(lambda said: None, found.append)
    left = learning.compare(report.candidate, 1_000)

    def stop_at_first(change):
        left.stop()

    left.run(lambda said: None, stop_at_first)
    assert len(found) == report.waiting_changes
    with pytest.raises(LearntNothing, match="no model gone"):
        learning.compare("gone", 10).run(lambda said: None, found.append)
