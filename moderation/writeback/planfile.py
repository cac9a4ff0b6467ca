"""A plan as a file: its first line says what it is for, each other line is a change.

A person confirms a plan by the hash of its bytes, so what was looked at is what is sent.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from moderation.errors import UnreadableExport, WrongUse
from moderation.formats.writing.outputs import naming, output_to
from moderation.writeback.addresses import site_address
from moderation.writeback.changes import Change, Plan, PlanHeader, refuse_newer

MOST_BYTES: Final = 64 << 20
"""About 200,000 changes; a larger plan is made in parts with `--since`."""

_Line = TypeVar("_Line", PlanHeader, Change)

_HEADER: Final = msgspec.json.Decoder(PlanHeader)
_CHANGE: Final = msgspec.json.Decoder(Change)


def write_plan(path: Path, header: PlanHeader, changes: Sequence[Change]) -> Plan:
    """Write a plan for its owner's eyes, and return it; a file has its name only when it is whole.

    Raises:
        WrongUse: it can't be written there.

    """
    content = b"".join(msgspec.json.encode(each) + b"\n" for each in (header, *changes))
    write_private(path, content)
    return Plan(header, tuple(changes), _hash(content))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read.

    Raises:
        WrongUse: it can't be written there.

    """
    output = output_to(path)
    with naming(path), ExitStack() as on_failure:
        on_failure.callback(output.discard)
        # Whatever stood there before: a plan names who decided what about whose comment.
        if output.partial:
            output.partial.chmod(0o600)
        output.stream.write(content)
        output.stream.flush()
        os.fsync(output.stream.fileno())
        output.keep()
        on_failure.pop_all()


def read_plan(path: Path) -> Plan:
    """Return a plan.

    Raises:
        WrongUse: it can't be read, or is too large.
        UnreadableExport: it is no plan, not the whole of one, or names no site that is reached over https.

    """
    content = _content(path)
    lines = content.splitlines()
    header = _decoded(_HEADER, lines[0] if lines else b"", path, 1)
    refuse_newer(path, header.format)
    _refuse_elsewhere(path, header.address)
    changes = tuple(_decoded(_CHANGE, line, path, number) for number, line in enumerate(lines[1:], 2))
    if len(changes) != header.count:
        raise UnreadableExport(
            f"{path} holds {len(changes):,} changes where its first line says {header.count:,}; make the plan again."
        )
    # A journal keeps changes apart by id and row; a second change of a comment would be a plan for a moving target.
    ids = Counter(change.id for change in changes)
    if twice := [id for id, times in ids.items() if times > 1]:
        raise UnreadableExport(f"{path} names comment {twice[0]} more than once; make the plan again.")
    return Plan(header, changes, _hash(content))


def _refuse_elsewhere(path: Path, address: str) -> None:
    try:
        site_address(address)
    except WrongUse as fault:
        raise UnreadableExport(f"{path}, line 1: {fault}") from fault


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WrongUse(f"{path} is larger than {MOST_BYTES >> 20} MiB; make plans in parts, with --since.")
        return path.read_bytes()
    except OSError as fault:
        raise WrongUse(f"{path} can't be read: {fault.strerror}. Name a plan of `triage export --to`.") from fault


def _decoded(decoder: "msgspec.json.Decoder[_Line]", line: bytes, path: Path, number: int) -> _Line:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        mend = "make the plan again" if number > 1 else "name what `triage export --to` wrote for a live site"
        raise UnreadableExport(f"{path}, line {number} is not part of a plan ({fault}); {mend}.") from fault


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
