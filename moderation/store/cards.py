"""A comment with everything it is judged by, read together so that the parts belong to one moment."""

from collections.abc import Sequence

from moderation.comments import text_digest
from moderation.decisions import LogEntry
from moderation.errors import UnknownComment
from moderation.labels import LABELS
from moderation.queue import AuthorRecord, Basis, Card, answered
from moderation.store import log
from moderation.store.comments import contexts, replies, siblings
from moderation.store.connection import Connection
from moderation.store.likeness import COPIES
from moderation.store.regarding import AUTHORS_LATEST
from moderation.store.standing import STATES
from moderation.store.statistics import DISAGREES
from moderation.store.suggestions import SUGGESTION_COLUMNS, suggestion
from moderation.store.suspected import suspected_labels
from moderation.store.texts import as_text

# ruff: noqa: S608  statements are put together from constants alone

_SAME_TEXT_LIMIT = 5
# A spammer may have written one text 300,000 times: 0.3 s a card without a bound.
_LOOKED_AT = 1000


def card(db: Connection, ref: int) -> Card:
    """Return a comment's card; raises UnknownComment."""
    with db.reading():
        # About 15 statements, 0.2 ms warm: cheaper than one that joins them all.
        posted = contexts(db, [ref])[0]
        id, site, state, n, edited, group, copies, *suggested = db.all(
            f"""SELECT CASE WHEN (SELECT COUNT(*) FROM comment o WHERE o.id = c.id) > 1 THEN site.name END,
            site.name, s.state, s.n, s.edited, s.likeness, {COPIES}, {SUGGESTION_COLUMNS}
            FROM comment c JOIN standing s ON s.ref = c.ref JOIN site ON site.ref = c.site WHERE c.ref = ?""",
            (ref,),
        )[0]
        history = log.history(db, ref)
        return Card(
            ref=ref,
            id=posted.comment.id if id is None else f"{as_text(site)}:{posted.comment.id}",
            site=as_text(site),
            posted=posted,
            digest=text_digest(posted.comment.text),
            state=STATES[state],
            suggestion=suggestion(tuple(suggested)),
            in_effect=next((row for row in history if row.n == n), None),
            decided_text=_decided_text(db, ref) if edited else None,
            history=history,
            same_text=_same_text(db, ref),
            author=_author_record(db, ref),
            siblings=siblings(db, ref),
            replies=replies(db, ref),
            copies=copies,
            group=_shown_id(db, group) if group else "",
            suspected=suspected_labels(db, ref, n),
        )


def bases(db: Connection, refs: Sequence[int]) -> list[Basis]:
    """Return what decisions about these comments start from, in their order; raises UnknownComment."""
    found = {
        row[0]: row[1:]
        for row in db.all_in(
            f"""SELECT c.ref, c.digest, s.n, s.decided, {SUGGESTION_COLUMNS}
            FROM comment c JOIN standing s ON s.ref = c.ref WHERE c.ref IN ({{}})""",
            refs,
        )
    }
    for ref in refs:
        if ref not in found:
            raise UnknownComment(f"The desk has no comment number {ref}.")
    return [_basis(db, ref, *found[ref]) for ref in refs]


def _basis(db: Connection, ref: int, digest: str, n: int, decided: int | None, *suggested: object) -> Basis:
    labels = log.entries(db, [n])[0].labels if decided is not None else None
    return Basis(ref, digest, n, answered(suggestion(suggested)), labels)


def _shown_id(db: Connection, ref: int) -> str:
    """Return a comment as `triage show` takes it."""
    row = db.one(
        """SELECT c.id, site.name, (SELECT COUNT(*) FROM comment o WHERE o.id = c.id) > 1 FROM comment c
        JOIN site ON site.ref = c.site WHERE c.ref = ?""",
        (ref,),
    )
    return log.shown_id(row[0], row[1], shared=bool(row[2])) if row else ""


def _decided_text(db: Connection, ref: int) -> str | None:
    """Return the text that the latest settlement of a comment was made on, if the desk has kept it."""
    row = db.one(
        """SELECT v.text FROM log l JOIN comment_version v ON v.ref = l.comment AND v.digest = l.digest
        WHERE l.comment = ? AND l.kind = 'settle' ORDER BY l.n DESC LIMIT 1""",
        (ref,),
    )
    return as_text(row[0]) if row else None


def _same_text(db: Connection, ref: int) -> tuple[LogEntry, ...]:
    numbers = db.all(
        """SELECT s.n FROM (SELECT * FROM (SELECT ref FROM comment
                WHERE digest = (SELECT digest FROM comment WHERE ref = ?) ORDER BY ref DESC LIMIT ?) same
            UNION SELECT * FROM (SELECT ref FROM standing WHERE likeness <> 0
                AND likeness = (SELECT likeness FROM standing WHERE ref = ?) ORDER BY ref DESC LIMIT ?) alike) c
        JOIN standing s ON s.ref = c.ref WHERE s.state = 2 AND s.ref <> ? ORDER BY s.n DESC LIMIT ?""",
        (ref, _LOOKED_AT, ref, _LOOKED_AT, ref, _SAME_TEXT_LIMIT),
    )
    return tuple(reversed(log.entries(db, [n for (n,) in numbers])))


def _author_record(db: Connection, ref: int) -> AuthorRecord:
    comments, held, settled, approved, *labels, overridden = db.all(
        f"""SELECT COUNT(*), SUM(s.state = 1), SUM(s.state = 2), SUM(s.state = 2 AND s.decided = 0),
        SUM(s.decided & 1 <> 0), SUM(s.decided & 2 <> 0), SUM(s.decided & 4 <> 0),
        SUM(s.state = 2 AND l.model <> '' AND ({DISAGREES}))
        FROM (SELECT ref FROM comment WHERE author = (SELECT author FROM comment WHERE ref = ?) AND author <> ''
            AND site = (SELECT site FROM comment WHERE ref = ?) AND ref <> ? ORDER BY ref DESC LIMIT ?) c
        JOIN standing s ON s.ref = c.ref LEFT JOIN log l ON l.n = s.n AND l.kind = 'settle'""",
        (ref, ref, ref, AUTHORS_LATEST),
    )[0]
    by_label = {label: n or 0 for label, n in zip(LABELS, labels, strict=True)}
    return AuthorRecord(comments, settled or 0, by_label, approved or 0, overridden or 0, held or 0)
