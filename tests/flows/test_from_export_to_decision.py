"""The spine: an export in, a decision, the decision out."""

import csv
import json
import re
from pathlib import Path

import pytest


def test_the_founding_page_shows_whose_word_is_disputed(triage, samples):
    """The page this project began with: "annexed" in the comment contests "annexation of Crimea" in the article."""
    imported = triage("import", samples / "seed" / "saved-page.txt", "--json").document["files"][0]
    disputing = next(c for c in triage("queue", "--json").lines if c["author"] == "Jim Allen")

    assert (imported["articles"], imported["comments"], imported["rejected"]) == (1, 2, 0)
    assert "disputed_terminology" in disputing["suggested"]
    assert disputing["evidence"]["disputed_terminology"]["term"] == "annexed"
    assert "annexation of Crimea" in disputing["evidence"]["disputed_terminology"]["article_sentence"]


def test_the_other_comment_of_the_founding_page_disputes_no_word(triage, samples):
    """Hostility to an alliance is no quarrel about wording, and no certain abuse."""
    triage("import", samples / "seed" / "saved-page.txt")
    hostile = next(c for c in triage("queue", "--json").lines if c["author"] == "L du Plessis")

    assert "disputed_terminology" not in hostile["suggested"]
    assert hostile["scores"]["abuse"] < 0.9


def test_every_wordpress_sample_gives_back_each_of_its_comments(triage, samples):
    """Comments in the file = comments + rejects + records reported as no reader's comment."""
    for path in sorted((samples / "wordpress").rglob("*.xml")):
        elements = len(re.findall(rb"<wp:comment>", path.read_bytes()))
        answer = triage("import", path, "--json")
        files = answer.document["files"]
        taken = files[0] if files else {"comments": 0, "rejected": 0}
        told = taken["comments"] + taken["rejected"] + sum(taken.get("skipped", {}).values())

        assert told == elements, path.name
        assert "no comments" in answer.err or elements or not files, path.name


def test_importing_twice_changes_nothing(triage, root):
    """Whoever isn't sure whether it went through runs it again."""
    export = root / "sample_data" / "wordpress.xml"
    first = triage("import", export, "--json").document["files"][0]
    again = triage("import", export, "--json").document["files"][0]

    assert first["new"] == first["comments"] > 50
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, first["comments"])


def test_an_export_that_names_no_site_says_beside_whom_its_comments_stand(triage, root, tmp_path):
    """WP-CLI's name none: those of a site that came by another export would be in the desk twice."""
    triage("import", root / "sample_data" / "wordpress.xml")
    comment = {"comment_ID": "1", "comment_post_ID": "1", "comment_author": "Ann", "comment_content": "Too dear!"}
    export = tmp_path / "comments.json"
    export.write_text(json.dumps([comment]))
    assert "apart from those of harbour-courier.example. If" in triage("import", export).err
    assert "apart from" not in triage("import", export, "--site", "harbour-courier.example").err


def test_a_bad_line_is_set_aside_with_its_place_and_the_rest_goes_in(triage, tmp_path):
    """One broken record must not cost the shift."""
    export = tmp_path / "export.jsonl"
    export.write_text(
        '{"id": 1, "text": "fine"}\n{"id": 2, "text": \n{"id": 3, "text": "fine too"}\n', encoding="utf-8"
    )
    answer = triage("import", export, "--json")
    taken = answer.document["files"][0]

    assert answer.code == 1
    assert (taken["comments"], taken["rejected"]) == (2, 1)
    assert json.loads(Path(taken["rejects"]).read_text(encoding="utf-8"))["place"] == "line 2"


def test_an_override_changes_what_the_site_will_do(full_desk):
    """Naming one label overrides that one and accepts the others."""
    first = full_desk("queue", "--limit", 1, "--json").document
    answer = full_desk("decide", first["id"], "abuse=yes", "--as", "kim", "--json").document

    assert answer["labels"]["abuse"] is True
    assert answer["action"] == "remove"
    assert first["id"] not in {c["id"] for c in full_desk("queue", "--json").lines}


