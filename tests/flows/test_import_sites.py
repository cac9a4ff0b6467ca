"""Whose comments they are: exports that state no site, those whose records do, and folders and pipes of them."""

import io
import json
import sqlite3
from types import SimpleNamespace

import pytest

ANN = "id,author,text,created_at\n1,Ann,The ferry was late.,2026-03-01T10:00:00Z\n2,Cy,It was.,2026-03-01T11:00:00Z\n"
ZED = "id,author,text,created_at\n1,Zed,I sell goats.,2025-01-01T10:00:00Z\n2,Wim,Which goats?,2025-01-02T11:00:00Z\n"


def written(path, text):
    """Return a file with a text in it."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def decided(triage, tmp_path):
    """Return a desk on which Ann's comment is decided."""
    triage("import", written(tmp_path / "a1.csv", ANN))
    triage("decide", "1", "abuse=yes", "--as", "kim")
    return triage


def test_another_blogs_table_does_not_take_the_texts_of_the_first(decided, tmp_path):
    """Both number their comments from 1, and Ann's decision would stand under Zed's text."""
    answer = decided("import", written(tmp_path / "b1.csv", ZED))

    assert answer.code == 1
    assert "2 of the 2 comments" in answer.err
    assert "--site NAME" in answer.err
    assert "--site site" in answer.err
    assert decided("show", "1", "--json").document["text"] == "The ferry was late."


def test_another_blogs_table_goes_in_under_a_name_of_its_own(decided, tmp_path):
    """What the sentence says works."""
    named = decided("import", written(tmp_path / "b1.csv", ZED), "--site", "goats", "--json").document["files"][0]

    assert named["new"] == 2
    assert decided("show", "site:1", "--json").document["author"] == "Ann"


def test_whoever_says_that_it_is_the_same_site_is_believed(decided, tmp_path):
    """Only they can know that all of it was written anew."""
    said = decided("import", written(tmp_path / "b1.csv", ZED), "--site", "site", "--json").document["files"][0]
    assert said["updated"] == 2


@pytest.mark.parametrize(
    "newer",
    [
        ANN,
        ANN.replace("was late", "was late again").replace("It was", "It really was"),
        ANN.replace("Ann", "Ann B."),
        ANN.replace("Ann,The ferry was late.", "[deleted],[deleted]") + "3,Eve,New.,2026-03-02T10:00:00Z\n",
        "id,text\n1,The ferry was early.\n2,No.\n",
    ],
    ids=["the same", "edited", "renamed", "deleted", "without authors"],
)
def test_a_newer_table_of_the_same_site_goes_in(decided, tmp_path, newer):
    """Comments are edited, renamed and taken away, on one site."""
    answer = decided("import", written(tmp_path / "a2.csv", newer), "--json")
    assert (answer.code, answer.document["files"][0].get("error")) == (0, None)


def test_a_table_of_other_ids_joins_the_first(decided, tmp_path):
    """People export one site in several tables."""
    other = ZED.replace("\n1,", "\n11,").replace("\n2,", "\n12,")
    assert decided("import", written(tmp_path / "b.csv", other), "--json").document["files"][0]["new"] == 2


def test_where_the_system_is_known_its_name_stands_for_the_site(decided, tmp_path):
    """A database of Isso knows no address, but is no table of another blog."""
    with sqlite3.connect(tmp_path / "isso.db") as isso:
        isso.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256))")
        isso.execute(
            "CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created FLOAT, modified FLOAT, mode INTEGER,"
            " remote_addr, text, author, email, website, likes, dislikes, voters, notification)"
        )
        isso.execute("INSERT INTO threads VALUES (1, '/goats', 'Goats')")
        isso.execute(
            "INSERT INTO comments (tid, id, created, mode, text, author) VALUES (1, 1, 1.7e9, 1, 'Hm.', 'Zed')"
        )
    isso.close()

    assert decided("import", tmp_path / "isso.db").code == 0
    assert decided("show", "isso:1", "--json").document["author"] == "Zed"
    assert decided("show", "site:1", "--json").document["author"] == "Ann"


@pytest.fixture
def of_two_sites(decided, tmp_path):
    """Return a desk with decisions on comments of two sites that share an id."""
    decided("import", written(tmp_path / "b1.csv", ZED), "--site", "goats")
    decided("decide", "goats:1", "accept", "--as", "kim")
    return decided


