"""Reasons for the desk from a process beside it, so that the desk itself holds neither the model nor NumPy.

The model costs 60 MB and 0.2 s to load, and each explanation 2 ms of an interpreter that should be drawing. Both
ends are this program, so what passes between them is pickled; the process ends when the desk does.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import IO, Any, Final, TypeVar

from moderation.comments import InContext
from moderation.errors import NoModel, TriageError
from moderation.labels import Label
from moderation.suggestions import Evidence

_RUN: Final = "from tui.cli.explaining import serve; serve()"
_ENDED: Final = "The process that explains suggestions has ended; open the desk again to see reasons."

_COMMENTS: Final = 64
_TEXTS: Final = 4_096
"""Answers remembered: the comments one goes back and forth between, and the texts of some sixty windows."""

Stretch = tuple[int, int]
_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class ExplainingProcess:
    """The model in service, in a process of its own."""

    def __init__(self, models: Path, version: str) -> None:
        """Start the process and load a desk's model there; raises NoModel, ModelNotTrusted."""
        self._turn = Lock()
        self._explained: OrderedDict[InContext, Mapping[Label, Evidence]] = OrderedDict()
        self._covered: OrderedDict[tuple[str, bool | None], Sequence[Stretch]] = OrderedDict()
        self._foreseen: InContext | None = None
        # A session of its own: no key of the terminal reaches it.
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-P", "-c", _RUN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings(),
            start_new_session=True,
        )
        try:
            self._asked("load", models, version)
        except TriageError:
            self.close()
            raise

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label; raises NoModel where the process has ended."""
        with self._turn:
            self._take_foreseen()
            if posted not in self._explained:
                self._keep(self._explained, posted, self._asked("explain", posted), _COMMENTS)
            return self._explained[posted]

    def foresee(self, posted: InContext) -> None:
        """Have a comment explained that will probably be asked for next; doesn't wait."""
        with self._turn:
            # One at a time, and only while the other end has nothing unread: both would wait for each other.
            if self._foreseen is None and posted not in self._explained:
                self._send("explain", posted)
                self._foreseen = posted

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> Sequence[Sequence[Stretch]]:
        """Return what to cover in each text; raises NoModel where the process has ended."""
        with self._turn:
            known = {one: self._covered[one] for one in asked if one in self._covered}
            if new := [one for one in dict.fromkeys(asked) if one not in known]:
                self._take_foreseen()
                known |= dict(zip(new, self._asked("stretches", new), strict=True))
            for one in new:
                self._keep(self._covered, one, known[one], _TEXTS)
            return [known[one] for one in asked]

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdout.close()  # type: ignore[union-attr]

    def _take_foreseen(self) -> None:
        """Take the answer that was not waited for."""
        if self._foreseen is not None:
            posted, self._foreseen = self._foreseen, None
            self._keep(self._explained, posted, self._answer(), _COMMENTS)

    @staticmethod
    def _keep(kept: "OrderedDict[_Key, _Kept]", key: _Key, value: _Kept, most: int) -> None:
        kept[key] = value
        while len(kept) > most:
            kept.popitem(last=False)

    def _asked(self, *question: object) -> Any:
        self._send(*question)
        return self._answer()

    def _send(self, *question: object) -> None:
        try:
            _written(self._process.stdin, question)
        except (OSError, ValueError) as fault:
            raise NoModel(_ENDED) from fault

    def _answer(self) -> Any:
        try:
            answer = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301 - from ourselves
        except (OSError, EOFError, ValueError) as fault:
            raise NoModel(_ENDED) from fault
        if isinstance(answer, TriageError):
            raise answer
        return answer


def surroundings() -> dict[str, str]:
    """Return the environment of a process that runs this program, from a clone as well, on one core."""
    program = str(Path(__file__).resolve().parents[2])
    paths = filter(None, (program, os.environ.get("PYTHONPATH")))
    one_core = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**os.environ, **one_core, "PYTHONPATH": os.pathsep.join(paths)}


def serve() -> None:
    """Answer what the desk asks until it closes the line."""
    from moderation.registry import load_scorer
    from moderation.scoring.scorer import Scorer

    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    scorer: Scorer | None = None
    while True:
        try:
            what, *words = pickle.load(asked)  # noqa: S301 - from ourselves
        except EOFError:
            return
        try:
            if what == "load":
                scorer = load_scorer(*words)
                answer: object = None
            else:
                answer = getattr(scorer, what)(*words)
        except TriageError as error:
            answer = error
        _written(answers, answer)


def _written(line: IO[bytes] | None, what: object) -> None:
    pickle.dump(what, line, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
    line.flush()  # type: ignore[union-attr]
