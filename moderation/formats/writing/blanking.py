"""One person taken out of files that this program wrote, each in the way of its kind.

Tables keep their rows, with ids, labels and figures alone; pages lose what stands between a quotation's tags; what is
prose is blanked as a whole where it holds any of the person's words, since what is left of a sentence may still tell.
"""

import csv
import html
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final
from unicodedata import normalize

import pyarrow as pa
import pyarrow.parquet as pq

from moderation.formats.columns import NAMES, folded_name
from moderation.formats.writing.as_csv import csv_header, csv_lines
from moderation.formats.writing.markdown import escaped
from moderation.labels import LABELS
from moderation.text import from_spreadsheet_cell

Row = dict[str, Any]

_KEPT_PARTS: Final = ("id", "article_id", "parent_id", "created_at", "status", "decided_at", "bulk", "site")
_KEPT: Final = frozenset(
    [name for part in _KEPT_PARTS for name in NAMES[part]]
    + [label.value for label in LABELS]
    + ["kind", "labels", "action", "overridden", "moderator", "suggested", "model", "writable"]
)
"""Columns of a person's row that stay: ids, times, labels and figures."""

_LONGEST_CELL: Final = 1 << 27
_HEAD: Final = 60
"""Characters by which a text is known again in prose, which may have cut it."""

_LEAST_HEAD: Final = 12
"""Shorter texts are other people's as well: "First!" tells nobody apart."""

_QUOTED: Final = re.compile(r'(<(\w+)\b[^>]*\bdata-comment="([^"]*)"[^>]*>).*?(</\2>)', re.DOTALL)
"""An element that quotes a comment; none of its kind stands within it."""

NOTE: Final = b"A person's words were erased from this file, and it was blanked. Write it anew from the desk.\n"


@dataclass(frozen=True)
class Person:
    """Who is to be taken out."""

    name: str
    site: str = ""
    """Rows that state another site are somebody else's; empty for all sites."""
    ids: frozenset[tuple[str, str]] = frozenset()
    """Site and id of each of the person's comments."""
    words: frozenset[str] = frozenset()
    """What the person wrote, as far as it is still known."""

    def less_of(self, row: Row) -> Row | None:
        """Return a row without the person, None where it has nothing of them; another's row loses the name alone."""
        named = {folded_name(column): _plain(value) for column, value in row.items()}
        if self.site and named.get("site") and named["site"] != self.site:
            return None
        if self._wrote(named):
            return _blanked(row)
        called = [column for column, value in row.items() if self.is_called(value) and folded_name(column) not in _KEPT]
        return {**row, **dict.fromkeys(called, "")} if called else None

    def _wrote(self, named: Mapping[str, str]) -> bool:
        """Return whether a row is the person's: by its site and id, by its author, else by what is left to go by."""
        site, ids = named.get("site", ""), [named.get(column, "") for column in NAMES["id"]]
        if any((site, id) in self.ids for id in ids):
            return True
        if authors := [named[column] for column in NAMES["author"] if named.get(column)]:
            return any(map(self.is_called, authors))
        loose = not site and any(id in self._bare_ids for id in ids)
        return loose or any(named.get(column) in self.words for column in NAMES["text"] if named.get(column))

    def is_called(self, value: object) -> bool:
        """Return whether a value is the person's name, in whichever way its accents are encoded."""
        return isinstance(value, str) and normalize("NFC", value) == self._name

    def is_quoted_in(self, content: str) -> bool:
        """Return whether any of what the person wrote stands in a text, in any of the ways it may be written."""
        # By their first characters: each of 50,000 texts looked for by itself in each line took hours.
        known = self._by_first
        places = range(len(content) - _LEAST_HEAD + 1)
        return any(
            content.startswith(form, at) for at in places for form in known.get(content[at : at + _LEAST_HEAD], ())
        )

    def is_in(self, content: str) -> bool:
        """Return whether any of the person's words or the name stands in a text; Ann does not stand in annexed."""
        named = any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", content) for form in self._names)
        return named or self.is_quoted_in(content)

    @cached_property
    def _name(self) -> str:
        return normalize("NFC", self.name)

    @cached_property
    def _names(self) -> set[str]:
        return {form for way in ("NFC", "NFD") for form in _forms(normalize(way, self.name))} | _forms(self.name)

    @cached_property
    def _bare_ids(self) -> set[str]:
        return {id for _, id in self.ids}

    @cached_property
    def _by_first(self) -> dict[str, set[str]]:
        heads = {text.strip().split("\n")[0][:_HEAD] for text in self.words}
        known: dict[str, set[str]] = {}
        for form in (form for head in heads if len(head) >= _LEAST_HEAD for form in _forms(head)):
            known.setdefault(form[:_LEAST_HEAD], set()).add(form)
        return known


