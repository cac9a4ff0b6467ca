"""All that one author wrote on this site, newest first, with what became of each: a page to read.

The texts are read a page at a time as one scrolls on: the author of 500 comments costs no more to open than one of 5.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from moderation.labels import LABELS
from moderation.queue import ByAuthor, Card, State
from moderation.store.store import Store
from moderation.suggestions import likelihood
from moderation.text import one_line, plural
from tui.desk.page.body import Block
from tui.desk.page.looks import LABEL_ROLES, score_digits
from tui.desk.screens.reading import Reader, ReadingScreen
from tui.desk.text.lines import BLANK, Line, Piece, Role, clipped
from tui.desk.text.prose import Flow, Gap, Prose
from tui.desk.veil import Veil
from tui.desk.words import entry_in_words, record, when

_PAGE: Final = 40
_ROWS_EACH: Final = 3
"""Rows of a text that are shown; the whole is a search by author away."""

_INDENT: Final[Line] = (Piece("  "),)


class AuthorReader(Reader):
    """A text that grows as one comes near its end."""

    def __init__(self, store: Store, card: Card, veil: Veil) -> None:
        super().__init__(self._lay_out)
        self._store = store
        self._veil = veil
        self._card = card
        self._refs = store.by_author_of(card.ref) or [card.ref]
        self._read: list[ByAuthor] = []

    def _lay_out(self, width: int) -> Flow:
        return author_flow(self._card, self._written(), len(self._refs), width)

    def _written(self) -> Sequence[ByAuthor]:
        if not self._read:
            self._read_on()
        return self._read

    def _read_on(self) -> None:
        start = len(self._read)
        more = self._store.as_by_author(self._refs[start : start + _PAGE])
        covered = self._veil.rows([one.row for one in more])
        self._read += [replace(one, row=row) for one, row in zip(more, covered, strict=True)]

    def go(self, line: int) -> None:
        """Put a line on top, having read on where the end comes near."""
        while line + self.size.height >= self.end and len(self._read) < len(self._refs):
            before = len(self._read)
            self._read_on()
            if len(self._read) == before:  # erased meanwhile
                break
            self.lay_anew()
        super().go(line)


class AuthorScreen(ReadingScreen):
    """The author's record in full."""

    def __init__(self, store: Store, card: Card, veil: Veil) -> None:
        super().__init__("The author's record", lambda width: Flow(), "author")
        self._reader = AuthorReader(store, card, veil)

    def make_reader(self) -> Reader:
        """Return what reads the author's comments by pages."""
        return self._reader


def author_flow(card: Card, written: Sequence[ByAuthor], count: int, width: int) -> Flow:
    """Return who it is, the record in one sentence, and the comments read so far."""
    name = one_line(card.posted.comment.author) or "nobody named"
    known = next(iter(record(card.author)), "no other comment on this desk")
    blocks: list[Block] = [Gap(((Piece(name, Role.STRONG), Piece(f" · {card.site}", Role.DIM)),))]
    blocks.append(Prose(known, Role.DIM).wrapped(width))
    for one in written:
        blocks += _comment(one, width, is_shown=one.row.ref == card.ref)
    if count > len(written):
        blocks.append(Gap((BLANK, (Piece(f"{plural(count - len(written), 'more comment')} below", Role.FAINT),))))
    return Flow(blocks)


def _comment(one: ByAuthor, width: int, *, is_shown: bool) -> list[Block]:
    row = one.row
    title = one_line(row.article_title)
    facts = " · ".join(fact for fact in (one_line(when(row.created_at)), title) if fact)
    here = (Piece("  ← the one on screen", Role.KEY),) if is_shown else ()
    text = Prose(row.preview, Role.PLAIN, gutter=_INDENT).wrapped(width)
    head: Line = (*standing(one), Piece(f" · {facts}" if facts else "", Role.DIM), *here)
    return [Gap((BLANK, clipped(head, width))), Gap(tuple(text.first(_ROWS_EACH, width)))]


def standing(one: ByAuthor) -> Line:
    """Return where a comment stands: as decided and by whom, or as suggested."""
    row, entry = one.row, one.in_effect
    if entry is not None:
        glyph = {State.HELD: "‖", State.ERASED: "∅"}.get(row.state, "✓")
        return (Piece(f"{glyph} {one_line(entry_in_words(entry))}", Role.STRONG),)
    if row.suggestion is None:
        return (Piece("· waits, not scored", Role.DIM),)
    scores = row.suggestion.scores
    on = [label for label in LABELS if label in row.suggestion.suggested]
    if not on:
        return (Piece("· waits, nothing suggested", Role.DIM),)
    told = [f"{likelihood(scores[label], suggested=True)} {label.title} {score_digits(scores[label])}" for label in on]
    return (Piece("· waits: ", Role.DIM), Piece(", ".join(told), LABEL_ROLES[on[0]]))
