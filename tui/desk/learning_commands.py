"""The commands of the pages on which a desk learns: the report, and what a model would change."""

from typing import Final

from moderation.labels import LABELS
from tui.desk.commands import DECIDE, DESK, FIND, LOOK, TAKE_BACK, Command, rolling

LEARNING: Final[tuple[Command, ...]] = (
    Command("promote", "p", "p", "put in service", "Put the candidate in service; asks first.", DECIDE, 1),
    Command("confirm", "y", "y", "yes", "Only after p or r: do it.", DECIDE, 1),
    Command("learn", "n", "n", "learn", "Learn from the decisions there are by now.", DESK, 3),
    Command("stop", "x", "x", "stop", "Stop learning; the model in service stays.", DESK, 3),
    Command("roll_back", "r", "r", "roll back", "Back to the model before; asks first.", TAKE_BACK, 4),
    Command("differences", "d,enter", "d", "changes", "The waiting comments that change side.", LOOK, 5),
    Command("second_look", "s", "s", "second look", "Search for decisions that look like slips.", FIND, 6),
    *rolling(7, 8),
    Command("top", "home", "Home", "top", "To the beginning.", LOOK, act="roll(-1000000)"),
    Command("bottom", "end,G", "End", "end", "To the end.", LOOK, act="roll(1000000)"),
    Command("close", "escape,q,f8,ctrl+c", "Esc", "back", "Back to the desk; what is at work goes on.", LOOK, 2),
)
"""What works on the page of learning."""

ASKED: Final = tuple(command for command in LEARNING if command.id in ("confirm", "close"))
"""What the footer offers while something is asked."""

AT_WORK: Final = tuple(command for command in LEARNING if command.id in ("stop", "close"))
"""What it offers while a candidate is learnt."""

SCROLLING: Final = frozenset(("read_on", "read_back"))
"""What it offers where the page is longer than the window."""

DIFFERING: Final[tuple[Command, ...]] = (
    Command("open", "enter,space", "Enter", "read", "The whole comment, both scores beside each other.", LOOK, 1),
    Command("line_down", "j,down", "j", "down", "The next.", FIND, act="move(1)"),
    Command("line_up", "k,up", "k", "up", "The one before.", FIND, act="move(-1)"),
    Command("page_down", "pagedown", "PgDn", "page down", "A screenful further.", FIND, act="page(1)"),
    Command("page_up", "pageup", "PgUp", "page up", "A screenful back.", FIND, act="page(-1)"),
    Command("top", "home", "Home", "first", "The first.", FIND, act="move(-1000000)"),
    Command("bottom", "end,G", "End", "last", "The last.", FIND, act="move(1000000)"),
    *(
        Command(f"only_{label}", f"{n}", f"{n}", label.title, label.title, FIND, 3, "only one", f"only('{label}')")
        for n, label in enumerate(LABELS, 1)
    ),
    Command("all", "0", "0", "all", "Those of every label again.", FIND, 4, act="only('')"),
    Command("close", "escape,q,d,ctrl+c", "Esc", "back", "Back to the report.", LOOK, 2),
)
"""What works on the list of what a model would change."""
