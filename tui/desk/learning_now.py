"""What can be done on the page of learning now, and in a sentence why the rest can't.

The footer and the keys ask the same question, so that what is offered works and what isn't offered answers.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from moderation.errors import TriageError
from moderation.locations import models_folder
from moderation.store.store import Store
from moderation.text import one_line
from tui.desk.learning import Study
from tui.desk.report import Report


class Now(Struct, frozen=True):
    """How the learning, its report and the models stand by now."""

    study: Study
    served: Sequence[str]
    """Versions put in service that can serve, the one in service last."""
    is_removed: bool
    """Whether the candidate of the report is no longer there."""
    key: Callable[[str], str]
    """From a command's id to its key."""
    trouble: str = ""
    """Why it isn't known which models were in service."""


def how_it_stands(study: Study, store: Store, key: Callable[[str], str]) -> Now:
    """Return how everything stands by now; models that were removed can't be gone back to."""
    gone = is_removed(study, store)
    try:
        base, *later = store.models_put_in_service()
    except TriageError as error:  # the desk's file is gone, or busy; the report can still be read
        return Now(study, (str(error),), gone, key, str(error))
    able = [each for each in later if each in (base, later[-1]) or _is_there(store, each)]
    return Now(study, [base, *able], gone, key)


def is_removed(study: Study, store: Store) -> bool:
    """Return whether the candidate of the report is no longer there."""
    report = study.report
    return report is not None and report.is_new and not _is_there(store, report.candidate)


def _is_there(store: Store, version: str) -> bool:
    models = models_folder(store.path)
    try:
        return not models.is_dir() or (models / version).is_dir()
    except OSError:  # no folder can have such a name
        return False


def hindrance(now: Now, id: str) -> str:
    """Return why a command can do nothing now; nothing where it can."""
    if id == "roll_back":
        return _no_way_back(now)
    if now.study.at_work is not None:
        return "" if id in ("stop", "close") else f"A candidate is being learnt; {now.key('stop')} stops it."
    if id == "stop":
        return "Nothing is being learnt."
    if id not in ("promote", "differences", "second_look"):
        return ""
    if (report := now.study.report) is None:
        return f"Nothing has been learnt yet; {now.key('learn')} learns."
    if id == "second_look":
        return "" if report.suspects else "No decision is known to be worth a second look."
    return _no_candidate(now, report)


def _no_way_back(now: Now) -> str:
    if now.trouble or len(now.served) > 1:
        return now.trouble
    return f"There is no earlier model to go back to: {one_line(now.served[-1])} serves."


def _no_candidate(now: Now, report: Report) -> str:
    learn = now.key("learn")
    if not report.is_new:
        return f"Nothing new was learnt; {learn} learns from the decisions there are by now."
    if report.candidate == now.served[-1]:
        return f"{one_line(report.candidate)} is in service already."
    if now.is_removed:
        return f"{one_line(report.candidate)} was removed from this desk; {learn} learns anew."
    return ""
