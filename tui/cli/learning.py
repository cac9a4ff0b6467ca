"""What the open desk is handed to learn from its decisions with: each step a process of this program's own verbs.

What is learnt from a desk is never put in service by it: that is chosen on the page that shows the report. A report
lies beside its model, so that a desk that was left meanwhile finds it again.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from moderation.errors import TriageError
from moderation.locations import REPORT, models_folder
from moderation.store.store import Store
from moderation.text import plural
from tui.cli.running import Running
from tui.desk.beside import Job, Say
from tui.desk.learning import Learning
from tui.desk.report import Change, Report, UnreadableReport, read_change, read_report

STOPPED = "Stopped; nothing of the desk was touched, and the model in service goes on serving."


class LearntNothing(TriageError):
    """A process beside the desk came to nothing; the message is what it said last."""


class Retrains:
    """A `triage retrain` that promotes nothing."""

    def __init__(self, desk: str, who: str) -> None:
        self._running = Running(desk, ["retrain", "--promote=never", f"--as={who}"])

    def run(self, say: Say) -> Report:
        """Learn and measure; raises LearntNothing, UnreadableReport."""
        answer: list[str] = []
        last = self._running.run(say, answer.append)
        if self._running.was_stopped:
            raise LearntNothing(STOPPED)
        if not "".join(answer).strip():
            raise LearntNothing(last or "The process that learns was ended by something else; nothing was touched.")
        return read_report(json.loads("".join(answer)))

    def stop(self) -> None:
        """End it."""
        self._running.stop()


class Compares:
    """A `triage models diff` that is read along."""

    def __init__(self, desk: str, version: str, limit: int) -> None:
        self._running = Running(desk, ["models", "diff", version, f"--limit={limit}"])

    def run(self, say: Say, take: Callable[[Change], None]) -> None:
        """Hand over each change as it is found; raises LearntNothing where not all could be looked through."""
        last = self._running.run(say, lambda line: take(read_change(line)))
        if not self._running.went_well and not self._running.was_stopped:
            raise LearntNothing(last or "The process that compares was ended by something else.")

    def stop(self) -> None:
        """End it."""
        self._running.stop()


def learning_of(store: Store, who: str, job: Callable[[Sequence[str], Callable[[Any], str]], Job]) -> Learning:
    """Return how a desk learns; `job` makes one of a verb and of what puts its document into a sentence."""
    desk, models = store.address, models_folder(store.path)
    return Learning(
        begin=lambda: Retrains(desk, who),
        last=lambda: last_report(models),
        compare=lambda version, limit: Compares(desk, version, limit),
        promote=lambda version, reason: job(["models", "use", version, f"--as={who}", f"--reason={reason}"], served),
        roll_back=job(["models", "rollback", f"--as={who}"], served),
    )


def last_report(models: Path) -> Report | None:
    """Return the report that lies beside the latest model that has one."""
    # The files alone: reading the models themselves would load numpy into the desk.
    written = sorted(((path.stat().st_mtime, path.parent) for path in models.glob(f"*/{REPORT}")), reverse=True)
    return next(filter(None, (report_beside(folder) for _, folder in written)), None)


def report_beside(folder: Path) -> Report | None:
    """Return the report that lies beside a model; None where there is none, or another program wrote it."""
    try:
        return read_report(json.loads((folder / REPORT).read_text(encoding="utf-8")))
    except (OSError, ValueError, UnreadableReport):
        return None


def served(found: Any) -> str:
    """Return what came of putting a model in service, in a sentence."""
    return f"{found['in_service']} is in service; {plural(found['scored'], 'comment')} scored anew."
