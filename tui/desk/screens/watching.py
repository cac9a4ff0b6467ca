"""The screen of what the desk looks out for: words and authors, with why, by whom and until when."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar, Final

from moderation.review import Review
from moderation.text import one_line
from moderation.watching import Entry, read_entry, until_in_words
from tui.desk.commands import LOOKING_OUT
from tui.desk.screens.shelf import ShelfScreen
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.wrapping import padded

_PATTERN_CELLS: Final = 22
_UNTIL_CELLS: Final = 18
_HINT: Final = "word annex* 30d see mail of 3 March"


class WatchingScreen(ShelfScreen):
    """The words and authors of the list."""

    TABLE: ClassVar = LOOKING_OUT
    BINDINGS: ClassVar = [command.binding for command in LOOKING_OUT]
    TITLE_WORDS: ClassVar = "⚑ Words and authors to look out for"
    EMPTY: ClassVar = (
        "Nothing is looked out for yet. A hit is marked ⚑ and never changes a score.",
        f"n adds one: {_HINT}",
        "author *bot until 2026-12-31 the spam of last week",
    )

    def __init__(self, review: Review) -> None:
        super().__init__(review)
        self._entries: list[Entry] = []

    def read(self) -> int:
        """Read the list, the newest entry first, and the expired ones last."""
        newest = reversed(self.review.store.watched())
        self._entries = sorted(newest, key=lambda entry: entry.expired(_today()))
        return len(self._entries)

    def lines(self, width: int) -> list[Line]:
        """Return a line an entry: kind, pattern, end, why, who."""
        return [_line(entry) for entry in self._entries]

    def detail(self) -> str:
        """Return the chosen entry in whole."""
        if not (entry := self._chosen):
            return ""
        end = "expired" if entry.expired(_today()) else until_in_words(entry, _today()) or "no end"
        return f"“{entry.pattern}” – {entry.why or 'no reason given'} ({entry.who}, {entry.at[:10]}; {end})"

    @property
    def _chosen(self) -> Entry | None:
        return self._entries[self.cursor] if self._entries else None

    def action_choose(self) -> None:
        """Make what meets the list the queue."""
        self.dismiss("watched:yes")

    def action_new(self) -> None:
        """Ask for an entry."""
        self.ask("Look out for:", _HINT, self._add)

    def action_edit(self) -> None:
        """Ask for the chosen entry again, as it was written."""
        if entry := self._chosen:
            until = f" until {entry.until}" if entry.until and not entry.expired(_today()) else ""
            text = f"{entry.kind} {_quoted(entry.pattern)}{until} {entry.why}".strip()
            self.ask("Look out for:", _HINT, partial(self._replace, entry), text)

    def _add(self, typed: str) -> str:
        entry = read_entry(typed, self.review.who, _today())
        before = [one for one in self.review.store.watched() if _same(one, entry)]
        self.review.store.watch(entry)
        if before:
            self._taken_away.append(partial(self._put_back, before[0]))
        self.cursor = 0
        return f"Looking out for the {entry.kind} “{entry.pattern}”{until_in_words(entry, _today(), ', ')}."

    def _replace(self, before: Entry, typed: str) -> str:
        said = self._add(typed)
        if not _same(before, read_entry(typed, self.review.who, _today())):
            self.review.store.unwatch(before.kind, before.pattern)
            self._taken_away.append(partial(self._put_back, before))
        return said

    def action_remove(self) -> None:
        """Let the chosen entry expire now; one that has expired is taken off the list."""
        if entry := self._chosen:
            self.do(partial(self._expire, entry))

    def _expire(self, entry: Entry) -> str:
        self._taken_away.append(partial(self._put_back, entry))
        if entry.expired(_today()):
            self.review.store.unwatch(entry.kind, entry.pattern)
            return f"Off the list: “{entry.pattern}”; u puts it back."
        expired = self.review.store.watch(entry.ending(_today() - timedelta(days=1)))
        self.read()
        self.cursor = self._entries.index(expired)
        return f"Expired: “{entry.pattern}”; u puts it back, x once more takes it off the list."

    def _put_back(self, entry: Entry) -> str:
        self.review.store.watch(entry)
        return f"As it was: “{entry.pattern}”."


def _line(entry: Entry) -> Line:
    expired = entry.expired(_today())
    until = "expired" if expired else until_in_words(entry, _today()) or "no end"
    said = f"{one_line(entry.why) or '–'}  ({one_line(entry.who)}, {entry.at[:10]})"
    return (
        Piece(padded(entry.kind.value, 8), Role.FAINT if expired else Role.DIM),
        Piece(padded(one_line(entry.pattern), _PATTERN_CELLS), Role.FAINT if expired else Role.STRONG),
        Piece(padded(until, _UNTIL_CELLS), Role.WARNING if expired else Role.DIM),
        Piece(said, Role.FAINT if expired else Role.PLAIN),
    )


def _same(one: Entry, other: Entry) -> bool:
    return one.kind is other.kind and one.pattern.lower() == other.pattern.lower()


def _quoted(pattern: str) -> str:
    return f'"{pattern}"' if " " in pattern else pattern


def _today() -> date:
    return datetime.now().astimezone().date()