def test_undo_puts_a_comment_back_and_the_log_keeps_both(full_desk):
    """Undo is a row of its own; nothing is deleted."""
    first = full_desk("queue", "--limit", 1, "--json").document["id"]
    full_desk("decide", first, "--as", "kim")
    full_desk("undo", "--as", "kim")

    assert full_desk("queue", "--limit", 1, "--json").document["id"] == first
    assert [row["kind"] for row in full_desk("log", "--json").lines] == ["settle", "undo"]


def test_somebody_elses_decision_is_not_taken_by_surprise(full_desk):
    """Two scripts on one comment: the second is told, and loses nothing."""
    first = full_desk("queue", "--limit", 1, "--json").document["id"]
    full_desk("decide", first, "--as", "kim")
    refused = full_desk("decide", first, "abuse=yes", "--as", "lee")

    assert refused.code == 1
    assert "kim" in refused.err
    assert full_desk("decide", first, "abuse=yes", "--as", "lee", "--again").code == 0


def test_the_exported_table_runs_no_formula(full_desk, tmp_path):
    """A comment that begins with = is text in every spreadsheet."""
    ids = [c["id"] for c in full_desk("queue", "--filter", "status:any", "--json").lines]
    full_desk("decide", *ids, "--as", "kim")
    full_desk("export", "-o", tmp_path / "decisions.csv")
    with (tmp_path / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert {row["id"] for row in rows} == set(ids)
    assert not [row["text"] for row in rows if row["text"].lstrip()[:1] in ("=", "+", "-", "@")]


def test_exported_json_lines_come_back_as_the_labels_they_were(full_desk, tmp_path):
    """What one desk exports, another can measure a model on."""
    first = full_desk("queue", "--limit", 1, "--json").document["id"]
    full_desk("decide", first, "abuse=yes", "--as", "kim")
    full_desk("export", "-o", tmp_path / "decisions.jsonl")
    comment = json.loads((tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines()[-1])

    assert (comment["id"], comment["labels"]["abuse"], comment["moderator"]) == (first, True, "kim")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "no-such-id"), 1, "no-such-id"),
        (("queue", "--filter", "colour:red"), 2, "colour"),
        (("decide", "1", "abuse=maybe", "--as", "kim"), 2, "abuse=maybe"),
        (("policy", "set", "abuse", "explode"), 2, "explode"),
        (("export", "-o", "x.csv", "--since", "yesterday"), 2, "yesterday"),
        (("score", "sample_data/comments.csv", "-o", "-", "--model", "1999"), 3, "1999"),
    ],
)
def test_wrong_use_is_answered_by_a_sentence(full_desk, words, code, said, monkeypatch, root):
    """What happened, with what, and never a traceback."""
    monkeypatch.chdir(root)
    answer = full_desk(*words)

    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_missing_desk_is_said_and_not_made(triage, tmp_path):
    """A typing slip in --desk must not open an empty queue."""
    answer = triage("queue", "--desk", tmp_path / "typo.sqlite")

    assert answer.code == 3
    assert "typo.sqlite" in answer.err
    assert not (tmp_path / "typo.sqlite").exists()


def test_an_export_that_breaks_off_is_taken_as_far_as_it_goes_and_said_to_be_partial(triage, root, tmp_path):
    """A script that reads the exit code must learn that the site's export ran out of memory half-way."""
    whole = (root / "sample_data" / "wordpress.xml").read_text(encoding="utf-8")
    cut = whole.index("<item>", whole.index("</wp:comment>"))
    (tmp_path / "cut.xml").write_text(whole[:cut], encoding="utf-8")
    answer = triage("import", tmp_path / "cut.xml", "--json")

    assert answer.code == 1
    assert answer.document["files"][0]["comments"] > 0
    assert "broken off" in answer.err
