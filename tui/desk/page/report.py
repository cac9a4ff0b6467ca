"""The report of a retraining as a page: the verdict first, then what it rests on, then what would change.

Both models stand beside each other in every figure. The direction is a mark and not a colour alone; it is told in
bold where the interval of the difference leaves nought out, faint where it may be noise.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from moderation.labels import LABELS, Label
from moderation.text import one_line, plural
from tui.desk.commands import LABEL_WORDS
from tui.desk.page.curve import curve_lines
from tui.desk.page.layout import READING_WIDTH
from tui.desk.page.looks import LABEL_ROLES
from tui.desk.report import Check, Interval, Measured, Noise, OfLabel, Report
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells
from tui.desk.text.prose import Prose
from tui.desk.text.wrapping import padded

_NAME: Final = 13
_COUNT: Final = 10
_CELL: Final = 13
"""Cells of a label's name, of how many carry it, and of a measure by both models."""
_GAP: Final = 5
_BESIDE: Final = 2 * 74 + _GAP
"""Width from which the curves stand beside the figures."""
_TALL: Final = 30
_CURVE_ROWS: Final = 4
_CURVE_ROWS_TALL: Final = 7

_MEASURES: Final = (("AUC", "auc"), ("AP", "average_precision"), ("precision", "precision"), ("recall", "recall"))

_MARKS: Final = {True: "▲", False: "▼", None: "="}

_LEGEND: Final = "In service, then the candidate; ▲▼ bold: beyond noise, faint: may be noise."
_LEGEND_TALL: Final = (
    f"{_LEGEND} AUC and AP say how well it ranks; precision: of what it suggests, the share decided so; recall: of "
    "what was decided so, the share it suggests."
)


class Standing(Struct, frozen=True):
    """A report, and how the desk stands by now."""

    report: Report
    in_service: str
    promote: str
    """The keys, as people read them."""
    differences: str
    second_look: str
    learn: str
    is_removed: bool = False
    """Whether the candidate is no longer there."""

    @property
    def serves(self) -> bool:
        """Whether the candidate is in service."""
        return self.report.candidate == self.in_service


def report_lines(standing: Standing, width: int, height: int) -> list[Line]:
    """Return the page at a size, in two columns where there is room for both."""
    if width < _BESIDE:
        text = min(width, READING_WIDTH)
        parts = (
            _verdict(standing, text),
            _table(standing.report, text, height),
            _curves(standing.report, text, height),
        )
        return [*_parted(*parts, _grounds(standing, text))]
    half = (width - _GAP) // 2
    left = _parted(_verdict(standing, half), _table(standing.report, half, height), _grounds(standing, half))
    right = _curves(standing.report, half, height)
    return [
        (*one, Piece(" " * (half + _GAP - cells(one))), *other)
        for one, other in zip_longest(left, right, fillvalue=BLANK)
    ]


