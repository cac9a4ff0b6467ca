"""The three suggestions as rows, and the action they lead to: the part of the page that keys 1, 2, 3 change."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from moderation.labels import LABELS, Label
from moderation.policy import Action
from moderation.queue import Card, State
from moderation.suggestions import likelihood
from moderation.unscored import is_said
from tui.desk.commands import LABEL_WORDS
from tui.desk.page.looks import LABEL_ROLES, OFF, ON, bar, score_digits
from tui.desk.page.shown import Shown
from tui.desk.page.wave import wave_line
from tui.desk.text.lines import BLANK, Line, Piece, Role, cells, clipped, spread
from tui.desk.text.prose import Prose
from tui.desk.text.wrapping import clip, padded
from tui.desk.unscored import by_hand

_LABEL_CELLS = 21
_SHORT_CELLS = 12
_WORDS_CELLS = 14
_BAR_CELLS = 10
_INDENT = 4
_BESIDE = _INDENT + _LABEL_CELLS + _WORDS_CELLS + 4 + 2 + _BAR_CELLS + 3
"""Where the reason starts when it stands beside its suggestion."""

_ROOM_WHOLE = _INDENT + _LABEL_CELLS + _WORDS_CELLS + 4
"""Width from which a label's whole title stands before its score; below, one word does."""

_YOURS = " ← you"

_ROOM_BESIDE = _BESIDE + 34
"""Width from which reasons stand beside; below, they would be cut to a word or two."""

ACTION_ROLES: Final[Mapping[Action, Role]] = {
    Action.APPROVE: Role.GOOD,
    Action.FORWARD: Role.TERM,
    Action.HOLD: Role.OFF_TOPIC,
    Action.REMOVE: Role.ABUSE,
}


class Row(Struct, frozen=True):
    """One suggestion, ready to be laid out."""

    label: Label
    score: float | None
    on: bool
    flipped: bool
    why: str
    is_scored: bool
    suggested: bool

    @property
    def words(self) -> str:
        """The score in words."""
        return likelihood(self.score, self.suggested) if self.is_scored else "not scored"

    @property
    def gives_reason(self) -> bool:
        """Whether its reason is worth a row of a small window: why a label is off can wait for a larger one."""
        return self.on or self.score is None

    @property
    def role(self) -> Role:
        """The label's own role while it is on."""
        return LABEL_ROLES[self.label] if self.on else Role.DIM


def suggestion_rows(shown: Shown) -> tuple[Row, ...]:
    """Return the three suggestions with the labels as they stand."""
    scores, is_scored = shown.card.answers.scores, shown.card.suggestion is not None
    return tuple(
        Row(
            label,
            scores[label],
            bool(shown.labels[label]),
            label in shown.flips,
            _why(shown, label),
            is_scored,
            label in shown.card.answers.suggested,
        )
        for label in LABELS
    )


def _why(shown: Shown, label: Label) -> str:
    """Return the model's reason; none where the moderator says yes against it, as if it agreed."""
    is_yours = label in shown.flips and bool(shown.labels[label])
    return "" if is_yours or shown.card.suggestion is None else reason(shown.card, label)


def reason(card: Card, label: Label) -> str:
    """Return why a label is or isn't suggested, without what its row says already: how likely it is."""
    evidence = card.evidence.get(label)
    why = evidence.why if evidence else ""
    told = likelihood(card.answers.scores[label], label in card.answers.suggested)
    for said in (f"{told}: ", f"{told} {label.title}: ", f"{told} {label.title}; "):
        if why.lower().startswith(said):
            why = why[len(said) :]
    return f"Because of {why}" if why.startswith("“") else why[:1].upper() + why[1:]


def verdict_lines(shown: Shown, width: int, spare: int, *, between: bool = True) -> list[Line]:
    """Return the rows of suggestions, then the action, with up to `spare` lines of reasons between them.

    `between` leaves a line in front of the action also where nothing has to be said there.
    """
    lines: list[Line] = []
    for row in suggestion_rows(shown):
        table = _table_row(shown.keys.name(f"flip_{row.label.value}"), row, width)
        if width >= _ROOM_BESIDE:
            lines += _reason_beside(table, row, width, 2)
            continue
        lines.append(table)
        below = _reason_below(row, width, min(spare, 2)) if row.gives_reason else []
        spare -= len(below)
        lines += below
    said = _aside(shown, width) or _marked_line(shown, width) or wave_line(shown, width)
    return [*lines, *([said] if said or between else []), _action_line(shown, width)]