@pytest.mark.parametrize("name", ["decisions.csv", "decisions.jsonl"])
def test_our_own_exports_go_back_to_the_sites_they_state(of_two_sites, tmp_path, monkeypatch, name):
    """A desk's decisions are of all its sites."""
    of_two_sites("export", "-o", tmp_path / name)
    again = of_two_sites("import", tmp_path / name, "--json")
    monkeypatch.setenv("TRIAGE_DESK", str(tmp_path / "other.sqlite"))
    of_two_sites("import", tmp_path / name)

    taken = again.document["files"][0]
    assert (taken["unchanged"], taken["new"], taken["labelled"]) == (2, 0, 2)
    assert of_two_sites("show", "site:1", "--json").document["author"] == "Ann"
    assert of_two_sites("show", "goats:1", "--json").document["author"] == "Zed"


def test_articles_that_share_an_id_go_back_to_their_own_sites(triage, tmp_path):
    """Our export puts the site in front of the second one's id."""
    comments = 'id,text,article_id,article_title\n1,Hm.,7,"{}"\n'
    for site in ("one", "two"):
        triage("import", written(tmp_path / f"{site}.csv", comments.format(f"Of {site}")), "--site", site)
        triage("decide", f"{site}:1", "accept", "--as", "kim")
    triage("export", "-o", tmp_path / "decisions.jsonl")

    assert triage("import", tmp_path / "decisions.jsonl", "--json").document["files"][0]["unchanged"] == 2
    article = triage("show", "two:1", "--json").document["article"]
    assert (article["id"], article["title"]) == ("7", "Of two")


def test_a_site_named_on_the_command_line_counts_more_than_the_records(of_two_sites, tmp_path):
    """Whoever says it knows better than the file."""
    record = {"kind": "comment", "id": "9", "site": "elsewhere", "text": "Hello."}
    of_two_sites("import", written(tmp_path / "one.jsonl", json.dumps(record)), "--site", "here")
    assert of_two_sites("show", "here:9", "--json").document["site"] == "here"


def test_it_is_said_that_labels_are_no_decisions(triage, tmp_path):
    """Whoever imports decisions may think they were taken over."""
    said = triage("import", written(tmp_path / "l.csv", "id,text,abuse\n1,Hello.,yes\n2,Hi.,\n")).err
    assert "labels of 1 comment are not taken as decisions (triage retrain --decisions FILE learns from them)" in said


def test_a_folder_is_imported_and_what_is_no_export_in_it_is_said(triage, tmp_path):
    """Exports lie beside notes on where they are from."""
    folder = tmp_path / "exports"
    folder.mkdir()
    written(folder / "a.csv", ANN)
    written(folder / "NOTES.txt", "From the old server.")
    written(folder / "z.csv", "id,text\n7,Hello.\n")
    answer = triage("import", folder, "--json")

    assert answer.code == 1
    assert "NOTES.txt is text, but" in answer.err
    assert [file.get("comments") for file in answer.document["files"]] == [None, 2, 1]


def test_stdin_is_imported_once_however_often_it_comes(triage, monkeypatch):
    """What a pipe brings is as idempotent as a file."""
    taken = []
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(ANN.encode())))
        taken += triage("import", "-", "--json").document["files"]

    assert [(file["path"], file["new"], file["unchanged"]) for file in taken] == [("-", 2, 0), ("-", 0, 2)]


def test_stdin_cannot_be_followed(triage):
    """A pipe has no end to come back to."""
    answer = triage("import", "--follow", "-")
    assert answer.code == 2
    assert "stdin can't be followed" in answer.err


@pytest.mark.parametrize("words", [("inspect",), ("import",), ("import", "--follow"), ("score", "-o", "out.csv")])
def test_an_address_is_to_be_downloaded_first(triage, words):
    """Nothing is fetched, and a path would lose one of its slashes."""
    answer = triage(*words, "https://example.org/export.csv")

    assert answer.code == 2
    assert "https://example.org/export.csv is an address, not a file: download it first" in answer.err


def test_a_plan_of_ours_is_called_one(triage, tmp_path):
    """Whoever mixes up two files wants to hear what the other one is."""
    header = {"system": "coral", "address": "https://example.org", "site": "s", "made_at": "", "desk": "", "count": 0}
    answer = triage("import", written(tmp_path / "plan.jsonl", json.dumps(header) + "\n"))
    assert "is a plan of triage export" in answer.err


def test_a_missing_file_names_the_next_step(triage):
    """That it isn't there is not the end of the story."""
    assert "Check the name, and the folder it is in." in triage("import", "nowhere.csv").err
