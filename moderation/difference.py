"""Which waiting comments change side when another model serves, with both scores: read before the switch."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from moderation.intake import blocks
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

BLOCK: Final = 1_000
"""Comments scored at a time."""


class Changed(Struct, frozen=True):
    """A waiting comment whose suggestion two models differ on."""

    ref: int
    before: frozenset[Label]
    """The labels that the desk suggests now."""
    after: frozenset[Label]
    scores_before: Mapping[Label, float | None]
    """None where a label was not judged, or the comment was not scored."""
    scores_after: Mapping[Label, float | None]


def changed(store: Store, candidate: Scorer, progress: Callable[[int], None] = lambda _: None) -> Iterator[Changed]:
    """Yield the waiting comments whose suggestion a candidate changes, against what the desk shows now."""
    seen = 0
    for refs in blocks(store.queue_refs().tolist(), BLOCK):
        shown = [row.suggestion for row in store.rows(refs)]
        after = candidate.score([store.in_context(ref) for ref in refs])
        for place, (ref, suggestion) in enumerate(zip(refs, shown, strict=True)):
            before, now = suggestion.suggested if suggestion else frozenset(), after[place]
            if before != now.suggested:
                scores = suggestion.scores if suggestion else dict.fromkeys(LABELS)
                yield Changed(ref, before, now.suggested, scores, now.scores)
        seen += len(refs)
        progress(seen)
