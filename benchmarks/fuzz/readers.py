"""Targets that read files: every format, packed or not, damaged anywhere."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from typing import Final

import zstandard

from benchmarks.fuzz.claims import claim, claim_fit, claim_sentence
from moderation.errors import TriageError
from moderation.formats.encodings import as_utf8, decoded
from moderation.formats.opening import open_export
from moderation.formats.packed.unpacking import source_of
from moderation.formats.sources import Repairs

SEPARATOR: Final = b"\xfe\xfd"
"""Stands between the parts of an input that is put together from several; no UTF-8 holds it."""

AS_IT_IS: Final = 0xFF
"""The first byte of an input whose rest is a whole file."""

_PACKERS: Final = (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENCODINGS: Final = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "latin-1", "koi8-r", "shift_jis"),
    *("gb18030", "iso2022_jp", "hz", "big5", "utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape"),
    *("utf-8-sig", "cp037", "mac-roman", "undefined", "rot13", "base64", "x", "\0", "ü"),
)
_PARTS_OF_A_WORKBOOK: Final = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")
_TYPES: Final = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_LINKS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" Target="%b"/>'
    b"</Relationships>"
)


def reading(*formats: str) -> Callable[[bytes], bool]:
    """Return a target of these formats: what is read as another one is not worth keeping."""

    def target(content: bytes) -> bool:
        """Read a file to its end."""
        found = read_to_the_end(content)
        return not found or found.startswith(formats)

    return target


def read_any(content: bytes) -> bool:
    """Read a file to its end, whatever it is taken for."""
    read_to_the_end(content)
    return True


def read_to_the_end(content: bytes, encoding: str | None = None) -> str:
    """Read a file as an import does and return its format, or nothing where it is refused."""
    try:
        export = open_export(io.BytesIO(content), name="it", encoding=encoding)
        for item in export.items:
            claim_fit(item)
    except TriageError as refused:
        claim_sentence(refused)
        return ""
    return export.format


def packed(given: bytes) -> bool:
    """Read something packed, sound or with a byte changed."""
    if len(given) < 4:
        return False
    if given[0] == AS_IT_IS:
        return read_any(given[1:])
    whole = bytearray(_PACKERS[given[0] % len(_PACKERS)](given[4:]))
    if given[1] % 2:
        whole[int.from_bytes(given[2:4]) % len(whole)] ^= given[1]
    elif given[1] % 16 == 2:
        del whole[int.from_bytes(given[2:4]) % len(whole) :]
    return read_any(bytes(whole))


def archived(given: bytes) -> bool:
    """Read a zip archive of several members, sound or with a byte changed."""
    if len(given) < 4:
        return False
    if given[0] == AS_IT_IS:
        return read_any(given[1:])
    members = [part.partition(b"\n") for part in given[4:].split(SEPARATOR)]
    named = [(name.decode("utf-8", "replace"), content) for name, _, content in members]
    whole = bytearray(zipped(named, _METHODS[given[0] % len(_METHODS)]))
    if given[1] % 2:
        whole[int.from_bytes(given[2:4]) % len(whole)] ^= given[1]
    return read_any(bytes(whole))


def workbook(given: bytes) -> bool:
    """Read a workbook put together from its parts."""
    if given[:1] == bytes([AS_IT_IS]):
        return read_any(given[1:])
    return read_any(put_together(given))


def put_together(given: bytes) -> bytes:
    """Return a workbook of these parts."""
    parts = list(zip(_PARTS_OF_A_WORKBOOK, given.split(SEPARATOR), strict=False))
    fixed = [
        ("[Content_Types].xml", _TYPES),
        ("_rels/.rels", _LINKS % (b"officeDocument", b"xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", _LINKS % (b"worksheet", b"worksheets/sheet1.xml")),
    ]
    return zipped([*fixed, *parts], zipfile.ZIP_STORED)


def zipped(members: list[tuple[str, bytes]], method: int) -> bytes:
    """Return an archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), content, method)
    return whole.getvalue()


def encoded(given: bytes) -> bool:
    """Read bytes in an encoding that somebody names, down to text."""
    if not given:
        return False
    encoding = _ENCODINGS[given[0] % len(_ENCODINGS)]
    try:
        source = as_utf8(source_of(io.BytesIO(given[1:]), "it"), encoding)
        with source.stream:
            text = decoded(source.stream.read(), Repairs())
    except TriageError as refused:
        claim_sentence(refused)
    else:
        claim(not any("\ud800" <= sign <= "\udfff" for sign in text), "what was decoded holds no surrogates")
    read_to_the_end(given[1:], encoding)
    return True
