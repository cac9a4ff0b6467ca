"""`--rate LABEL=SHARE`, as typed."""

import json
from dataclasses import replace

import pytest

from moderation.locations import models_folder
from moderation.registry import install
from moderation.scoring.artefact import read
from moderation.scoring.scorer import SHIPPED


@pytest.fixture
def rated(full_desk, tmp_path):
    """Return the command line with a model, version `rated`, that states the rates it was taught at."""
    settings = {"rates": {"abuse": 0.08, "off_topic": 0.06, "disputed_terminology": 0.007}}
    install(replace(read(SHIPPED), version="rated", settings=settings), models_folder(tmp_path / "desk.sqlite"))
    return full_desk


def test_bulk_scores_follow_the_rate_that_was_asked_for(rated, root, tmp_path):
    """A site with more abuse gets higher abuse scores, and the other labels as they were."""
    export, scored = root / "sample_data" / "comments.jsonl", []
    for rate in ([], ["--rate", "abuse=0.3"]):
        answer = rated("score", export, "-o", tmp_path / "out.jsonl", "--model", "rated", "--jobs", 1, *rate)
        assert answer.code == 0, answer.err
        scored.append([json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()])
    pairs = [(before, after) for before, after in zip(*scored, strict=True) if before["abuse"] is not None]

    assert all(after["abuse"] > before["abuse"] for before, after in pairs)
    assert all(after["off_topic"] == before["off_topic"] for before, after in pairs)


def test_a_labelled_file_can_be_measured_at_its_own_rate(rated, root):
    """Ranking stays, more is suggested, and what the file's own rate is is said."""
    labelled = root / "sample_data" / "decisions.jsonl"
    plain = rated("evaluate", labelled, "--model", "rated", "--json").document["labels"]["abuse"]
    moved = rated("evaluate", labelled, "--model", "rated", "--rate", "abuse=0.14", "--json").document["labels"][
        "abuse"
    ]

    assert moved["auc"] == pytest.approx(plain["auc"])
    assert moved["recall"] > plain["recall"]
    assert "by the scores alone" in rated("evaluate", labelled, "--model", "rated").err


def test_every_figure_comes_with_its_interval(rated, root):
    """Four figures of a few hundred comments are worth as much as their width says."""
    figures = rated("evaluate", root / "sample_data" / "decisions.jsonl", "--json").document["labels"]["abuse"]

    assert set(figures["intervals"]) == {"auc", "average_precision", "precision", "recall"}
    assert all(low <= figures[name] <= high for name, (low, high) in figures["intervals"].items())
    assert figures["not_judged"] == figures["n"] - figures["n_judged"]


@pytest.mark.parametrize("verb", [["score", "-o", "-"], ["evaluate"]])
def test_a_rate_that_cannot_be_is_refused_in_a_sentence(rated, root, verb):
    """Before anything is read or written."""
    refused = rated(*verb, root / "sample_data" / "decisions.jsonl", "--rate", "abuse=2")

    assert (refused.code, refused.out) == (2, "")
    assert "LABEL=SHARE" in refused.err
