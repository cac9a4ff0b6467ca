"""The model that explains suggestions, in a process of its own beside the desk.

With numpy it takes 40 MB and half a second of the interpreter to load, both of which the desk needs for keys; asking
for the reasons of one comment through a pipe adds 0.2 ms to the 1.3 ms they take,
and nothing where the next comment's were asked for while this one was read.
"""

import pickle
import select
import subprocess
import sys
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

from moderation.comments import InContext
from moderation.errors import TriageError
from moderation.labels import Label
from moderation.suggestions import Evidence
from tui.cli.running import surroundings

_RUN: Final = "from tui.cli.explaining import serve; serve()"
_PATIENCE_SECONDS: Final = 5.0
"""For one answer, on a machine that does much else; after that a desk goes on without reasons."""

_LOADING_SECONDS: Final = 60.0

_COMMENTS: Final = 64
_TEXTS: Final = 1_024
"""Answers remembered: the comments one goes back and forth between, and the texts of some fifteen windows."""


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
        self._explained: OrderedDict[InContext, Mapping[Label, Evidence]] = OrderedDict()
        self._covered: dict[tuple[str, bool | None], Sequence[tuple[int, int]]] = {}
        self._foreseen: InContext | None = None
        self._end = weakref.finalize(self, _ended, self._process)
        self._answer(_LOADING_SECONDS)

    def explain(self, posted: InContext) -> Mapping[Label, Evidence]:
        """Return the evidence for each label; none once the process has ended."""
        with self._turn:
            self._take_foreseen()
            if posted in self._explained:
                return self._explained[posted]
            return self._kept(posted, self._asked("explain", posted, {}))

    def foresee(self, posted: InContext) -> None:
        """Have a comment explained that will probably be asked for next, without waiting for it."""
        with self._turn:
            # One at a time, and only while nothing is unread: with full pipes both ends would wait for each other.
            if self._end.alive and self._foreseen is None and posted not in self._explained:
                self._foreseen = posted
                try:
                    self._say("explain", posted)
                except OSError:
                    self._end()

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> Sequence[Sequence[tuple[int, int]]]:
        """Return what to cover of texts; all of what is taken for abuse once the process has ended."""
        with self._turn:
            if len(self._covered) > _TEXTS:
                self._covered.clear()
            new = [one for one in dict.fromkeys(asked) if one not in self._covered]
            if new:
                self._take_foreseen()
                whole = [((0, len(text)),) if taken else () for text, taken in new]
                self._covered.update(zip(new, self._asked("stretches", new, whole), strict=True))
            return [self._covered[one] for one in asked]

    def close(self) -> None:
        """End the process."""
        self._end()

    def _take_foreseen(self) -> None:
        """Take the answer that was not waited for."""
        if self._foreseen is not None:
            posted, self._foreseen = self._foreseen, None
            self._kept(posted, self._heard({}))

    def _kept(self, posted: InContext, evidence: Mapping[Label, Evidence]) -> Mapping[Label, Evidence]:
        if evidence:
            self._explained[posted] = evidence
        while len(self._explained) > _COMMENTS:
            self._explained.popitem(last=False)
        return evidence

    def _asked(self, what: str, about: object, otherwise: Any) -> Any:
        """Return the process's answer, or something else where it can give none."""
        if not self._end.alive:
            return otherwise
        try:
            self._say(what, about)
        except OSError:
            self._end()
        return self._heard(otherwise)

    def _say(self, what: str, about: object) -> None:
        pickle.dump((what, about), self._process.stdin, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
        self._process.stdin.flush()  # type: ignore[union-attr]

    def _heard(self, otherwise: Any) -> Any:
        """Return what the process answers; something else where it has ended, which it then does for good."""
        if not self._end.alive:
            return otherwise
        try:
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
        _told(error)
        return
    _told(None)
    while True:
        try:
            what, about = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own desk
        except EOFError:
            return
        pickle.dump(getattr(scorer, what)(about), answers)
        answers.flush()


def _told(first: TriageError | None) -> None:
    pickle.dump(first, sys.stdout.buffer)
    sys.stdout.buffer.flush()
