"""What the fuzzer found, input by input: each of these once ended in something else than comments or a sentence."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moderation.errors import TriageError, UnreadableExport, WrongUse
from moderation.formats.markup import plain_text
from moderation.formats.opening import open_export
from moderation.formats.records import Found
from moderation.writeback.journal import read_journal

WPDISCUZ = (
    '<html><body><div id="wpdcom"><div id="wpd-comm-1_0"><div id="comment-1">'
    '<div class="wpd-comment-text wpdiscuz-readmore">one two</div></div></div></div></body></html>'
)


def found(content: bytes, encoding: str | None = None) -> list[Found]:
    return [item for item in open_export(io.BytesIO(content), encoding=encoding).items if isinstance(item, Found)]


def parquet() -> bytes:
    """Return a table with missing values, whose footer states how many."""
    whole = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "text": ["a", None], "of": [[1, 2], None]}), whole)
    return whole.getvalue()


@pytest.mark.parametrize("bit", [1, 2, 8, 64])
def test_a_parquet_footer_changed_anywhere_is_read_or_refused(bit: int):
    """Arrow threw over a footer that contradicts itself where Python can't catch it, and the process was gone."""
    sound = parquet()
    assert len(found(sound)) == 1
    footer = int.from_bytes(sound[-8:-4], "little")
    for at in range(len(sound) - 8 - footer, len(sound)):
        changed = bytearray(sound)
        changed[at] ^= bit
        with suppress(TriageError):
            assert all(item.comment.id for item in found(bytes(changed)))


def test_a_comment_whose_text_is_itself_marked_as_cut_is_read():
    """A page's own box was taken for the button in it and freed, and the search in it never ended."""
    comment = found(WPDISCUZ.encode())[0].comment
    assert (comment.text, comment.truncated) == ("one two", True)


@pytest.mark.parametrize("named", ['class="share"', 'id="comments"', "hidden"])
def test_a_page_that_is_marked_as_no_article_from_its_root_on_is_read(named: str):
    """The root of a page can't be taken out of it."""
    page = WPDISCUZ.replace("<html>", f"<html {named}>").replace("wpdiscuz-readmore", "")
    assert [item.comment.text for item in found(page.encode())] == ["one two"]


def test_a_member_of_an_archive_may_have_no_name():
    """Python's own library looks at the last letter of each name."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("yx", b"id,text\n1,a\n")
    nameless = whole.getvalue().replace(b"yx", b"\0x")  # a NUL ends a name
    assert [item.comment.text for item in found(nameless)] == ["a"]


@pytest.mark.parametrize(("value", "said"), [("0", ["0"]), ("[]", []), ("{}", []), ("false", ["False"])])
def test_a_text_that_is_neither_there_nor_missing_is_looked_for_once(value: str, said: list[str]):
    """Beside a second column of texts such a row was taken for one of another table, again and again."""
    record = f'{{"id":1,"text":{value},"body":{{}},"   other_fields":"{{}}"}}'
    assert [item.comment.text for item in found(record.encode())] == said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_that_is_not_in_the_encoding_named_is_refused(encoding: str):
    """Some encodings begin with a mark or not at all."""
    with pytest.raises(UnreadableExport, match=f"can't be read as {encoding}"):
        found("id,text\n1,\xfc\xfc\xfc\n".encode("latin-1"), encoding)


@pytest.mark.parametrize("named", ["undefined", "idna", "rot13", "base64", "a\0b"])
def test_what_is_no_encoding_of_texts_is_refused(named: str):
    """Python has codecs that exist to raise, that replace nothing, and that make bytes of bytes or text of text."""
    with pytest.raises(WrongUse, match="no encoding called"):
        found(b"id,text\n1,a\n", named)


def test_a_page_of_nothing_but_lines_is_refused():
    """Six kilobytes of zstd can hold millions of them, each a line to read."""
    with pytest.raises(UnreadableExport, match="more lines than"):
        found(b"A headline of six words stands here\nNotify of\n" + b"\n" * 300_000)


def test_a_page_of_nothing_but_tags_is_refused():
    """Each is a node of a tree: forty kilobytes of zstd took two gigabytes."""
    with pytest.raises(UnreadableExport, match="more tags than"):
        found(WPDISCUZ.encode() + b"<p>" * 500_000)


def test_what_stands_in_another_that_is_taken_out_is_taken_out_with_it():
    """A list of both would point to what was freed; that a page holds thousands must not be thousands of searches."""
    cut = '<b class="wpdiscuz-hellip">…<i class="wpdiscuz-readmore wpdiscuz-hellip">more</i></b>'
    page = WPDISCUZ.replace("one two", f"one {cut * 2_000} two").replace(" wpdiscuz-readmore", "", 1)
    comment = found(page.encode())[0].comment
    assert (comment.text.split(), comment.truncated) == (["one", "two"], True)


def test_an_id_in_an_attribute_holds_no_nul():
    """Databases end a string at one."""
    post = b'<post dsq:id="1"><message>a</message><thread dsq:id="2\0\0"/></post>'
    comment = found(b'<disqus xmlns:dsq="d">' + post + b"</disqus>")[0].comment
    assert comment.article_id == "2\ufffd\ufffd"


def test_a_journal_that_is_no_text_is_refused(tmp_path: Path):
    """Half a disk block may be of another file."""
    path = tmp_path / "journal"
    path.write_bytes(b'{"line":"\xff"}\n')
    with pytest.raises(UnreadableExport, match="no line of a journal"):
        read_journal(path)


def test_ends_of_what_was_never_opened_hide_no_depth(tmp_path):
    """Fifty thousand lists in each other, a stray `</h2>` before each, kept the parser for minutes."""
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html><body>" + "m World</h2><ul><li>" * 2_000, encoding="utf-8")
    with pytest.raises(UnreadableExport, match="nested deeper"):
        list(open_export(page).items)


def test_a_comment_of_line_ends_is_read_like_any_other():
    """Three million of them took 370 MB, as each was remembered on the way."""
    assert plain_text("<b>one</b>" + "\n" * 100_000 + "two") == "one\n\ntwo"
