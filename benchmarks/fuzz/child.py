"""One target under the fuzzer, in a process of its own: libFuzzer never returns, and a crash takes it along.

    python -m benchmarks.fuzz.child TARGET FINDS CORPUS... [-libfuzzer_option=value...]

An exception is written down with the input that raised it, each kind once, and the fuzzing goes on; what hangs, grows
out of bounds or crashes ends the process, and libFuzzer writes the input down.
"""

import hashlib
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import atheris

with atheris.instrument_imports(include=["moderation", "tui.desk.settings", "tui.desk.entries", "tui.desk.outgoing"]):
    from benchmarks.fuzz.targets import TARGETS, Claim

_NOT_KEPT: Final = -1
"""What tells libFuzzer that an input is no use to go on from."""

_MOST_DEEP: Final = 3
"""Innermost places of a traceback by which two faults are one."""


def main() -> None:
    """Fuzz until libFuzzer's limits are reached; the process ends here."""
    target, finds, *options = sys.argv[1:]
    run = recording(TARGETS[target].run, target, Path(finds))
    atheris.Setup([sys.argv[0], *options], run, enable_python_coverage=True)
    atheris.Fuzz()


def recording(run: Claim, target: str, finds: Path) -> Callable[[bytes], int]:
    """Return a target that writes down what is raised, one input a kind, and goes on."""
    known: set[str] = {path.stem for path in finds.glob(f"{target.replace(' ', '-')}-*.txt")}

    def recorded(given: bytes) -> int:
        """Hold the program to its claims, and say whether the input is worth keeping."""
        try:
            return 0 if run(given) else _NOT_KEPT
        except BaseException as fault:  # a panic of Rust is no Exception, and just what is looked for
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            name = f"{target.replace(' ', '-')}-{_kind(fault)}"
            if name not in known:
                known.add(name)
                (finds / f"{name}.input").write_bytes(given)
                (finds / f"{name}.txt").write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
            return 0

    return recorded


def _kind(fault: BaseException) -> str:
    """Return what names a sort of fault: its class and the innermost places it came by."""
    places = [f"{Path(code).name}:{line}" for code, line in _places(fault.__traceback__)][-_MOST_DEEP:]
    named = " ".join([type(fault).__name__, *places, str(fault)[:40] if not places else ""])
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:10]


def _places(trace: TracebackType | None) -> list[tuple[str, int]]:
    places: list[tuple[str, Any]] = []
    while trace:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return places


if __name__ == "__main__":
    tempfile.tempdir = os.environ.get("TMPDIR")
    main()
