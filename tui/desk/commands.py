"""Every command of the desk, declared once: its key, its title, its help.

The footer, the `?` screen, the Ctrl+P palette and the bindings all read this table, so that a key can't be
described in one place and work differently in another. The id is also the name a settings file rebinds.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from moderation.labels import LABELS, Label

if TYPE_CHECKING:
    from textual.binding import Binding


class Command(Struct, frozen=True):
    """One thing the moderator can ask for."""

    id: str
    """What a settings file calls it."""
    key: str
    """As Textual names keys, several joined by commas."""
    shown: str
    """The key as people read it."""
    title: str
    """One or two words, for the footer and the palette."""
    help: str
    """One sentence."""
    group: str
    footer: int = 0
    """Rank in the footer, 1 stays longest when the window gets narrow; 0 is not shown there.

    Commands of one rank stand in the footer together, under the short title of the first.
    """
    short: str = ""
    """The title in the footer where the full one is too long."""
    act: str = ""
    """The action with its arguments; the id where it takes none."""

    @property
    def action(self) -> str:
        """The action that Textual runs."""
        return self.act or self.id

    @property
    def binding(self) -> "Binding":
        """The command as Textual binds it."""
        from textual.binding import Binding  # a settings file is read, and its template printed, without a screen

        return Binding(self.key, self.action, self.title, show=self.footer > 0, key_display=self.shown, id=self.id)


LABEL_WORDS: Final[Mapping[Label, str]] = {
    Label.ABUSE: "abuse",
    Label.OFF_TOPIC: "off-topic",
    Label.DISPUTED_TERMINOLOGY: "terminology",
}
"""The labels in one word, for titles of commands."""

DECIDE: Final = "Decide"
TOGETHER: Final = "Decide many at once"
TAKE_BACK: Final = "Take back"
LOOK: Final = "Look closer"
FIND: Final = "Find your way"
DESK: Final = "The desk"


def _flips() -> tuple[Command, ...]:
    return tuple(
        Command(
            f"flip_{label.value}",
            str(number),
            str(number),
            f"flip {LABEL_WORDS[label]}",
            f"Switch {label.title} on or off, and stay.",
            DECIDE,
            2,
            "flip",
            f"flip('{label.value}')",
        )
        for number, label in enumerate(LABELS, 1)
    )


REVIEWING: Final[tuple[Command, ...]] = (
    Command("accept", "a,enter", "a", "accept", "Settle as it stands and go on. Enter does too.", DECIDE, 1),
    *_flips(),
    Command("accept_none", "0", "0", "no label", "Settle it as carrying no label, and go on.", DECIDE),
    Command("skip", "s", "s", "skip", "Leave it waiting and go on.", DECIDE, 7),
    Command("hold", "h", "h", "hold", "Set it aside for a colleague, with a note.", DECIDE, 8),
    Command("release", "r", "r", "release", "Put a held comment back into the queue.", DECIDE, 5),
    Command("accept_because", "n", "n", "accept, why", "Settle with a reason; Tab offers ready ones.", DECIDE),
    Command("give_reason", "comma", ",", "reason", "Give a reason for your last decision, afterwards.", DECIDE),
    Command("mark", "x", "x", "mark", "Mark it, or take its mark off, and go down.", TOGETHER, 12),
    Command("mark_range", "v", "v", "range", "Begin a range; move, and v again marks all of it.", TOGETHER),
    Command("mark_matching", "T", "T", "mark all with", "Mark what a search finds in this queue.", TOGETHER),
    Command("accept_marked", "A", "A", "accept all", "Settle the marked, each as suggested.", TOGETHER),
    Command("label_marked", "L", "L", "label all", "Give the marked the same labels: 1 2 3, or none.", TOGETHER),
    Command("hold_marked", "H", "H", "hold all", "Set the marked aside, with a note.", TOGETHER),
    Command("release_marked", "R", "R", "release all", "Put the marked that are held back.", TOGETHER),
    Command("accept_marked_because", "N", "N", "accept all, why", "Settle the marked, with a reason.", TOGETHER),
    Command("unmark", "X", "X", "unmark", "Take all marks off; again puts them back.", TOGETHER),
    Command("copies", "g", "g", "near-copies", "Its near-copies: take some out, or others in.", TOGETHER, 5),
    Command("undo", "u", "u", "undo", "Take back your last step, however long ago.", TAKE_BACK, 3),
    Command("redo", "ctrl+r", "^r", "redo", "Do again what you just took back.", TAKE_BACK),
    Command("context", "c", "c", "article", "The whole article, and the thread around it.", LOOK, 9),
    Command("author", "i", "i", "author", "All this author wrote, and what became of it.", LOOK),
    Command("history", "e", "e", "history", "All that was ever decided about this comment.", LOOK),
    Command("corrections", "d", "d", "corrections", "What readers ask to have changed in articles.", LOOK),
    Command("uncover", "m", "m", "show words", "Covered words, while held; two taps keep them.", LOOK, 5, "show"),
    Command("read_on", "space", "Space", "read on", "Scroll a long comment; at its end, to its top.", LOOK),
    Command("read_back", "b,shift+space", "b", "read back", "Scroll a long comment back.", LOOK),
    Command("search", "slash", "/", "search", "Show only some comments; see below.", FIND, 6),
    Command("everything", "escape", "Esc", "all", "Take the marks off, or leave the search.", FIND, 5),
    Command("filters", "f", "f", "filters", "Searches with names, shared by everybody here.", FIND),
    Command("watching", "w", "w", "look out", "Words and authors this desk looks out for.", FIND),
    Command("order", "o", "o", "order", "Risk, doubt, newest, oldest, reported, mixed.", FIND, 11),
    Command("next", "j,down", "j", "next", "Look at the next without deciding. Down does too.", FIND, act="move(1)"),
    Command("previous", "k,up", "k", "previous", "Look at the one before. Up does too.", FIND, act="move(-1)"),
    Command("page_down", "pagedown", "PgDn", "page down", "A screenful further.", FIND, act="page(1)"),
    Command("page_up", "pageup", "PgUp", "page up", "A screenful back.", FIND, act="page(-1)"),
    Command("top", "home", "Home", "first", "The first comment of the queue.", FIND),
    Command("bottom", "end,G", "End", "last", "The last comment of the queue.", FIND),
    Command("figures", "t", "t", "figures", "How the shift goes; what a threshold would do.", DESK),
    Command("people", "P", "P", "who is here", "Who else is here, and what they have open.", DESK),
    Command("refresh", "f5", "F5", "refresh", "See what arrived and what others decided.", DESK),
    Command("take_in", "f7", "F7", "import", "Take an export into the desk, in the background.", DESK),
    Command("retrain", "f8", "F8", "retrain", "Learn from decisions; read, choose, roll back.", DESK),
    Command("sending", "f3", "F3", "sending", "Pause what is sent to the site, or go on with it.", DESK),
    Command("sent", "f4", "F4", "sent", "What was sent to the site, and what came of it.", DESK),
    Command("theme", "f2", "F2", "theme", "Dark, light, high contrast, colour-blind.", DESK),
    Command("command_palette", "ctrl+p", "^p", "palette", "Find any command by its name.", DESK),
    Command("help", "question_mark,f1", "?", "help", "All keys, and what the labels mean.", DESK, 4),
    Command("quit", "q,ctrl+q,ctrl+c", "q", "quit", "Leave; all is on disk already. Ctrl+C does too.", DESK, 10),
)

READING: Final[tuple[Command, ...]] = (
    Command("line_down", "j,down", "j", "down", "A line down.", LOOK, act="scroll(1)"),
    Command("line_up", "k,up", "k", "up", "A line up.", LOOK, act="scroll(-1)"),
    Command("read_on", "space,pagedown", "Space", "read on", "A page down.", LOOK, 2, act="turn(1)"),
    Command("read_back", "b,pageup", "b", "back", "A page up.", LOOK, 3, act="turn(-1)"),
    Command("uncover", "m", "m", "show words", "Show covered words while held.", LOOK, act="app.uncover"),
    Command("top", "home,g", "Home", "top", "To the beginning.", LOOK),
    Command("bottom", "end,G", "End", "end", "To the end.", LOOK),
    Command(
        "context",
        "c",
        "c",
        "article",
        "From another page to the article; from it, back.",
        LOOK,
        act="turn_to('context')",
    ),
    Command("author", "i", "i", "author", "To the author; from there, back.", LOOK, act="turn_to('author')"),
    Command("history", "e", "e", "history", "To the history; from there, back.", LOOK, act="turn_to('history')"),
    Command("close", "escape,q,question_mark,enter,ctrl+c", "Esc", "back to the desk", "Close this page.", LOOK, 1),
)
"""What works on a page that lies over the desk."""

MOVE: Final = "Move it on"
HAND_OVER: Final = "Hand it over"

CORRECTING: Final[tuple[Command, ...]] = (
    Command("forward", "f", "f", "forwarded", "Sent to whoever can change it.", MOVE, 1, act="set('forwarded')"),
    Command("correct", "c", "c", "corrected", "The article was changed.", MOVE, 3, act="set('corrected')"),
    Command("decline", "n", "n", "declined", "It stays as it is; asks for the reason.", MOVE, 4),
    Command("reopen", "o", "o", "open", "Nobody has taken it up, or it comes up again.", MOVE, 8, act="set('open')"),
    Command("undo", "u", "u", "undo", "Take back your last step here, however long ago.", TAKE_BACK, 5),
    Command("redo", "ctrl+r", "^r", "redo", "Do again what you just took back.", TAKE_BACK),
    Command("comments", "enter,space", "Enter", "comments", "All the comments in full. Space does too.", LOOK, 6),
    Command("uncover", "m", "m", "show words", "Show what is covered here, or cover it again.", LOOK),
    Command("next", "j,down", "j", "next", "The next correction. Down does too.", LOOK, act="move(1)"),
    Command("previous", "k,up", "k", "previous", "The one before. Up does too.", LOOK, act="move(-1)"),
    Command("page_down", "pagedown", "PgDn", "read on", "Scroll what is shown of it.", LOOK, act="turn(1)"),
    Command("page_up", "b,pageup", "PgUp", "read back", "Scroll it back. b does too.", LOOK, act="turn(-1)"),
    Command("top", "home,g", "Home", "first", "The first correction.", LOOK),
    Command("bottom", "end,G", "End", "last", "The last correction.", LOOK),
    Command("states", "s", "s", "which", "Show those to do, of one state, or all.", LOOK, 9),
    Command("refresh", "f5", "F5", "refresh", "See what readers and others have done.", LOOK),
    Command("export", "a", "a", "write", "Those shown, for an editor: .md, .csv or .json.", HAND_OVER, 7),
    Command("write_over", "w", "w", "write over", "Only after a: write over a file that is there.", HAND_OVER),
    Command("help", "question_mark,f1", "?", "help", "The keys of this page.", LOOK, 10),
    Command("close", "escape,q,d,ctrl+c", "Esc", "back", "Back to the queue, at the same comment.", LOOK, 2),
)
"""What works at the corrections desk."""

COPYING: Final[tuple[Command, ...]] = (
    Command("line_down", "j,down", "j", "down", "To the next.", LOOK, act="move(1)"),
    Command("line_up", "k,up", "k", "up", "To the one before.", LOOK, act="move(-1)"),
    Command("page_down", "pagedown", "PgDn", "page down", "A screenful further.", LOOK, act="page(1)"),
    Command("page_up", "pageup", "PgUp", "page up", "A screenful back.", LOOK, act="page(-1)"),
    Command("top", "home", "Home", "first", "To the first.", LOOK, act="go(0)"),
    Command("bottom", "end,G", "End", "last", "To the last.", LOOK, act="go(-1)"),
    Command("accept_picked", "a,enter", "a", "decide those in", "Settle the sample and all that are in.", DECIDE, 1),
    Command("pick", "x", "x", "out or in", "Take one out, or in, and go down.", TOGETHER, 3),
    Command("read_on", "space", "Space", "read", "The whole of it, what differs marked.", LOOK, 4),
    Command("uncover", "m", "m", "covered words", "Show them on this page, or cover them again.", LOOK),
    Command("close", "escape,q,g,ctrl+c", "Esc", "back to the desk", "Leave, and decide nothing.", LOOK, 2, "back"),
)
"""What works on the page of a comment's near-copies."""