def _table_row(key: str, row: Row, width: int) -> Line:
    short = width < _ROOM_WHOLE
    title = padded(LABEL_WORDS[row.label], _SHORT_CELLS) if short else padded(row.label.title, _LABEL_CELLS)
    name = Piece(title, row.role if row.on else Role.PLAIN)
    start = (Piece(f"{key} ", Role.KEY), Piece(f"{ON if row.on else OFF} ", row.role), name)
    words = Piece(padded(row.words, _WORDS_CELLS), Role.PLAIN if row.on else Role.DIM)
    told = (words, Piece(score_digits(row.score), Role.DIM))
    # The bar only repeats the number; it goes first where there is no room.
    if width >= _ROOM_BESIDE:
        return (*start, *told, Piece("  "), *bar(row.score, _BAR_CELLS, row.role))
    return (*start, *told, Piece(_YOURS if row.flipped else "", Role.STRONG))


def _reason_below(row: Row, width: int, height: int) -> list[Line]:
    if not row.why or height < 1:
        return []
    return Prose(row.why, Role.DIM, gutter=(Piece(" " * _INDENT),)).wrapped(width).first(height, width)


def _reason_beside(table: Line, row: Row, width: int, height: int) -> list[Line]:
    if row.flipped:
        return [(*table, Piece(f"  {_YOURS}r change", Role.STRONG))]
    room = width - _BESIDE
    reasons = Prose(row.why, Role.DIM if row.on else Role.FAINT).wrapped(room).first(height, room)
    indented = [(Piece(" " * _BESIDE), *line) for line in reasons[1:]]
    return [(*table, Piece("   "), *reasons[0]), *indented]


def _aside(shown: Shown, width: int) -> Line:
    """Return what others have to do with the comment, where a blank row would be: saying it moves nothing."""
    return (Piece("▌ ", Role.WARNING), Piece(clip(shown.aside, width - 2), Role.STRONG)) if shown.aside else BLANK


def _action_line(shown: Shown, width: int) -> Line:
    said = is_said(shown.labels, shown.card.answers)
    does = Piece(shown.action.phrase, ACTION_ROLES[shown.action]) if said else Piece("stay waiting", Role.WARNING)
    will = (Piece("will: ", Role.DIM), does)
    room = width - cells(will) - 1
    how = next((told for told in _how(shown) if cells((Piece(told),)) <= room), "")
    return spread(will, (Piece(how, Role.FAINT),) if how else (), width)


def _marked_line(shown: Shown, width: int) -> Line:
    """Return what `A` would do to the marked, most severe first; blank where nothing is marked."""
    if not shown.marks:
        return BLANK
    whole = sum(shown.marked.values())
    copies = f", {whole:,} with near-copies" if whole > shown.marks else ""
    counted = [Piece(f"{act.word} {shown.marked[act]:,}", ACTION_ROLES[act]) for act in severest(shown.marked)]
    told = [piece for words in counted for piece in (Piece(", ", Role.DIM), words)][1:]
    key = Piece(f"{shown.keys.name('accept_marked')} ", Role.KEY)
    lines = [
        (key, Piece(f"{many}: ", Role.DIM), *told) for many in (f"{shown.marks:,} marked{copies}", f"all {whole:,}")
    ]
    return next((line for line in lines if cells(line) <= width), clipped(lines[-1], width))


def severest(actions: Iterable[Action]) -> list[Action]:
    """Return actions, the most severe first."""
    return sorted(actions, key=list(Action).index, reverse=True)


def _how(shown: Shown) -> tuple[str, ...]:
    """Return what `a` does, the longest wording first: what will happen must never be cut for it."""
    key = shown.keys.name("accept")
    if not is_said(shown.labels, shown.card.answers):
        return by_hand(shown.keys), f"{shown.keys.name('accept_none')}: no label"
    if shown.overtaken:
        return f"{key} shows both sides", f"{key}: both sides"
    if shown.card.state is State.SETTLED:
        return f"settled already; {key} settles it anew", f"{key} settles it anew", f"{key} anew"
    if shown.card.copies:
        return f"{key} accepts all {shown.card.copies + 1:,}", f"{key} accepts all"
    return (f"{key} accepts your change", f"{key} accepts") if shown.flips else (f"{key} accepts",)
