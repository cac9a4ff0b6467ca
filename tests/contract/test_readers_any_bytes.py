"""Any bytes at all: comments, rejects or a sentence, and never an exception of another sort."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import TriageError
from moderation.formats.opening import open_export

ROOT = Path(__file__).resolve().parents[2]
LINES = b'{"id":1,"text":"a"}\n{"id":2,"text":"b","parent_id":1}\n' * 3
TABLE = b'id,text,author\n1,"a ""q""\nb",x\n2,b,y\n' * 3
STARTS = (b"<rss", b"<disqus", b"<html", b"[", b"{", b"PAR1", b"PK\3\4", b"SQLite format 3\0", b"\x1f\x8b", b"BZh9")
HARMFUL = (b"\0", b"\xff", b"<", b">", b'"', b"&", b"[", b"{", b"\n", b"\r", b"\xff\xff\xff\xff", b"<!DOCTYPE", b"]]>")


def archive() -> bytes:
    """Return a zip archive of several sorts of files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {"a.jsonl": LINES, "b.csv": TABLE, "c.png": b"\x89PNG", "d": gzip.compress(LINES)}.items():
            packed.writestr(name, content)
    return whole.getvalue()


def parquet() -> bytes:
    """Return a Parquet file of two comments."""
    whole = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "text": ["a", "b"]}), whole)
    return whole.getvalue()


def beginning(name: str) -> bytes:
    """Return the first bytes of a file of the sample data."""
    return (ROOT / "sample_data" / name).read_bytes()[:6_000]


SOUND = [
    LINES,
    TABLE,
    beginning("wordpress.xml"),
    beginning("saved-page.html"),
    beginning("saved-page.txt"),
    archive(),
    parquet(),
    *(pack(LINES) for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)),
]


WPDISCUZ = b"\n".join([b"A headline of six words stands here", b"Notify of", b"Ann", b"2 days ago", b"Yes."])
REVIEWABLE = b'{"reviewables":[{"id":1,"type":"ReviewableFlaggedPost","topic_id":2,"raw":"a","target_url":"%b"}]}'
WXR_FIELDS = b'<rss xmlns:wp="w"><item><wp:comment>%b</wp:comment></item></rss>'
LONG: dict[str, bytes] = {
    "a word of two languages": "старые ".encode() * 60 + b"x",
    "sorting, on a page": WPDISCUZ + b"\n" + "старые ".encode() * 60 + b"x",
    "the word for comments": WPDISCUZ + b"\n" + b"kommentar " * 100_000,
    "an address": REVIEWABLE % (b"/t/" * 300_000),
    "a cell broken off behind a backslash": b"id\ttext\n1\t\\N\n2\ta\\\t" + b"b" * 500_000 + b"\\",
    "prefixes of fields": WXR_FIELDS % b"".join(b"<a%d:title>x</a%d:title>" % (n, n) for n in range(200_000)),
    "faults behind a long value": b'[{"text":"%b"},' % (b"y" * 20_000_000) + b'{"text":"y"},{"x"' * 20_000 + b"!]",
}


def read(content: bytes) -> None:
    """Read a file to its end."""
    try:
        for item in open_export(io.BytesIO(content), name="it").items:
            assert item is not None
    except TriageError as refused:
        said = str(refused)
    else:
        said = "."
    assert said.endswith(".")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=2_000))
def test_any_bytes_behind_any_beginning_are_read_or_refused(start: bytes, rest: bytes):
    """Files are recognised by their first bytes, and those are easily written."""
    read(start + rest)
    read(rest)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_any_damage_to_a_sound_file_is_read_or_refused(sound: bytes, data: st.DataObject):
    """Disks, mail and editors do this to exports."""
    content = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        if data.draw(st.booleans()):
            content[at:at] = data.draw(st.sampled_from(HARMFUL))
        else:
            del content[at : at + data.draw(st.integers(1, 60))]
    read(bytes(content))


@pytest.mark.parametrize("sound", SOUND, ids=range(len(SOUND)))
def test_a_file_that_ends_anywhere_is_read_or_refused(sound: bytes):
    """Downloads break off."""
    for length in range(0, len(sound), max(1, len(sound) // 60)):
        read(sound[:length])


@pytest.mark.parametrize("content", LONG.values(), ids=LONG)
def test_the_same_over_and_over_ends_like_any_other_file(content: bytes):
    """Each of these once took a search that begins anew at every character, or every way to read a line: for hours."""
    read(content)
