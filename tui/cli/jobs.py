"""What the open desk has done beside it: retraining, imports, scoring, each a process of its own.

A thread would hold the interpreter and cost the desk 100 ms a key. A job outlives the desk that started it: it is
an ordinary command on the same file, which keeps what it did.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from moderation.store.store import Store
from moderation.text import plural
from tui.cli.progress import AS_LINES, MARK
from tui.desk.background import Job, Jobs, Say, Sending

_RUN: Final = "import os, sys; os.nice(10); from tui.cli.main import main; sys.exit(main(sys.argv[1:]))"
_PROGRAM: Final = Path(__file__).resolve().parents[2]
"""Where this program lies, so that the job is done by the same one, from a clone as well."""
_SURROUNDINGS: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", AS_LINES: "lines"}


def jobs_of(store: Store, who: str, sending: Sending | None = None) -> Jobs:
    """Return what can be done beside a desk."""
    desk = store.path
    return Jobs(
        retrain=command(desk, ["retrain", f"--as={who}"], retrained),
        take_in=lambda path: command(desk, ["import", "--", os.path.expanduser(path)], taken_in),  # noqa: PTH111
        score=lambda say: scored(store, say),
        sending=sending,
    )


def scored(store: Store, say: Say) -> str:
    """Score what the model in service hasn't scored; return nothing where there was nothing to do."""
    model = store.model_in_service()
    if not (missing := store.unscored_count(model)):
        return ""
    say(f"scoring {plural(missing, 'comment')}")
    return command(store.path, ["models", "use", model], lambda found: f"{plural(found['scored'], 'comment')} scored.")(
        say
    )


def command(desk: Path, words: Sequence[str], in_words: Callable[[Any], str]) -> Job:
    """Return a job that runs a verb at low priority and puts its JSON document into a sentence."""

    def job(say: Say) -> str:
        """Run the verb, say how far it is, and return what came of it."""
        run = ourselves(desk, ["--json", *words])
        with TemporaryFile("w+", encoding="utf-8") as answer:
            with subprocess.Popen(  # noqa: S603 - our own words
                run, stdout=answer, stderr=subprocess.PIPE, text=True, env=surroundings(), start_new_session=True
            ) as process:
                last = listened(process, say)
            answer.seek(0)
            document = answer.read()
        return in_words(json.loads(document)) if document.strip() else last or "It was stopped."

    return job


def ourselves(desk: Path, words: Sequence[str]) -> list[str]:
    """Return the command that runs a verb of this program on a desk, at low priority."""
    return [sys.executable, "-P", "-c", _RUN, f"--desk={desk}", *words]  # -P: not the current folder's code


def surroundings() -> dict[str, str]:
    """Return the environment of a process beside the desk: the same program, on one core."""
    paths = filter(None, (str(_PROGRAM), os.environ.get("PYTHONPATH")))
    return {**os.environ, **_SURROUNDINGS, "PYTHONPATH": os.pathsep.join(paths)}


def listened(process: "subprocess.Popen[str]", say: Say, tell: Say = lambda sentence: None) -> str:
    """Pass progress and sentences on until a process ends; return the last sentence it said."""
    last = ""
    for line in process.stderr or ():
        if line.startswith(MARK):
            say(line[len(MARK) :].strip())
        elif sentence := line.strip().removeprefix("triage: "):
            last = sentence
            tell(sentence)
    return last


def retrained(outcome: Any) -> str:
    """Return what came of a retraining, in a sentence."""
    verdict = "in service" if outcome["promoted"] else "not promoted"
    return f"{outcome['candidate']} {verdict}: {outcome['why']}"


def taken_in(document: Any) -> str:
    """Return what came of an import, in a sentence."""
    return " ".join(map(_file, document["files"]))


def _file(taken: Any) -> str:
    if "error" in taken:
        return str(taken["error"])
    name, new, updated = Path(taken["path"]).name, plural(taken["new"], "new comment"), taken["updated"]
    rejected = f", {taken['rejected']:,} rejected: {taken['rejects']}" if taken["rejected"] else ""
    return f"{name}: {new}, {updated:,} updated, {taken['unchanged']:,} unchanged{rejected}."
