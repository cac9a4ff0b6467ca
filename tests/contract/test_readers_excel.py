"""Excel workbooks: what Excel does to ids, dates and long texts is said, and a workbook can't cost the machine."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from moderation.errors import NoExport, UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Repair, Skipped

pytest.importorskip("python_calamine", reason="needs the extra `excel`")

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>'


def cell(value: object) -> str:
    """Return a cell; a string that begins with `<c` is one already."""
    if isinstance(value, str) and value.startswith("<c"):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def sheet(*rows: Sequence[object]) -> str:
    """Return a worksheet."""
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def workbook(**sheets: str) -> bytes:
    """Return a workbook of these worksheets, as Excel would write it."""
    whole = io.BytesIO()
    named = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{at}" Type="{LINKS}/worksheet" Target="worksheets/s{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    root = f'<Relationship Id="r0" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>',
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/s{at}.xml": content for at, content in enumerate(sheets.values(), 1)},
    }
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return whole.getvalue()


def read(content: bytes) -> list:
    return list(open_export(io.BytesIO(content), name="it.xlsx").items)


def comments(*rows: Sequence[object]) -> list:
    return [item.comment for item in read(workbook(a=sheet(*rows))) if isinstance(item, Found)]


def test_the_first_sheet_with_a_column_of_texts_is_read_and_the_others_are_named():
    """Workbooks begin with a sheet of notes as often as not."""
    found = read(workbook(Notes=sheet(["made by"], ["kim"]), Data=sheet(["id", "text"], [7, "a"]), More=sheet(["id"])))
    assert (found[0].comment.id, found[0].comment.text, found[0].place) == ("7", "a", "row 2")
    assert [(item.kind, item.place) for item in found[1:]] == [("sheet", "Notes"), ("sheet", "More")]
    assert {type(item) for item in found[1:]} == {Skipped}


def test_a_date_is_iso_and_a_whole_number_has_no_point():
    """A workbook keeps both as a number with a look."""
    [one] = comments(["id", "created_at", "text"], [42, '<c s="1"><v>46084.5</v></c>', 100])
    assert (one.id, one.created_at, one.text) == ("42", "2026-03-03T12:00:00", "100")


def test_an_id_of_more_than_fifteen_digits_is_reported_and_never_written_back():
    """Excel has rounded it, and two comments may have become one."""
    found = read(workbook(a=sheet(["id", "text"], [1.089652187472688e17, "a"], [1.089652187472688e17, "b"], [1, "c"])))
    ids = [item.comment.id for item in found if isinstance(item, Found)]
    assert [item.comment.writable for item in found[:3]] == [False, False, True]
    assert ids[0] == "108965218747268800"
    assert ids[1].startswith(ids[0] + "#")
    assert found[3] == Repair("ids of more than 15 digits, which Excel rounds; they can't be written back", 2)


def test_a_long_id_kept_as_text_is_exact():
    """That is how a careful person exports it."""
    [one] = comments(["id", "text"], ["1089652187472688012", "a"])
    assert (one.id, one.writable) == ("1089652187472688012", True)


def test_a_text_that_fills_its_cell_is_marked_as_cut():
    """The rest of it is gone without a sign."""
    whole, cut = comments(["text"], ["x" * 32_766], ["x" * 32_767])
    assert (whole.truncated, cut.truncated) == (False, True)


def test_a_formula_counts_for_its_last_value_and_blank_rows_for_nothing():
    """Nothing of a workbook is run."""
    formula = '<c t="str"><f>HYPERLINK("http://evil.example","x")</f><v>shown</v></c>'
    assert [one.text for one in comments(["text"], [], [formula], [""], ["a"])] == ["shown", "a"]


def test_a_table_may_begin_anywhere_in_its_sheet():
    """A row is called by the number that Excel shows beside it."""
    lower = sheet(["text"], ["a"]).replace("<row>", '<row r="5">', 1).replace("<row>", '<row r="9">')
    [found] = read(workbook(a=lower))
    assert (found.comment.text, found.place) == ("a", "row 9")


def test_a_workbook_without_texts_says_which_sheets_it_has():
    """The sentence is all that a person sees."""
    with pytest.raises(UnreadableExport, match="its sheets: Budget"):
        read(workbook(Budget=sheet(["year", "euro"], [2026, 3])))


def test_a_workbook_through_a_pipe_is_read():
    """It must seek, so a pipe is copied to disk first."""
    readable, writable = os.pipe()
    with os.fdopen(writable, "wb") as sink:
        sink.write(workbook(a=sheet(["text"], ["a"])))
    with os.fdopen(readable, "rb") as source:
        assert len(list(open_export(source).items)) == 1


@pytest.mark.parametrize("corner", ["XFD1048576", "ZZ999999", "XFD1000"])
def test_two_cells_in_the_corners_of_a_sheet_do_not_fill_the_memory(corner: str):
    """The library lays out every cell between them: the process ended without an exception."""
    far = f'<c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="{corner}"><v>1</v></c>'
    with pytest.raises(UnreadableExport, match="cells that fit the memory"):
        read(workbook(a=sheet([far])))


def test_a_sheet_under_another_name_is_measured_too():
    """The workbook says which of its parts is a sheet, and can say anything."""
    content = workbook(a=sheet(['<c r="A1"/><c r="XFD1048576"/>']))
    with pytest.raises(UnreadableExport, match="cells that fit the memory"):
        read(content.replace(b"s1.xml", b"s1.png"))


@pytest.mark.parametrize("hostile", ['<!DOCTYPE x [<!ENTITY a "b">]>', "junk", "\ufeff\x01"])
def test_a_part_that_is_no_plain_xml_is_refused(hostile: str):
    """What a strict parser refuses, a lenient one reads in its own way."""
    with pytest.raises(UnreadableExport, match=r"DOCTYPE|damaged workbook"):
        read(workbook(a=hostile + sheet(["text"], ["a"])))


@pytest.mark.parametrize("reference", ["sheetDataB9", "$XFD$1048576", "xfd1048576", "A99999999999", "", "Ａ1"])
def test_a_reference_that_is_not_plainly_one_is_damage(reference: str):
    """For a column of ten letters the library asked for 5 TB, and ended the process."""
    with pytest.raises(UnreadableExport, match="damaged workbook"):
        read(workbook(a=sheet(["text"], [f'<c r="{reference}"><v>1</v></c>'])))


def test_what_a_part_says_of_its_encoding_changes_nothing():
    """In EBCDIC the same bytes are other cells than those that the library reads."""
    said = "<?xml version='1.0' encoding='cp500'?>"
    with pytest.raises(UnreadableExport, match="cells that fit the memory"):
        read(workbook(a=said + sheet(['<c r="A1"/><c r="XFD1048576"/>'])))


def test_a_bomb_of_a_workbook_is_refused():
    """A workbook is a zip archive."""
    with pytest.raises(UnreadableExport, match="600 times"):
        read(workbook(a=sheet(["text"], ["x" * 100_000_000])))


def test_other_office_documents_are_called_by_their_name():
    """They are zip archives as well, of XML that nobody wants listed."""
    for part, said in [("word/document.xml", "Word"), ("META-INF/manifest.xml", "OpenDocument")]:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr(part, "<x/>")
        with pytest.raises(NoExport, match=said):
            read(whole.getvalue())


def test_without_the_library_the_refusal_names_the_extra():
    """The person knows neither the library nor why it is missing."""
    probe = (
        "import sys, io; sys.modules['python_calamine'] = None\n"
        "from moderation.formats.opening import open_export\n"
        "try: open_export(io.BytesIO(sys.stdin.buffer.read()))\n"
        "except Exception as fault: print(fault)"
    )
    content = workbook(a=sheet(["text"], ["a"]))
    said = subprocess.run([sys.executable, "-c", probe], input=content, capture_output=True, check=True).stdout
    assert b"pip install 'comment-triage[excel]'" in said
