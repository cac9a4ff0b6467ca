"""What somebody reads who has never decided on this desk: thirty seconds, fourteen lines, then to work."""

from typing import Final

from moderation.text import one_line
from tui.desk.keys import Keys
from tui.desk.page.body import Block
from tui.desk.text.lines import BLANK, Line, Piece, Role
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.text.wrapping import padded

_KEY_CELLS: Final = 8

_LESSON: Final = (
    (("accept",), "settle it as it stands and see the next; Enter does too"),
    (("flip_abuse", "flip_off_topic", "flip_disputed_terminology"), "abuse, off-topic, terminology: on or off first"),
    (("hold",), "set it aside for a colleague, with a note"),
    (("undo",), "take back your last step, and the one before, and so on"),
    (("context",), "the whole article and the thread"),
    (("uncover",), "slurs and threats are covered; hold it to read them"),
    (("mark", "accept_marked"), "mark several, then settle them in one step"),
    (("help",), "every key, what the labels mean, how to search"),
)
"""The commands to know on the first day, by id, and what to know of them."""

_WHERE: Final = "What will happen to the comment stands in its last line: “will: remove”."
_LEAVE: Final = "Any key shows the first comment, and decides nothing."


def welcome_flow(keys: Keys, who: str, width: int) -> Flow:
    """Return the page at a width, with the keys of this desk."""
    title: Line = (Piece(f"Welcome, {one_line(who)}. One comment at a time, one key each.", Role.STRONG),)
    rows: list[Block] = []
    for ids, lesson in _LESSON:
        named = [key for key in map(keys.name, ids) if key]
        if len(named) == len(ids):
            key = (Piece(padded(" ".join(named), _KEY_CELLS), Role.KEY),)
            gutter = (Piece(" " * _KEY_CELLS),)
            rows.append(Prose(lesson, Role.PLAIN, gutter=gutter, lead=key).wrapped(width))
    close: list[Block] = [Prose(_WHERE, Role.DIM).wrapped(width), Gap(), Prose(_LEAVE, Role.STRONG).wrapped(width)]
    return Flow([Gap((title, BLANK)), *rows, Gap(), *close])
