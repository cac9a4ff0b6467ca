"""`triage score`: any export in, the same rows and scores out."""

import csv
import json

import pyarrow.parquet
import pytest

ADDED = ["abuse", "off_topic", "disputed_terminology", "suggested", "model"]


@pytest.mark.parametrize(
    "export", ["comments.csv", "comments.jsonl", "wordpress.xml", "saved-page.txt", "saved-page.html"]
)
def test_each_readable_format_is_scored(triage, root, tmp_path, export):
    """No desk is needed, and none is made."""
    answer = triage("score", root / "sample_data" / export, "-o", tmp_path / "out.jsonl", "--jobs", 1)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert answer.code == 0
    assert rows
    assert all(row[label] is None or 0 <= row[label] <= 1 for row in rows for label in ADDED[:3])
    assert not (tmp_path / "desk.sqlite").exists()


def test_csv_keeps_every_column_in_its_place(triage, root, tmp_path):
    """The rows go back to whoever made the table, who looks for their own columns."""
    source = root / "sample_data" / "comments.csv"
    triage("score", source, "-o", tmp_path / "out.csv", "--jobs", 1)
    with (
        source.open(encoding="utf-8", newline="") as before,
        (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as after,
    ):
        header, scored = next(csv.reader(before)), next(csv.reader(after))

    assert scored == [*header, *ADDED]


def test_parquet_holds_numbers(triage, root, tmp_path):
    """A score is a float there, not a text."""
    triage("score", root / "sample_data" / "comments.csv", "-o", tmp_path / "out.parquet", "--jobs", 1)
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")

    assert str(table.schema.field("abuse").type) == "double"
    assert table.num_rows > 50


def test_two_workers_write_what_one_writes(triage, root, tmp_path):
    """Order and scores don't depend on who computed them."""
    for jobs in (1, 2):
        triage("score", root / "sample_data" / "comments.jsonl", "-o", tmp_path / f"{jobs}.jsonl", "--jobs", jobs)

    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_an_explained_row_says_why(triage, root, tmp_path):
    """`--explain` adds the sentence that the desk would show."""
    triage("score", root / "sample_data" / "comments.jsonl", "-o", tmp_path / "out.jsonl", "--explain", "--jobs", 1)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert all(bool(row["why"]) == bool(row["suggested"]) for row in rows)


def test_a_field_that_turns_up_late_is_not_lost(triage, tmp_path):
    """A table's columns are fixed by its first rows; later fields go into one column as JSON."""
    early = [{"id": n, "text": "An ordinary remark about the harbour."} for n in range(1_500)]
    lines = [*early, {"id": "late", "text": "Another one.", "votes": 7}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    triage("score", tmp_path / "in.jsonl", "-o", tmp_path / "out.csv", "--jobs", 1)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        last = list(csv.DictReader(stream))[-1]

    assert json.loads(last["other_fields"]) == {"votes": 7}


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_an_export_without_comments_makes_an_empty_table(triage, tmp_path, to):
    """A script that expects OUT finds it, with the headings it will look for tomorrow."""
    (tmp_path / "in.csv").write_text("id,text\n", encoding="utf-8")
    answer = triage("score", tmp_path / "in.csv", "-o", tmp_path / f"out.{to}", "--jobs", 1)
    headings = {
        "csv": lambda out: out.read_text(encoding="utf-8").replace('"', "").strip().split(","),
        "jsonl": lambda out: ["id", "text", *ADDED] if out.read_bytes() == b"" else [],
        "parquet": lambda out: pyarrow.parquet.read_schema(out).names,
    }

    assert answer.code == 0
    assert headings[to](tmp_path / f"out.{to}") == ["id", "text", *ADDED]


def test_json_lines_come_back_as_they_were_with_members_added(triage, tmp_path):
    """Numbers, escapes, blanks and the order of names are the site's own."""
    line = '{"id" : 1.50,  "text": "A caf\\u00e9 remark.", "n": [1e2, null]}'
    (tmp_path / "in.jsonl").write_text(line + "\n", encoding="utf-8")
    triage("score", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--jobs", 1)
    scored = (tmp_path / "out.jsonl").read_text(encoding="utf-8")

    assert scored.startswith(line[:-1] + ',"abuse":')
    assert list(json.loads(scored)) == ["id", "text", "n", *ADDED]


def test_two_exports_with_other_columns_lose_none(triage, tmp_path):
    """The second file's own column has no heading in a table that began with the first."""
    (tmp_path / "a.csv").write_text("id,text\n1,One remark.\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,text,votes\n2,Another remark.,7\n", encoding="utf-8")
    triage("score", tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "out.csv", "--jobs", 1)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        last = list(csv.DictReader(stream))[-1]

    assert json.loads(last["other_fields"]) == {"votes": "7"}


@pytest.mark.parametrize("to", ["parquet", "csv", "jsonl"])
def test_a_table_of_several_exports_reads_back_with_every_text(triage, tmp_path, to):
    """Each export has columns of its own, and the table those of the first."""
    (tmp_path / "first.csv").write_text("id,text,author\n1,Hello.,Ann\n")
    (tmp_path / "second.csv").write_text('comment_ID,body,article_title\n2,"Good ""bye"".",Goats\n')
    (tmp_path / "third.jsonl").write_text('{"id": "3", "content": "Third.", "author_name": "Cy"}\n')
    triage(
        "score", *(tmp_path / name for name in ("first.csv", "second.csv", "third.jsonl")), "-o", tmp_path / f"o.{to}"
    )

    assert triage("import", tmp_path / f"o.{to}", "--json").document["files"][0]["comments"] == 3
    read = {id: triage("show", id, "--json").document for id in "123"}
    assert [read[id]["text"] for id in "123"] == ["Hello.", 'Good "bye".', "Third."]
    assert [read[id]["author"] for id in "123"] == ["Ann", "", "Cy"]
    assert read["2"]["article"]["title"] == "Goats"
    assert not any(comment["decisions"] for comment in read.values())


def test_fields_within_fields_that_never_end_are_no_trouble(triage, tmp_path):
    """Anybody can write a file that looks like ours."""
    within = '{"other_fields": ' * 400 + '{"body": "Hm."}' + "}" * 400
    (tmp_path / "deep.jsonl").write_text(f'{{"id": "1", "text": "", "other_fields": {within}}}\n')

    assert triage("import", tmp_path / "deep.jsonl", "--json").document["files"][0]["comments"] == 1
