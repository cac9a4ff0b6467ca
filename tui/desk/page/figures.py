"""The shift in figures, as a page: how far, how fast, how often the model was right, who did what.

Small numbers are shown as counts: nine of ten is a fact, 90 % sounds like a law.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from moderation.figures import ENOUGH_STEPS, Figures, Pace, Work, by_hour, median_seconds
from moderation.labels import LABELS, Label
from moderation.measures import likely_share
from moderation.text import one_line, plural
from tui.desk.page.bars import bar_rows, straight, wide
from tui.desk.page.layout import READING_WIDTH
from tui.desk.page.looks import LABEL_ROLES
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells
from tui.desk.text.prose import Prose
from tui.desk.text.wrapping import padded

_NAME: Final = 16
_LEAST_ROWS: Final = 3
_MOST_ROWS: Final = 10
"""Rows of the bars by the hour."""
_TALL: Final = 30
_GAP: Final = 6
_BESIDE: Final = 2 * 72 + _GAP
"""Width from which two columns stand beside each other."""
_LEAST_FOR_PERCENT: Final = 100


class Shift(Struct, frozen=True):
    """Whose figures these are."""

    figures: Figures
    who: str
    began_after: int
    """The row of the log at which this sitting began."""

    @property
    def sitting(self) -> Pace:
        """The pace of this sitting."""
        return self.figures.pace_since(self.who, self.began_after)

    @property
    def today(self) -> Pace:
        """The pace of today."""
        return self.figures.pace_today(self.who)


def figures_lines(shift: Shift, width: int, height: int) -> list[Line]:
    """Return the page at a size, in two columns where there is room for both."""
    # A quarter of the window, but where all that is under the bars still fits 24 rows.
    rows = _LEAST_ROWS if height < _TALL else min(height // 4, _MOST_ROWS)
    if width < _BESIDE:
        return [*_left(shift, width, rows), BLANK, *_right(shift, width)]
    half = min((width - _GAP) // 2, READING_WIDTH)
    pairs = zip_longest(_left(shift, half, rows), _right(shift, half), fillvalue=BLANK)
    return [(*left, Piece(" " * (half + _GAP - cells(left))), *right) for left, right in pairs]


def _left(shift: Shift, width: int, rows: int) -> list[Line]:
    return [*_shift(shift, width), BLANK, *_hours(shift, width, rows)]


def _right(shift: Shift, width: int) -> list[Line]:
    return [*_agreement(shift, width), BLANK, *_people(shift.figures, width)]


def _shift(shift: Shift, width: int) -> list[Line]:
    return [
        *_told("This sitting", Role.STRONG, (_worked(shift.sitting), _speed(shift.sitting)), width),
        *_told("Today", Role.STRONG, (_worked(shift.today), _speed(shift.today), _on_screen(shift)), width),
        *_told("What remains", Role.STRONG, _remaining(shift.figures), width),
        *_told("To the bottom", Role.STRONG, _to_the_bottom(shift), width),
    ]


def _told(name: str, role: Role, sentences: Sequence[str], width: int) -> list[Line]:
    """Return sentences beside their name."""
    lead, gutter = (Piece(padded(name, _NAME), role),), (Piece(" " * _NAME),)
    prose = Prose("; ".join(filter(None, sentences)), Role.PLAIN, gutter=gutter, lead=lead)
    wrapped = prose.wrapped(width)
    return [wrapped.line(row) for row in range(len(wrapped))]


def _worked(pace: Pace) -> str:
    if not pace.steps:
        return "nothing decided yet"
    settled, held = pace.decisions - pace.held, f"{pace.held:,} held" if pace.held else ""
    done = " and ".join(filter(None, (f"{plural(settled, 'comment')} settled" if settled else "", held)))
    return done + ("" if pace.steps == pace.decisions else f" in {plural(pace.steps, 'step')}")


def _speed(pace: Pace) -> str:
    if not pace.steps:
        return ""
    if pace.steps_an_hour is None or pace.decisions_an_hour is None:
        return _no_pace(pace)
    keys = round(pace.steps_an_hour)
    comments = round(pace.decisions_an_hour)
    return f"{comments:,} an hour" + ("" if keys == comments else f" in {keys:,} steps")


def _no_pace(pace: Pace) -> str:
    if pace.steps >= ENOUGH_STEPS:
        return "no pace: too far apart, or faster than anybody reads"
    return f"no pace yet ({pace.steps} of {ENOUGH_STEPS} steps)"


def _on_screen(shift: Shift) -> str:
    seconds = median_seconds(shift.figures.steps_of(shift.who))
    return "" if seconds is None else f"half of them on screen for less than {seconds:.1f} s"


def _remaining(figures: Figures) -> tuple[str, ...]:
    left = figures.remaining
    rows = f" in {plural(left.rows, 'row')} of the queue" if left.rows != left.waiting else ""
    return (
        f"{plural(left.waiting, 'comment')} waiting{rows}",
        f"{left.held:,} held for a colleague" if left.held else "",
        f"{left.unscored:,} not scored yet" if left.unscored else "",
    )


def _to_the_bottom(shift: Shift) -> tuple[str, ...]:
    rows = shift.figures.remaining.rows
    if not rows:
        return ("you are there",)
    # This sitting speaks for itself once it has enough steps; before that, today has to.
    for basis, pace in (("this sitting's", shift.sitting), ("today's", shift.today)):
        needed = pace.time_for(rows)
        if needed is not None and pace.steps_an_hour is not None:
            return (f"{duration(needed)} at {basis} {pace.steps_an_hour:,.0f} steps an hour, pauses left out",)
    return (_no_pace(shift.today),)


def duration(span: timedelta) -> str:
    """Return a span of time as one would say it: 4 minutes, 2.5 hours, 31 hours."""
    minutes = span.total_seconds() / 60
    if minutes < 1:
        return "a minute"
    if minutes < 90:
        return plural(round(minutes), "minute")
    hours = minutes / 60
    return f"{hours:.1f} hours" if hours < 10 else f"{hours:,.0f} hours"


def _hours(shift: Shift, width: int, height: int) -> list[Line]:
    """Return today's decisions by the hour of the moderator's clock."""
    hours = by_hour(shift.figures.steps_of(shift.who))
    most = max(hours)
    title = "Settled by the hour, today"
    if not most:
        return [(Piece(title, Role.STRONG), Piece("  nothing yet", Role.DIM))]
    edge = len(f"{most:,}") + 1
    # 24 hours of three cells are 72: without room for that the gaps go first.
    gap = 1 if width >= edge + 72 else 0
    each = max(min((width - edge) // 24 - gap, 5), 1)
    rows = bar_rows(straight(hours), height)
    scale = [f"{most:,}", *[""] * (height - 2), "0"]
    bars = [
        (Piece(f"{told:>{edge - 1}} ", Role.FAINT), Piece(wide(row, each, gap), Role.TERM))
        for told, row in zip(scale, rows, strict=True)
    ]
    return [(Piece(title, Role.STRONG),), *bars, (Piece(" " * edge + _clock(each + gap), Role.FAINT),)]


def _clock(cells_an_hour: int) -> str:
    step = 3 if cells_an_hour > 1 else 6
    return "".join(padded(f"{hour}", step * cells_an_hour) for hour in range(0, 24, step)).rstrip()


def _agreement(shift: Shift, width: int) -> list[Line]:
    """Return how often the model was right, by label, and which way the overrides went."""
    you, desk = shift.figures.person(shift.who), shift.figures.desk
    # Below 94 columns a third would cut "1,642 of 1,900  −69 +189"; today is in the sentence above it.
    columns = {"you, today": you.today, "you, 7 days": you.week, "the desk, 7 days": desk.week}
    if width < 94:
        del columns["you, today"]
    heading = [_sentence(you.today if you.today.scored else you.week, today=bool(you.today.scored))]
    if not any(work.scored for work in columns.values()):
        return [*heading, *_apart(desk.week, width)]
    notes = [*_drawn(shift.figures.drawn, width), *_apart(desk.week, width)]
    return [*heading, *_agreement_table(columns, width), *notes]


def _sentence(work: Work, *, today: bool) -> Line:
    when = "today" if today else "in the last 7 days"
    if not work.scored:
        return Piece("You and the model", Role.STRONG), Piece("  nothing to compare in the last 7 days", Role.DIM)
    told = f"You agreed with the model on {of(work.agreed, work.scored)} {when}"
    return (Piece(told, Role.STRONG),)


def of(part: int, whole: int) -> str:
    """Return a share as a count, with a percentage where the whole is large enough to bear one."""
    share = f" ({100 * part / whole:.0f} %)" if whole >= _LEAST_FOR_PERCENT else ""
    return f"{part:,} of {whole:,}{share}"


def _agreement_table(columns: Mapping[str, Work], width: int) -> list[Line]:
    first = 24
    each = min((width - first) // len(columns), 28)
    head = (Piece(" " * first), *(Piece(padded(name, each), Role.FAINT) for name in columns))
    whole = [(f"{work.agreed:,} of {work.scored:,}" if work.scored else "–") for work in columns.values()]
    rows = [_row("agreed on every label", whole, first, each, Role.PLAIN)]
    for label in LABELS:
        rows.append(_row(label.title, [_label(work, label) for work in columns.values()], first, each, Role.PLAIN))
    legend = "−3 +2: three you took off, two you put on that the model had not suggested"
    return [head, *rows, (Piece(legend, Role.FAINT),)]


def _row(name: str, told: Sequence[str], first: int, each: int, role: Role) -> Line:
    roles = {label.title: LABEL_ROLES[label] for label in LABELS}
    return (
        Piece(padded(name, first), roles.get(name, Role.STRONG)),
        *(Piece(padded(value, each), role) for value in told),
    )


def _label(work: Work, label: Label) -> str:
    of_label = work.labels[label]
    if not of_label.judged:
        return "–"
    overrides = (("−", of_label.taken_off), ("+", of_label.put_on))
    told = " ".join(f"{sign}{number:,}" for sign, number in overrides if number)
    return f"{of_label.agreed:,} of {of_label.judged:,}  {told}".rstrip()


def _drawn(work: Work, width: int) -> list[Line]:
    """Return what the comments drawn at random say of the model at large."""
    if not work.scored:
        return []
    least, most = likely_share(work.agreed, work.scored)
    told = (
        f"Drawn at random in 7 days: the model was right on every label of {work.agreed:,} of {work.scored:,}, "
        f"so likely of {100 * least:.0f} to {100 * most:.0f} in 100 that wait."
    )
    wrapped = Prose(told, Role.PLAIN).wrapped(width)
    return [wrapped.line(row) for row in range(len(wrapped))]


def _apart(work: Work, width: int) -> list[Line]:
    """Say what is left out of the agreement."""
    apart = (
        (work.bulk, "settled in bulk"),
        (work.along, "along with a near-copy"),
        (work.followed, "as the same text was before"),
    )
    named = ", ".join(f"{count:,} {how}" for count, how in apart if count)
    if not named:
        return []
    told = f"Over comments settled one by one; {named} in the last 7 days would only repeat the suggestion."
    wrapped = Prose(told, Role.FAINT).wrapped(width)
    return [wrapped.line(row) for row in range(len(wrapped))]


def _people(figures: Figures, width: int) -> list[Line]:
    """Return a row a moderator."""
    if not figures.people:
        return []
    widths = (max(min(width - 50, 28), 12), 9, 9, 10, 20)
    head = ("Who settled", "today", "7 days", "ever", "  agreed, 7 days")
    # By the week, so that the table doesn't jump about in the first hour of a day.
    busiest = sorted(figures.people.items(), key=lambda named: (-named[1].week.settled, named[0]))
    lines: list[Line] = [_person_row(head, widths, Role.FAINT)]
    for name, person in busiest:
        counts = [f"{number:,}" for number in (person.today.settled, person.week.settled, person.ever)]
        agreed = of(person.week.agreed, person.week.scored) if person.week.scored else "–"
        lines.append(_person_row((one_line(name), *counts, f"  {agreed}"), widths, Role.PLAIN))
    return lines


def _person_row(told: Sequence[str], widths: Sequence[int], role: Role) -> Line:
    name, *counts, agreed = told
    numbers = [f"{count:>{width}}" for count, width in zip(counts, widths[1:-1], strict=True)]
    return (Piece(padded(name, widths[0]), role), *(Piece(number, role) for number in numbers), Piece(agreed, role))