_MOVING: Final = (
    Command("line_down", "j,down", "j", "down", "The next line.", FIND, act="move(1)"),
    Command("line_up", "k,up", "k", "up", "The line before.", FIND, act="move(-1)"),
    Command("top", "home", "Home", "first", "The first line.", FIND, act="move(-1000000)"),
    Command("bottom", "end", "End", "last", "The last line.", FIND, act="move(1000000)"),
    Command("undo", "u", "u", "put back", "Put back what was last taken away here.", TAKE_BACK, 6),
)

CHOOSING_FILTERS: Final[tuple[Command, ...]] = (
    Command("choose", "enter", "Enter", "open", "Make what it finds the queue.", FIND, 1),
    Command("new", "n", "n", "new", "Name the present search, or write a new one.", FIND, 3),
    Command("edit", "e", "e", "edit", "Change what it looks for.", FIND, 4),
    Command("remove", "x", "x", "remove", "Take it away; u puts it back.", FIND, 5),
    *_MOVING,
    Command("close", "escape,q,f,ctrl+c", "Esc", "back", "Back to the desk.", FIND, 2),
)
"""What works on the list of saved filters."""

LOOKING_OUT: Final[tuple[Command, ...]] = (
    Command("new", "n", "n", "new", "Look out for another word or author.", FIND, 1),
    Command("edit", "e,enter", "e", "edit", "Change what is said of it, or its end.", FIND, 3),
    Command("remove", "x", "x", "expire now", "No longer look out for it; u puts it back.", FIND, 4),
    Command("find", "slash", "/", "find", "Make what meets the list the queue.", FIND, 5, act="choose"),
    *_MOVING,
    Command("close", "escape,q,w,ctrl+c", "Esc", "back", "Back to the desk.", FIND, 2),
)
"""What works on the list of what the desk looks out for."""


