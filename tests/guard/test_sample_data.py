"""Holds the committed sample data to its master and its README to the files.

Exports that drifted apart would make the demo, the tests and the README tell three different stories.
"""

import csv
import html
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from moderation.formats.opening import open_export
from moderation.intake import RejectsFile, take_in
from moderation.store.store import Store

HERE = Path(__file__).parents[2] / "sample_data"
WP = "{http://wordpress.org/export/1.2/}"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """`sample_data/make.py`, which is a script and not part of any package."""
    spec = importlib.util.spec_from_file_location("sample_data_make", HERE / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_lines(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def comments_of(name):
    return [line for line in read_lines(name) if line["kind"] == "comment"]


def csv_rows():
    with (HERE / "comments.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def wxr_comments():
    return list(ElementTree.parse(HERE / "wordpress.xml").iter(f"{WP}comment"))


def test_committed_files_are_what_make_builds(make):
    """Whoever edits a derived file by hand, or the master without running make.py, is told here."""
    built = make.build(make.read_master())
    differing = [name for name, content in built.items() if (HERE / name).read_bytes() != content.encode()]
    assert differing == []


def test_readme_counts_equal_the_files(make):
    """The table is what a reader trusts; it is counted again from the files themselves."""
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    comments, decisions = comments_of("source.jsonl"), comments_of("decisions.jsonl")
    for label in make.LABELS:
        carried = [sum(line["labels"][label] is True for line in part) for part in (comments, decisions)]
        assert f"| {label} | {carried[0]} | {carried[1]} |" in readme
    assert f"| comments | {len(comments_of('comments.jsonl'))} | {len(decisions)} |" in readme


def test_there_is_enough_to_moderate_and_to_learn_from():
    """At least 8 articles, 300 comments and 340 decisions by two people were promised."""
    assert sum(line["kind"] == "article" for line in read_lines("comments.jsonl")) >= 8
    assert len(comments_of("comments.jsonl")) >= 420
    assert len(comments_of("decisions.jsonl")) >= 340
    assert {line["moderator"] for line in comments_of("decisions.jsonl")} == {"mara", "jonas"}


def test_every_label_is_decided_in_both_halves_of_the_time(make):
    """Candidates are measured on later decisions than they learnt from: both sides need every label."""
    decided = comments_of("decisions.jsonl")
    halves = decided[: len(decided) // 2], decided[len(decided) // 2 :]
    for label in make.LABELS:
        assert all(sum(line["labels"][label] is True for line in half) >= 10 for half in halves)


def test_all_languages_promised_are_there():
    """A desk in Europe reads more than English."""
    languages = {line["lang"] for line in comments_of("comments.jsonl")}
    assert languages == {"en", "de", "fr", "es", "pl", "uk", "ru", "ar"}


def test_ids_are_unique_and_parents_stand_before_their_replies():
    """A thread that points nowhere, or forward, would be a flaw of the sample and not a test of the readers."""
    seen: dict[str, str] = {}
    for line in comments_of("comments.jsonl"):
        assert line["id"] not in seen
        assert not line["parent_id"] or seen[line["parent_id"]] == line["article_id"]
        seen[line["id"]] = line["article_id"]
    assert len({line["id"] for line in read_lines("source.jsonl")}) == len(read_lines("source.jsonl"))


def test_comments_for_triage_carry_no_label():
    """A queue that arrives labelled would show nothing."""
    known = {"kind", "id", "article_id", "parent_id", "author", "text", "created_at", "status", "lang"}
    assert all(set(line) == known for line in comments_of("comments.jsonl"))


def test_a_comment_has_the_same_id_and_text_in_every_export():
    """Importing a second export of the same comments must be able to change nothing."""
    texts = {line["id"]: line["text"] for line in comments_of("comments.jsonl")}
    in_csv = {row["id"]: row["text"] for row in csv_rows()}
    in_wxr = {
        comment.findtext(f"{WP}comment_id", ""): html.unescape(comment.findtext(f"{WP}comment_content", ""))
        for comment in wxr_comments()
        if comment.findtext(f"{WP}comment_type") != "pingback"
    }
    assert len(in_csv) > 100
    assert len(in_wxr) > 200
    assert in_csv.items() | in_wxr.items() <= texts.items()


def test_the_wordpress_export_has_what_real_ones_have():
    """Pingbacks, a pinned wpDiscuz comment and the three statuses are where readers go wrong."""
    found = wxr_comments()
    assert {comment.findtext(f"{WP}comment_type") for comment in found} == {"comment", "pingback", "wpdiscuz_sticky"}
    assert {comment.findtext(f"{WP}comment_approved") for comment in found} == {"0", "1", "trash"}


def test_the_saved_page_shows_the_same_comments_as_text_and_as_html():
    """The founding format exists in both forms, and a trashed comment is on neither."""
    shown = [
        line for line in comments_of("source.jsonl") if line["article_id"] == "2101" and line["status"] != "removed"
    ]
    page_text = (HERE / "saved-page.txt").read_text(encoding="utf-8")
    page_html = (HERE / "saved-page.html").read_text(encoding="utf-8")
    places = re.findall(r'id="wpd-comm-(\d+)_(\d+)"', page_html)
    assert sorted(places) == sorted((line["id"], line["parent_id"] or "0") for line in shown)
    assert all(f"\n{line['text']}\n" in page_text for line in shown)


def test_every_label_of_every_comment_is_stated():
    """A label left out of the master would be read as 'no' by one reader and as 'unknown' by another."""
    for line in comments_of("source.jsonl"):
        assert list(line["labels"]) == ["abuse", "off_topic", "disputed_terminology"]
        assert set(line["labels"].values()) <= {True, False, None}


def test_the_wave_that_waits_is_one_group_and_who_warns_of_it_is_not_in_it(tmp_path):
    """The demo shows what a wave is, and what it must not sweep along."""
    with Store.open(tmp_path / "desk.sqlite", create=True) as store:
        with (HERE / "comments.jsonl").open("rb") as source:
            export = open_export(source, name="comments.jsonl")
            with RejectsFile(tmp_path / "rejects.jsonl", "comments.jsonl") as rejects:
                take_in(store, export, "comments.jsonl", rejects, site="site", progress=lambda _: None)
        copies = store.copies(store.find("52301"))
        assert {store.in_context(ref).comment.id for ref in copies} == {str(id) for id in range(52302, 52307)}
        assert store.copies(store.find("52307")) == []
