"""Zip archives: every export in them is read in place, everything else is said, and none of their tricks work."""

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from moderation.errors import NoExport, UnreadableExport
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Reject, Repair, Skipped

LINES = b'{"id":1,"text":"a"}\n{"id":2,"text":"b"}\n'
TABLE = b"id,text\n3,c\n"
PICTURE = b"\x89PNG\r\n\x1a\n"


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def read(content: bytes) -> list:
    return list(open_export(io.BytesIO(content), name="it.zip").items)


def places(content: bytes) -> list[str]:
    return [item.place for item in read(content) if isinstance(item, Found)]


def test_the_exports_of_an_archive_are_read_in_the_order_of_their_names():
    """Names are how sites number the parts of one export."""
    archive = packed({"2.jsonl": LINES, "1.csv": TABLE})
    assert open_export(io.BytesIO(archive)).format == "zip: csv, jsonl"
    assert places(archive) == ["1.csv: row 2", "2.jsonl: line 1", "2.jsonl: line 2"]


def test_columns_and_site_are_known_where_all_parts_agree():
    """A site's export comes in parts; what is scored keeps its columns."""
    part = (
        "<rss xmlns:wp='x'><channel><wp:base_blog_url>http://{}.example</wp:base_blog_url><item><wp:comment>"
        "<wp:comment_content>x</wp:comment_content></wp:comment></item></channel></rss>"
    )
    same = open_export(io.BytesIO(packed({"1.xml": part.format("a").encode(), "2.xml": part.format("a").encode()})))
    mixed = open_export(io.BytesIO(packed({"1.xml": part.format("a").encode(), "2.xml": part.format("b").encode()})))
    assert (same.format, same.site, "text" in same.columns) == ("zip: wxr", "http://a.example", True)
    assert mixed.site == ""
    assert open_export(io.BytesIO(packed({"1.csv": TABLE, "2.csv": b"text\nx\n"}))).columns == ()


def test_what_a_part_mends_is_counted_once():
    """Parts are looked at before they are read."""
    found = read(packed({"a.csv": b"id,id,text\n1,2,x\n", "b.csv": TABLE}))
    assert [item for item in found if isinstance(item, Repair)] == [Repair("columns of one name numbered")]


def test_an_archive_through_a_pipe_is_read_all_the_same():
    """Its list of files stands at the end, so a pipe is copied to disk first."""
    readable, writable = os.pipe()
    with os.fdopen(writable, "wb") as sink:
        sink.write(packed({"a.jsonl": LINES}))
    with os.fdopen(readable, "rb") as source:
        assert len(list(open_export(source).items)) == 2


def test_what_is_no_export_is_left_out_with_its_reason():
    """A download of a site holds its pictures too."""
    found = read(packed({"a.jsonl": LINES, "photo.jpg": PICTURE, "style.css": b"a { color: red }"}))
    left_out = [item.place for item in found if isinstance(item, Skipped)]
    assert left_out[0] == "photo.jpg is a picture: export the comments from the site itself"
    assert left_out[1].startswith("style.css is text, but neither a table")
    assert {item.kind for item in found if isinstance(item, Skipped)} == {"other file"}


def test_an_archive_without_an_export_is_refused_with_the_reason_of_its_first_file():
    """No comments found: that alone would send people looking for the wrong fault."""
    with pytest.raises(NoExport, match="2 files without an export"):
        read(packed({"a.png": PICTURE, "b.png": PICTURE}))
    with pytest.raises(NoExport, match="without files"):
        read(packed({}))


def test_names_that_climb_out_of_the_archive_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Members are streams here: their names are for messages only."""
    monkeypatch.chdir(tmp_path)
    assert len(read(packed({"../../evil.csv": TABLE, "/abs.csv": TABLE, "a\x1b[2J.csv": TABLE}))) == 3
    assert list(tmp_path.iterdir()) == []
    assert "\x1b" not in "".join(places(packed({"a\x1b[2J.csv": TABLE})))


def test_packed_members_and_one_archive_within_another_are_read():
    """Backups pack their parts one by one."""
    inner = packed({"b.jsonl": LINES})
    assert places(packed({"a.jsonl.gz": gzip.compress(LINES), "b.zip": inner}))[2] == "b.zip: b.jsonl: line 1"
    with pytest.raises(NoExport, match="archive within two others"):
        read(packed({"c.zip": packed({"b.zip": inner})}))


def test_an_encrypted_member_is_a_reject_beside_the_others():
    """Its comments exist and did not come in: that must not look like a whole import."""
    archive = bytearray(packed({"a.csv": TABLE, "b.csv": TABLE}))
    listed = archive.rfind(b"PK\1\2")
    archive[listed + 8] |= 1
    found = read(bytes(archive))
    assert [type(item) for item in found] == [Found, Reject]
    assert found[1].reason.startswith("is encrypted")


def test_a_method_that_python_unpacks_without_bounds_is_refused():
    """Four kilobytes of bzip2 become gigabytes in one go."""
    with pytest.raises(UnreadableExport, match="number 12"):
        read(packed({"a.csv": TABLE}, zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("nested", [bytes, gzip.compress], ids=["plain", "gzip within"])
def test_a_bomb_in_an_archive_is_refused_before_it_unfolds(nested: object):
    """What comes out is counted, since the sizes in the list are the archive's own word."""
    bomb = packed({"a.jsonl": nested(LINES + b" " * 100_000_000)})
    with pytest.raises(UnreadableExport, match="600 times"):
        read(bomb)


def test_many_small_bombs_are_one_bomb():
    """Each member stays under the bound that every file may reach."""
    parts = {f"{at:02}.jsonl": LINES + b" " * (20 << 20) for at in range(8)}
    with pytest.raises(UnreadableExport, match=r"it\.zip unpacks to more than 600"):
        read(packed(parts))


def test_more_files_than_any_export_has_are_refused_before_they_are_listed():
    """The list itself is held in memory."""
    archive = bytearray(packed({"a.csv": TABLE}))
    archive[-12:-8] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableExport, match="more files than the 10,000"):
        read(bytes(archive))


def test_a_lie_about_the_number_of_files_is_found_out():
    """The list is as long as it is, whatever its end says."""
    archive = bytearray(packed({f"{at}.csv": b"" for at in range(10_001)}))
    archive[-14:-10] = b"\1\0\1\0"
    with pytest.raises(UnreadableExport, match="more files than the 10,000"):
        read(bytes(archive))


def test_an_archive_that_broke_off_is_refused():
    """Its list of files is gone, and with it where each begins."""
    archive = packed({"a.jsonl": LINES, "b.jsonl": LINES})
    for length in range(4, len(archive), 7):
        with pytest.raises(UnreadableExport, match="list of files"):
            read(archive[:length])


def test_a_damaged_member_gives_what_came_before_the_damage():
    """One bad block on a disk must not cost the archive."""
    many = b"".join(b'{"id":%d,"text":"%x"}\n' % (at, zlib.crc32(b"%d" % at)) for at in range(100_000))
    archive = bytearray(packed({"a.jsonl": many, "b.csv": TABLE}))
    archive[600_000:600_100] = bytes(100)
    found = read(bytes(archive))
    comments = [item for item in found if isinstance(item, Found)]
    assert len(comments) > 1_000
    assert comments[-1].place == "b.csv: row 2"
    said = [item.what for item in found if isinstance(item, Repair)]
    assert any(what.startswith("broken off: a.jsonl is damaged after") for what in said)
