"""Bringing the screen up to the session, also while the store can't be asked.

Whatever fails here is said in the status row with the last figures known: an error that leaves the drawing would
end the desk.
"""

import contextlib
from typing import Final

from textual.app import App
from textual.message import Message

from moderation.errors import TriageError
from moderation.text import one_line
from tui.desk.page.nothing import nothing_lines
from tui.desk.session import Session, Told
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.text.wrapping import clip
from tui.desk.widgets.comment import LEAST_COLUMNS, LEAST_ROWS, CommentView
from tui.desk.widgets.queue import QueueView
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import OneRow
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

    def is_on_screen(self, ref: int) -> bool:
        """Whether it is this comment that the moderator sees."""
        return self._app.query_one(CommentView).shown_ref == ref

    def draw(self, *, still: bool = False) -> None:
        """Draw everything; `still` keeps the comment at the cursor on its row of the screen, whatever came or left."""
        try:
            self._draw_queue(still=still)
        except TriageError as error:
            self._session.told = Told(str(error), Role.WARNING)
        self.draw_comment()

    def draw_comment(self) -> None:
        """Draw the comment and the status row, where the queue is as it was."""
        try:
            self._draw_page()
        except TriageError as error:
            self._session.told = Told(str(error), Role.WARNING)
        self.draw_status()

    def _draw_queue(self, *, still: bool) -> None:
        session = self._session
        # The edition is another whenever a comment leaves or returns; moving alone repaints two rows, not forty.
        queue = session.review.queue
        edition = (queue, queue.edition, session.marks.changes, session.neighbours)
        changed = still or edition != self._painted
        self._app.query_one(QueueView).show(len(session.review), session.cursor, changed=changed, still=still)
        self._painted = edition
        if not session.review.is_whole:
            self._app.post_message(MoreToRead())
        self._app.query_one("#heading", OneRow).say(*heading(session))

    def _draw_page(self) -> None:
        session, view = self._session, self._app.query_one(CommentView)
        if session.shown is None:
            view.show_lines(nothing_lines(session.review, session.query))
        else:
            view.show(session.shown)

    def draw_status(self) -> None:
        """Draw the status row alone."""
        with contextlib.suppress(TriageError):  # said already, by the step or the drawing that failed before
            self._figures = figures(self._session)
        self._app.query_one(StatusRow).say(self._session.told, self._figures)


def heading(session: Session) -> tuple[Line, Line]:
    """Return how many comments the queue holds, and in which order or by which search."""
    count = f"{len(session.review):,} {'found' if session.query else 'waiting'}"
    right = f"/ {session.query}" if session.query else ORDERS[session.review.order]
    # At 28 columns there is room for one of the two; the order is said on the page as well.
    return (Piece(count, Role.STRONG),), _marked(session) or (Piece(right, Role.DIM),)


def _marked(session: Session) -> Line:
    if session.marks.anchor is not None:
        return (Piece("v ends the range", Role.KEY),)
    return (Piece(f"{len(session.marks):,} marked", Role.KEY),) if len(session.marks) else ()


def figures(session: Session) -> Line:
    """Return where the moderator is, who it is, and how far along."""
    progress, review = session.review.progress(), session.review
    place = f"{session.cursor + 1:,} of {len(review):,} · " if len(review) else ""
    who = f"{one_line(review.who)}{company(session)}"
    doing = "".join(f"{said} · " for said in session.doing.values())
    return (Piece(f"{one_line(doing)}{place}{who} · {progress.today:,} today", Role.DIM),)


def company(session: Session) -> str:
    """Return who else is at the desk, as few words as it takes; empty for nobody."""
    names = list(dict.fromkeys(one_line(one.who) for one in session.review.company.others))
    if len(names) > _FEW:
        return f" + {len(names)} others"
    return f" + {', '.join(clip(name, _NAME) for name in names)}" if names else ""
