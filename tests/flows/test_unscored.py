"""A model that is missing or broken approves nothing and hides nothing: the desk is read and decided without one."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moderation.errors import ModelNotTrusted, NoModel
from moderation.labels import LABELS
from moderation.registry import SHIPPED, load_scorer
from moderation.store.store import Store

KEYS = [label.value for label in LABELS]


def lost(folder: Path) -> None:
    """Take the model away."""
    shutil.rmtree(folder)


def emptied(folder: Path) -> None:
    """Leave the folder and nothing in it."""
    lost(folder)
    folder.mkdir()


def bit_flipped(folder: Path) -> None:
    """Change one bit of the arrays, as a bad disk does."""
    content = bytearray((folder / "arrays.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "arrays.npz").write_bytes(content)


def cut_off(folder: Path) -> None:
    """Keep half of the arrays, as a full disk does."""
    (folder / "arrays.npz").write_bytes((folder / "arrays.npz").read_bytes()[:100_000])


def newer(folder: Path) -> None:
    """State a format of a later program."""
    stated = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(stated | {"format": 99}))


def garbled(folder: Path) -> None:
    """Write something else over the manifest."""
    (folder / "manifest.json").write_bytes(b"\xff\x00{")


def folder_for_a_file(folder: Path) -> None:
    """Put a folder where the arrays are to be."""
    (folder / "arrays.npz").unlink()
    (folder / "arrays.npz").mkdir()


FAULTS = (lost, emptied, bit_flipped, cut_off, newer, garbled, folder_for_a_file)


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.__name__)
def broken(request, triage, tmp_path, monkeypatch):
    """Return a command line whose shipped model has a fault."""
    folder = tmp_path / "shipped"
    shutil.copytree(SHIPPED, folder)
    request.param(folder)
    monkeypatch.setattr("moderation.registry.SHIPPED", folder)
    return triage


@pytest.fixture
def unscored(broken, root):
    """Return the same, with comments taken in that nothing could score."""
    taken = broken("import", root / "sample_data/comments.jsonl", "--site", "a.example")
    assert taken.code == 3
    assert "model" in taken.err
    assert "not scored" in taken.err
    return broken


def test_without_a_model_comments_come_in_and_none_is_hidden(unscored):
    """What a model can't say must not keep a comment from the people who can."""
    stats = unscored("stats", "--json").document
    assert stats["unscored"] == stats["comments"] > 100
    for order in ("risk", "uncertain", "newest", "oldest", "reported", "mixed"):
        listed = unscored("queue", "--order", order)
        assert len(listed.out.splitlines()) == stats["waiting"]
        assert "not scored" in listed.out.splitlines()[0]
        assert "that wait are not scored" in listed.err
    assert unscored("queue", "--filter", "scored:yes").out == ""
    assert len(unscored("queue", "--filter", "scored:no").out.splitlines()) == stats["waiting"]


def test_without_a_model_nothing_is_accepted_and_all_can_be_decided(unscored):
    """To accept what isn't there would approve whatever the model should have stopped."""
    first, second, third = [line["id"] for line in unscored("queue", "--json", "--limit", 3).lines]
    refused = unscored("decide", first, second, "accept", "--as", "kim")
    assert (refused.code, refused.out) == (1, "")
    assert f"{first} is not scored, so there is nothing to accept" in refused.err
    assert unscored("log").out == ""
    mixed = unscored("decide", third, "abuse=yes", "--as", "kim", "--json").document
    assert (mixed["labels"]["abuse"], mixed["action"]) == (True, "remove")
    clean = unscored("decide", first, *(f"{key}=no" for key in KEYS), "--as", "kim", "--json").document
    assert clean["action"] == "approve"


def test_without_a_model_documents_say_null_and_why(unscored):
    """A program that reads must not take a missing score for a nought."""
    listed = unscored("queue", "--json", "--limit", 1)
    document = listed.document
    assert document["scores"] == dict.fromkeys(KEYS)
    assert (document["model"], document["suggested"]) == (None, [])
    assert "No evidence:" in listed.err
    shown = unscored("show", document["id"])
    assert "not scored" in shown.out
    assert "0.00" not in shown.out


