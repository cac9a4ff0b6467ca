"""What was sent to a site and what came of it, line by line, on disk before the next step is made.

An intent is on disk before its request leaves, so that after a power cut the only open question is the last one, and
reading the site answers it. Nothing is ever changed in the file; only a line that was never finished is cut off.
"""

import errno
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
from msgspec import Struct

from moderation.comments import Status
from moderation.errors import TriageError, UnreadableExport, WrongUse
from moderation.formats.writing.outputs import keep_name
from moderation.locking import lock
from moderation.policy import Action
from moderation.writeback.changes import FORMAT, Change, Outcome, refuse_newer
from moderation.writeback.sites import Live


class JournalInUse(TriageError):
    """Another run is writing this journal."""


class JournalHeader(Struct, frozen=True, tag_field="line", tag="journal"):
    """What a journal belongs to."""

    plan: str
    """SHA-256 of the plan, or the name of what sends without one."""
    system: str
    address: str
    site: str = ""
    desk: str = ""
    format: int = FORMAT


class Intent(Struct, frozen=True, tag_field="line", tag="intent"):
    """A change about to be sent."""

    request: int
    """Counts from 1 in a journal."""
    key: str
    id: str
    before: Status
    """The state that the comment was in, read just before."""
    stated: str
    """The site's own word for it."""
    wanted: Status
    action: Action
    digest: str
    at: str
    who: str


class Ended(Struct, frozen=True, tag_field="line", tag="outcome"):
    """What came of a change; `request` is 0 where nothing was sent."""

    request: int
    key: str
    id: str
    outcome: Outcome
    why: str
    at: str


Line = JournalHeader | Intent | Ended

_AS_WRITTEN: Final = getattr(os, "O_BINARY", 0)  # Windows would translate line ends
_DECODER: Final = msgspec.json.Decoder(Line)


class Trace(Struct, frozen=True):
    """All that a journal says of one change."""

    intent: Intent | None = None
    """The latest one."""
    first: Intent | None = None
    """The one that found the comment as it was before us: of several without an answer the first."""
    outcome: Outcome | None = None
    why: str = ""
    unanswered: int = 0
    """Requests that left and of which nobody knows whether they arrived."""
    was_done: bool = False
    """Whether the site said that it did it: then it is never sent again."""
    at: str = ""
    """When the last was heard of it."""

    @property
    def is_final(self) -> bool:
        """Whether a further run leaves it alone."""
        return self.was_done or (self.outcome is not None and self.outcome.is_final)

    @property
    def is_open(self) -> bool:
        """Whether it may have happened without our knowing."""
        return self.unanswered > 0

    def after(self, line: Intent | Ended) -> "Trace":
        """Return what is known when one more line is read."""
        if isinstance(line, Intent):
            first = self.first if self.is_open or self.was_done else line
            return Trace(line, first, None, "", self.unanswered + 1, self.was_done, line.at)
        done = self.was_done or line.outcome is Outcome.CHANGED
        return Trace(self.intent, self.first, line.outcome, line.why, self._unanswered_after(line), done, line.at)

    def _unanswered_after(self, line: "Ended") -> int:
        if line.outcome in (Outcome.UNSURE, Outcome.UNEXPLAINED):
            return self.unanswered
        # That one request changed nothing says nothing of those before it.
        changed_nothing = line.outcome in (Outcome.SKIPPED, Outcome.REFUSED)
        return self.unanswered - bool(line.request) if changed_nothing else 0


