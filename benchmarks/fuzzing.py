"""Fuzzes every part that reads what others wrote, guided by coverage, and prints what it did and found.

    python benchmarks/fuzzing.py ["scorer" "wxr" ...] [--seconds 60] [--samples ../shared/samples] [--record]
    python benchmarks/fuzzing.py TARGET --replay FILE

Of each target it claims that nothing but a sentence (a `TriageError`) comes out, that what it holds to (see
`benchmarks/fuzz`) holds, and that no input takes ten seconds or the process a gigabyte. Inputs that raise are written
beside the corpus, which stays in the cache folder from run to run. The fuzzer is atheris, the extra `fuzz`.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import msgspec
from platformdirs import user_cache_path

from benchmarks import record
from benchmarks.fuzz import recorded
from benchmarks.fuzz.seeds import seeds_of
from benchmarks.fuzz.targets import TARGETS

KEPT: Final = record.ROOT / "benchmarks" / "fuzzing_figures.json"
SLOWEST_S: Final = 10
MOST_MB: Final = 1_024
_MOST_DEATHS: Final = 20
_LONGEST_END_S: Final = 300
"""Seconds beyond its time after which a child is taken for hung."""

_DONE: Final = re.compile(r"^#(\d+)\s+(INITED|DONE|NEW|REDUCE|pulse|RELOAD)\s+cov: (\d+)", re.M)
_UNITS: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_DEADLY: Final = ("crash", "timeout", "oom", "leak", "slow-unit")
_NAME: Final = "fuzzing figures"
_HEADS: Final = ("target", "seconds", "executions", "coverage at first", "coverage", "bugs")


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What became of one target."""

    target: str
    seconds: float
    executions: int
    at_first: int
    """Places of the code that the seeds and what earlier runs kept reach."""
    coverage: int
    bugs: int

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        reached = [f"{places:,}" if places else "" for places in (self.at_first, self.coverage)]
        return (self.target, f"{self.seconds:,.0f}", f"{self.executions:,}", *reached, f"{self.bugs:,}")