def test_the_fault_is_named_where_one_asks(unscored):
    """`check` is what somebody runs who wonders, and it changes nothing."""
    checked = unscored("check", "--json")
    assert checked.code == 1
    assert len(checked.document["faults"]) == 1
    assert "model" in checked.document["faults"][0].lower()


def test_without_a_model_no_table_is_scored(broken, root, tmp_path):
    """Rows without scores would be taken for rows that were looked at."""
    for words in (["score", root / "sample_data/comments.csv", "-o", tmp_path / "out.csv"], ["evaluate", root]):
        assert broken(*words).code in (1, 2, 3)
    assert not (tmp_path / "out.csv").exists()


def test_what_was_decided_by_hand_is_exported_without_a_score(unscored, tmp_path):
    """The site's importer must see that no model had a word in it."""
    first = unscored("queue", "--json", "--limit", 1).document["id"]
    unscored("decide", first, "off_topic=yes", "--as", "kim")
    assert unscored("export", "-o", tmp_path / "decisions.csv").code == 0
    with (tmp_path / "decisions.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["off_topic"], row["suggested"], row["model"]) == ("yes", "", "")


def test_a_model_that_comes_back_scores_what_came_in_without_it(triage, root, tmp_path, monkeypatch):
    """Nothing has to be imported again."""
    with monkeypatch.context() as without:
        without.setattr("moderation.registry.SHIPPED", tmp_path / "nowhere")
        assert triage("import", root / "sample_data/comments.jsonl", "--site", "a.example").code == 3
    triage("models", "use", "base")
    assert triage("stats", "--json").document["unscored"] == 0


def test_a_model_of_the_desk_that_breaks_leaves_its_scores(full_desk, tmp_path):
    """They were made by the model when it was whole; what arrives later is not scored, and found."""
    full_desk("demo", "--json")
    version = full_desk("retrain", "--promote", "always", "--reason", "a test", "--json").document["candidate"]
    bit_flipped(tmp_path / "desk.sqlite.models" / version)
    (tmp_path / "late.jsonl").write_text('{"id": "late", "text": "Nobody has scored this one."}\n', encoding="utf-8")
    assert full_desk("import", tmp_path / "late.jsonl").code == 3
    assert [line["id"] for line in full_desk("queue", "--filter", "scored:no", "--json").lines] == ["late"]
    assert full_desk("decide", "late", "accept", "--as", "kim").code == 1
    assert full_desk("queue", "--json", "--limit", 1).document["scores"]["abuse"] is not None


def test_a_search_by_score_says_what_it_cannot_find(unscored):
    """Who looks for abuse alone would otherwise never see them."""
    found = unscored("queue", "--filter", "score:abuse>=0")
    assert found.out == ""
    assert "--filter scored:no" in found.err


class Raises:
    """A scorer with a fault of its own."""

    version = "base"

    def __getattr__(self, name: str) -> Callable[..., object]:
        raise ValueError("a fault")


def test_a_scorer_that_breaks_on_a_comment_leaves_it_waiting(triage, root, monkeypatch, tmp_path):
    """The comments are on the disk before the first of them is scored."""
    monkeypatch.setattr("tui.cli.arrivals.scorer_in_service", lambda store: Raises())
    with pytest.raises(ValueError, match="a fault"):
        triage("import", root / "sample_data/comments.jsonl", "--site", "a.example")
    with Store.open(tmp_path / "desk.sqlite") as store:
        assert store.waiting() == store.unscored_waiting(1_000) > 100


def test_a_model_nobody_may_read_is_a_model_that_is_not_trusted(tmp_path):
    """The system's refusal is one more way to be broken, and says which file it is about."""
    folder = tmp_path / "desk.models" / "v1"
    shutil.copytree(SHIPPED, folder)
    (folder / "arrays.npz").chmod(0)
    if os.access(folder / "arrays.npz", os.R_OK):
        pytest.skip("whoever runs this may read everything")
    with pytest.raises((ModelNotTrusted, NoModel), match="v1"):
        load_scorer(tmp_path / "desk.models", "v1")
