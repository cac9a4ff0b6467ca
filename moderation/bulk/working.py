"""What a worker does with a block: score it, and turn it into bytes of the output.

Encoding is half of the work beside scoring, and the bytes travel back in a tenth of the time that rows would, so that
the process that reads is never the one that the others wait for.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from moderation.bulk.columns import ADDED, Row, fitted, kept_fields
from moderation.bulk.gathering import Block, gathered
from moderation.bulk.tasks import Done, FileScored, Job, Model, Scored, Task, WholeFile
from moderation.comments import InContext
from moderation.errors import UnreadableExport
from moderation.formats.addresses import has_addresses, without_addresses
from moderation.formats.records import Reject
from moderation.formats.writing.as_jsonl import json_lines, spliced
from moderation.formats.writing.stretches import Layout
from moderation.intake import Taken
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from moderation.suggestions import Evidence, Suggestion, Suggestions

_SELDOM: Final = 500_000
"""Containers made beyond those let go before Python looks for circles among them: none of ours are in any, and to look
after every 700 took a seventh of all time."""

_COLUMNS: Final = tuple(name for name in ADDED if name != "why")
_BITS: Final = [1 << place for place in range(len(LABELS))]
_SUGGESTED: Final = [
    [label.value for label, bit in zip(LABELS, _BITS, strict=True) if bits & bit] for bits in range(2 ** len(LABELS))
]
"""The keys of suggested labels, by the sum of their bits."""


def done(job: Job) -> Done:
    """Return what comes of a job, whichever it is."""
    return _file_scored(job) if isinstance(job, WholeFile) else scored(job)


def _file_scored(file: WholeFile) -> FileScored:
    rejects: list[Reject] = []
    blocks: list[Scored] = []
    taken = Taken(file.name, "")
    verbatim = file.asked.layout.to == "jsonl"
    with passing_over(taken, is_stray=file.is_stray), Path(file.path).open("rb") as source:
        _, read = gathered(
            source, taken, rejects.append, encoding=file.encoding, verbatim=verbatim, personal=file.asked.personal
        )
        for block in read:
            blocks.append(scored(Task.of(block, file.asked)))
    return FileScored(blocks, taken, rejects)


@contextmanager
def passing_over(taken: Taken, *, is_stray: bool) -> Iterator[None]:
    """Note why an export can't be read, or not to its end, where that is no reason to end the run."""
    try:
        yield
    except (UnreadableExport, PermissionError) as error:
        if not is_stray:
            raise
        taken.refused = f"{taken.path}: {error.strerror}." if isinstance(error, OSError) else str(error)


def collect_seldom() -> None:
    """Let this process, which makes and drops values by the million, look for circles among them seldom."""
    gc.set_threshold(_SELDOM)


def scored(task: Task) -> Scored:
    """Return a block's rows: the input's own columns, then scores, suggested labels, why, and model."""
    block = task.block()
    added = _added(_scorer(task.asked.model), block.posted(), task.asked.explain)
    digest, withheld = task.digest(), 0 if task.asked.personal else _withhold(block.records)
    return Scored(_encoded(block, added, task.asked.layout), task.comments, digest, withheld)


def _withhold(records: list[bytes | dict[str, object]]) -> int:
    """Take readers' addresses out of what rows keep of the input, in place; return how many there were.

    A line that was kept as it came holds none, as `gathering` sees to.
    """
    withheld = 0
    for place, record in enumerate(records):
        if isinstance(record, dict) and has_addresses(record):
            less, count = without_addresses(record)
            records[place] = dict(less)
            withheld += count
    return withheld


@lru_cache(maxsize=2)
def _scorer(model: Model) -> Scorer:
    collect_seldom()
    return model.scorer()


def _added(scorer: Scorer, posted: Sequence[InContext], explain: bool) -> list[Row]:
    if explain:
        return [_explained(*scorer.look(one)) for one in posted]
    return _columns(scorer.score(posted))


def _columns(suggestions: Suggestions) -> list[Row]:
    """Return suggestions as columns: a score for each label, NaN for "not judged", and the keys of the suggested."""
    reached = (suggestions.scores >= suggestions.thresholds) @ _BITS
    model = suggestions.model
    return [
        dict(zip(_COLUMNS, (*scores, _SUGGESTED[bits], model), strict=True))
        for scores, bits in zip(suggestions.scores.tolist(), reached.tolist(), strict=True)
    ]


def _explained(suggestions: Suggestions, evidence: Mapping[Label, Evidence]) -> Row:
    (columns,) = _columns(suggestions)
    why = sentence_of_why(suggestions[0], evidence)
    return {**columns, "why": why, "model": suggestions.model}


def sentence_of_why(suggestion: Suggestion, evidence: Mapping[Label, Evidence]) -> str:
    """Return why each suggested label is suggested, in one line; empty when none is."""
    return " ".join(f"{label.title}: {evidence[label].why}" for label in LABELS if label in suggestion.suggested)


def _encoded(block: Block, added: Sequence[Row], layout: Layout) -> bytes:
    if layout.to == "jsonl":
        return _json_lines(block.records, added)
    columns = frozenset(layout.columns)
    rows = ({**kept_fields(fields), **more} for fields, more in zip(block.fields(), added, strict=True))
    return layout.stretch([fitted(row, columns) for row in rows])


def _json_lines(records: Sequence[bytes | Row], added: Sequence[Row]) -> bytes:
    """Return rows as JSON Lines: what is added is put into the lines that are kept, and beside the fields of others."""
    pairs = zip(records, added, strict=True)
    stretches = groupby(pairs, lambda pair: isinstance(pair[0], bytes))
    return b"".join(_alike(are_lines, list(some)) for are_lines, some in stretches)


def _alike(are_lines: bool, pairs: Sequence[tuple[Any, Row]]) -> bytes:
    if are_lines:
        lines, added = zip(*pairs, strict=True)
        return spliced(lines, added)
    return json_lines([{**kept_fields(fields), **more} for fields, more in pairs])