def main() -> int:
    """Fuzz, print a row a target, and return 1 where anything was found."""
    options = _parser().parse_args()
    if options.replay:
        TARGETS[options.targets[0]].run(options.replay.read_bytes())
        sys.stdout.write("It holds.\n")
        return 0
    if find_spec("atheris") is None:
        sys.stderr.write("The fuzzer is not installed: pip install 'comment-triage[fuzz]'.\n")
        return 2
    sys.stdout.write(recorded.table(_HEADS, ()))
    rows = list(fuzzed(options))
    found = sum(row.bugs for row in rows)
    seconds, executions = sum(row.seconds for row in rows), sum(row.executions for row in rows)
    sys.stdout.write(f"{seconds:,.0f} s, {executions:,} executions, {found} bugs")
    sys.stdout.write(f"; inputs in {options.corpus / 'finds'}\n" if found else "\n")
    if options.record:
        keep(rows)
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(
        prog="python benchmarks/fuzzing.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("targets", nargs="*", metavar="TARGET", choices=[[], *TARGETS], help=f"of {', '.join(TARGETS)}")
    given.add_argument("--seconds", type=int, default=60, metavar="S", help="time for each target (default: 60)")
    given.add_argument("--samples", type=Path, help="a folder of real exports to begin from as well")
    given.add_argument(
        "--corpus", type=Path, default=user_cache_path("comment-triage") / "fuzzing", help="where inputs are kept"
    )
    given.add_argument("--replay", type=Path, metavar="FILE", help="give the target one input, raise what it does")
    given.add_argument("--record", action="store_true", help="keep the rows, and make the README's table anew")
    return given


def fuzzed(options: argparse.Namespace) -> Iterator[Fuzzed]:
    """Yield what became of each target, printed as soon as it is known."""
    for name in options.targets or TARGETS:
        row = fuzz(name, options.corpus, options.samples, options.seconds)
        sys.stdout.write(recorded.line(row.cells()) + "\n")
        sys.stdout.flush()
        yield row


def fuzz(name: str, corpus: Path, samples: Path | None, seconds: int) -> Fuzzed:
    """Fuzz one target for a time, begun again where an input ends the process."""
    kept, finds = corpus / name.replace(" ", "-"), corpus / "finds"
    for folder in (kept, finds):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds_of(TARGETS[name].seeds, samples, TARGETS[name].longest):
        (kept / f"seed-{sha256(seed).hexdigest()[:12]}").write_bytes(seed)
    before, begun = _found(finds, name), time.monotonic()
    runs: list[tuple[int, int, int]] = []
    while (left := seconds - (time.monotonic() - begun)) > 1 and len(runs) < _MOST_DEATHS:
        runs.append(_run(name, kept, finds, int(left)))
    executions = sum(run[0] for run in runs)
    bugs = len(_found(finds, name) - before)
    return Fuzzed(name, time.monotonic() - begun, executions, runs[0][1], max(run[2] for run in runs), bugs)


def _found(finds: Path, name: str) -> set[str]:
    prefix = name.replace(" ", "-")
    return {path.name for path in finds.glob(f"{prefix}-*") if path.suffix != ".input"}


def _run(name: str, kept: Path, finds: Path, seconds: int) -> tuple[int, int, int]:
    """Run the fuzzer once; return executions, and coverage at first and at last."""
    command = [sys.executable, "-m", "benchmarks.fuzz.child", name, str(finds), str(kept)]
    limits = [f"-max_total_time={seconds}", f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MB}", "-print_final_stats=1"]
    more = [
        f"-max_len={TARGETS[name].longest}",
        f"-artifact_prefix={finds}/{name.replace(' ', '-')}-",
        "-use_value_profile=0",
    ]
    log = finds.parent / f"{name.replace(' ', '-')}.log"
    with log.open("wb") as said, suppress(subprocess.TimeoutExpired):  # on a starved machine, with figures so far
        subprocess.run(  # noqa: S603  # ourselves
            [*command, *limits, *more],
            cwd=record.ROOT,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=seconds + _LONGEST_END_S,
            check=False,
            env={**os.environ, "PYTHONPATH": str(record.ROOT)},
        )
    return _figures(log.read_text(encoding="utf-8", errors="replace"))


def _figures(log: str) -> tuple[int, int, int]:
    """Return what libFuzzer said of a run: executions, and coverage at first and at last."""
    said = _DONE.findall(log)
    first = next((int(cov) for _, what, cov in said if what == "INITED"), 0)
    units = _UNITS.search(log)
    executions = int(units[1]) if units else max((int(number) for number, _, _ in said), default=0)
    return executions, first, max((int(cov) for _, _, cov in said), default=0)


def keep(rows: Sequence[Fuzzed]) -> None:
    """Keep rows beside those of other targets, and make the README's table anew."""
    known = {row.target: row for row in (*(read() if KEPT.exists() else ()), *rows)}
    ordered = [known[name] for name in TARGETS if name in known]
    recorded.keep(KEPT, ordered, _NAME, stated(ordered))


def read() -> list[Fuzzed]:
    """Return the rows of the last recorded run."""
    return msgspec.json.decode(KEPT.read_bytes(), type=list[Fuzzed])


def rewritten(readme: str, rows: Sequence[Fuzzed]) -> str:
    """Return the README with the table of a run."""
    return record.replaced(readme, _NAME, stated(rows))


def stated(rows: Sequence[Fuzzed]) -> str:
    """Return the table of a run, with what all targets come to."""
    total = Fuzzed(
        "all", sum(r.seconds for r in rows), sum(r.executions for r in rows), 0, 0, sum(r.bugs for r in rows)
    )
    return recorded.table(_HEADS, [row.cells() for row in (*rows, total)])


if __name__ == "__main__":
    sys.exit(main())
