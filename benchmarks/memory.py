"""Memory of a process that does nothing but score: its peak, and how much of it came after the first fifth.

The comments come from a file, batch by batch, as they do in `triage score`. The process that measures holds corpora
and a TF-IDF pipeline, so others are started to be measured, one for each of the two.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import joblib

from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from benchmarks.texts import in_context
from moderation.comments import InContext

TEXTS: Final = 120_000
FEW: Final = 5_000
"""Comments that the plain pipeline scores, 3 s of it."""

_ROOT: Final = Path(__file__).resolve().parents[1]
_SCORING: Final = Path(__file__).with_name("scoring_process.py")


def rows(setting: Setting) -> Iterator[Row]:
    """Yield the peak of a scoring process beside that of the plain pipeline, and how much ours grew after a fifth."""
    with TemporaryDirectory() as folder:
        comments, pipeline = Path(folder) / "comments.jsonl", Path(folder) / "pipeline"
        # its parts alone: the class would bring pandas along
        joblib.dump((setting.plain.features, setting.plain.learner), pipeline)
        posted = in_context(setting.data)
        with comments.open("w", encoding="utf-8") as lines:
            lines.writelines(islice(_stated(posted), FEW))
        plain = _peaks("plain", pipeline, comments)
        with comments.open("w", encoding="utf-8") as lines:
            lines.writelines(islice(_stated(posted), TEXTS))
        early, peak = _peaks("ours", setting.model.resolve(), comments)
    name, note = "memory: peak of a scoring process", f"{TEXTS:,} comments under their articles"
    yield Row(name, Figure(peak), Figure(plain[1]), 100.0, "MB", at_most=True, note=note)
    yield Row("memory: growth after the first fifth", Figure(peak - early), None, 2.0, "MB", at_most=True)


def _stated(posted: Iterable[InContext]) -> Iterator[str]:
    """Yield comments as lines, over and over; an article where it is another than the last one's."""
    known, written = list(posted), ""
    while True:
        for one in known:
            article = one.article if one.article and one.article.id != written else None
            written = article.id if article else written
            title, body = (article.title, article.text) if article else (None, None)
            yield json.dumps([title, body, one.comment.text]) + "\n"


def _peaks(which: str, model: Path, comments: Path) -> tuple[float, float]:
    """Return the peak in MB of a scoring process, after a fifth of the comments and after all of them."""
    command = [sys.executable, str(_SCORING), which, str(model), str(comments)]
    said = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    early, peak = json.loads(said)
    return early, peak
