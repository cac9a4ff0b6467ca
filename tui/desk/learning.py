"""Learning from the desk's decisions, as the desk knows it: what can be begun, and how it stands.

Learning is a process of its own; the desk is handed what begins it. How it stands outlives the page that shows it,
since one goes on deciding meanwhile.
"""

import re
from collections.abc import Callable
from typing import Final, Protocol

from msgspec import Struct, field

from tui.desk.beside import Job, Say
from tui.desk.report import Change, Report

_HOW_FAR: Final = re.compile(r"retraining (\d+)/(\d+), (.*)", re.DOTALL)
"""As `triage retrain` states it to the desk that began it: the step, how many there are, what is done."""


class Retraining(Protocol):
    """A candidate being learnt and measured; nothing is put in service by it."""

    def run(self, say: Say) -> Report:
        """Learn, and return the report; raises TriageError where it comes to none, or was stopped."""

    def stop(self) -> None:
        """End it; may be called from any thread."""


class Comparing(Protocol):
    """The waiting comments being looked through for those that a version changes."""

    def run(self, say: Say, take: Callable[[Change], None]) -> None:
        """Look, handing over each as it is found; raises TriageError where that can't be done."""

    def stop(self) -> None:
        """End it; may be called from any thread."""


class Learning(Struct, frozen=True):
    """How a desk learns from its decisions."""

    begin: Callable[[], Retraining]
    last: Callable[[], Report | None]
    """The latest report there is; None where nothing was ever learnt."""
    compare: Callable[[str, int], Comparing]
    """From a version, and the most comments to name."""
    promote: Callable[[str, str], Job]
    """From a version, and a reason or none, to the job that puts it in service and scores anew."""
    roll_back: Job
    """Goes back to the model that served before, and scores anew."""


class Study(Struct):
    """How the desk's learning stands."""

    at_work: Retraining | None = None
    steps: list[str] = field(default_factory=list)
    """What was done so far of the one at work; the last is being done."""
    of: int = 0
    """How many steps there are."""
    begun: float = 0.0
    report: Report | None = None
    trouble: str = ""
    """Why the last one came to no report."""

    def begin(self, run: Retraining, now: float) -> None:
        """Take note of a retraining that begins."""
        self.at_work, self.steps, self.of, self.begun, self.trouble = run, [], 0, now, ""

    def hear(self, said: str) -> None:
        """Take note of how far it is."""
        if match := _HOW_FAR.fullmatch(said):
            step, self.of, told = int(match[1]), int(match[2]), match[3]
            self.steps = [*self.steps[: step - 1], told]

    def end(self, came_to: Report | str) -> None:
        """Take note of what it came to: a report, or why there is none."""
        self.at_work = None
        if isinstance(came_to, Report):
            self.report = came_to
        else:
            self.trouble = came_to
