"""Zip archives: the exports in them, read one after another in the order of their names, straight from the archive.

A member's name is for messages and never a path, so that nothing is written where an archive says. The list of
members is measured before it is read, since one of a gigabyte fits an archive of a megabyte.
"""

import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from typing import BinaryIO, Final, NamedTuple, cast

from msgspec.structs import replace

from moderation.errors import NoExport, UnreadableExport
from moderation.formats.packed.unpacking import Unpacking, unpacked
from moderation.formats.records import Export, Found, Item, Reject, Skipped
from moderation.formats.sources import Growth, Passing, Repairs, Source, peeked, seekable
from moderation.text import one_line, plural

Recognise = Callable[[Source], Export]
"""Returns the export in a source, as for a file of its own."""

_MOST_MEMBERS: Final = 10_000
_MOST_PEEKED: Final = 100
"""Members that are all looked at before the first is read; of a larger archive the first speaks for all."""

_MOST_LISTED: Final = 4 << 20
"""Bytes of an archive's list of members; ten thousand with long names take three million, a lie about their count 64 MB
of memory."""

# The end of the list of members, and the one for ZIP64: sections 4.3.16 and 4.3.14 of PKWARE's APPNOTE.
_END: Final = struct.Struct("<4s4H2LH")
_FAR_END: Final = struct.Struct("<4sQ2H2L4Q")
_FAR_BEFORE: Final = _FAR_END.size + 20  # a locator of 20 bytes stands between the two
_LONGEST_END: Final = _FAR_BEFORE + _END.size + (1 << 16)  # a remark of 64 KiB may follow
_ENCRYPTED: Final = 1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What members are packed by in practice; of the others Python unpacks a block without any bound."""

_UNBELIEVED: Final = 1 << 62
_DAMAGES: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, struct.error)


class _Member(Passing):
    """A member's bytes, in one direction only and with one sort of error."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; raises OSError where they are damaged."""
        try:
            return self._below.read(size)
        except zipfile.BadZipFile as fault:
            raise OSError(one_line(str(fault))) from fault


class _Opened(NamedTuple):
    """A member that is an export."""

    name: str
    source: Source
    export: Export


class Archive:
    """An archive whose list of members was read."""

    def __init__(self, source: Source) -> None:
        """Read the list of members; raises UnreadableExport where there is none, or one too long."""
        self.file = file = seekable(source)
        _refuse_long_list(file, source.name)
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGES as fault:
            raise _without_list(source.name) from fault
        self.source = source
        size = file.seek(0, 2)
        self._growths = (Growth(source.name, lambda: size), *source.growths)
        self.members = sorted((member for member in self._zip.infolist() if not _is_folder(member)), key=_by_name)
        """The files in it, by name; a name may come twice."""
        if len(self.members) > _MOST_MEMBERS:
            raise _too_many(source.name)

    def opened(self, member: zipfile.ZipInfo, repairs: Repairs) -> Source:
        """Return what a member holds; raises UnreadableExport where it can't be unpacked."""
        name = name_of(member)
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableExport(f"{name} is encrypted: unpack it with its password and import what comes out.")
        if member.compress_type not in _METHODS:
            raise UnreadableExport(
                f"{name} is packed by a method (number {member.compress_type}) that triage does not read within a zip: "
                "unpack it and import what comes out."
            )
        # What comes out is counted; the library would stop at the size that is stated, without a word about the rest.
        member.file_size = _UNBELIEVED
        try:
            file = _Member(cast(BinaryIO, self._zip.open(member)))
        except _DAMAGES as fault:
            raise UnreadableExport(f"{name} is damaged in the archive ({one_line(str(fault))}).") from fault
        packed = member.compress_size
        growths = (Growth(name, lambda: packed), *self._growths)
        stream = Unpacking(cast(BinaryIO, file), file, growths, repairs)
        return unpacked(peeked(cast(BinaryIO, stream), name, repairs, growths=growths))


def open_archive(archive: Archive, recognise: Recognise) -> Export:
    """Return the exports in an archive as one; raises UnreadableExport where there is none."""
    reader = _Reader(archive, recognise)
    first = reader.following()
    if first is None:
        raise reader.nothing()
    common = _in_common([first.export, *_others(archive, recognise)])
    columns = common.columns if len(archive.members) <= _MOST_PEEKED else ()
    return replace(common, items=reader.read(first), columns=columns)


