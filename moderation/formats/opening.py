"""Any export in, one sort of thing out: the door between files and the program.

What a file is is read off its content; each format has a module of its own behind this one. A new system is a
line here: a kind and its opener, or, for one that is told by its keys or columns, a line in the table of systems
of JSON or of tables.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final

from msgspec.structs import replace

from moderation.errors import NoExport, TriageError, UnreadableExport
from moderation.formats.encodings import as_utf8
from moderation.formats.json.lines import open_jsonlines
from moderation.formats.json.values import open_json_values
from moderation.formats.packed.unpacking import source_of
from moderation.formats.pages.saved_html import open_saved_html
from moderation.formats.pages.saved_page import looks_like_saved_page, open_saved_page
from moderation.formats.recognising import Kind, is_binary, of_binary, of_text
from moderation.formats.records import Export, Found, Item
from moderation.formats.sameids import told_apart
from moderation.formats.sources import Source
from moderation.formats.tables.delimited import open_delimited
from moderation.formats.tables.dialects import header_of
from moderation.formats.xml.disqus import open_disqus
from moderation.formats.xml.wxr import open_wxr


def open_export(source: Path | BinaryIO, *, name: str = "", encoding: str | None = None, apart: bool = True) -> Export:
    """Return the export in a file or stream, recognised by content; nothing need be seekable.

    `name` is for messages, `encoding` overrides what the file says of itself. Its items can be read once. `apart` is
    whether two comments of one id are told apart, as they must be but where the later one is news of the first.
    Raises UnreadableExport for what is no export that triage reads, WrongUse for an unknown encoding.
    """
    opened = source_of(source, name)
    try:
        export = _export(opened, encoding)
    except TriageError:
        opened.close()
        raise
    return replace(export, items=_to_the_end(export.items, opened, apart=apart))


def _export(source: Source, encoding: str | None, depth: int = 0) -> Export:
    """Return the export in a source that lies in `depth` archives."""
    kind = of_binary(source)
    if kind is Kind.ZIP:
        return _zip(source, encoding, depth)
    if kind:
        return _BINARIES[kind](source)
    source = as_utf8(source, encoding)
    kind, start = of_text(source)
    return _TEXTS[kind](source, start)


def _zip(source: Source, encoding: str | None, depth: int) -> Export:
    from moderation.formats.packed.archives import Archive, open_archive  # 10 ms that a plain file need not pay
    from moderation.formats.tables.excel import open_excel
    from moderation.formats.tables.workbooks import is_workbook

    archive = Archive(source)
    if is_workbook(archive):
        return open_excel(archive)
    # Each level may hold ten thousand members, and each of those as many again.
    if depth > 1:
        raise UnreadableExport(f"{source.name} is an archive within two others: unpack the outermost.")
    return open_archive(archive, lambda member: _export(member, encoding, depth + 1))


def _plain_text(source: Source) -> Export:
    """Return the export of a text without brackets at its beginning: a table, or a page saved as text."""
    table = open_delimited(source)
    if table is not None:
        return table
    if looks_like_saved_page(source.head):
        return open_saved_page(source)
    if is_binary(source.head):
        raise NoExport(f"{source.name} is a binary file of no kind that triage reads.")
    if source.head.lstrip().startswith(b"["):
        raise NoExport(f"{source.name} begins like JSON but is no list of records: export the comments again.")
    if b"comment_ID" in source.head.partition(b"\n")[0]:
        raise NoExport(
            f"{source.name} lists comments without their texts, as wp comment list does by default: "
            "add comment_content to its --fields, and better still --format=json."
        )
    raise NoExport(
        f"{source.name} is text, but neither a table whose first line names a column such as text or body "
        f"(it begins {_beginning(source.head)}) nor a saved page with its comments. "
        "Add a header line, for example id,author,text, or export from the site."
    )


def _beginning(head: bytes) -> str:
    from moderation.text import one_line  # the refusal reaches a terminal

    shown = one_line(", ".join(header_of(head)))
    return repr(shown[:60] + ("…" if len(shown) > 60 else ""))


def _parquet(source: Source) -> Export:
    from moderation.formats.tables.parquet import open_parquet  # pyarrow takes 0.3 s to load

    return open_parquet(source)


def _isso(source: Source) -> Export:
    from moderation.formats.tables.isso import open_isso  # a database is the rarest of exports

    return open_isso(source)


def _to_the_end(found: Iterator[Item], source: Source, *, apart: bool) -> Iterator[Item]:
    """Yield what a reader finds, then what it mended, and close the file."""
    found = _answering_others(found, source)
    with closing(source):
        yield from told_apart(found, source.repairs) if apart else found
        yield from source.repairs.counted()


def _answering_others(found: Iterator[Item], source: Source) -> Iterator[Item]:
    """Yield what a reader finds, a comment that is said to answer itself as one that answers nobody."""
    for item in found:
        # 0.1 us a comment, here once for all readers.
        if type(item) is Found and item.comment.parent_id == item.comment.id and item.comment.id:
            source.repairs.add("comments said to answer themselves, which now answer nobody")
            yield replace(item, comment=replace(item.comment, parent_id=""))
        else:
            yield item


_BINARIES: Final[Mapping[Kind, Callable[[Source], Export]]] = {
    Kind.PARQUET: _parquet,
    Kind.SQLITE: _isso,
}
"""What reads each kind of file that is no text; its source holds the bytes as they are."""

_TEXTS: Final[Mapping[Kind, Callable[[Source, int], Export]]] = {
    Kind.WXR: lambda source, _: open_wxr(source),
    Kind.DISQUS: lambda source, _: open_disqus(source),
    Kind.HTML: lambda source, _: open_saved_html(source),
    Kind.JSON_LINES: lambda source, _: open_jsonlines(source),
    Kind.JSON_VALUES: open_json_values,
    Kind.TEXT: lambda source, _: _plain_text(source),
}
"""What reads each kind of text, in UTF-8 by now, and the byte its content begins at."""
