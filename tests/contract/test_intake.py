"""Joining readers, store and scorer: what a refusal shows, and whose scores count."""

import io
import json
from pathlib import Path

import pytest

from moderation.comments import Comment
from moderation.formats.opening import open_export
from moderation.formats.records import Reject
from moderation.intake import SCORING_BLOCK, RejectsFile, score_unscored, take_in
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store


@pytest.fixture
def store(tmp_path):
    """Return a new desk."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as opened:
        yield opened


def test_a_refused_comment_can_be_read_among_the_rejects(store, tmp_path):
    """Whoever mends the export has to tell the two comments of one id apart, where no reader did."""
    lines = [json.dumps({"id": "1", "text": text}) for text in ("The first", "x" * 3_000)]
    export = open_export(io.BytesIO("\n".join(lines).encode()), name="export.jsonl", apart=False)
    with RejectsFile(tmp_path / "rejects.jsonl", "export.jsonl") as rejects:
        take_in(store, export, "export.jsonl", rejects, site="site", progress=lambda _: None)
    assert json.loads((tmp_path / "rejects.jsonl").read_text())["raw"] == "x" * 2_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_is_said_with_the_name_of_the_file():
    """Beside the output stand the rejects and a journal, perhaps on other disks."""
    with pytest.raises(OSError, match="/dev/full"), RejectsFile(Path("/dev/full"), "export") as rejects:
        rejects.add(Reject("line 1", "no text"))


def test_scoring_ends_once_another_model_serves(store):
    """Two processes of different models would otherwise take back each other's scores for ever."""
    comments = (Comment(str(n), "So it is.") for n in range(SCORING_BLOCK + 1))
    store.put_comments("site", comments, store.put_source("export.csv", "csv", "site"))
    assert score_unscored(store, Scorer.shipped(), lambda _: store.serve("v1", "ann")) == SCORING_BLOCK
    assert store.unscored_count("base") == 1
