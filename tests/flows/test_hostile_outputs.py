"""What leaves the program as a file holds hostile texts as texts: tables, pages for editors and browsers, pictures."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from moderation.text import from_spreadsheet_cell, one_line
from tests import hostile

TEXTS = list(hostile.TEXTS.values())
FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")
ELSEWHERE = ("script", "img", "iframe", "object", "embed", "link", "base", "form", "input", "meta[http-equiv=refresh]")


def readable(text: str) -> str:
    """Return a text as it can be read back from UTF-8: half a pair is none."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> Path:
    """Return comments whose every field is a hostile text, as lines; those with an end of half a pair apart."""
    path = tmp_path_factory.mktemp("lines") / "in.jsonl"
    rows = [{"id": f"{n} {text}", "author": text, "text": text, "x": text} for n, text in enumerate(TEXTS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def disputing(triage, tmp_path):
    """Return a desk on which hostile readers dispute a hostile article's wording, all of it decided."""
    rows: list[dict[str, object]] = []
    for n, text in enumerate(TEXTS):
        article = {"kind": "article", "id": f"art{n}", "title": text, "url": text}
        rows.append({**article, "text": f"The island was annexed {text} in one night."})
        said = f'Stop writing "annexed": it was not annexed but joined. {text}'
        rows.append({"id": f"c{n}", "article_id": f"art{n}", "author": text, "text": said})
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert triage("import", tmp_path / "in.jsonl", "--site", "a.example").code == 0
    for n, text in enumerate(map(hostile.as_argument, TEXTS)):
        triage("decide", f"c{n}", "abuse=no", "disputed_terminology=yes", f"--as={text}", f"--note={text}")
    return triage


def assert_no_formula(path: Path) -> None:
    """No cell begins with what a spreadsheet runs, wherever cells are parted by commas or by semicolons."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            assert not [cell for cell in row if cell.lstrip(" ")[:1] in FORMULA and cell.strip()], row
    for cell in re.split('[;\n]|","', path.read_text(encoding="utf-8", errors="replace")):
        assert cell.lstrip(' "')[:1] not in FORMULA - {"\t", "\r", "\n"}, cell


def test_a_scored_table_of_any_kind_holds_the_texts_and_runs_none(triage, lines, tmp_path):
    """A spreadsheet would run them, and a program must get them back as they were."""
    for name in ("out.csv", "out.jsonl", "out.parquet"):
        assert triage("score", lines, "-o", tmp_path / name, "--jobs", "1", "--explain").code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    parquet = pq.read_table(tmp_path / "out.parquet").to_pylist()
    kept = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    assert len(table) == len(parquet) == len(kept) == len(TEXTS)
    for text, row, typed, line in zip(TEXTS, table, parquet, kept, strict=True):
        wanted = readable(text)
        assert from_spreadsheet_cell(row["x"]) == wanted
        assert typed["x"] == wanted
        assert line["x"] == wanted
    assert_no_formula(tmp_path / "out.csv")


def test_tables_of_decisions_and_corrections_run_nothing(disputing, tmp_path):
    """Notes, names of moderators and reasons are texts as well."""
    for words in (["export"], ["corrections"]):
        assert disputing(*words, "-o", tmp_path / "out.csv").code == 0
        assert_no_formula(tmp_path / "out.csv")


def test_a_page_for_an_editor_is_ours_alone(disputing, tmp_path):
    """A reader's heading, link, picture or tag on it would be taken for the desk's."""
    assert disputing("corrections", "-o", tmp_path / "out.md").code == 0
    page = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert not hostile.NOT_FOR_A_TERMINAL.search(page)
    parsed = MarkdownIt("gfm-like", {"linkify": True}).parse(page)
    kinds = {block.type for block in parsed} | {piece.type for block in parsed for piece in block.children or ()}
    assert not kinds & {"html_block", "html_inline", "image", "fence", "code_block", "code_inline", "table_open", "hr"}
    links = [piece.attrs["href"] for block in parsed for piece in block.children or () if piece.type == "link_open"]
    assert links == []
    headings = [parsed[at + 1].content for at, block in enumerate(parsed) if block.type == "heading_open"]
    assert all(re.match("Wording that|“|No |Not |[^ ]", heading) for heading in headings)
    assert len([block for block in parsed if block.type == "heading_open" and block.tag == "h1"]) == 1
    told = "".join(piece.content for block in parsed for piece in block.children or ())
    for text in TEXTS:
        beginning = " ".join(one_line(readable(text).replace("\r", "\n").replace("\0", "\ufffd")).split())[:20].replace(
            "@", "\uff20"
        )
        assert beginning in told


def test_a_page_for_a_browser_runs_nothing_and_holds_nothing_of_a_readers_but_text(triage, tmp_path):
    """The worst mistakes are quoted on it, and who writes the worst chooses what is quoted."""
    rows: list[dict[str, object]] = []
    for n, text in enumerate(TEXTS):
        rows.append({"kind": "article", "id": f"a{n} {text}", "title": text, "text": text, "url": text})
        labels = {"abuse": n % 2 == 0, "off_topic": n % 3 == 0, "disputed_terminology": n % 5 == 0}
        comment = {"id": f"{n} {text}", "article_id": f"a{n} {text}", "author": text, "text": text, "labels": labels}
        rows.append(comment)
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert triage("evaluate", tmp_path / "in.jsonl", "--html", tmp_path / "out.html").code == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert not hostile.NOT_FOR_A_TERMINAL.search(page)
    tree = LexborHTMLParser(page)
    for gone in ELSEWHERE:
        assert tree.css(gone) == [], gone
    for element in tree.css("*"):
        attributes = element.attributes
        assert not [name for name in attributes if name.lower().startswith("on")], attributes
        for name in ("href", "src", "action", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#"), attributes
    drawn = [element.html for element in tree.css("svg")]
    for picture in drawn:
        ElementTree.fromstring(picture.replace("xlink:", ""))
    said = " ".join(element.text() for element in tree.css("blockquote"))
    assert "<script>alert(1)</script>" in said or "alert(1)" in said
