"""CSV, TSV and Parquet: every dialect that exports come in, and no row lost without a word."""

import contextlib
import csv
import io
import resource

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Status
from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Item, Reject, Repair
from moderation.formats.tables.tablerows import strict_rows
from moderation.labels import Label


def read(table: str | bytes) -> list[Item]:
    raw = table if isinstance(table, bytes) else table.encode()
    return list(open_export(io.BytesIO(raw)).items)


def found(table: str | bytes) -> list[Found]:
    return [item for item in read(table) if isinstance(item, Found)]


def texts(table: str | bytes) -> list[str]:
    return [item.comment.text for item in found(table)]


def rejects(table: str | bytes) -> list[tuple[str, str]]:
    return [(item.place, item.reason) for item in read(table) if isinstance(item, Reject)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_read_off_the_header(delimiter: str):
    """Reader text is full of commas and semicolons, so rows can't be asked."""
    rows = [["id", "author", "body"], ["1", "Ann", "a; b, c | d"], ["2", "Bob", "x\ty"]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    assert texts(written.getvalue()) == ["a; b, c | d", "x\ty"]


@pytest.mark.parametrize(
    "header",
    [
        "id,text",
        " ID , Text ",
        "comment_ID,comment_content",
        "Comment ID,Comment Text",
        "comment-id,body",
        '"id","content"',
    ],
)
def test_columns_are_known_by_many_names_in_any_case(header: str):
    """A mapping that everybody must write first is a mapping nobody writes."""
    assert [(f.comment.id, f.comment.text) for f in found(f"{header}\n7,hello\n")] == [("7", "hello")]


def test_every_part_of_a_comment_is_taken_from_its_column():
    """The interchange columns are a contract with scripts."""
    table = "id,article_id,parent_id,author,text,created_at,status\n2,a1,1,Ann,Hi,2026-03-03T10:14:00+02:00,trash\n"
    comment = found(table)[0].comment
    assert (comment.id, comment.article_id, comment.parent_id, comment.author) == ("2", "a1", "1", "Ann")
    assert (comment.created_at, comment.status) == ("2026-03-03T08:14:00Z", Status.REMOVED)


def test_fields_are_the_rows_own_columns_in_their_order():
    """`triage score` gives back what it was given, and more."""
    assert found("id,lang,text\n1,pl,Hej\n")[0].fields == {"id": "1", "lang": "pl", "text": "Hej"}


def test_an_article_in_the_columns_comes_once_before_its_comments():
    """A million rows carry the same article."""
    table = "id,article_id,article_title,article_text,text\n1,a,T,Long.,x\n2,a,T,Long.,y\n3,b,U,,z\n"
    kinds = [item.id if isinstance(item, Article) else item.comment.id for item in read(table)]
    assert kinds == ["a", "1", "2", "b", "3"]


def test_label_columns_state_labels_and_an_empty_cell_no_judgement():
    """Labelled tables feed training and evaluation."""
    table = "id,text,abuse,off_topic,disputed_terminology\n1,x,yes,0,\n2,y,TRUE,no,1\n3,z,,,\n"
    stated = [f.labels for f in found(table)]
    assert stated[0] == {Label.ABUSE: True, Label.OFF_TOPIC: False, Label.DISPUTED_TERMINOLOGY: None}
    assert stated[1] == {Label.ABUSE: True, Label.OFF_TOPIC: False, Label.DISPUTED_TERMINOLOGY: True}
    assert stated[2] is None


def test_scores_under_the_labels_names_are_no_labels():
    """Our own output read again must not teach the model its own opinion."""
    table = "id,text,abuse,off_topic,disputed_terminology,suggested,model\n1,x,1.0,0.0,0.4,abuse,base\n"
    assert found(table)[0].labels is None


def test_rows_of_another_width_are_rejected_with_their_place():
    """A shifted row would put an author's name under the model."""
    assert rejects("id,body\n1\n2,a,b,c\n3,ok\n") == [
        ("row 2", "the row has 1 field, the header 2"),
        ("row 3", "the row has 4 fields, the header 2"),
    ]


def test_an_unclosed_quote_costs_its_row_and_not_the_rest():
    """The forgiving mode of csv made one comment of three here."""
    table = 'id,body\n1,"never closed\n2,next\n3,"a ""b"" c"\n4,last\n'
    assert texts(table) == ["next", 'a "b" c', "last"]
    assert [place for place, _ in rejects(table)] == ["row 2"]


def test_a_stray_quote_costs_its_row():
    """Inside a bare cell a quote is text; behind a quoted one it is a fault."""
    table = 'id,body\n1,he said "no" twice\n2,"ok" trailing\n3,fine\n'
    assert texts(table) == ['he said "no" twice', "fine"]
    assert rejects(table)[0][0] == "row 3"


@pytest.mark.parametrize(
    "row", ['1,"hello, \\"world\\"\nnext"', "1,'hello, \"world\"\nnext'", '1,"hello, ""world""\nnext"']
)
def test_backslashes_and_single_quotes_are_understood_where_the_rows_call_for_them(row: str):
    """Databases and old scripts write all three."""
    assert texts(f"id,body\n{row}\n2,plain\n") == ['hello, "world"\nnext', "plain"]


def test_wordpress_cli_tables_are_read_as_php_writes_them():
    """PHP leaves the quote behind a backslash single, which every other reader splits at."""
    header = "comment_ID,comment_post_ID,comment_approved,comment_author,comment_content,comment_type,comment_parent\n"
    row = '4,1,0,\'@bob,"C:\\docs\\"plan\\", he said ""no""",comment,0\n'
    ends_in_backslash = '5,1,spam,Eve,"see C:\\",comment,4\n'
    ping = "6,1,1,Blog,link,pingback,0\n"
    first, second = found(header + row + ends_in_backslash + ping)
    assert (first.comment.author, first.comment.text, first.comment.parent_id) == (
        "@bob", 'C:\\docs\\"plan\\", he said "no"', "",
    )  # fmt: skip
    assert (second.comment.text, second.comment.status, second.comment.parent_id) == ("see C:\\", Status.SPAM, "4")


def test_wordpress_cli_rows_whose_quotes_never_match_cost_themselves():
    """Nothing behind a broken row may be taken for its text."""
    header = "comment_ID,comment_approved,comment_content\n"
    table = header + '1,1,"never closed\n2,1,next\n3,1,"third ""x"""\n'
    assert texts(table) == ["next", 'third "x"']
    assert rejects(table) == [("row 2", "the quotes do not match")]


def test_the_quote_that_guards_a_formula_is_taken_off_and_an_apostrophe_is_not():
    """The program's own tables guard `=`, `+`, `-`, `@`; readers begin with quotations."""
    table = '"id","text"\n"1","\'=1+1"\n"2","\'\'quoted\' he said"\n"3","\'-50%"\n'
    assert texts(table) == ["=1+1", "'quoted' he said", "-50%"]


def test_tables_of_others_are_taken_at_their_word():
    """A reader may well write an apostrophe in front of an equals sign."""
    assert texts("id,text\n1,'=1+1\n2,''x\n") == ["'=1+1", "''x"]


def test_wordpress_cli_without_texts_is_refused_with_the_remedy():
    """Its default list of fields leaves the texts out."""
    with pytest.raises(UnreadableExport, match="comment_content"):
        open_export(io.BytesIO(b"comment_ID,comment_post_ID,comment_date\n1,1,x\n"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_spreadsheets_encodings_are_read(encoding: str):
    """Excel writes all of these."""
    bom = "\ufeff" if encoding == "utf-16-le" else ""
    assert texts((bom + "id;text\r\n1;café “x”\r\n").encode(encoding)) == ["café “x”"]


def test_an_encoding_that_the_user_names_wins():
    """Only a person knows a file is Russian."""
    export = open_export(io.BytesIO("id,text\n1,привет\n".encode("cp1251")), encoding="cp1251")
    assert [item.comment.text for item in export.items if isinstance(item, Found)] == ["привет"]


def test_excels_separator_line_is_no_header():
    """Excel writes `sep=;` above the table for itself."""
    assert texts("sep=;\nid;text\n1;a,b\n") == ["a,b"]


def test_line_ends_of_every_sort_end_rows_and_are_folded_in_texts():
    """Spans count characters; one line end must be one character."""
    assert texts('id,body\r\n1,a\n2,b\r3,"c\r\nd\re"\r\n') == ["a", "b", "c\nd\ne"]


def test_columns_of_one_name_keep_their_cells():
    """The first plays the part; the second is carried through under a number."""
    assert found("id,body,body\n1,a,b\n")[0].fields == {"id": "1", "body": "a", "body_3": "b"}


def test_ids_that_pandas_made_floats_match_again():
    """A column of ids with gaps is written as 5.0."""
    child = found("id,parent_id,text\n6,5.0,x\n7,,y\n8,NULL,z\n")
    assert [f.comment.parent_id for f in child] == ["5", "", ""]


def test_rows_without_an_id_get_one_that_is_stable_and_not_writable():
    """Importing the same table twice must change nothing."""
    table = "author,text\nAnn,Hi\nAnn,Hi\n"
    first, again = found(table), found(table)
    assert [f.comment.id for f in first] == [f.comment.id for f in again]
    assert len({f.comment.id for f in first}) == 2
    assert not first[0].comment.writable


def test_a_nul_is_replaced_and_counted():
    """Databases end a string at it."""
    assert texts("id,body\n1,a\0b\n") == ["a\ufffdb"]
    assert Repair("NUL characters replaced", 1) in read("id,body\n1,a\0b\n")


def test_a_field_as_long_as_a_novel_is_read():
    """The standard reader stops at 131,072 characters unless told."""
    assert len(texts(f'id,body\n1,"{"x" * 200_000}"\n')[0]) == 200_000


def test_a_header_without_a_text_column_is_refused_by_name():
    """Guessing which column is the text would score authors."""
    with pytest.raises(UnreadableExport, match="it begins 'number, sum'"):
        open_export(io.BytesIO(b"number,sum\n1,2\n"))


def test_parquet_is_read_by_its_columns():
    """Warehouses hand out Parquet; numbers may be ids there."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"id": [2**62, 2], "text": ["a\r\nb", None], "abuse": [True, None]}), buffer)
    first, second = read(buffer.getvalue())
    assert isinstance(first, Found)
    assert (first.comment.id, first.comment.text, first.labels[Label.ABUSE]) == (str(2**62), "a\nb", True)
    assert second == Reject("row 2", "no text", second.raw)


@pytest.mark.parametrize("times", [1, 100_000], ids=["one cell", "a dictionary's one word"])
def test_a_parquet_file_that_holds_out_of_all_proportion_is_refused(times: int):
    """Thirty kilobytes held a gigabyte, and a dictionary of one word as much as there are rows."""
    words = pa.array(["y" * (80_000_000 if times == 1 else 1_000_000)])
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), words)
    packed = io.BytesIO()
    options = {"compression": "zstd", "dictionary_pagesize_limit": 100 << 20}
    pq.write_table(pa.table({"id": range(times), "text": texts}), packed, **options)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableExport, match="600 times"):
        sum(1 for _ in open_export(io.BytesIO(packed.getvalue())).items)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000


def test_a_damaged_parquet_file_is_refused():
    """Half a download is common."""
    with pytest.raises(UnreadableExport, match="damaged Parquet"):
        open_export(io.BytesIO(b"PAR1" + b"\0" * 200))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40)


@given(st.lists(CELLS.filter(lambda cell: not cell.startswith("'")), min_size=1, max_size=6), st.sampled_from(",;\t|"))
@settings(max_examples=200)
def test_what_a_csv_writer_wrote_is_read_cell_for_cell(cells: list[str], delimiter: str):
    """A text that changes on its way in is evidence against us."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    table.writerows([["id", "text"], *([str(at), cell] for at, cell in enumerate(cells))])
    assert texts(written.getvalue()) == cells


@given(
    st.text(max_size=300), st.sampled_from(["id,text\n", "id;text\n", "comment_ID,comment_approved,comment_content\n"])
)
@settings(max_examples=300)
def test_rubble_under_a_header_never_raises(rubble: str, header: str):
    """A table can hold anything; reading it ends."""
    read((header + rubble).encode("utf-8", "replace"))


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(rubble: bytes):
    """UnreadableExport is the one way to say no."""
    with contextlib.suppress(UnreadableExport):
        read(rubble)


@pytest.mark.parametrize("columns", ["suggested,model", "decided_at,suggested,model,input_suggested"])
def test_scores_are_no_labels(columns: str):
    """A score of exactly 1 would be read as a moderator's yes."""
    (one,) = found(f"id,text,abuse,{columns}\n1,hello,1.0{',x' * (columns.count(',') + 1)}\n")
    assert one.labels is None


def test_a_row_put_in_front_changes_no_made_up_id():
    """A table without ids that has grown would otherwise double every comment at the next import."""
    rows = "Ann,Hi,2026-03-03\nAnn,Hi,2026-03-03\nBo,Hi,2026-03-03\n"
    before, after = (found(f"author,text,created_at\n{more}{rows}") for more in ("", "Cy,New,2026-03-04\n"))
    ids = [one.comment.id for one in before]
    assert len(set(ids)) == 3
    assert [one.comment.id for one in after][1:] == ids


OUTFILE = "1\tAnn\tline one\\\nline two\\\tTab C:\\\\new\t\\N\n2\tBob\tok\\\\\t1\n\n3\tCy\t\\\\N\t1\n"


def test_mysqls_outfile_is_read_once_somebody_has_named_its_columns():
    """A backslash takes the meaning off what follows, an N behind it is no value at all."""
    first, second, third = found("id\tauthor\ttext\tparent_id\n" + OUTFILE)
    assert (first.comment.text, first.comment.parent_id) == ("line one\nline two\tTab C:\\new", "")
    assert (second.comment.text, second.comment.parent_id, third.comment.text) == ("ok\\", "1", "\\N")


def test_mysqls_outfile_without_names_is_refused_with_the_remedy():
    """Which column is the text nobody can know; guessed, it would be the authors."""
    with pytest.raises(UnreadableExport, match="put a line above it that does"):
        open_export(io.BytesIO(OUTFILE.encode()))


def test_a_backslash_in_a_table_of_tabs_is_one():
    """Other programs write paths as they are."""
    assert texts("id\ttext\n1\tC:\\new\\table\n2\tN\n") == ["C:\\new\\table", "N"]


def test_a_text_that_holds_what_looks_like_rows_is_kept_and_pointed_out():
    """An open quote that a later one closes has swallowed whole rows; a list of numbers is none."""
    assert Repair("texts that hold what looks like rows kept as they are (a quote may be missing)") in read(
        'id,text\n1,"open\n2,next\n3,third"\n4,x\n'
    )
    assert not any(isinstance(item, Repair) for item in read('id,text\n1,"a list:\n1. one\n2. two\n10,000"\n'))


def test_guards_that_wordpress_cli_put_in_are_counted():
    """Before May 2025 it put none, and then the quote was the reader's."""
    table = "comment_ID,comment_approved,comment_content\n1,1,'@ann no\n2,1,'quoted' she said\n"
    assert texts(table) == ["@ann no", "'quoted' she said"]
    assert read(table)[-1] == Repair("WP-CLI's quotes in front of = + - @ taken off", 1)


@pytest.mark.parametrize(
    "lines", ["id,text\n1,one\n1,two\n1,one\n", '{"id":1,"text":"one"}\n{"id":1,"text":"two"}\n{"id":1,"text":"one"}\n']
)
def test_two_comments_under_one_id_are_kept_apart_and_the_second_is_not_written_back(lines: str):
    """A decision on one must never reach the other; the same one twice is one."""
    first, second, third = (each.comment for each in found(lines))
    assert (first.id, first.text, first.writable, third) == ("1", "one", True, first)
    assert (second.id[:2], second.text, second.writable) == ("1#", "two", False)
    assert Repair("comments with the id of another numbered; they can't be written back") in read(lines)


def test_what_columns_lack_is_said_of_a_table():
    """Whoever imports it must know that nothing can go back."""
    assert open_export(io.BytesIO(b"text\nhello\n")).unknown[0] == "ids, so that decisions can't be written back"
    assert open_export(io.BytesIO(b"id,text,author,created_at,article_text\n")).unknown == ()


def test_lines_longer_than_a_bite_and_rows_over_many_bites_are_read():
    """What a file is cut into on its way in is nobody's business."""
    long = "x" * 700_000
    tall = "line\n" * 150_000
    assert texts(f'id,text\n1,{long}\n2,"{tall}"\n3,"a ""b"""\n') == [long, tall, 'a "b"']


@pytest.mark.parametrize("at", range(0, 40, 7))
def test_a_carriage_return_at_the_edge_of_a_bite_is_one_line_end(at: int):
    """Half of it would be read as a line end of its own."""
    pad = "x" * ((1 << 18) - len("id,text\r\n1,") - at)
    assert texts(f"id,text\r\n1,{pad}\r\n2,{'y' * at}\r\n3,z\r\n")[-1] == "z"
    assert len(texts(f'id,text\r\n1,{pad}\r\n2,"a\r\nb"\r\n')) == 2


PIECES = st.sampled_from(['"', '""', "\n", ",", "a", '"a\nb"', "1,x\n", '\\"', " "])


@given(st.lists(PIECES, max_size=30), st.integers(1, 6))
@settings(max_examples=300)
def test_rows_are_the_same_however_a_file_is_cut_into_blocks(pieces: list[str], size: int):
    """A row may begin in one block and end in the next, and a fault must not reach over the cut."""
    lines = list(io.StringIO("".join(pieces), newline="\n"))
    blocks = [lines[at : at + size] for at in range(0, len(lines), size)]
    assert list(strict_rows(blocks, {})) == list(strict_rows([lines[:]], {}))


def test_a_date_that_can_not_be_read_is_left_out_and_said():
    """The order of newest first would be another without a word; zeros and words for none are none."""
    rows = ["1,a,03/03/2026 9 Uhr", "2,b,", "3,c,0000-00-00 00:00:00", "4,d,NULL", "5,e,2026-03-03", "6,f,1772525640"]
    export = open_export(io.BytesIO("\n".join(["id,text,created_at", *rows]).encode()))
    *found, said = export.items
    assert [item.comment.created_at[:10] for item in found] == ["", "", "", "", "2026-03-03", "2026-03-03"]
    assert said == Repair("dates that can't be read left out")