def _parted(*parts: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of parts with a blank between those that have any."""
    for number, part in enumerate(filter(None, parts)):
        yield from ([BLANK] if number else [])
        yield from part


def prose(text: str, width: int, role: Role = Role.PLAIN, lead: Line = (), gutter: int = 0) -> list[Line]:
    """Return a text in lines, behind what leads its first."""
    wrapped = Prose(text, role, gutter=(Piece(" " * gutter),), lead=lead or None).wrapped(width)
    return [wrapped.line(row) for row in range(len(wrapped))]


def _verdict(standing: Standing, width: int) -> list[Line]:
    """Return what came of it in a line, why in a sentence, and what it was learnt from."""
    report = standing.report
    mark, told, role = _judged(standing)
    facts = (
        f"{one_line(report.candidate)} learnt from {plural(report.decisions, 'decision')}, but for "
        f"{report.held_out:,} later ones on which both models were measured."
    )
    doubts = _told("Doubts", [line for doubt in report.doubts for line in _item(doubt, width, Role.WARNING)])
    return [(Piece(f"{mark} {told}", role),), *prose(report.reason, width), *doubts, *prose(facts, width, Role.DIM)]


def _judged(standing: Standing) -> tuple[str, str, Role]:
    report, key = standing.report, standing.promote
    if not report.is_new:
        return "·", "Nothing new.", Role.STRONG
    if standing.serves:
        return "●", f"{one_line(report.candidate)} is in service.", Role.GOOD
    if standing.is_removed:
        return (
            "!",
            f"{one_line(report.candidate)} was removed from this desk; {standing.learn} learns anew.",
            Role.WARNING,
        )
    if standing.in_service != report.incumbent:
        said = f"Measured against {one_line(report.incumbent)}, which no longer serves; learn anew to compare."
        return "!", said, Role.WARNING
    if report.passes:
        return "✓", f"Better, and free to serve: {key} puts it in service.", Role.GOOD
    if report.passes is None:
        return "·", f"Not in service; {key} puts it there.", Role.STRONG
    if report.is_refused:
        return "✗", f"Refused: {one_line(report.incumbent)} goes on serving.", Role.WARNING
    return "·", f"Not promoted: {one_line(report.incumbent)} goes on serving.", Role.STRONG


# The figures


def _table(report: Report, width: int, height: int) -> list[Line]:
    """Return a row a label with both models in each cell."""
    shown = [(label, report.metrics[label]) for label in LABELS if label in report.metrics]
    if not shown:
        return []
    digits = 3 if width >= _NAME + _COUNT + len(_MEASURES) * (_CELL + 2) else 2
    cell = _CELL + 2 * (digits - 2)
    measures = _MEASURES[: max((width - _NAME - _COUNT + 2) // cell, 1)]  # the rest is in the model's card
    head = (
        Piece(padded(f"of {report.held_out:,}", _NAME), Role.FAINT),
        Piece(padded("carry it", _COUNT), Role.FAINT),
        *(Piece(padded(name, cell), Role.FAINT) for name, _ in measures),
    )
    lines: list[Line] = [head]
    for label, measured in shown:
        lines.append(_row(label, measured, [name for _, name in measures], digits, cell))
        lines += _beneath(measured, width, tall=height >= _TALL)
    return [*lines, *prose(_LEGEND_TALL if height >= _TALL else _LEGEND, width, Role.FAINT)]


def _row(label: Label, measured: OfLabel, measures: Sequence[str], digits: int, cell: int) -> Line:
    pieces = [
        Piece(padded(LABEL_WORDS[label], _NAME), LABEL_ROLES[label]),
        Piece(padded(f"{measured.positives:,}", _COUNT), Role.DIM),
    ]
    for name in measures:
        pieces += _both(measured.incumbent, measured, name, digits, cell, measured.gain.get(name))
    return tuple(pieces)


def _both(before: Measured, after: Measured, name: str, digits: int, cell: int, gain: Interval | None) -> list[Piece]:
    """Return a measure of both models: `0.81 ▲ 0.84`."""
    old, new = (getattr(model, name) for model in (before, after))
    told = [_figure(value, digits) for value in (old, new)]
    if old is None or new is None or told[0] == told[1]:
        mark, role = _MARKS[None], Role.FAINT
    else:
        is_beyond_noise = gain is not None and (gain[0] > 0 or gain[1] < 0)
        mark, role = _MARKS[new > old], _beyond(new > old) if is_beyond_noise else Role.DIM
    rest = " " * (cell - len(told[0]) - len(told[1]) - 3)
    return [Piece(f"{told[0]} ", Role.DIM), Piece(f"{mark} ", role), Piece(told[1] + rest)]


def _beyond(better: bool) -> Role:
    return Role.KEY if better else Role.WARNING


def _figure(value: float | None, digits: int) -> str:
    return f"{value:.{digits}f}" if value is not None else "–".rjust(digits + 2)


def _beneath(measured: OfLabel, width: int, *, tall: bool) -> list[Line]:
    """Return why a label stays as it was, or how far its gain may reach where there is room."""
    if measured.kept:
        return prose(f"stays as it was: {measured.kept}", width, Role.DIM, (Piece("  "),), 2)
    gain = measured.gain.get("average_precision")
    if not tall or gain is None:
        return []
    return [(Piece(f"  AP changes by {gain[0]:+.3f} to {gain[1]:+.3f} (95 %)", Role.FAINT),)]


# What it rests on


def _curves(report: Report, width: int, height: int) -> list[Line]:
    """Return the learning curve of each label that has one."""
    rows = _CURVE_ROWS_TALL if height >= _TALL else _CURVE_ROWS
    parts: list[list[Line]] = []
    for label in LABELS:
        curve = report.learning_curve.get(label)
        plot = curve_lines(curve, width, rows, LABEL_ROLES[label]) if curve else []
        if curve is not None and plot:
            head = (Piece(label.title, LABEL_ROLES[label]), Piece(": AP by decisions learnt from", Role.FAINT))
            parts.append([head, *plot, *prose(curve.outlook, width, Role.DIM)])
    return list(_parted(*parts))


def _grounds(standing: Standing, width: int) -> list[Line]:
    """Return slips, checks, and what would change."""
    report = standing.report
    return [
        *_told("Slips", list(_slips(report, standing.second_look, width))),
        *_told("Checks", list(_checks(report.checks, width))),
        *_told("What changes", _changes(standing, width)),
    ]


def _told(name: str, lines: Sequence[Line]) -> list[Line]:
    """Return lines with a name before the first."""
    indent = padded(name, _INDENT)
    return [(Piece(" " * _INDENT if at else indent, Role.STRONG), *line) for at, line in enumerate(lines)]


_INDENT: Final = 14


def _item(text: str, width: int, role: Role) -> list[Line]:
    return prose(text, width - _INDENT, role)


def _slips(report: Report, key: str, width: int) -> Iterator[Line]:
    for label in LABELS:
        if noise := report.noise.get(label):
            yield from _item(f"{label.title}: {_slip(noise)}", width, Role.PLAIN)
    if report.suspects:
        yield from _item(f"{key} shows those worth a second look.", width, Role.DIM)


def _slip(noise: Noise) -> str:
    """Return how many decisions look like slips."""
    before = f" ({100 * noise.before:.1f} % before)" if noise.before is not None else ""
    look = f"; {noise.suspects:,} worth a second look" if noise.suspects else ""
    return f"about {100 * noise.share:.1f} % of the decisions look like slips{before}{look}."


def _checks(checks: Sequence[Check], width: int) -> Iterator[Line]:
    """Yield how the lists came out together, then each."""
    if not checks:
        return
    worse = sum(check.worse for check in checks)
    told = f"{plural(len(checks), 'list')} of sentences with known answers: {worse or 'none'} worse beyond noise."
    yield from _item(f"{told} Each with its size, and the share in the right order by both models:", width, Role.DIM)
    for check in checks:
        yield from _check(check, width)


def _check(check: Check, width: int) -> list[Line]:
    told = " → ".join("–" if share is None else f"{100 * share:.0f} %" for share in (check.incumbent, check.candidate))
    name = f"{one_line(check.name)}, {check.n:,}: {told}"
    return _item(f"{name}  worse beyond noise" if check.worse else name, width, _role_of(check))


def _role_of(check: Check) -> Role:
    return Role.WARNING if check.worse else Role.PLAIN


def _changes(standing: Standing, width: int) -> list[Line]:
    report = standing.report
    if not report.is_new:
        return []
    if not report.waiting_changes:
        return _item("No waiting comment would change side.", width, Role.PLAIN)
    would = "changed" if standing.serves else "would change"
    told = f"{plural(report.waiting_changes, 'waiting comment')} {would} side"
    lists = f"; {standing.differences} lists them, both scores beside each other."
    return _item(f"{told}." if standing.serves or standing.is_removed else told + lists, width, Role.PLAIN)