def rolling(read_on: int, read_back: int) -> tuple[Command, ...]:
    """Return what moves a page of text, its two long steps having those places in the footer."""
    return (
        Command("line_down", "j,down", "j", "down", "A line down.", LOOK, act="roll(1)"),
        Command("line_up", "k,up", "k", "up", "A line up.", LOOK, act="roll(-1)"),
        Command("read_on", "space,pagedown", "Space", "read on", "A page down.", LOOK, read_on, act="turn(1)"),
        Command("read_back", "b,pageup", "b", "back", "A page up.", LOOK, read_back, act="turn(-1)"),
    )


COUNTING: Final[tuple[Command, ...]] = (
    *rolling(3, 5),
    Command("recount", "f5", "F5", "count anew", "Count again.", DESK, 4),
    Command("other_page", "tab", "Tab", "thresholds", "What another threshold would do.", DESK, 2),
    Command("close", "escape,q,t,ctrl+c", "Esc", "back to the desk", "Back to the desk.", DESK, 1),
)
"""What works on the page of figures."""

TRYING: Final[tuple[Command, ...]] = (
    Command("threshold_down", "left,h", "←", "lower", "A hundredth lower.", LOOK, 2, "move", "try_at(-1)"),
    Command("threshold_up", "right,l", "→", "higher", "A hundredth higher.", LOOK, 2, "move", "try_at(1)"),
    Command("threshold_far_down", "shift+left,H", "⇧←", "far lower", "A tenth lower.", LOOK, 6, "far", "try_at(-10)"),
    Command("threshold_far_up", "shift+right,L", "⇧→", "far higher", "A tenth higher.", LOOK, 6, "far", "try_at(10)"),
    *(
        Command(f"try_{label}", f"{n}", f"{n}", label.title, label.title, LOOK, 5, "label", f"try_label('{label}')")
        for n, label in enumerate(LABELS, 1)
    ),
    Command("own_threshold", "0", "0", "own", "Back to the model's own threshold.", LOOK, 7),
    Command("see_changing", "enter", "Enter", "show", "Search for the comments that change side.", FIND, 3),
    Command("other_page", "tab", "Tab", "figures", "The shift in figures.", DESK, 4),
    Command("close", "escape,q,t,ctrl+c", "Esc", "back", "Back to the desk.", DESK, 1),
)
"""What works on the page of the threshold."""

