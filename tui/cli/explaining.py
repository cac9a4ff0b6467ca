"""The model that explains suggestions, in a process of its own beside the desk.

With numpy it takes 40 MB and half a second of the interpreter to load, both of which the desk needs for keys; asking
for the reasons of one comment through a pipe adds 0.2 ms to the 1.3 ms they take.
"""

import pickle
import select
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

from moderation.comments import InContext
from moderation.errors import TriageError
from moderation.labels import Label
from moderation.suggestions import Evidence
from tui.cli.jobs import surroundings

_RUN: Final = "from tui.cli.explaining import serve; serve()"
_PATIENCE_SECONDS: Final = 5.0
"""For one answer, on a machine that does much else; after that a desk goes on without reasons."""

_LOADING_SECONDS: Final = 60.0


class Stopped(TriageError):
    """The process that explains is gone, or doesn't answer."""


class ExplainingProcess:
    """Explains as the model in service of a desk does; where its process ends, it gives no more reasons."""

    def __init__(self, models: Path, version: str) -> None:
        """Start the process and wait until the model is loaded; raises NoModel, ModelNotTrusted."""
        # The pipes carry nothing but this program's own values, between two processes of one person.
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-P", "-c", _RUN, str(models), version],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings(),
            start_new_session=True,  # Ctrl+C at the desk is not meant for it
        )
        self._turn = Lock()
        self._end = weakref.finalize(self, _ended, self._process)
        self._answer(_LOADING_SECONDS)

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label; none once the process has ended."""
        evidence: Mapping[Label, Evidence] = self._asked("explain", posted, {})
        return evidence

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> Sequence[Sequence[tuple[int, int]]]:
        """Return what to cover of texts; all of what is taken for abuse once the process has ended."""
        whole = [((0, len(text)),) if taken else () for text, taken in asked]
        found: Sequence[Sequence[tuple[int, int]]] = self._asked("stretches", asked, whole)
        return found

    def close(self) -> None:
        """End the process."""
        self._end()

    def _asked(self, what: str, about: object, otherwise: Any) -> Any:
        """Return the process's answer, or something else where it can give none."""
        with self._turn:
            if not self._end.alive:
                return otherwise
            try:
                pickle.dump((what, about), self._process.stdin)  # type: ignore[arg-type]
                self._process.stdin.flush()  # type: ignore[union-attr]
                return self._answer(_PATIENCE_SECONDS)
            except (OSError, TriageError):
                self._end()
                return otherwise

    def _answer(self, seconds: float) -> Any:
        """Return what the process says next; raises what it could not do, and Stopped where it says nothing."""
        said = self._process.stdout
        if said is None or not select.select([said], [], [], seconds)[0]:
            raise Stopped("The process that explains doesn't answer.")
        try:
            answer = pickle.load(said)  # noqa: S301 - from our own process
        except (EOFError, pickle.UnpicklingError) as fault:
            raise Stopped("The process that explains has ended.") from fault
        if isinstance(answer, TriageError):
            raise answer
        return answer


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def serve() -> None:
    """Load the model that the command line names, then answer on stdout what comes on stdin, until that ends."""
    from moderation.registry import load_scorer

    models, version = sys.argv[1:]
    answers = sys.stdout.buffer
    try:
        scorer = load_scorer(Path(models), version)
    except TriageError as error:
        _say(error)
        return
    _say(None)
    while True:
        try:
            what, about = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own desk
        except EOFError:
            return
        pickle.dump(getattr(scorer, what)(about), answers)
        answers.flush()


def _say(first: TriageError | None) -> None:
    pickle.dump(first, sys.stdout.buffer)
    sys.stdout.buffer.flush()
