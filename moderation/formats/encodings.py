"""From bytes of any encoding to UTF-8, and from nearly-UTF-8 to text.

The ladder: the encoding the user names, a byte order mark, the encoding an XML file declares, UTF-8, and for
single bytes that are not UTF-8 cp1252, counted. Guessing by statistics is out: measured, it took French cp1252
for cp1250.
"""

import codecs
import io
import re
from typing import BinaryIO, Final

from moderation.errors import UnreadableExport, WrongUse
from moderation.formats.sources import HEAD_BYTES, Passing, Repairs, Source, again_from, first_bytes

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Four letters in a row, each beside a NUL, are no accident.
_UNMARKED: Final = (
    (re.compile(rb"<\0|(?:[\t\r\n -~]\0){4}"), "utf-16-le"),
    (re.compile(rb"\0<|(?:\0[\t\r\n -~]){4}"), "utf-16-be"),
)

# One-byte supersets of ASCII only: UTF-7 and its like would let markup hide from the checks.
_DECLARED: Final = re.compile(
    rb"""^\s*<\?xml[^>]{0,80}encoding=["'](iso-?8859-\d+|windows-125\d|cp125\d|koi8-[ru])["']""", re.I
)
_LATIN_1: Final = re.compile(r"iso-?8859-1$", re.I)

# `surrogateescape` keeps a byte 0x80-0xFF as U+DC80-U+DCFF, which valid UTF-8 can never give.
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_AS_CP1252: Final = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_CP1252: Final = "bytes that are not UTF-8 read as cp1252"


class _Transcoding(Passing):
    """A stream of another encoding, as UTF-8."""

    def __init__(self, below: BinaryIO, encoding: str, name: str) -> None:
        super().__init__(below)
        self._encoding, self._name = encoding, name
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = memoryview(b"")

    def piece(self, size: int) -> bytes | memoryview:
        """Return the next piece in UTF-8."""
        while not self._ready:
            chunk = super().piece(HEAD_BYTES)
            self._ready = memoryview(self._decoded(bytes(chunk)).encode("utf-8", "replace"))
            if not chunk:
                break
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece

    def _decoded(self, chunk: bytes) -> str:
        """Return the next piece as text: some encodings must begin with a mark, and some replace nothing."""
        try:
            return self._decoder.decode(chunk, final=not chunk)
        except UnicodeError as fault:
            raise UnreadableExport(
                f"{self._name} can't be read as {self._encoding} ({fault}): leave --encoding out, or name another."
            ) from fault


def as_utf8(source: Source, encoding: str | None) -> Source:
    """Return the source as UTF-8 without a byte order mark; a stray byte may still be in it (see `decoded`).

    Raises WrongUse where the encoding named does not exist.
    """
    mark, found = _encoding(source.head)
    # A mark is no text even where the user names the encoding.
    chosen = _known(encoding) if encoding else found
    first_bytes(source.stream, len(mark))
    if chosen == "utf-8":
        return again_from(source.head[len(mark) :], _after_head(source, mark), source) if mark else source
    stream = io.BufferedReader(_Transcoding(source.stream, chosen, source.name), HEAD_BYTES)
    return again_from(first_bytes(stream, HEAD_BYTES), stream, source)


def decoded(raw: bytes, repairs: Repairs) -> str:
    """Return UTF-8 as text; a byte that is not UTF-8 is read as cp1252 and counted."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return unescaped(raw.decode("utf-8", "surrogateescape"), repairs)


def unescaped(text: str, repairs: Repairs) -> str:
    """Return text decoded with `surrogateescape` with its escaped bytes read as cp1252, and counted."""
    if text.isascii() or not _ESCAPED.search(text):
        return text
    repairs.add(_CP1252, len(_ESCAPED.findall(text)))
    return text.translate(_AS_CP1252)


def _encoding(head: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return mark, encoding
    for start, encoding in _UNMARKED:
        if start.match(head):
            return b"", encoding
    declared = _DECLARED.match(head)
    return b"", _declared(declared[1].decode()) if declared else "utf-8"


def _declared(name: str) -> str:
    # What calls itself Latin-1 is cp1252 in practice, and the web standard reads it so.
    return "cp1252" if _LATIN_1.match(name) else _known(name)


def _known(encoding: str) -> str:
    try:
        # Unlike a look-up, and unlike no bytes at all, a blank refuses base64 and its like, and what replaces nothing.
        b" ".decode(encoding, "replace")
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as fault:  # a name of bytes that are no text can't even be looked up
        raise WrongUse(f"There is no encoding called {encoding!r}; try utf-8, utf-16 or cp1252.") from fault


def _after_head(source: Source, mark: bytes) -> BinaryIO:
    first_bytes(source.stream, len(source.head) - len(mark))
    return source.stream
