"""Erasing an author through everything: the files written from the desk, the desk, the desk file's bytes.

The files come first, since they are known by the author's words, which the desk then no longer has. Killed anywhere,
the same erasure again does what is left: by then comments are known by the rows of the log that say they were erased.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.errors import WrongUse
from moderation.filters import State
from moderation.formats.writing.blanking import Person, blank
from moderation.locations import models_folder
from moderation.personal import as_name, hidden
from moderation.registry import learnt_from
from moderation.store.forgetting import Written, Wrote
from moderation.store.store import Store

_STILL_HELD: Final = "it is a backup and keeps what it holds; delete it, or erase the author there too, with --desk"


class Ahead(Struct, frozen=True):
    """What an erasure would take."""

    name: str
    site: str
    wrote: tuple[Wrote, ...]
    """Comments that still read as their author wrote them."""
    before: tuple[Wrote, ...]
    """Comments that were erased already."""
    person: Person
    alike: tuple[str, ...]
    """Names that differ by case, accents or blanks alone: somebody else's, as far as a program can tell."""
    sources: tuple[str, ...]
    """The exports that their sites came in, which are no files of the desk's."""

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites the author wrote on."""
        return tuple(dict.fromkeys(one.site for one in (*self.wrote, *self.before)))

    def in_state(self, state: State) -> int:
        """How many of the comments stand so."""
        return sum(one.state is state for one in self.wrote)


class Files(Struct, frozen=True):
    """What became of the files that were written from a desk."""

    blanked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Not where they were written: moved, renamed or deleted."""
    failed: tuple[tuple[str, str], ...] = ()
    """Path, and why it could not be searched or rewritten."""


class Erased(Struct, frozen=True):
    """What an erasure did."""

    comments: int
    step: int
    """The step of the log that records it, 0 where nothing was left to record."""
    files: Files
    models: tuple[str, ...]
    """Versions that learnt from the comments, or can't say that they did not."""
    is_done: bool
    """Whether the file's bytes are rid of it too."""


def look_ahead(store: Store, name: str, site: str = "") -> Ahead:
    """Return what the erasure of an author would take.

    Raises:
        WrongUse: the name is empty, the desk has no such site, or nobody of that name wrote anything.

    """
    if not name.strip():
        raise WrongUse("--author needs a name: comments without one are nobody's in particular.")
    if site and site not in store.sites():
        raise WrongUse(f"The desk has no site {site}; it has {', '.join(store.sites()) or 'none'}.")
    if not store.written_by(name, site):
        name = as_name(name)  # a reader called by an address has another name here
    wrote, before = store.written_by(name, site), store.erased_of(name, site)
    alike = tuple(store.resembling(name))
    if not (wrote or before):
        quoted = " or ".join(f'"{other}"' for other in alike)
        hint = f" Did you mean {quoted}?" if alike else ""
        raise WrongUse(f'Nobody called "{name}" wrote anything here, to the letter.{hint}')
    ids = frozenset((one.site, one.id) for one in (*wrote, *before))
    words = store.words_by([one.ref for one in wrote])
    person = Person(name, site, ids, frozenset([*words, *map(hidden, words)]))  # as rejects have them, too
    sources = store.sources(sorted({one.site for one in (*wrote, *before)}))
    return Ahead(name, site, tuple(wrote), tuple(before), person, alike, tuple(dict.fromkeys(sources)))


def erase(store: Store, ahead: Ahead, who: str, note: str = "") -> Erased:
    """Erase an author, or finish erasing one; raises WrongUse where nobody does it or the note names the author."""
    listed = written_from(store)
    files = blank_files(listed, ahead.person)
    step, wrote = store.erase(ahead.name, who, ahead.site, note)
    later = [one for one in written_from(store) if one not in listed]  # written meanwhile, the author still in it
    files = _together(files, blank_files(later, ahead.person))
    refs = [one.ref for one in (*wrote, *ahead.before)]
    models = learnt_from(models_folder(store.path), refs)
    return Erased(len(wrote), step, files, tuple(models), store.finish_erasure())


def written_from(store: Store) -> list[Written]:
    """Return the files with readers' words written from a desk: those on its list, and the rejects beside it."""
    listed = [one for one in store.written() if one.path != str(store.path.resolve())]  # a backup, at work now
    beside = sorted(store.path.with_name(f"{store.path.name}.rejects").glob("*.jsonl"))
    return [*listed, *(Written(str(path), "rejects", "") for path in beside)]


def blank_files(listed: Sequence[Written], person: Person) -> Files:
    """Take a person out of files; what a run that was broken off left beside one is deleted."""
    blanked, missing, failed = [], [], []
    for one in listed:
        path = Path(one.path)
        unfinished = _unfinished(path)
        for left in unfinished:
            left.unlink(missing_ok=True)
        try:
            if not path.exists():
                missing += [] if unfinished or one.what in ("rejects", "backup") else [one.path]  # those come and go
            elif one.what == "backup":
                failed.append((one.path, _STILL_HELD))
            elif path.is_file() and blank(path, one.what, person):  # a pipe or a device keeps nothing
                blanked.append(one.path)
        except (OSError, ValueError, csv.Error) as fault:
            failed.append((one.path, (fault.strerror if isinstance(fault, OSError) else "") or str(fault)))
    return Files(tuple(blanked), tuple(missing), tuple(failed))


def _unfinished(path: Path) -> list[Path]:
    """Return what runs that were killed while they wrote a file have left of it."""
    name = _literally(path.name)
    return [
        left for ending in ("partial", "[0-9]*.partial", "progress") for left in path.parent.glob(f"{name}.{ending}")
    ]


def _literally(name: str) -> str:
    return "".join(f"[{character}]" if character in "[?*" else character for character in name)


def _together(one: Files, other: Files) -> Files:
    return Files(one.blanked + other.blanked, one.missing + other.missing, one.failed + other.failed)