PROMPTING: Final[tuple[Command, ...]] = (
    Command("submit", "enter", "Enter", "apply", "Take what was typed.", FIND, 1),
    Command("cancel", "escape,ctrl+c", "Esc", "leave it", "Close the line and change nothing.", FIND, 2),
    Command("offer", "tab,down", "Tab", "ready answers", "Go through what is offered.", FIND, 3, act="offer(1)"),
    Command("offer_before", "shift+tab,up", "Up", "the one before", "Go back in it.", FIND, act="offer(-1)"),
)
"""What works while a line is typed at the bottom."""

GROUPS: Final = tuple(dict.fromkeys(command.group for command in REVIEWING))

BESIDE_MARKS: Final = ("accept_marked", "label_marked", "hold_marked", "unmark", "accept_marked_because")
"""What acts on the marked and nothing else."""

_WHILE_MARKED: Final = (*BESIDE_MARKS[:-1], "help", "undo", BESIDE_MARKS[-1], "mark", "quit")
"""What the footer offers while comments are marked; what stays longest in a narrow window stands first."""


def working(commands: tuple[Command, ...], *, marked: bool) -> tuple[Command, ...]:
    """Return the commands as the footer shows them: those that act on the marked come first where any are."""
    if not marked:
        return commands
    ranks = {id: rank for rank, id in enumerate(_WHILE_MARKED, 1)}
    return tuple(replace(command, footer=ranks.get(command.id, 0)) for command in commands)


def readme_keys() -> str:
    """Return the README's list of keys, a line a group, which a test holds to the table."""
    lines = []
    for group in GROUPS:
        named = [f"`{command.shown}` {command.title}" for command in REVIEWING if command.group == group]
        lines.append(f"- **{group}**: {', '.join(named)}\n")
    return "".join(lines)
