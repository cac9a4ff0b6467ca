"""A desk's own model says where it comes from, and is built again from the log to the byte."""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from moderation.comments import Comment, Status
from moderation.decisions import accepted
from moderation.errors import NoModel, WrongUse
from moderation.formats.opening import open_export
from moderation.intake import score_unscored
from moderation.labels import Label
from moderation.locations import models_folder
from moderation.queue import Settlement
from moderation.registry import folder_of, learnt_from, lesson_refs, remove, versions
from moderation.scoring.artefact import read
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from training.examples import from_labelled
from training.rebuild import rebuild
from training.retrain import Outcome, Promote, retrain

SITE = "harbour-courier.example"
WORDS = re.findall(r"\w+", "council houses river winter family light food prices people answers schools trains roads")


def comment(number: int, more: str = "") -> Comment:
    """Return an invented comment; every fourth calls somebody what only this town calls people."""
    words = np.random.default_rng(number).choice(WORDS, 14).tolist()
    words[number % 12] += " you gullwit" if number % 4 == 0 else " please"
    return Comment(str(number), f"{' '.join(words)}{more}.", status=Status.PENDING)


def decide(store: Store, refs: Sequence[int], abusive: Callable[[str], bool] = lambda text: "gullwit" in text) -> None:
    """Settle comments one by one, by what they say."""
    for ref in refs:
        (basis,) = store.bases([ref])
        labels = accepted(basis.answers.suggested, basis.answers.scores)
        labels[Label.ABUSE] = abusive(store.in_context(ref).comment.text)
        store.settle([Settlement(ref, labels, basis.answers, basis.digest, basis.seen)], "kim")


@pytest.fixture
def desk(tmp_path: Path):
    """Return a desk of 200 scored comments of which the first 160 are decided."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        store.put_comments(SITE, map(comment, range(200)), store.put_source("export.jsonl", "jsonl", SITE))
        score_unscored(store, Scorer.shipped())
        decide(store, sorted(store.queue_refs().tolist())[:160])
        yield store


def learn(store: Store, promote: Promote = "always") -> Outcome:
    """Retrain a desk in its own folder of models."""
    return retrain(store, models_folder(store.path), promote)


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_model_is_built_again_to_the_byte_whatever_was_decided_since(desk):
    """The log is read as it stood: later decisions, undone ones and another model in service change nothing."""
    first = learn(desk)
    decide(desk, desk.queue_refs().tolist()[:20])
    decide(desk, [1, 2, 3], lambda text: "gullwit" not in text)
    desk.undo("kim", 9)
    learn(desk)
    again = rebuild(desk, models_folder(desk.path), first.candidate)

    assert again.is_same, again.differences
    assert set(again.hashes) == {"manifest.json", "arrays.npz"}


def test_what_was_undone_before_the_lesson_stays_undone(desk):
    """Rows of the log that take others back count as they stood."""
    desk.undo("kim", 5)
    desk.redo("kim", 2)
    outcome = learn(desk)
    desk.redo("kim", 3)

    assert outcome.decisions == 157
    assert rebuild(desk, models_folder(desk.path), outcome.candidate).is_same


def test_an_edited_comment_is_said_where_the_bytes_differ(desk):
    """The old words are gone from the comment, so that the lesson can't be given again."""
    outcome = learn(desk)
    desk.put_comments(SITE, [comment(5, " and more")], desk.put_source("export.jsonl", "jsonl", SITE))
    again = rebuild(desk, models_folder(desk.path), outcome.candidate)

    assert not again.is_same
    assert "edited or erased since" in " ".join(again.differences)


def test_a_model_says_where_it_comes_from(desk):
    """Parent, position in the log, fingerprint of the data, versions: what a rebuild and an audit need."""
    outcome = learn(desk)
    own = versions(models_folder(desk.path))[-1]

    assert own.parent == "base"
    assert own.settings["log_position"] == 160
    assert own.settings["incumbent"] == "base"
    assert re.fullmatch("[0-9a-f]{64}", str(own.settings["lessons_fingerprint"]))
    assert own.document(outcome.candidate)["log_position"] == 160


def test_rows_that_move_no_decision_move_no_position(desk):
    """A model in service is a row of the log as well, and the same lessons must give the same bytes."""
    before = desk.decisions_row()
    desk.serve("other", "kim")

    assert desk.decisions_row() == before == 160


def test_a_model_names_the_comments_that_taught_it(desk):
    """By row number and without a word, so that an erasure can say which models contain somebody."""
    version = learn(desk).candidate
    models = models_folder(desk.path)
    refs = lesson_refs(models, version)
    texts = b"".join(path.read_bytes() for path in folder_of(models, version).iterdir())

    assert refs is not None
    assert 100 < len(refs) < 160
    assert learnt_from(models, [int(refs[0]), 199]) == [version]
    assert learnt_from(models, [199]) == []
    assert b"gullwit" not in texts


def test_the_card_states_what_was_measured(desk):
    """With where it comes from, both models' figures and the known failures; no word of a reader."""
    outcome = learn(desk)
    card = (folder_of(models_folder(desk.path), outcome.candidate) / "MODEL_CARD.md").read_text(encoding="utf-8")

    assert card.startswith(f"# Model card: `{outcome.candidate}`")
    assert "the desk's log up to row 160" in card
    assert f"{outcome.metrics[Label.ABUSE].candidate.auc:.4f}" in card
    assert "## Known failures" in card
    assert "gullwit" not in card


def test_rolling_back_restores_the_bytes_and_the_scores(desk):
    """Not only the name: each file of the model, and what it said of each waiting comment."""
    first = learn(desk)
    folder = folder_of(models_folder(desk.path), first.candidate)
    before = digests(folder), [row.suggestion for row in desk.rows(desk.queue_refs())]
    decide(desk, desk.queue_refs().tolist()[-12:])
    waiting = {row.ref: row.suggestion for row in desk.rows(desk.queue_refs())}
    learn(desk)
    desk.roll_back("kim")
    score_unscored(desk, Scorer.load(folder))

    assert digests(folder) == before[0]
    assert {row.ref: row.suggestion for row in desk.rows(desk.queue_refs())} == waiting


def test_a_model_whose_opponent_was_removed_says_that_it_cannot_be_built_again(desk):
    """What was held out hung on what the other had learnt."""
    first = learn(desk)
    decide(desk, desk.queue_refs().tolist()[:25])
    second = learn(desk)
    models = models_folder(desk.path)
    remove(first.candidate, models, second.candidate)

    with pytest.raises(NoModel, match=f"stood against {first.candidate}, which was removed"):
        rebuild(desk, models, second.candidate)


def test_models_that_no_log_taught_are_refused_by_name(desk, root, tmp_path):
    """The shipped one, and one taught by a file."""
    examples = from_labelled(open_export(root / "sample_data" / "decisions.jsonl").items)
    version = retrain(desk, tmp_path / "models", "never", examples).candidate

    with pytest.raises(WrongUse, match="not taught by this desk"):
        rebuild(desk, tmp_path / "models", "base")
    with pytest.raises(WrongUse, match="labelled file"):
        rebuild(desk, tmp_path / "models", version)
    assert read(tmp_path / "models" / version).settings["log_position"] is None
