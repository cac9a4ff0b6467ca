"""E-mail and IP addresses of readers: not stored and not written, in any format, unless somebody asks."""

import csv
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.formats.addresses import has_addresses, without_addresses
from moderation.personal import as_name, hidden, is_address
from tui.cli.main import main

MAIL, OTHER, IP, IP6 = "kim.larsen@reader.example", "bo@reader.example", "203.0.113.77", "2001:db8::77"
TEXT = "Write to me at desk@paper.example or look at 198.51.100.1, you will see."
ANY_ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:\d{1,3}\.){3}\d{1,3}\b")

CSV = f"""comment_ID,comment_author,comment_author_email,comment_author_IP,comment_content,contact,remote_addr
1,Kim,{MAIL},{IP},"{TEXT}",{OTHER},{IP6}
2,{MAIL},,,"{TEXT}",,
"""
RECORDS = [
    {"id": "1", "author": "Kim", "text": TEXT, "author_email": MAIL, "ip": 3405803853, "meta": {"hosts": [IP, IP6]}},
    {"id": "2", "author": MAIL, "text": TEXT, "verified_email": True, "contact": f" {OTHER} ", "rating": 1.50},
]
EXPORTS = {
    "wp.csv": CSV,
    "wp.tsv": CSV.replace(",", "\t").replace(f'"{TEXT}"'.replace(",", "\t"), f'"{TEXT}"'),
    "lines.jsonl": "".join(json.dumps(record) + "\n" for record in RECORDS),
    "list.json": json.dumps(RECORDS),
    "disqus.xml": f"""<?xml version="1.0"?><disqus xmlns="http://disqus.com"
        xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><link>https://a.example/1</link>
        <title>A</title></thread><post dsq:id="2"><message>{TEXT}</message><createdAt>2026-01-02T03:04:05Z</createdAt>
        <isDeleted>false</isDeleted><isSpam>false</isSpam><author><email>{MAIL}</email><name>Kim</name></author>
        <ipAddress>{IP}</ipAddress><thread dsq:id="1"/></post></disqus>""",
}
THEIRS = (MAIL, OTHER, IP, IP6, "3405803853")


@pytest.fixture(params=sorted(EXPORTS))
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return an export of a system in which readers' addresses stand."""
    path = tmp_path / request.param
    path.write_text(EXPORTS[request.param])
    return path


def content(path: Path) -> str:
    """Return all that stands in an output."""
    return json.dumps(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text()


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_scored_rows_hold_no_address_and_say_how_many_were_left_out(export, tmp_path, triage, to):
    """Every other column is there, the texts among them: what a reader wrote is what is judged."""
    out = tmp_path / f"out.{to}"
    answer = triage("score", export, "-o", out)
    written = content(out)

    assert answer.code == 0
    assert [address for address in THEIRS if address in written] == []
    assert "desk@paper.example or look at 198.51.100.1" in written
    assert ("of readers left out; --with-personal-data keeps them in" in answer.err) == (export.suffix != ".xml")


def test_whoever_asks_keeps_every_column_as_it_came(tmp_path, triage):
    """A site may need them back beside the scores, and has a reason to hold them."""
    (tmp_path / "lines.jsonl").write_text(EXPORTS["lines.jsonl"])
    answer = triage("score", tmp_path / "lines.jsonl", "-o", tmp_path / "out.jsonl", "--with-personal-data")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]

    assert [{name: row[name] for name in record} for row, record in zip(rows, RECORDS, strict=True)] == RECORDS
    assert "left out" not in answer.err


def test_a_line_without_addresses_stays_as_it_came(tmp_path, triage):
    """To the byte: figures in notations of their own are nobody's address."""
    line = '{"id":"1","text":"At 08:14:00 I wrote v1.2.3.4 down @ home.","n":1.50,"at":"2026-01-02T03:04:05Z"'
    (tmp_path / "e.jsonl").write_text(line + "}\n")
    triage("score", tmp_path / "e.jsonl", "-o", tmp_path / "out.jsonl")

    assert (tmp_path / "out.jsonl").read_text().startswith(line)


def test_a_run_with_addresses_does_not_go_on_from_one_without(tmp_path, triage, monkeypatch):
    """Rows that are kept from a run that was broken off may only stand beside rows like them."""
    from moderation.bulk.identity import identity_of
    from tui.cli.main import parser_for
    from tui.cli.score import wanted_of

    (tmp_path / "e.csv").write_text(CSV)
    command = ["score", str(tmp_path / "e.csv"), "-o", str(tmp_path / "out.csv")]
    wanted = []
    for more in ([], ["--with-personal-data"]):
        options = parser_for("score").parse_args([*command, *more])
        options.desk = None
        wanted.append(identity_of(wanted_of(options)))

    assert wanted[0].changes_from(wanted[1]) == "whether addresses stay in"


def test_no_address_gets_into_the_desk_or_beside_it(export, tmp_path, triage):
    """The desk file, its indexes and its rejects: what is not there can't be lost, and needn't be erased."""
    assert triage("import", export, "--site", "a.example").code == 0
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "desk" in str(path.name))
    tokens = [address.encode() for address in THEIRS]

    assert [token for token in tokens if token in held] == []


