"""A process that does nothing but score a file of comments, and says what memory that took; `memory.py` starts it."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

BATCH: Final = 1_000

Line = tuple[str | None, str | None, str]
"""Title and text of the article, null where it is the last line's, and a comment."""

_STATUS: Final = Path("/proc/self/status")


def peak() -> float:
    """Return the most memory this process ever held, in MB.

    Not from getrusage where the kernel says it: on Linux a started process takes over the peak of the one it is from.
    """
    if _STATUS.exists():
        (line,) = (line for line in _STATUS.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def batches(comments: Path) -> Iterator[list[Line]]:
    """Yield the lines of a file, as many at a time as are scored together."""
    with comments.open(encoding="utf-8") as lines:
        while batch := list(islice(lines, BATCH)):
            yield [json.loads(line) for line in batch]


def ours(model: Path) -> Callable[[Sequence[Line]], object]:
    """Return what scores a batch by a model of ours, each comment under its article."""
    from moderation.comments import Article, Comment, InContext
    from moderation.scoring.scorer import Scorer

    scorer, article = Scorer.load(model), Article("", "", "")

    def score(batch: Sequence[Line]) -> object:
        """Score a batch."""
        nonlocal article
        posted: list[InContext] = []
        for title, body, text in batch:
            if title is not None:
                article = Article(title, title, body or "")
            posted.append(InContext(Comment(str(len(posted)), text), article))
        return scorer.score(posted)

    return score


def plain(pipeline: Path) -> Callable[[Sequence[Line]], object]:
    """Return what scores a batch by the pipeline that the benchmark wrote a moment ago."""
    import joblib

    features, learner = joblib.load(pipeline)
    return lambda batch: learner.decision_function(features.transform([text for _, _, text in batch]))


def main(which: str, model: str, comments: str) -> None:
    """Score a file and print the peak after a fifth of the batches and after all, as JSON."""
    score = {"ours": ours, "plain": plain}[which](Path(model))
    peaks = []
    for batch in batches(Path(comments)):
        score(batch)
        peaks.append(peak())
    sys.stdout.write(json.dumps([peaks[len(peaks) // 5], peaks[-1]]))


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    main(*sys.argv[1:])
