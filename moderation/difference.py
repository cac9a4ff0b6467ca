"""Which waiting comments change side when another model serves, with both scores: read before the switch."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from moderation.comments import InContext
from moderation.intake import blocks
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store
from moderation.suggestions import Suggestion

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


def changed(
    store: Store, incumbent: Scorer, candidate: Scorer, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Changed]:
    """Yield the waiting comments whose suggestion a candidate changes, against that of the model in service.

    What the desk holds of another model, because a rescoring has not come to it, is scored here.
    """
    seen = 0
    for refs in blocks(store.queue_refs().tolist(), BLOCK):
        posted = [store.in_context(ref) for ref in refs]
        shown = _shown([row.suggestion for row in store.rows(refs)], posted, incumbent)
        after = candidate.score(posted)
        for place, (ref, suggestion) in enumerate(zip(refs, shown, strict=True)):
            before, now = suggestion.suggested if suggestion else frozenset(), after[place]
            if before != now.suggested:
                scores = suggestion.scores if suggestion else dict.fromkeys(LABELS)
                yield Changed(ref, before, now.suggested, scores, now.scores)
        seen += len(refs)
        progress(seen)


def _shown(
    suggestions: Sequence[Suggestion | None], posted: Sequence[InContext], incumbent: Scorer
) -> list[Suggestion | None]:
    """Return suggestions, those by another model than the one in service replaced; the unscored stay so."""
    stale = [row for row, one in enumerate(suggestions) if one and one.model != incumbent.version]
    fresh = incumbent.score([posted[row] for row in stale])
    shown = list(suggestions)
    for place, row in enumerate(stale):
        shown[row] = fresh[place]
    return shown