def test_one_who_is_called_by_an_address_keeps_a_name_of_their_own(tmp_path, triage):
    """Two comments of one address are one author's; two addresses that begin alike are two."""
    rows = [("1", "kim@a.example"), ("2", "KIM@a.example"), ("3", "kim@b.example"), ("4", IP), ("5", "Kim")]
    export = tmp_path / "e.jsonl"
    export.write_text("".join(json.dumps({"id": id, "author": name, "text": "Hello."}) + "\n" for id, name in rows))
    triage("import", export, "--site", "a.example")
    authors = [triage("show", id, "--json").document["author"] for id, _ in rows]

    assert authors[0][:5] == authors[2][:5] == "kim@…"
    assert len({authors[0], *authors[2:]}) == 4
    assert triage("import", export, "--site", "a.example", "--json").document["files"][0]["unchanged"] == 5


def test_only_a_readers_name_is_looked_into():
    """A column of a site's own may hold prose, and keeps it."""
    fields, _ = without_addresses({"author": "Jim <jim@example.net>", "remark": "write to desk@example.net"})
    assert fields["author"].startswith("Jim <jim@… ")
    assert fields["remark"] == "write to desk@example.net"


@pytest.mark.parametrize(
    ("author", "kept"),
    [
        ("Jim <jim@example.net>", "Jim <jim@… "),
        ("No Id noid@example.org", "No Id noid@… "),
        ("@jim@social.example", "@jim@social.example"),
        ("Jim @ work", "Jim @ work"),
    ],
)
def test_an_address_within_a_name_is_left_out_too(author, kept):
    """Mail programs write a name and its address together; a handle of Mastodon's is no address."""
    assert as_name(author).startswith(kept)
    assert "example.net" not in as_name(author)


def test_whoever_asks_has_the_address_for_a_name_and_exports_leave_it_out_again(tmp_path, triage):
    """A desk may be told to; a table that goes to somebody else is asked for once more."""
    export = tmp_path / "e.jsonl"
    export.write_text(json.dumps({"id": "1", "author": MAIL, "text": "Hello."}) + "\n")
    triage("import", export, "--site", "a.example", "--with-personal-data")
    triage("decide", "1", "accept", "--as", "kim")
    tables = [triage("export", "-o", "-", *more).out for more in ((), ("--to", "jsonl"), ("--with-personal-data",))]

    assert triage("show", "1", "--json").document["author"] == MAIL
    assert [MAIL in table for table in tables] == [False, False, True]


def test_an_erasure_finds_a_reader_by_the_address_that_is_not_kept(tmp_path, triage):
    """Whoever asks to be erased gives the address they wrote with; and a later import brings nothing back."""
    export = tmp_path / "e.jsonl"
    export.write_text(
        json.dumps({"id": "1", "author": MAIL, "text": "Hello.", "created_at": "2026-01-02T03:04:05Z"}) + "\n"
    )
    triage("import", export, "--site", "a.example")
    assert triage("erase", "--author", MAIL, "--yes", "--as", "kim").code == 0
    again = triage("import", export, "--site", "a.example", "--with-personal-data", "--json")

    assert again.document["files"][0]["new"] == 0
    assert triage("show", "1", "--json").document["author"] in ("", None)


def test_rejects_show_the_record_without_its_addresses(tmp_path, triage):
    """What can't be read is kept as found, to be mended; not who sent it from where."""
    export = tmp_path / "e.jsonl"
    export.write_text(
        f'{{"id":"1","text":"Hello."}}\n{{"id":"2","email":"{MAIL}","ip":"{IP}","v6":"{IP6}","text":5 5\n'
    )
    triage("import", export, "--site", "a.example")
    triage("score", export, "-o", tmp_path / "out.csv")
    rejects = [path.read_text() for path in tmp_path.rglob("*.jsonl") if "rejects" in str(path.relative_to(tmp_path))]

    assert len(rejects) == 2
    assert not any(address in reject for address in (MAIL, IP, IP6) for reject in rejects)


def test_every_sample_of_every_system_is_scored_without_its_addresses(samples, tmp_path):
    """The exports of twenty systems, as they really are: an address may stand in a text, and nowhere else."""
    looked_at = 0
    for path in sorted(samples.rglob("*")):
        if path.suffix not in (".csv", ".tsv", ".json", ".jsonl", ".xml", ".db") or "hostile" in path.parts:
            continue
        found = set(ANY_ADDRESS.findall(path.read_bytes()))
        out = tmp_path / "out.csv"
        if not found or main(["score", str(path), "-o", str(out), "--restart"]) != 0:
            continue
        looked_at += 1
        for row in csv.DictReader(io.StringIO(out.read_text())):
            left = {name: value for name, value in row.items() if value and is_address(value)}
            assert left == {}, (path, left)
    assert looked_at > 5


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=40) | st.integers() | st.none(), max_size=6))
def test_any_record_keeps_all_but_addresses(record):
    """Whatever stands in a record, nothing else of it is touched, and nothing raises."""
    less, count = without_addresses(record)

    assert less.keys() == record.keys()
    assert sum(less[name] != record[name] for name in record) == count
    assert (has_addresses(record), has_addresses(less)) == (count > 0, False)


@given(st.text(max_size=200))
def test_any_name_becomes_one_that_is_no_address(author):
    """A second look changes nothing, so that an import is the same each time."""
    assert as_name(as_name(author)) == as_name(author)
    assert not is_address(as_name(author))
    assert isinstance(hidden(author), str)
