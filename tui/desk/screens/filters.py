"""The screen of saved filters: names for searches, each with how many comments it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from moderation.errors import TriageError, WrongUse
from moderation.review import Review
from moderation.sought import SavedFilter
from moderation.text import one_line
from tui.desk.commands import CHOOSING_FILTERS
from tui.desk.screens.shelf import ShelfScreen
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.wrapping import padded

_NAME_CELLS: Final = 18
_COUNT_CELLS: Final = 10


class FiltersScreen(ShelfScreen):
    """The saved filters; Enter makes one the queue."""

    TABLE: ClassVar = CHOOSING_FILTERS
    BINDINGS: ClassVar = [command.binding for command in CHOOSING_FILTERS]
    TITLE_WORDS: ClassVar = "Saved filters"
    EMPTY: ClassVar = (
        "No filter is saved yet. Everybody at the desk sees the ones there are.",
        "n names a search: rude score:abuse>0.5 -author:bot",
        "Then /@rude finds the same at the desk, --filter @rude in commands.",
    )

    @dataclass
    class Counted(Message):
        """Says how many comments a filter finds, or that it can't be understood any more."""

        name: str
        count: int | None

    def __init__(self, review: Review, query: str = "") -> None:
        super().__init__(review)
        self._present_query = query
        self._saved: list[SavedFilter] = []
        self._counts: dict[str, int | None] = {}

    def read(self) -> int:
        """Read the filters, and count what is not counted yet beside the desk."""
        before, self._saved = self._saved, self.review.store.saved_filters()
        if self._saved != before:
            self._counts.clear()
            self._count(list(self._saved))
        return len(self._saved)

    @work(thread=True, exclusive=True, group="count")
    def _count(self, filters: Sequence[SavedFilter]) -> None:
        worker = get_current_worker()
        for saved in filters:
            if worker.is_cancelled:
                return
            try:
                count: int | None = self.review.store.found_beside(saved.query)
            except TriageError:
                count = None
            self.post_message(self.Counted(saved.name, count))

    def on_filters_screen_counted(self, event: Counted) -> None:
        """Show another count."""
        self._counts[event.name] = event.count
        self.draw()

    def lines(self, width: int) -> list[Line]:
        """Return a line a filter: name, count, query, who saved it."""
        return [self._line(saved, width) for saved in self._saved]

    def detail(self) -> str:
        """Return the chosen query in whole."""
        return f"@{self._chosen.name}: {self._chosen.query}" if self._chosen else ""

    def _line(self, saved: SavedFilter, width: int) -> Line:
        count = self._counts.get(saved.name, -1)
        shown = "…" if count == -1 else "?" if count is None else f"{count:,}"
        who = f"  {saved.who}, {saved.at[:10]}"
        room = width - _NAME_CELLS - _COUNT_CELLS - 2
        query = (
            padded(one_line(saved.query), max(room - len(who), 8)) if room > len(who) + 20 else one_line(saved.query)
        )
        return (
            Piece(padded(saved.name, _NAME_CELLS), Role.STRONG),
            Piece(f"{shown:>{_COUNT_CELLS}}  "),
            Piece(query, Role.DIM),
            Piece(who if room > len(who) + 20 else "", Role.FAINT),
        )

    @property
    def _chosen(self) -> SavedFilter | None:
        return self._saved[self.cursor] if self._saved else None

    def action_choose(self) -> None:
        """Make what the filter finds the queue."""
        if self._chosen:
            self.dismiss(f"@{self._chosen.name}")

    def action_new(self) -> None:
        """Ask for a name, and for a search where there is none at present."""
        if self._present_query:
            question = f"Name for /{one_line(self._present_query)[:40]}:"
            self.ask(question, "one word, such as rude", lambda name: self._save(name.strip(), self._present_query))
        else:
            self.ask("New filter:", "a name, then the search: rude score:abuse>0.5", self._save_both)

    def _save_both(self, typed: str) -> str:
        name, _, query = typed.strip().partition(" ")
        if not query.strip():
            raise WrongUse("Write a name, a blank, and what to look for: rude score:abuse>0.5")
        return self._save(name, query)

    def _save(self, name: str, query: str) -> str:
        name = name.removeprefix("@")
        before = self.review.store.save_filter(name, query, self.review.who)
        if before is not None:
            self._taken_away.append(partial(self._put_back, before))
        self.cursor = [saved.name for saved in self.review.store.saved_filters()].index(name)
        return f"Saved: /@{name} finds it." + (" u puts back what it was before." if before else "")

    def _put_back(self, saved: SavedFilter) -> str:
        self.review.store.save_filter(saved.name, saved.query, saved.who)
        return f"Back again: @{saved.name}."

    def action_edit(self) -> None:
        """Ask for another search under the same name."""
        if saved := self._chosen:
            self.ask(f"@{saved.name} looks for:", "words, label:abuse …", partial(self._save, saved.name), saved.query)

    def action_remove(self) -> None:
        """Take the filter away."""
        if saved := self._chosen:
            self.do(partial(self._remove, saved))

    def _remove(self, saved: SavedFilter) -> str:
        removed = self.review.store.remove_filter(saved.name)
        self._taken_away.append(partial(self._put_back, removed))
        return f"Removed @{removed.name}; u puts it back."