def _forms(words: str) -> set[str]:
    return {words, html.escape(words), html.escape(words, quote=False), escaped(words), json.dumps(words)[1:-1]}


def blank(path: Path, what: str, person: Person) -> bool:
    """Take a person out of a file and return whether there was anything to take; the file is whole at any moment.

    Raises OSError, and ValueError where the file can't be read as what it is said to be.
    """
    ways: dict[str, Callable[[Path, Path, Person], bool]] = {"page": _page, "rejects": _rejects, "prose": _prose}
    way = ways.get(what) or {".parquet": _parquet, ".pq": _parquet}.get(path.suffix.lower(), _lines)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.touch(mode=0o600)  # nobody reads along who may not read the file itself
        found = way(path, partial, person)
        if found:
            shutil.copymode(path, partial)
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return found


def _lines(path: Path, partial: Path, person: Person) -> bool:
    with path.open("rb") as source:
        is_json = source.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return (_json_lines if is_json else _csv)(path, partial, person)


def _json_lines(path: Path, partial: Path, person: Person) -> bool:
    return _by_line(path, partial, person.less_of)


def _rejects(path: Path, partial: Path, person: Person) -> bool:
    places = {f"comment {id}" for _, id in person.ids}

    def _less(row: Row) -> Row | None:
        raw = str(row.get("raw", ""))
        theirs = row.get("place") in places or person.is_in(raw)
        return {**row, "raw": "", "reason": "its author was erased"} if raw and theirs else None

    return _by_line(path, partial, _less)


def _by_line(path: Path, partial: Path, blanked: Callable[[Row], Row | None]) -> bool:
    found = False
    with path.open("rb") as source, partial.open("wb") as target:
        for line in source:
            row = json.loads(line) if line.strip() else None
            less = blanked(row) if isinstance(row, dict) else None
            found = found or less is not None
            target.write(line if less is None else json.dumps(less).encode() + b"\n")
        _onto_disk(target)
    return found


def _csv(path: Path, partial: Path, person: Person) -> bool:
    csv.field_size_limit(_LONGEST_CELL)
    found = False
    with path.open(encoding="utf-8-sig", newline="") as source, partial.open("wb") as target:
        rows = csv.DictReader(source, strict=True)
        columns = list(rows.fieldnames or ())
        if len({*columns}) < len(columns):
            raise ValueError("two of its columns have one name")
        target.write(csv_header(columns))
        for row in rows:
            if None in row:
                raise ValueError(f"row {rows.line_num} has more fields than the header")
            cells = {column: from_spreadsheet_cell(cell or "") for column, cell in row.items()}
            less = person.less_of(cells)
            found = found or less is not None
            target.write(csv_lines([less or cells], columns))
        _onto_disk(target)
    return found


def _parquet(path: Path, partial: Path, person: Person) -> bool:
    found = False
    with pq.ParquetFile(path) as source, pq.ParquetWriter(partial, source.schema_arrow, compression="zstd") as target:
        for batch in source.iter_batches():
            rows = batch.to_pylist()
            less = [person.less_of(row) for row in rows]
            found = found or any(less)
            kept = [without or row for row, without in zip(rows, less, strict=True)]
            target.write_table(pa.Table.from_pylist(kept, schema=source.schema_arrow))
    return found


def _page(path: Path, partial: Path, person: Person) -> bool:
    """Empty the elements that quote the person's comments; a page that still holds their words is blanked."""
    before = path.read_text(encoding="utf-8")
    # A page about a labelled file knows no sites: the id alone has to do there.
    theirs = {f"{site}:{id}" for site, id in person.ids} | {f":{id}" for _, id in person.ids}
    less = _QUOTED.sub(lambda q: f"{q[1]}(erased){q[4]}" if html.unescape(q[3]) in theirs else q[0], before)
    is_left = person.is_quoted_in(less)
    return _put(partial, NOTE if is_left else less.encode(), is_left or less != before)


def _prose(path: Path, partial: Path, person: Person) -> bool:
    return _put(partial, NOTE, person.is_in(path.read_text(encoding="utf-8", errors="replace")))


def _put(partial: Path, content: bytes, found: bool) -> bool:
    with partial.open("wb") as target:
        target.write(content)
        _onto_disk(target)
    return found


def _blanked(row: Row) -> Row:
    """Return a row with what may tell of its author taken out; figures that a column has tell nothing."""
    return {
        column: value if folded_name(column) in _KEPT or isinstance(value, bool | float) else _nothing(value)
        for column, value in row.items()
    }


def _nothing(value: object) -> object:
    return "" if isinstance(value, str) else None


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _onto_disk(target: BinaryIO) -> None:
    target.flush()
    os.fsync(target.fileno())
