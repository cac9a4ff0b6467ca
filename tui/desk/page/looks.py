"""Which role each label plays, and the small marks that carry the same meaning without colour."""

from collections.abc import Mapping
from typing import Final

from moderation.labels import LABELS, Label, Labels
from moderation.suggestions import Evidence
from tui.desk.text.lines import Piece, Role
from tui.desk.text.prose import Mark

LABEL_ROLES: Final[Mapping[Label, Role]] = {
    Label.ABUSE: Role.ABUSE,
    Label.OFF_TOPIC: Role.OFF_TOPIC,
    Label.DISPUTED_TERMINOLOGY: Role.TERM,
}

MARK_ROLES: Final[Mapping[Label, Role]] = {
    Label.ABUSE: Role.ABUSE_MARK,
    Label.OFF_TOPIC: Role.OFF_TOPIC_MARK,
    Label.DISPUTED_TERMINOLOGY: Role.TERM_MARK,
}

ON: Final = "●"
OFF: Final = "○"

_METER: Final = "▁▁▂▃▄▅▆▇█"
_FULL: Final = "━"
_EMPTY: Final = "╌"


def risk_glyph(score: float) -> str:
    """Return one cell that fills from the bottom as the score rises."""
    return _METER[round(score * (len(_METER) - 1))]


def bar(score: float | None, width: int, role: Role) -> tuple[Piece, ...]:
    """Return a score as a bar on a broken rail; the rail alone where it was not judged."""
    filled = round((score or 0.0) * width)
    return Piece(_FULL * filled, role), Piece(_EMPTY * (width - filled), Role.FAINT)


def score_digits(score: float | None) -> str:
    """Return a score with two digits, or a dash for "not judged"."""
    return "   –" if score is None else f"{score:.2f}"


def evidence_marks(evidence: Mapping[Label, Evidence], labels: Labels, length: int) -> tuple[Mark, ...]:
    """Return the stretches that raised the scores of the labels that are on, in the order of the text.

    Where none is on, those of abuse and disputed terminology. Where two overlap the first label has the stretch.
    """
    # Every word that the article lacks counts towards off-topic: marked unasked, they would cover the comment.
    wanted = [label for label in LABELS if labels.get(label)] or [Label.ABUSE, Label.DISPUTED_TERMINOLOGY]
    raised = [
        Mark(max(span.start, 0), min(span.end, length), MARK_ROLES[label])
        for label in wanted
        if label in evidence
        for span in evidence[label].spans
        if span.weight > 0
    ]
    marks: list[Mark] = []
    for mark in sorted(raised, key=lambda mark: mark.start):
        start = max(mark.start, marks[-1].end if marks else 0)
        if start < mark.end:
            marks.append(Mark(start, mark.end, mark.role))
    return tuple(marks)
