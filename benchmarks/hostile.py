"""Imports every hostile sample, every other sample and ten thousand generated files, and prints what became of each.

    python benchmarks/hostile.py ../shared/samples [--generated 10000] [--jobs 2] [--record]
    python benchmarks/hostile.py ../shared/samples --only 1234

Each is imported into an empty desk and scored, in a process of its own, as `triage import` does it. It must end in
comments or a sentence: no crash, no more than 500 MB, and no more than ten seconds of processor time, or a second for
each 2,000 comments where there are more than 20,000. Fifteen minutes on two cores.
"""

import argparse
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import msgspec

from benchmarks import record
from benchmarks.fuzz import recorded
from benchmarks.fuzz.forked import CRASHED, HUNG, READ, REFUSED, Outcome, outcomes, paid_for_imports
from benchmarks.fuzz.generated import WAYS, Generator

KEPT: Final = record.ROOT / "benchmarks" / "hostile_figures.json"
SLOWEST_S: Final = 10.0
COMMENTS_A_SECOND: Final = 2_000
MOST_MB: Final = 500.0
_ABOUT: Final = ("SOURCE.txt", "README.txt", "README.md")
_WORST: Final = 10
_SAID: Final = 90
_NAME: Final = "hostile figures"
_HEADS: Final = ("files", "number", "read", "refused", "crashes", "over 10 s", "over 500 MB", "slowest", "most memory")


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of files of one sort."""

    files: str
    number: int
    read: int
    refused: int
    crashes: int
    slow: int
    large: int
    slowest_s: float
    most_mb: float

    @classmethod
    def of(cls, files: str, ended: Sequence[Outcome]) -> "Summary":
        """Return the summary of some outcomes."""
        kinds = [one.kind for one in ended]
        return cls(
            files,
            len(ended),
            kinds.count(READ),
            kinds.count(REFUSED),
            sum(kind in (CRASHED, HUNG) for kind in kinds),
            sum(one.seconds > max(SLOWEST_S, one.comments / COMMENTS_A_SECOND) for one in ended),
            sum(one.megabytes > MOST_MB for one in ended),
            max((one.seconds for one in ended), default=0.0),
            max((one.megabytes for one in ended), default=0.0),
        )

    @property
    def is_borne(self) -> bool:
        """Whether nothing crashed, hung or grew out of bounds."""
        return not (self.crashes or self.slow or self.large)

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        counts = (self.number, self.read, self.refused, self.crashes, self.slow, self.large)
        return (self.files, *(f"{count:,}" for count in counts), f"{self.slowest_s:.2f} s", f"{self.most_mb:.0f} MB")


def main() -> int:
    """Print the table; return 1 where a file was not borne, 2 where there are no samples."""
    options = _parser().parse_args()
    if not any(_samples(options.samples)):
        sys.stderr.write(f"No samples at {options.samples}; they are not part of this repository.\n")
        return 2
    paid_for_imports()
    generator = Generator(options.samples)
    with tempfile.TemporaryDirectory(prefix="hostile") as temporary:
        folder = Path(temporary)
        if options.only is not None:
            ended = list(outcomes(_made(generator, [options.only], folder), folder, 1))
            sys.stdout.writelines(f"{_row(one, 2_000)}\n" for one in ended)
            return 0
        samples = list(_printed(outcomes(_samples(options.samples), folder, options.jobs)))
        made = _made(generator, range(options.generated), folder)
        generated = list(outcomes(made, folder, options.jobs))
    summaries = _summaries(samples, generated)
    _print_summaries(summaries, generated)
    if options.record:
        keep(summaries)
    return 0 if all(one.is_borne for one in summaries) else 1


def _parser() -> argparse.ArgumentParser:
    given = argparse.ArgumentParser(
        prog="python benchmarks/hostile.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("samples", type=Path, help="the folder of samples")
    given.add_argument("--generated", type=int, default=10_000, metavar="N", help="files made up (default: 10,000)")
    given.add_argument("--jobs", type=int, default=2, metavar="N", help="processes at once (default: 2)")
    given.add_argument("--only", type=int, metavar="NUMBER", help="one of the files made up, by its number")
    given.add_argument("--record", action="store_true", help="keep the summary, and make the README's table anew")
    return given


def _samples(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _ABOUT:
            yield path.relative_to(folder).as_posix(), path


def _made(generator: Generator, numbers: Iterable[int], folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield files as they are asked for; each is gone when a few more were made."""
    room = folder / "made"
    room.mkdir()
    for place, number in enumerate(numbers):
        path = room / str(place % 16) / "it"
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        path.write_bytes(generator.made(number))
        yield generator.name(number), path


def _printed(ended: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes, each printed as soon as it is known."""
    sys.stdout.write(f"{'file':<58}  {'outcome':<7} {'comments':>8} {'rejects':>7} {'time':>8} {'memory':>8}  said\n")
    for one in ended:
        sys.stdout.write(_row(one, _SAID) + "\n")
        sys.stdout.flush()
        yield one


def _row(one: Outcome, said: int) -> str:
    counts = f"{one.comments:>8,} {one.rejects:>7,} {one.seconds:>6.2f} s {one.megabytes:>5.0f} MB"
    return f"{one.name:<58}  {one.kind:<7} {counts}  {one.said[:said]}"


def _summaries(samples: Sequence[Outcome], generated: Sequence[Outcome]) -> list[Summary]:
    hostile = [one for one in samples if one.name.startswith("hostile/")]
    by_way: dict[str, list[Outcome]] = defaultdict(list)
    for one in generated:
        by_way[one.name.partition(", ")[2]].append(one)
    return [
        Summary.of("hostile samples", hostile),
        Summary.of("other samples", [one for one in samples if one not in hostile]),
        *(Summary.of(f"made up: {way}", by_way[way]) for way in WAYS if by_way[way]),
        Summary.of("all", [*samples, *generated]),
    ]


def _print_summaries(summaries: Sequence[Summary], generated: Sequence[Outcome]) -> None:
    lines = ["", "The worst of those made up:"]
    for what, worst in (("slowest", _worst(generated, "seconds")), ("largest", _worst(generated, "megabytes"))):
        lines += [f"{what}:", *(_row(one, _SAID) for one in worst)]
    unborne = [one for one in generated if one.kind in (CRASHED, HUNG)]
    lines += ["not borne:", *(_row(one, 400) for one in unborne)] if unborne else []
    sys.stdout.write("\n".join([*lines, "", stated(summaries)]))


def _worst(ended: Sequence[Outcome], by: str) -> list[Outcome]:
    return sorted(ended, key=lambda one: -float(getattr(one, by)))[:_WORST]


def keep(summaries: Sequence[Summary]) -> None:
    """Keep the summary beside the scripts and make the README's table anew."""
    recorded.keep(KEPT, summaries, _NAME, stated(summaries))


def read() -> list[Summary]:
    """Return the summary of the last recorded run."""
    return msgspec.json.decode(KEPT.read_bytes(), type=list[Summary])


def rewritten(readme: str, summaries: Sequence[Summary]) -> str:
    """Return the README with the table of a run."""
    return record.replaced(readme, _NAME, stated(summaries))


def stated(summaries: Sequence[Summary]) -> str:
    """Return the table of a run."""
    return recorded.table(_HEADS, [one.cells() for one in summaries])


if __name__ == "__main__":
    sys.exit(main())
