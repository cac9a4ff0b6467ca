"""Bringing the screen up to the session, also while the store can't be asked.

Whatever fails here is said in the status row with the last figures known: an error that leaves the drawing would
end the desk.
"""

import contextlib
from typing import Final

from textual.app import App
from textual.message import Message

from moderation.errors import TriageError
from moderation.queue import Order
from moderation.review import Review
from moderation.text import one_line, plural
from tui.desk.page import nothing
from tui.desk.session import Session, Told
from tui.desk.situation import offered
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.wrapping import clip
from tui.desk.unscored import unscored_in_words
from tui.desk.widgets.comment import LEAST_COLUMNS, LEAST_ROWS, CommentView
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import KeyRow, OneRow
from tui.desk.words import ORDERS

ROOM_BESIDE: Final = [(0, "-narrow"), (LEAST_COLUMNS, "-small"), (80, "-full")]
"""Columns from which the queue stands on top of the comment, and beside it; below, it gives way."""

ROOM_BELOW: Final = [(0, "-low"), (LEAST_ROWS, "-high")]
"""Rows from which there is a queue at all."""


_FEW: Final = 2
_NAME: Final = 12
"""Names of others beside one's own, and their width, where more would push out what was just said."""


class MoreToRead(Message):
    """Says that only the beginning of the queue has been read, which is enough to draw it."""


class Drawing:
    """The widgets of the desk, kept in step with a session."""

    def __init__(self, app: App[None], session: Session) -> None:
        self._app = app
        self._session = session
        self._painted: object = None
        self._figures: Line = ()
        self._sought: object = None
        self._decided_too = 0

    def is_on_screen(self, ref: int) -> bool:
        """Whether it is this comment that the moderator sees."""
        return self._app.query_one(CommentView).shown_ref == ref

    def draw(self, *, still: bool = False, afresh: bool = False) -> None:
        """Draw everything; `still` keeps the comment at the cursor on its row of the screen, whatever came or left.

        `afresh` says that rows of the queue may look different though they are the same.
        """
        if self._is_left():
            return
        try:
            self._draw_queue(still=still, afresh=afresh)
        except TriageError as error:
            self._session.told = Told(str(error), Role.WARNING)
        self.draw_comment()

    def draw_comment(self) -> None:
        """Draw the comment and the status row, where the queue is as it was."""
        if self._is_left():
            return
        try:
            self._draw_page()
        except TriageError as error:
            self._session.told = Told(str(error), Role.WARNING)
        self.draw_status()

    def _is_left(self) -> bool:
        """Whether the desk is being left: what was still under way has no widget to draw on any more."""
        return not self._app.query(QueueView)

    def _draw_queue(self, *, still: bool, afresh: bool) -> None:
        session = self._session
        # The edition is another whenever a comment leaves or returns; moving alone repaints two rows, not forty.
        queue = session.review.queue
        edition = (queue, queue.edition, session.marks.changes, session.neighbours)
        changed = still or afresh or edition != self._painted
        self._app.query_one(QueueView).show(len(session.review), session.cursor, changed=changed, still=still)
        self._painted = edition
        if not session.review.is_whole:
            self._app.post_message(MoreToRead())
        self._app.query_one("#heading", OneRow).say(*heading(session))

    def _draw_page(self) -> None:
        session, view = self._session, self._app.query_one(CommentView)
        if session.shown is None:
            view.show_lines(nothing.nothing_lines(session.review, session.query, session.keys, self._elsewhere()))
        else:
            view.show(session.shown)

    def _elsewhere(self) -> int:
        """Return how many decided ones the search would find too; asked once, not with every key that draws this."""
        session = self._session
        asked = (session.query, session.review.queue.edition)
        if session.query and not len(session.review) and self._sought != asked:
            self._sought, self._decided_too = asked, nothing.decided_too(session.review)
        return self._decided_too if self._sought == asked else 0

    def draw_status(self) -> None:
        """Draw the status row alone."""
        with contextlib.suppress(TriageError):  # said already, by the step or the drawing that failed before
            self._figures = figures(self._session)
        self._app.query_one(StatusRow).say(self._session.told, self._figures)
        if not self._app.query(Prompt):
            self._app.query_one(KeyRow).offer(offered(self._session))


def heading(session: Session) -> tuple[Line, Line, Line]:
    """Return how many comments wait or were found, in how many rows; in which order or by which search; how many held.

    The held are told where there is room: they are nowhere else on the desk. Those that no model has scored, which
    every order has at its end, are told in place of the rows.
    """
    review, rows = session.review, len(session.review)
    waiting = rows if session.query else review.store.waiting()
    so_far = "+" if session.query and not review.is_whole else ""
    count = f"{waiting:,}{so_far} {'found' if session.query else 'waiting'}"
    grouped = (Piece(f" in {plural(rows, 'row')}", Role.DIM),) if rows < waiting else ()
    held = 0 if session.query else review.store.held()
    right = f"/ {session.query}" if session.query else order_in_words(review)
    if not session.query and (unscored := unscored_in_words(review)):
        grouped = (Piece(f" · {unscored}", Role.WARNING),)
    # At 28 columns there is room for little; what is marked must be seen, and the order is said on the page as well.
    if marked := _marked(session):
        return marked, (Piece(count, Role.DIM),), ()
    above = _above(session)
    # Before the order, which is said on the page as well, and behind what came in above.
    aside = (Piece(f" · {held:,} held", Role.DIM),) if held and not above else ()
    return (Piece(count, Role.STRONG), *grouped), above or (Piece(right, Role.DIM),), aside


def _above(session: Session) -> Line:
    """Return how many comments came in above the cursor, where nobody would see them."""
    return (Piece(f"↑ {session.above:,} new", Role.KEY),) if session.above and session.cursor else ()


def order_in_words(review: Review) -> str:
    """Return the order, with the mix of the mixed one: `mixed 7+2+1`."""
    mix = review.mix
    parts = f" {mix.risk}+{mix.uncertain}+{mix.random}" if review.order is Order.MIXED else ""
    return ORDERS[review.order] + parts


def _marked(session: Session) -> Line:
    if session.marks.anchor is not None:
        return (Piece(f"{session.keys.name('mark_range')} ends the range", Role.KEY),)
    return (Piece(f"{len(session.marks):,} marked", Role.KEY),) if len(session.marks) else ()


def figures(session: Session) -> Line:
    """Return where the moderator is, how much severe abuse was seen, who it is, and how far along: dispensable last."""
    progress, review = session.review.progress(), session.review
    place = f"{session.cursor + 1:,} of {len(review):,}" if len(review) else ""
    severe = f"{session.wellbeing.seen:,} severe" if session.wellbeing.seen else ""
    doing = map(one_line, session.doing.values())
    told = (*doing, place, severe, f"{one_line(review.who)}{company(session)}", f"{progress.today:,} today")
    return tuple(Piece(one, Role.DIM) for one in told if one)


def company(session: Session) -> str:
    """Return who else is at the desk, as few words as it takes; empty for nobody."""
    names = list(dict.fromkeys(one_line(one.who) for one in session.review.company.others))
    if len(names) > _FEW:
        return f" + {len(names)} others"
    return f" + {', '.join(clip(name, _NAME) for name in names)}" if names else ""
