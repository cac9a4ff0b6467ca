"""Moving corrections on, and taking that back: rows of the log, and the part of the store that the desk asks.

A step back is looked for among the rows about corrections alone, so that `u` on that screen never takes back a
decision about a comment, which nobody would see there.
"""

from collections.abc import Sequence

from moderation.decisions import Kind
from moderation.disputes import Complaint, Dispute, Move, Named, Stage, Subject
from moderation.errors import DecidedMeanwhile, WrongUse
from moderation.store import disputes
from moderation.store.connection import Connection
from moderation.store.log import NewRow, append
from moderation.store.texts import storable
from moderation.text import one_line


class CorrectionsKept:
    """The part of a desk file about the articles' wording."""

    _db: Connection

    def put_disputes(self, named: Sequence[Named], model: str, others: Sequence[int] = ()) -> None:
        """Record what comments dispute, by a model, in place of what was recorded; that of `others` is old now."""
        disputes.put(self._db, named, model, others)

    def named_disputes(self, refs: Sequence[int]) -> set[int]:
        """Return those of the comments of which it is recorded what they dispute, as their words are now."""
        return disputes.named_among(self._db, refs)

    def unexplained_disputes(self, limit: int, among: Sequence[int] | None = None) -> list[int]:
        """Return comments settled as disputed terminology of which it isn't said what they dispute."""
        return disputes.unexplained(self._db, limit, among)

    def decided_disputes(self, refs: Sequence[int]) -> set[int]:
        """Return those of the comments that are settled as disputed terminology."""
        return disputes.decided_among(self._db, refs)

    def disputed_sentences(self, refs: Sequence[int]) -> dict[int, str]:
        """Return the article's sentences recorded for comments; none for those without."""
        return disputes.sentences(self._db, refs)

    def disputes(self, about: Subject | None = None) -> list[Dispute]:
        """Return the comments that dispute a word as they stand now; all, or those about one subject."""
        return disputes.disputes(self._db, about)

    def subject_of(self, ref: int) -> Subject | None:
        """Return what a comment disputes, None where nothing is recorded."""
        return disputes.subject_of(self._db, ref)

    def complaints(self, refs: Sequence[int], characters: int) -> list[Complaint]:
        """Return comments to read, each with so many characters of its text at most."""
        return disputes.complaints(self._db, refs, characters)

    def former_words(self, subject: Subject) -> list[tuple[str, str]]:
        """Return (term, sentence) of comments about a subject, whether they count or not."""
        return disputes.former_words(self._db, subject)

    def titles(self, subjects: Sequence[Subject]) -> dict[tuple[str, str], tuple[str, str]]:
        """Return (title, address) of articles by site and id; those that never came are left out."""
        return disputes.titles(self._db, subjects)

    def article_text(self, subject: Subject) -> str:
        """Return the text of a subject's article, empty where it did not come."""
        return disputes.article_text(self._db, subject)

    def correction_moves(self, about: Subject | None = None) -> list[Move]:
        """Return what moved corrections on and is in effect, oldest first."""
        return disputes.moves(self._db, about)

    def correction_move(self, n: int) -> Move | None:
        """Return the move that a row of the log made, took back or did again; None where it did nothing of it."""
        return disputes.move_of(self._db, n)

    def move_correction(
        self, subject: Subject, stage: Stage, who: str, reason: str = "", seen: int | None = None
    ) -> int:
        """Move a correction on and return the row's number.

        `seen` is the row that was shown as in effect, 0 for none; raises DecidedMeanwhile where it is another.
        """
        return move(self._db, subject, stage, who, reason, seen)

    def undo_correction(self, who: str) -> Move | None:
        """Take back this person's latest move that stands and is nobody else's by now; None where none is left."""
        return take_back(self._db, who)

    def redo_correction(self, who: str) -> Move | None:
        """Put back what this person took back last, unless they have moved something since."""
        return put_back(self._db, who)


def move(db: Connection, subject: Subject, stage: Stage, who: str, reason: str, seen: int | None) -> int:
    """Append the row that moves a correction on and return its number.

    Raises WrongUse where nobody is named, DecidedMeanwhile where somebody else has moved it since it was `seen`.
    """
    if not who.strip():
        raise WrongUse("A correction is moved by somebody: say who with --as NAME.")
    with db.writing():
        # Inside the transaction: between the look and the row nobody else can move it.
        if seen is not None:
            _refuse_moved(disputes.moves(db, subject), seen, who)
        return append(db, [NewRow(who, Kind.CORRECTION, note=reason, detail=f"{stage} {subject.written}")])


def _refuse_moved(moves: Sequence[Move], seen: int, who: str) -> None:
    last = moves[-1] if moves else None
    if last is not None and last.n != seen and last.who != who:
        reason = f' ("{one_line(last.reason)}")' if last.reason else ""
        raise DecidedMeanwhile(
            f"{one_line(last.who)} has set it to {last.stage}{reason} meanwhile. Nothing was recorded; look again."
        )


def take_back(db: Connection, who: str) -> Move | None:
    """Append the row that takes back this person's latest move; None where there is none to take back."""
    with db.writing():
        # By subject, the last one stands: what somebody else has moved on since is theirs.
        last = {one.subject: one for one in disputes.moves(db)}
        own = [one for one in last.values() if one.who == who]
        if not own:
            return None
        latest = max(own, key=lambda one: one.n)
        append(db, [NewRow(who, Kind.UNDO, undoes=latest.n)])
        return latest


def put_back(db: Connection, who: str) -> Move | None:
    """Append the row that puts back this person's latest move taken back; None where there is none."""
    with db.writing():
        row = db.one(
            """SELECT t.n, l.n FROM log l JOIN log t ON t.undoes = l.n
            WHERE l.kind = 'correction' AND t.kind = 'undo' AND t.who = ?
            AND NOT EXISTS (SELECT 1 FROM log r WHERE r.undoes = t.n AND r.kind = 'redo')
            AND t.n > (SELECT COALESCE(MAX(d.n), 0) FROM log d WHERE d.kind = 'correction' AND d.who = t.who)
            ORDER BY t.n DESC LIMIT 1""",
            (storable(who),),
        )
        if row is None:
            return None
        append(db, [NewRow(who, Kind.REDO, undoes=row[0])])
        return next(one for one in disputes.moves(db) if one.n == row[1])
