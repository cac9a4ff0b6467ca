"""The page of learning while there is no report to show: what it is, how far it is, or why it came to nothing."""

from typing import Final

from tui.desk.learning import Study
from tui.desk.page.layout import READING_WIDTH
from tui.desk.page.looks import bar
from tui.desk.page.report import prose
from tui.desk.text.lines import BLANK, Line, Piece, Role

_BAR: Final = 36

_ABOUT: Final = (
    "What this desk has decided teaches a model of its own. It is measured on later decisions that neither it nor the "
    "model in service has seen, and nothing serves until somebody here puts it in service. That can be taken back."
)
_MEANWHILE: Final = "It goes on by itself; the desk can be used meanwhile, and the model in service stays."


def nothing_learnt_lines(study: Study, learn: str, width: int) -> list[Line]:
    """Return what to know before anything was learnt, or why the last time came to nothing."""
    key = (Piece(learn, Role.KEY), Piece(" learns from the decisions there are by now."))
    return [*trouble_lines(study, width), *prose(_ABOUT, min(width, READING_WIDTH)), BLANK, key]


def trouble_lines(study: Study, width: int) -> list[Line]:
    """Return why the last retraining came to no report; nothing where it did."""
    return [*prose(study.trouble, min(width, READING_WIDTH), Role.WARNING), BLANK] if study.trouble else []


def at_work_lines(study: Study, seconds: float, stop: str, width: int) -> list[Line]:
    """Return the steps done so far, the one being done, and how far that is."""
    width = min(width, READING_WIDTH)
    *done, doing = study.steps or ["reading decisions"]
    lines: list[Line] = [(Piece("Learning from the decisions", Role.STRONG),), BLANK]
    lines += [(Piece("  ✓ ", Role.GOOD), Piece(step, Role.DIM)) for step in done]
    lines += [(Piece("  ▸ ", Role.KEY), Piece(doing)), BLANK]
    share = len(done) / study.of if study.of else 0.0
    told = f"  step {len(done) + 1} of {study.of}" if study.of else ""
    cells = min(_BAR, max(width - 30, 8))
    lines.append((Piece("  "), *bar(share, cells, Role.KEY), Piece(f"{told} · {_lasted(seconds)}", Role.DIM)))
    return [*lines, BLANK, *prose(_MEANWHILE, width), (Piece(stop, Role.KEY), Piece(" stops it."))]


def _lasted(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
