"""Near-copies on the command line: counted when they arrive, named in documents, decided one by one in scripts."""

import json
from pathlib import Path

import pytest

SAID = "The mayor has sold the harbour to his own brother in law."


def comment(id: str, text: str) -> dict[str, str]:
    return {"id": id, "article_id": "a1", "author": f"reader {id}", "text": text, "status": "pending"}


@pytest.fixture
def export(tmp_path: Path):
    """Return a function that writes comments into an export, which it names."""

    def written(name: str, *comments: dict[str, str]) -> Path:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(map(json.dumps, comments)), encoding="utf-8")
        return path

    return written


@pytest.fixture
def judged(triage, export):
    """Return a command line at a desk on which kim has settled a comment, and the export that says it again."""
    triage("import", export("first", comment("c1", SAID)))
    triage("decide", "c1", "abuse=yes", "--as", "kim")
    return triage, export("again", comment("c2", SAID.upper()), comment("c3", SAID.replace("sold", "given")))


def test_an_import_says_how_many_were_settled_as_before(judged):
    """Nobody should wonder why a comment never came up."""
    triage, again = judged
    answer = triage("import", again, "--json")

    assert "; 1 near-copy of others; 1 settled as before" in answer.err
    assert (answer.document["files"][0]["copies"], answer.document["files"][0]["followed"]) == (1, 1)
    assert [line["id"] for line in triage("queue", "--json").lines] == ["c3"]
    assert triage("log", "--json").lines[-1]["detail"].startswith("copy=1")


def test_no_follow_lets_a_text_that_was_judged_before_wait(judged):
    """Some desks want to see everything."""
    triage, again = judged
    assert triage("import", again, "--no-follow", "--json").document["files"][0]["followed"] == 0
    assert {line["id"] for line in triage("queue", "--json").lines} == {"c2", "c3"}


def test_a_near_copy_carries_its_group_and_a_script_decides_it_alone(judged):
    """A script names what it decides; it has looked at no sample."""
    triage, again = judged
    triage("import", again, "--no-follow")
    triage("undo", "--as", "kim")

    assert {line["id"]: line["group"] for line in triage("queue", "--json").lines} == {
        "c1": "c1",
        "c2": "c1",
        "c3": None,
    }
    triage("decide", "c1", "accept", "--as", "kim")
    assert {line["id"] for line in triage("queue", "--json").lines} == {"c2", "c3"}
