"""`triage inspect`: what files are and what would come in; nothing is changed."""

import argparse
import os
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from moderation.errors import UnreadableExport
from moderation.formats.opening import open_export
from moderation.inspection import Inspected, inspect
from moderation.text import one_line, plural
from tui.cli.console import WIDEST, Console, Exit, fault, without_empty
from tui.cli.inputs import is_aside, refuse_addresses
from tui.cli.progress import progress

_HEADER: Final = ("file", "format", "articles", "comments", "rejected", "writable")
_REFUSED: Final = "refused"
_BESIDE: Final = 44
"""Characters that the other columns take, but for the format."""

_SHORTEST: Final = 20
_DAY: Final = len("2026-03-03")
_INDENT: Final = "  "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `triage inspect`."""
    parser.add_argument("paths", nargs="+", metavar="EXPORT", help="files, and folders with all that is in them")
    parser.add_argument("--encoding", metavar="NAME", help="read text files in this encoding")


def run(options: argparse.Namespace, console: Console) -> int:
    """Read every file to its end and say what it is; exit 1 where an import would."""
    answers: list[tuple[str, Inspected | str]] = []
    for path in files(options.paths):
        answer = _asked(path, options.encoding, console)
        answers.append((str(path), answer))
        if console.as_json:
            console.document(document(str(path), answer))
    if not console.as_json:
        print_table(answers, console)
        for name, answer in answers:
            print_notes(name, answer, console)
    is_whole = all(isinstance(answer, Inspected) and not answer.taken.is_partial for _, answer in answers)
    return Exit.DONE if is_whole and answers else Exit.SOME_FAILED


def files(paths: Sequence[str]) -> Iterator[Path]:
    """Yield the files named, and those in the folders named, in the order of their names.

    In a folder, links are not followed, and what is no plain file or stands aside (see `is_aside`) is passed over.
    """
    refuse_addresses(paths)
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and not inner.is_symlink() and not is_aside(inner, path):
                yield inner


def document(path: str, answer: Inspected | str) -> dict[str, object]:
    """Return what a file is as a JSON value."""
    if isinstance(answer, str):
        return {"path": path, "error": answer}
    taken, export = answer.taken, answer.export
    fixed = {
        "path": path,
        "format": export.format,
        "site": export.site or None,
        "articles": taken.articles,
        "comments": taken.comments,
        "waiting": answer.waiting,
        "writable": answer.writable,
        "rejected": taken.rejected,
    }
    more = {
        "statuses": {status.value: count for status, count in answer.statuses.items()},
        "first": answer.first,
        "last": answer.last,
        "rejects": [{"place": reject.place, "reason": reject.reason} for reject in answer.rejects],
        "skipped": dict(taken.skipped),
        "repairs": dict(taken.repairs),
        "threads": without_empty({key: count or None for key, count in asdict(answer.threading).items()}),
        "unknown": list(export.unknown),
    }
    return {**fixed, **without_empty(more)}


def print_table(answers: Sequence[tuple[str, Inspected | str]], console: Console) -> None:
    """Print a line a file; a name that is too long loses its beginning."""
    if not answers:
        console.say("triage: these are folders without files.")
        return
    formats = [answer.export.format for _, answer in answers if isinstance(answer, Inspected)]
    width = max(_SHORTEST, _width(console) - _BESIDE - max(map(len, [*formats, _REFUSED])))
    names = _names([path for path, _ in answers], width)
    console.table([_row(name, answer) for name, (_, answer) in zip(names, answers, strict=True)], _HEADER)


def print_notes(path: str, answer: Inspected | str, console: Console) -> None:
    """Print what else is to be said of a file: refused, whose, mended, left out, unreadable, unknown."""
    said = [answer] if isinstance(answer, str) else list(notes(answer))
    if said:
        console.data("")
        console.data(one_line(path))
    for note in said:
        for line in textwrap.wrap(
            one_line(note), _width(console), initial_indent=_INDENT, subsequent_indent=2 * _INDENT
        ):
            console.data(line)


def notes(of: Inspected) -> Iterator[str]:
    """Yield the remarks on an export, each one sentence or list."""
    if of.export.site:
        yield f"site: {of.export.site}"
    if of.statuses:
        counts = ", ".join(f"{count:,} {status.value}" for status, count in of.statuses.most_common())
        yield f"status: {counts}; {of.waiting:,} would wait for a decision"
    if of.first:
        yield f"written: {of.first[:_DAY]} to {of.last[:_DAY]}"
    for kind, count in of.taken.skipped.items():
        yield f"left out: {plural(count, kind)}: {_listed(of.left_out[kind], count)}"
    for what, count in of.taken.repairs.items():
        yield f"mended: {what}: {count:,}"
    if of.taken.rejected:
        named = [f"{reject.place}: {reject.reason}" for reject in of.rejects]
        yield f"not readable: {plural(of.taken.rejected, 'record')}: {_listed(named, of.taken.rejected)}"
    threading = of.threading
    odd = {
        "answers to comments that are not in it": threading.orphans,
        "answers to comments under another article": threading.across,
        "comments that answer each other in a circle": threading.circular,
    }
    if any(odd.values()):
        yield "threads: " + "; ".join(f"{what}: {count:,}" for what, count in odd.items() if count)
    if of.export.unknown:
        yield f"can't tell: {'; '.join(of.export.unknown)}"


def _asked(path: Path, encoding: str | None, console: Console) -> Inspected | str:
    """Return what a file holds, or the sentence that refuses it."""
    try:
        with path.open("rb") as source, progress(console, f"reading {path.name}", source) as advance:
            return inspect(str(path), open_export(source, name=path.name, encoding=encoding), advance)
    except UnreadableExport as error:
        return str(error)
    except OSError as error:
        return fault(error)


def _row(name: str, answer: Inspected | str) -> tuple[object, ...]:
    if isinstance(answer, str):
        return (name, _REFUSED, None, None, None, "")
    taken = answer.taken
    return (name, taken.format, taken.articles, taken.comments, taken.rejected, _writable(answer))


def _writable(answer: Inspected) -> str:
    if answer.writable == answer.taken.comments:
        return "all" if answer.writable else ""
    return f"{answer.writable:,} of them" if answer.writable else "none"


def _listed(places: Sequence[str], count: int) -> str:
    more = f"; and {count - len(places):,} more" if count > len(places) else ""
    return "; ".join(map(one_line, places)) + more


def _names(paths: Sequence[str], width: int) -> list[str]:
    """Return the paths as the table shows them: without the folder they share, where they are too long with it."""
    folder = ""
    if len(paths) > 1 and max(map(len, paths)) > width:
        with suppress(ValueError):  # relative and absolute ones share none
            folder = os.path.commonpath(paths)
    return [_shortened(one_line(os.path.relpath(path, folder) if folder else path), width) for path in paths]


def _shortened(name: str, width: int) -> str:
    return name if len(name) <= width else "…" + name[len(name) - width + 1 :]


def _width(console: Console) -> int:
    return min(console.width, WIDEST)