class Journal:
    """A journal being written; nobody else can write it meanwhile."""

    def __init__(self, path: Path, file: FileIO, stamp: Callable[[], str]) -> None:
        self.path = path
        self._file = file
        self._stamp = stamp
        self._requests = 0
        self._traces: dict[str, Trace] = {}

    @classmethod
    def open(cls, path: Path, header: JournalHeader, stamp: Callable[[], str]) -> Self:
        """Begin a journal, or go on with one of the same plan.

        Raises:
            JournalInUse: another run is at it.
            WrongUse: it belongs to another plan, or can't be written.
            UnreadableExport: one of its lines is none of ours.

        """
        journal = cls(path, _locked(path), stamp)
        with ExitStack() as on_failure:
            on_failure.callback(journal.close)
            journal._go_on(header)
            on_failure.pop_all()
        return journal

    def _go_on(self, header: JournalHeader) -> None:
        known, whole = _lines(self.path, self._file.readall())
        self._file.truncate(whole)
        self._file.seek(whole)
        if not known:
            self._write(header)
            keep_name(self.path)
        elif known[0] != header:
            raise WrongUse(
                f"{self.path} is the journal of another plan than this one; name the plan otherwise, or move it away."
            )
        self._traces = traces(known)
        self._requests = sum(isinstance(line, Intent) for line in known)

    def of(self, change: Change) -> Trace:
        """Return what is known of a change."""
        return self._traces.get(change.key, Trace())

    @property
    def known(self) -> Mapping[str, Trace]:
        """All that is known, by the keys of the changes."""
        return self._traces

    def intend(self, change: Change, live: Live, who: str) -> None:
        """Put on disk that a change is about to be sent."""
        intent = Intent(
            self._requests + 1,
            change.key,
            change.id,
            live.status,
            live.stated,
            change.wanted,
            change.action,
            live.digest,
            self._stamp(),
            who,
        )
        self._write(intent)
        self._requests += 1
        self._note(intent)

    def end(self, change: Change, outcome: Outcome, why: str = "") -> None:
        """Put on disk what came of a change."""
        trace = self.of(change)
        request = trace.intent.request if trace.intent and trace.outcome is None else 0
        ended = Ended(request, change.key, change.id, outcome, why, self._stamp())
        self._write(ended)
        self._note(ended)

    @property
    def unexplained(self) -> tuple[Trace, ...]:
        """What the site said yes to and did otherwise, as long as nobody has said that they know why."""
        return tuple(trace for trace in self._traces.values() if trace.outcome is Outcome.UNEXPLAINED)

    def explain(self, who: str) -> None:
        """Put on disk that somebody knows why the site did otherwise, and that more may be sent."""
        for trace in self.unexplained:
            if trace.intent:
                key, why = trace.intent.key, f"{who} knows why: {trace.why}"
                ended = Ended(0, key, trace.intent.id, Outcome.UNSURE, why, self._stamp())
                self._write(ended)
                self._note(ended)

    def _note(self, line: Intent | Ended) -> None:
        self._traces[line.key] = self._traces.get(line.key, Trace()).after(line)

    def _write(self, line: Line) -> None:
        written = msgspec.json.encode(line) + b"\n"
        if self._file.write(written) < len(written):
            raise OSError(errno.ENOSPC, "the disk is full", str(self.path))
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_journal(path: Path) -> tuple[JournalHeader, list[Intent | Ended]]:
    """Return what a journal says, in order, whoever may be writing it.

    Raises:
        UnreadableExport: it is no journal.

    """
    try:
        known, _ = _lines(path, path.read_bytes())
    except OSError as fault:
        raise WrongUse(f"{path} can't be read: {fault.strerror}.") from fault
    if not known or not isinstance(known[0], JournalHeader):
        raise UnreadableExport(f"{path} is no journal: its first line doesn't say which plan it belongs to.")
    return known[0], [line for line in known[1:] if not isinstance(line, JournalHeader)]


def traces(lines: Iterable[Line]) -> dict[str, Trace]:
    """Return what lines say together of each change, in the order the changes were first named."""
    found: dict[str, Trace] = {}
    for line in lines:
        if not isinstance(line, JournalHeader):
            found[line.key] = found.get(line.key, Trace()).after(line)
    return found


def _locked(path: Path) -> FileIO:
    """Return a journal opened for reading and writing by us alone; made, for its owner's eyes, where there is none."""
    try:
        # Unbuffered: what could not be written must not follow when the file is closed.
        file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | _AS_WRITTEN, 0o600), "r+")
    except OSError as fault:
        raise WrongUse(f"{path} can't be written: {fault.strerror}.") from fault
    try:
        lock(file)
    except OSError as fault:
        file.close()
        raise JournalInUse(f"{path} is being written by another run; wait for it, or stop it.") from fault
    return file


def _lines(path: Path, content: bytes) -> tuple[list[Line], int]:
    """Return the lines of a journal and how many bytes they take: a line cut off by a power cut never was."""
    whole = content.rfind(b"\n") + 1
    found: list[Line] = []
    for number, line in enumerate(content[:whole].split(b"\n")[:-1], 1):
        try:
            found.append(_DECODER.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
            mend = "put back the file as it was written" if found else "name PLAN.journal"
            raise UnreadableExport(f"{path}, line {number} is no line of a journal ({fault}); {mend}.") from fault
        if number == 1 and isinstance(found[0], JournalHeader):
            refuse_newer(path, found[0].format)
    return found, whole
