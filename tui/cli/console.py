"""The only place that talks: data on stdout, narration on stderr, exit codes.

Reader text reaches a terminal through `moderation.text.visible`; JSON is written in ASCII, so that a control
character in a comment stays an escape in the file and on the screen.
"""

import argparse
import codecs
import io
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any, BinaryIO, Final, cast

from moderation.text import one_line, visible

WIDEST: Final = 100
"""Characters of a line, however wide the terminal: longer ones are not read."""

_NEXT_STEPS: Final[Mapping[type[OSError], str]] = {
    FileNotFoundError: "Check the name, and the folder it is in.",
    PermissionError: "Ask whoever owns it to let you.",
}


MARK: Final = "\x1e"
"""Begins a line of progress for a desk, which no sentence of the program does (ASCII's record separator)."""


class Exit(IntEnum):
    """What a command's exit code says."""

    DONE = 0
    SOME_FAILED = 1
    WRONG_USE = 2
    MISSING = 3
    HUNG_UP = 129
    INTERRUPTED = 130


class Console:
    """Writes a command's answer, as text for people or as JSON for programs."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    @property
    def interactive(self) -> bool:
        """Whether narration goes to a terminal, so that a progress bar may be drawn."""
        return sys.stderr.isatty()

    @property
    def width(self) -> int:
        """How long a line of a list may be: the terminal's width, or long enough to tell texts apart in a file."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else 200

    def data(self, line: str) -> None:
        """Write a line of the answer to stdout; one line it is, whatever stands in it."""
        sys.stdout.write(one_line(line) + "\n")

    def page(self, text: str) -> None:
        """Write a text of our own that has lines of its own to stdout."""
        sys.stdout.write(visible(text) + "\n")

    def document(self, value: object) -> None:
        """Write one JSON value to stdout, on one line."""
        sys.stdout.write(json.dumps(value, ensure_ascii=True, default=str) + "\n")

    def say(self, sentence: str) -> None:
        """Write a sentence of narration to stderr; no name in it begins a line that looks like another one."""
        sys.stderr.write(one_line(sentence) + "\n")

    def tell(self, sentence: str) -> None:
        """Write a long sentence of narration to stderr, on a terminal in lines that end between words."""
        if not self.interactive:
            return self.say(sentence)
        width = WIDEST
        with suppress(OSError):
            width = min(os.get_terminal_size(sys.stderr.fileno()).columns or WIDEST, WIDEST)  # 0 where nobody set it
        # Paths are copied off the screen: one that is longer than a line is left whole.
        for line in textwrap.wrap(
            one_line(sentence), width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        ):
            self.say(line)

    def ask(self, question: str) -> str:
        """Return what a person at the terminal answers; empty where they answer nothing."""
        sys.stderr.write(one_line(question))
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    def table(self, rows: Sequence[Sequence[object]], header: Sequence[str] = ()) -> None:
        """Write rows as aligned columns; numbers to the right."""
        cells = [[_cell(value) for value in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*([list(header)] if header else []), *cells, strict=True)]
        if header:
            self.data(_aligned(header, widths, rows[:1]))
        for cell_row, row in zip(cells, rows, strict=True):
            self.data(_aligned(cell_row, widths, [row]))


def state(how_far: str) -> None:
    """Tell the desk that reads the progress how far a job is."""
    with suppress(OSError):  # the desk was left; the job goes on by itself
        sys.stderr.write(f"{MARK}{one_line(how_far)}\n")
        sys.stderr.flush()


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else one_line(str(value))


def _aligned(cells: Sequence[str], widths: Sequence[int], like: Sequence[Sequence[object]]) -> str:
    kinds = like[0] if like else cells
    padded = (
        cell.rjust(width) if isinstance(kind, int | float) or kind is None else cell.ljust(width)
        for cell, width, kind in zip(cells, widths, kinds, strict=True)
    )
    return "  ".join(padded).rstrip()


class TerminalBytes(io.RawIOBase):
    """A byte stream onto a terminal: text passes the door for screens on its way."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        """Whether it can be written to: yes."""
        return True

    def write(self, chunk: Any, /) -> int:
        """Write a chunk of UTF-8."""
        sys.stdout.write(visible(self._decode(bytes(chunk)).replace("\r\n", "\n")))
        return len(chunk)


def stdout_bytes() -> BinaryIO:
    """Return stdout for a file's bytes: as they are into a pipe or file, made safe on a terminal."""
    return cast(BinaryIO, TerminalBytes()) if sys.stdout.isatty() else sys.stdout.buffer


def fault(error: OSError) -> str:
    """Return what the system says is wrong with a file, and what to do about it where that is known."""
    return f"{error.strerror or error}. {_NEXT_STEPS.get(type(error), '')}".rstrip()


def count(word: str) -> int:
    """Return a number of one or more, as an argument's type."""
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a number of one or more")
    return int(word)


def amount(word: str, of: str = "a number") -> float:
    """Return a number above none, as an argument's type; `of` says what it is for people."""
    try:
        number = float(word)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{word} is not {of} above 0")
    return number


def seconds(word: str) -> float:
    """Return a number of seconds above none, as an argument's type."""
    return amount(word, "a number of seconds")


def speak_any_encoding() -> None:
    """Let a terminal that can't show a character show a question mark instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def without_empty(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without the keys that say nothing."""
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}