def _others(archive: Archive, recognise: Recognise) -> Iterator[Export]:
    """Yield the exports in an archive, none of them read, for what they have in common; nothing of a large one."""
    if 1 < len(archive.members) <= _MOST_PEEKED:
        for member in archive.members:
            with suppress(UnreadableExport), closing(archive.opened(member, Repairs())) as source:
                yield recognise(source)


def _in_common(exports: Sequence[Export]) -> Export:
    """Return what can be said of several exports as one: their formats, their site and columns where all agree."""
    first = exports[0]
    formats = ", ".join(dict.fromkeys(export.format for export in exports))
    sites = {export.site for export in exports if export.site}
    return replace(
        first,
        format=f"zip: {formats}",
        site=sites.pop() if len(sites) == 1 else "",
        columns=first.columns if all(export.columns == first.columns for export in exports) else (),
        unknown=tuple(dict.fromkeys(said for export in exports for said in export.unknown)),
    )


class _Reader:
    """Reads the members of an archive in turn, noting those that are no exports."""

    def __init__(self, archive: Archive, recognise: Recognise) -> None:
        self._archive, self._recognise = archive, recognise
        self._members = iter(archive.members)
        self._left_out: list[Skipped | Reject] = []

    def following(self) -> _Opened | None:
        """Return the next member that is an export."""
        for member in self._members:
            try:
                return self._opened(member)
            except NoExport as fault:
                self._left_out.append(Skipped("other file", str(fault).removesuffix(".")))
            except UnreadableExport as fault:
                name = name_of(member)
                self._left_out.append(Reject(name, str(fault).removeprefix(f"{name} ").removesuffix(".")))
        return None

    def _opened(self, member: zipfile.ZipInfo) -> _Opened:
        source = self._archive.opened(member, self._archive.source.repairs)
        try:
            return _Opened(name_of(member), source, self._recognise(source))
        except UnreadableExport:
            source.close()
            raise

    def read(self, opened: _Opened | None) -> Iterator[Item]:
        """Yield what the archive holds, and what of it is no export."""
        while opened:
            with closing(opened.source):
                for item in opened.export.items:
                    yield _placed(item, opened.name)
            opened = self.following()
            yield from self._left_out
            self._left_out.clear()

    def nothing(self) -> UnreadableExport:
        """Return why no member is an export."""
        name = self._archive.source.name
        if not self._left_out:
            return NoExport(f"{name} is an archive without files.")
        files = plural(len(self._left_out), "file")
        first = self._left_out[0]
        reason = first.place if isinstance(first, Skipped) else f"{first.place} {first.reason}"
        return NoExport(f"{name} is an archive of {files} without an export. {reason}.")


def name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name for messages; it is nobody's path."""
    return one_line(member.filename)


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith("/")  # the library's own looks at the last letter of a name that may have none


def _by_name(member: zipfile.ZipInfo) -> str:
    return member.filename


def _placed(item: Item, name: str) -> Item:
    """Return an item whose place says which member it stands in."""
    return replace(item, place=f"{name}: {item.place}") if isinstance(item, Found | Reject | Skipped) else item


def _without_list(name: str) -> UnreadableExport:
    return UnreadableExport(
        f"{name} is a zip archive without its list of files, which stands at the end: it broke off, or is damaged. "
        "Nothing of it was read; download or copy it again."
    )


def _refuse_long_list(file: BinaryIO, name: str) -> None:
    """Raise UnreadableExport where the list of members is missing or longer than any archive of exports has."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) - end < _END.size:
        raise _without_list(name)
    count, listed = _END.unpack_from(tail, end)[4:6]
    far = end - _FAR_BEFORE
    if far >= 0 and tail.startswith(b"PK\6\6", far):
        count, listed = _FAR_END.unpack_from(tail, far)[7:9]
    if count > _MOST_MEMBERS or listed > _MOST_LISTED:
        raise _too_many(name)


def _too_many(name: str) -> UnreadableExport:
    return UnreadableExport(
        f"{name} holds more files than the {_MOST_MEMBERS:,} that triage reads of one archive: "
        "unpack it and import what holds comments."
    )
