"""Packed, piped and misnamed files: read by their content, bounded, and refused in a sentence."""

import bz2
import gzip
import io
import lzma
import os
import tempfile
import threading
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from moderation.errors import UnreadableExport, WrongUse
from moderation.formats.opening import open_export
from moderation.formats.records import Found, Reject, Repair

LINES = b'{"id":1,"text":"a"}\n{"id":2,"text":"b"}\n'
PACKS = [bytes, gzip.compress, zstandard.compress, bz2.compress, lzma.compress]


class Pipe(io.RawIOBase):
    """A stream that can't seek and hands out a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:
        """Hand out seven bytes."""
        piece = self._content.read(min(7, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def texts(content: bytes) -> list[str]:
    return [item.comment.text for item in open_export(Pipe(content)).items if isinstance(item, Found)]


@pytest.mark.parametrize("pack", PACKS, ids=["plain", "gzip", "zstd", "bzip2", "xz"])
def test_a_pipe_is_read_like_a_file(pack: object):
    """Nothing may seek: exports come through ssh and curl."""
    assert texts(pack(LINES)) == ["a", "b"]


def test_parts_packed_one_by_one_are_read_in_a_row():
    """`cat a.gz b.gz` is a gzip file."""
    first, second = LINES.splitlines(keepends=True)
    assert texts(gzip.compress(first) + gzip.compress(second)) == ["a", "b"]
    assert texts(zstandard.compress(first) + zstandard.compress(second)) == ["a", "b"]


def test_the_name_says_nothing(tmp_path: Path):
    """Browsers rename what they download."""
    path = tmp_path / "comments.csv"
    path.write_bytes(gzip.compress(LINES))
    assert open_export(path).format == "jsonl"


def test_a_named_pipe_is_read_once_from_its_beginning(tmp_path: Path):
    """Shells hand programs pipes under a name, and what was peeked at can't be read again."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[LINES])
    writer.start()
    assert len(list(open_export(path).items)) == 2
    writer.join()


@pytest.mark.parametrize("pack", PACKS[1:], ids=["gzip", "zstd", "bzip2", "xz"])
def test_a_packed_file_that_breaks_off_gives_what_came_before(pack: object):
    """A disk ran full; the comments on it are still comments."""
    many = b"".join(b'{"id":%d,"text":"%x"}\n' % (at, zlib.crc32(b"%d" % at)) for at in range(200_000))
    items = list(open_export(io.BytesIO(pack(many)[:400_000])).items)
    assert sum(isinstance(item, Found) for item in items) > 1000
    assert any(isinstance(item, Repair) and item.what.startswith("broken off") for item in items)


@pytest.mark.parametrize("pack", PACKS[1:], ids=["gzip", "zstd", "bzip2", "xz"])
def test_a_bomb_is_refused_before_it_unfolds(pack: object):
    """A hundred kilobytes of gzip hold a hundred megabytes of nothing."""
    bomb = pack(LINES + b" " * 100_000_000)
    with pytest.raises(UnreadableExport, match="600 times"):
        list(open_export(io.BytesIO(bomb)).items)


def test_a_file_packed_twice_is_refused():
    """Nobody does this who means well."""
    with pytest.raises(UnreadableExport, match="packed twice"):
        open_export(io.BytesIO(gzip.compress(gzip.compress(LINES))))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n\t\n", "empty but for blanks"),
        (b"PK\x03\x04rest", "list of files"),
        (b"SQLite format 3\0rest", "SQLite database"),
        (b"%PDF-1.7", "PDF"),
        (b"backup.json".ljust(257, b"\0") + b"ustar\x0000", "tar archive"),
        (b"From: <Saved by Blink>\r\n", "HTML only"),
        (b"BZh91AY", "damaged from its beginning"),
        (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "news feed"),
        (b"<?xml version='1.0'?><disqus/>", "Disqus"),
        (b"<?xml version='1.0'?><opml/>", "<opml>"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_what_is_no_export_is_refused_by_what_it_is(content: bytes, said: str):
    """The sentence is all the help a person gets at that moment."""
    with pytest.raises(UnreadableExport, match=said):
        open_export(io.BytesIO(content), name="it")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("export", [LINES.decode(), "id,text\n1,a\n2,b\n", '[{"id":1,"text":"a"},{"id":2,"text":"b"}]'])
def test_unicode_of_every_sort_is_read_with_and_without_its_mark(encoding: str, export: str):
    """Excel's "Unicode text" is UTF-16, and tools that strip the mark are many."""
    assert texts(export.encode(encoding)) == ["a", "b"]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    """Both are typing errors."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnreadableExport, match="can't be opened"):
            open_export(path)


def test_a_file_that_can_seek_is_not_copied_and_a_pipe_says_where_it_could_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Fifty gigabytes of Parquet need no fifty more of disk."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a", "b"]}), path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert len(list(open_export(path).items)) == 2
    with pytest.raises(UnreadableExport, match=r"must be copied to .*none"):
        texts(path.read_bytes())


def test_an_unknown_encoding_is_wrong_use():
    """Not the file's fault."""
    with pytest.raises(WrongUse, match="klingon"):
        open_export(io.BytesIO(LINES), encoding="x-klingon")


def test_an_export_never_read_leaves_no_file_open(tmp_path: Path):
    """Looking at the format of a thousand files must not use a thousand handles."""
    path = tmp_path / "c.jsonl"
    path.write_bytes(LINES)
    for _ in range(2000):
        open_export(path)


def test_a_stream_of_the_callers_stays_open():
    """Standard input is not ours to close."""
    stream = io.BytesIO(LINES)
    list(open_export(stream).items)
    assert not stream.closed


def test_a_line_longer_than_any_record_is_rejected_without_being_held():
    """Memory is bounded by what a comment may be, not by what a file holds."""
    line = b'{"id":1,"text":"' + b"x" * (70 << 20) + b'"}\n'
    items = list(open_export(io.BytesIO(line + b'{"id":2,"text":"b"}\n')).items)
    assert [type(item) for item in items] == [Reject, Found]
