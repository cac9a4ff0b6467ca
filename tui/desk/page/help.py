"""The help screen: every key of the table, what the labels mean, how to search."""

from collections.abc import Sequence
from typing import Final

from moderation.labels import LABELS, Label
from tui.desk.commands import GROUPS, REVIEWING, Command
from tui.desk.keys import Keys
from tui.desk.page.body import Block
from tui.desk.page.looks import LABEL_ROLES
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import padded

_KEY_CELLS: Final = 6
_NAME_CELLS: Final = 27

_FILTERS: Final = (
    ("annex*  “so called”", "words and phrases in the text or the author's name"),
    ("goat AND ferry", "three words: all that is typed has to be there"),
    ("-word  -author:bot", "without; also -article: and -label:"),
    ("label:abuse", "suggested; decided, where it is settled"),
    ("suggested:abuse", "suggested, whatever was decided"),
    ("score:abuse>0.5", "by score; a range is score:abuse=0.2..0.6"),
    ("is:held  is:settled", "where it stands; is:any for all"),
    ("status:approved", "as the site holds it; status:any for all"),
    ("author:  article:", "who wrote it, under what"),
    ("since:7d  before:2026-03", "when it was posted"),
    ("by:kim  id:1001", "who decided it; the site's own id"),
    ("decided:today", "when it was decided; also 7d, 2026-03, 2026-03-01.."),
    ("override:yes  recheck:yes", "decided against the suggestion; worth a second look"),
    ("copies:yes  watched:yes", "has near-copies; meets the desk's own list"),
    ("scored:no", "no model has scored it"),
    ("@rude", "what a saved filter finds, with whatever else is typed"),
)


def help_flow(keys: Keys, width: int) -> Flow:
    """Return the whole help at a width, with the keys of this desk."""
    blocks: list[Block] = []
    commands = keys.of(REVIEWING)
    for group in GROUPS:
        blocks += _table(group, [_command_row(command) for command in commands if command.group == group], width)
    labels = [(_label_name(keys, label), label.definition) for label in LABELS]
    examples = [((Piece(padded(example, _NAME_CELLS), Role.STRONG),), meaning) for example, meaning in _FILTERS]
    return Flow([*blocks, *_table("The labels", labels, width), *_table("What to type after /", examples, width)])


def _label_name(keys: Keys, label: Label) -> Line:
    return _name(keys.name(f"flip_{label.value}"), label.title, LABEL_ROLES[label])


def _command_row(command: Command) -> tuple[Line, str]:
    return _name(command.shown, command.title, Role.STRONG), command.help


def _name(key: str, title: str, role: Role) -> Line:
    return Piece(padded(key, _KEY_CELLS), Role.KEY), Piece(padded(title, _NAME_CELLS - _KEY_CELLS), role)


def _table(title: str, rows: Sequence[tuple[Line, str]], width: int) -> list[Block]:
    gutter = (Piece(" " * _NAME_CELLS),)
    described = [Prose(meaning, Role.DIM, gutter=gutter, lead=name).wrapped(width) for name, meaning in rows]
    return [Gap(((Piece(title, Role.FAINT),),)), *described, Gap((BLANK,))]
