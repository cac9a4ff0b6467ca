"""What somebody reads who has never decided on this desk: thirty seconds, fourteen lines, then to work."""

from typing import Final

from moderation.text import one_line
from tui.desk.keys import Keys
from tui.desk.page.body import Block
from tui.desk.text.lines import Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import padded

_KEY_CELLS: Final = 8

_LESSON: Final = (
    (("accept",), "settle it as it stands"),
    (("flip_abuse", "flip_off_topic", "flip_disputed_terminology"), "switch a label first"),
    (("hold",), "leave it to a colleague"),
    (("undo",), "take back your last step"),
    (("context",), "the article, the thread"),
    (("uncover",), "hold to see covered words"),
    (("mark", "accept_marked"), "mark several, settle them"),
    (("help",), "every key, every label"),
)
"""The commands to know on the first day, by id, and what to know of them."""

_TITLE: Final = "Welcome, {who}. Any key begins, and decides nothing."
_WHERE: Final = "What will happen to a comment is in its last line: “will: remove”."


def welcome_flow(keys: Keys, who: str, width: int) -> Flow:
    """Return the page at a width, with the keys of this desk."""
    title = Prose(_TITLE.format(who=one_line(who)), Role.STRONG).wrapped(width)
    rows: list[Block] = []
    for ids, lesson in _LESSON:
        named = [key for key in map(keys.name, ids) if key]
        if len(named) == len(ids):
            key = (Piece(padded(" ".join(named), _KEY_CELLS), Role.KEY),)
            gutter = (Piece(" " * _KEY_CELLS),)
            rows.append(Prose(lesson, Role.PLAIN, gutter=gutter, lead=key).wrapped(width))
    return Flow([title, Gap(), *rows, Gap(), Prose(_WHERE, Role.DIM).wrapped(width)])
