"""What a file is, by its content and never by its name; and if it is nothing we read, what it looks like.

A refusal says what was found and what to do about it, because the usual reason is a login page saved in the
place of an export.
"""

import json
import re
from enum import StrEnum
from typing import Final

from moderation.errors import NoExport, UnreadableExport
from moderation.formats.sources import Source


class Kind(StrEnum):
    """What kind of file the first bytes announce."""

    WXR = "wxr"
    DISQUS = "disqus"
    HTML = "html"
    JSON_LINES = "jsonl"
    JSON_VALUES = "json"
    PARQUET = "parquet"
    ZIP = "zip"
    SQLITE = "sqlite"
    TEXT = "text"
    """Anything else that is text: a table or a saved page."""


_MAGIC: Final = (
    (b"PAR1", Kind.PARQUET),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"SQLite format 3\0", Kind.SQLITE),
)
"""The first bytes of files that are no text."""

_ROOTS: Final = {b"rss": Kind.WXR, b"disqus": Kind.DISQUS}
"""The outermost elements of the XML exports."""

_TAR_AT: Final = 257  # where POSIX has the word `ustar` in a header

_FOREIGN: Final = (
    (b"From: <Saved by", "a web page saved as one file (MHTML): save it as HTML only, or as text, and import that"),
    (b"%PDF", "a PDF: export the comments from the site itself, not as a print"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document, or one with a password: save the sheet as CSV and import that"),
    (b"\x89PNG", "a picture: export the comments from the site itself"),
    (b"\xff\xd8\xff", "a picture: export the comments from the site itself"),
)
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE\s+([^\s>\[]+)", re.I)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_EXPORT_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?(%s)[\s>]" % b"|".join(_ROOTS))
_WORDPRESS: Final = re.compile(rb"wordpress|wxr|<wp:|<(?:[\w.-]+:)?(?:post_id|comment_id|comment)[\s>]", re.I)
_JSON_RECORD: Final = re.compile(rb"\{\s*[\"}]")
_JSON_ARRAY: Final = re.compile(rb"\[\s*(?:\{|\])")
_PHP_NOISE: Final = re.compile(rb"(?:PHP )?(?:Warning|Notice|Deprecated|Fatal error|Strict)|<br|<b>", re.I)


def of_binary(source: Source) -> Kind | None:
    """Return the kind of a file that is no text, or None for one that may be.

    Raises NoExport for what can't be an export of comments.
    """
    for magic, what in _FOREIGN:
        if source.head.startswith(magic):
            raise NoExport(f"{source.name} is {what}.")
    if source.head[_TAR_AT:].startswith(b"ustar"):
        raise NoExport(f"{source.name} is a tar archive: unpack it and import the exports in it.")
    return next((kind for magic, kind in _MAGIC if source.head.startswith(magic)), None)


def of_text(source: Source) -> tuple[Kind, int]:
    """Return the kind of a text in UTF-8 and the byte its content begins at, behind what a server printed first.

    Raises UnreadableExport for what can't be an export of comments.
    """
    head = source.head
    if not head.strip(b"\0 \t\r\n\f\v"):
        raise NoExport(f"{source.name} is empty{' but for blanks' if head else ''}: export the comments again.")
    written_json = _json(head)
    if written_json:
        return written_json
    start = head.lstrip()
    if start.startswith(b"<") or b"<rss" in head or b"<?xml" in head or b"<disqus" in head:
        return _markup(source), 0
    return Kind.TEXT, 0


def is_binary(head: bytes) -> bool:
    """Return whether too many of the bytes are control characters for a text."""
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20


def _json(head: bytes) -> tuple[Kind, int] | None:
    # Brackets alone say little: `[` also begins Markdown, INI files and logs.
    blank = len(head) - len(head.lstrip())
    if _JSON_ARRAY.match(head, blank):
        return Kind.JSON_VALUES, blank
    if _JSON_RECORD.match(head, blank):
        return (Kind.JSON_LINES, 0) if _is_a_line_each(head[blank:]) else (Kind.JSON_VALUES, blank)
    if _PHP_NOISE.match(head, blank):
        array = re.compile(rb"^\[\s*\{", re.M).search(head)
        return (Kind.JSON_VALUES, array.start()) if array else None
    return None


def _is_a_line_each(head: bytes) -> bool:
    """Return whether objects stand a line each: the first line is one, or a broken one with another below it."""
    first, newline, rest = head.partition(b"\n")
    try:
        json.JSONDecoder().raw_decode(first.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        below = rest.lstrip()
        # A document may begin `{"version": {},` and go on with another name.
        return not newline or (first.rstrip().endswith((b"}", b"},")) and (not below or below.startswith(b"{")))
    return True


def _markup(source: Source) -> Kind:
    # A DOCTYPE or root inside an XML comment is neither.
    bare = _COMMENT.sub(b"", source.head)
    root = _EXPORT_ROOT.search(bare)
    doctype = _DOCTYPE.search(bare[: root.start()] if root else bare)
    if (doctype and doctype[1].lower() == b"html") or (not doctype and _is_html(bare)):
        return Kind.HTML
    if doctype:
        raise UnreadableExport(
            f"{source.name} has a DOCTYPE, which no export of comments has and which can make a small file "
            "huge or fetch others: it was not read. Export the comments again from the site."
        )
    kind = _ROOTS[root[1]] if root else None
    if kind is None or (kind is Kind.WXR and not _WORDPRESS.search(bare)):
        raise NoExport(f"{source.name} is {_foreign_xml(bare)}.")
    return kind


def _is_html(bare: bytes) -> bool:
    root = _ROOT.search(bare)
    return (
        root is not None and root[1].lower() in (b"html", b"head", b"body", b"div", b"article") and b"<rss" not in bare
    )


def _foreign_xml(bare: bytes) -> str:
    if b"<rss" in bare:
        return "a news feed, not an export: in WordPress, take Tools > Export"
    root = _ROOT.search(bare)
    name = root[1].decode("utf-8", "replace")[:40] if root else "unknown"
    return f"XML (<{name}>) but no export of WordPress or Disqus: in WordPress, take Tools > Export"
