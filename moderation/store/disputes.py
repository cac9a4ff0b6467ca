"""What comments dispute, for the corrections desk; what became of a correction is in the log.

Which comments count is asked each time, from where they stand: a decision moves no row here. A comment decided as
disputed terminology gets its row in the transaction of the decision, to be explained when a model is at hand.
"""

from collections.abc import Sequence
from typing import Final

from moderation.disputes import Complaint, Dispute, Move, Named, Stage, Subject
from moderation.labels import LABELS, Label
from moderation.store.connection import Connection, Row
from moderation.store.log import shown_id
from moderation.store.standing import IN_EFFECT
from moderation.store.texts import as_preview, as_text, storable

# ruff: noqa: S608  statements are put together from constants alone

_BIT: Final = 1 << LABELS.index(Label.DISPUTED_TERMINOLOGY)

# Suggested and not settled, or settled so: what the site has thrown out already is nobody's complaint any more.
_COUNTS: Final = f"""(s.state = 2 AND s.decided & {_BIT} <> 0
    OR s.state <> 2 AND s.suggested & {_BIT} <> 0 AND c.status NOT IN ('removed', 'spam'))"""

_JOINED: Final = """dispute d JOIN standing s ON s.ref = d.ref JOIN comment c ON c.ref = d.ref
    JOIN site ON site.ref = d.site"""

_DISPUTES: Final = f"""SELECT d.ref, site.name, d.article_id, d.stem, d.term, d.sentence, d.replacement,
    c.author, s.likeness, d.after FROM {_JOINED} WHERE {_COUNTS}"""

_ABOUT: Final = "d.site = (SELECT ref FROM site WHERE name = ?) AND d.article_id = ? AND d.stem = ?"

_PUT: Final = """INSERT INTO dispute (ref, site, article_id, stem, term, sentence, replacement, model, after)
    SELECT ref, site, article_id, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(n), 0) FROM log)
    FROM comment WHERE ref = ? AND digest = ?
    ON CONFLICT (ref) DO UPDATE SET article_id = excluded.article_id, stem = excluded.stem, term = excluded.term,
    sentence = excluded.sentence, replacement = excluded.replacement, model = excluded.model,
    after = CASE WHEN dispute.stem IN (excluded.stem, '') THEN dispute.after ELSE excluded.after END"""


def put(db: Connection, named: Sequence[Named], model: str, others: Sequence[int] = ()) -> None:
    """Record what comments dispute, by a model, in place of what was recorded; what is recorded of `others` is old now.

    A comment whose text has changed meanwhile is left for the next scoring.
    """
    # Nothing is forgotten: a decision may come back by an undo, and a correction that was moved keeps its words.
    old = [(ref,) for ref in named_among(db, others)]
    if not named and not old:
        return
    with db.writing():
        rows = [
            (*map(storable, (one.stem, one.term, one.sentence, one.replacement)), model, one.ref, one.digest)
            for one in named
        ]
        db.run_many(_PUT, rows)
        db.run_many("UPDATE dispute SET model = '' WHERE ref = ?", old)


def put_decided(db: Connection, refs: Sequence[int]) -> None:
    """Make room for what decided comments dispute, where none is recorded; part of the decision's transaction."""
    db.run_many(
        """INSERT INTO dispute (ref, site, article_id, stem, term, sentence, replacement, model, after)
        SELECT ref, site, article_id, '', '', '', '', '', (SELECT COALESCE(MAX(n), 0) FROM log)
        FROM comment WHERE ref = ? ON CONFLICT (ref) DO NOTHING""",
        [(ref,) for ref in refs],
    )


def unexplained(db: Connection, limit: int, among: Sequence[int] | None = None) -> list[int]:
    """Return comments settled as disputed terminology of which it isn't said, or not any more, what they dispute.

    All such comments are looked for, or those `among` some.
    """
    statement = f"""SELECT d.ref FROM dispute d JOIN standing s ON s.ref = d.ref
        WHERE d.model = '' AND s.state = 2 AND s.decided & {_BIT} <> 0"""
    if among is not None:
        rows = db.all_in(f"{statement} AND d.ref IN ({{}})", among)
    else:
        rows = db.all(f"{statement} ORDER BY d.ref LIMIT ?", (limit,))
    return [ref for (ref,) in rows[:limit]]


def named_among(db: Connection, refs: Sequence[int]) -> set[int]:
    """Return those of the comments of which it is recorded what they dispute, and not as something old."""
    return {ref for (ref,) in db.all_in("SELECT ref FROM dispute WHERE model <> '' AND ref IN ({})", refs)}


def decided_among(db: Connection, refs: Sequence[int]) -> set[int]:
    """Return those of the comments that are settled as disputed terminology."""
    statement = f"SELECT ref FROM standing WHERE state = 2 AND decided & {_BIT} <> 0 AND ref IN ({{}})"
    return {ref for (ref,) in db.all_in(statement, refs)}


def sentences(db: Connection, refs: Sequence[int]) -> dict[int, str]:
    """Return the article's sentences recorded for comments; none for those without."""
    statement = "SELECT ref, sentence FROM dispute WHERE sentence <> '' AND ref IN ({})"
    return {ref: as_text(sentence) for ref, sentence in db.all_in(statement, refs)}


def subject_of(db: Connection, ref: int) -> Subject | None:
    """Return what a comment disputes, None where nothing is recorded."""
    row = db.one(
        "SELECT site.name, d.article_id, d.stem FROM dispute d JOIN site ON site.ref = d.site WHERE d.ref = ?", (ref,)
    )
    return Subject(*map(as_text, row)) if row else None


def disputes(db: Connection, about: Subject | None = None) -> list[Dispute]:
    """Return the comments that count, in the order they came; all, or those about one subject."""
    only, values = ("", ()) if about is None else (f"AND {_ABOUT}", _key(about))
    subjects: dict[Row, Subject] = {}
    found = []
    # By row number: in the order of subjects, 20,000 lie apart in the file and take twice the time.
    for ref, site, article_id, stem, term, sentence, replacement, author, likeness, after in db.all(
        f"{_DISPUTES} {only} ORDER BY d.ref", values
    ):
        key = site, article_id, stem
        subject = subjects.get(key)
        if subject is None:
            subject = subjects[key] = Subject(as_text(site), as_text(article_id), as_text(stem))
        term, sentence, replacement, author = map(as_text, (term, sentence, replacement, author))
        found.append(Dispute(ref, subject, term, sentence, replacement, author, likeness, after))
    return found


def _key(subject: Subject) -> tuple[str | bytes, str | bytes, str | bytes]:
    return storable(subject.site), storable(subject.article_id), storable(subject.stem)


def complaints(db: Connection, refs: Sequence[int], characters: int) -> list[Complaint]:
    """Return comments to read, in the order they came, each with so many characters of its text at most."""
    rows = db.all_in(
        """SELECT c.ref, c.id, site.name, (SELECT COUNT(*) FROM comment other WHERE other.id = c.id) > 1,
        c.author, c.created_at, SUBSTR(c.text, 1, ?), s.state = 2, s.likeness
        FROM comment c JOIN standing s ON s.ref = c.ref JOIN site ON site.ref = c.site
        WHERE c.ref IN ({}) ORDER BY c.ref""",
        refs,
        characters,
    )
    return [
        Complaint(
            ref,
            shown_id(id, site, shared=bool(shared)),
            as_text(author),
            as_text(created_at),
            as_preview(text),
            bool(settled),
            likeness,
        )
        for ref, id, site, shared, author, created_at, text, settled, likeness in rows
    ]


def former_words(db: Connection, subject: Subject) -> list[tuple[str, str]]:
    """Return (term, sentence) of comments about a subject, whether they count or not."""
    rows = db.all(f"SELECT d.term, d.sentence FROM dispute d WHERE {_ABOUT} ORDER BY d.ref LIMIT 20", _key(subject))
    return [(as_text(term), as_text(sentence)) for term, sentence in rows]


def titles(db: Connection, subjects: Sequence[Subject]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (title, address) of articles by site and id; those that never came are left out."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for site in {subject.site for subject in subjects}:
        ids = list({storable(subject.article_id) for subject in subjects if subject.site == site})
        statement = (
            "SELECT id, title, url FROM article WHERE site = (SELECT ref FROM site WHERE name = ?) AND id IN ({})"
        )
        for row in db.all_in(statement, ids, storable(site)):
            id, title, url = map(as_text, row)
            found[site, id] = (title, url)
    return found


def moves(db: Connection, about: Subject | None = None) -> list[Move]:
    """Return the rows in effect that moved corrections, oldest first; all, or those about one subject."""
    details = [] if about is None else [f"{stage} {about.written}" for stage in Stage]
    only = f"AND l.detail IN ({', '.join('?' * len(details))})" if details else ""
    rows = db.all(
        f"""SELECT l.n, l.at, l.who, l.detail, l.note FROM log l
        WHERE l.kind = 'correction' {only} AND {IN_EFFECT.format("l")} ORDER BY l.n""",
        details,
    )
    return list(map(_move, rows))


def move_of(db: Connection, n: int) -> Move | None:
    """Return the move that a row of the log made, took back or did again; None where it did nothing of it."""
    row = db.one("SELECT n, at, who, detail, note, kind, undoes FROM log WHERE n = ?", (n,))
    while row is not None and row[6] is not None:
        row = db.one("SELECT n, at, who, detail, note, kind, undoes FROM log WHERE n = ?", (row[6],))
    return _move(row[:5]) if row is not None and row[5] == "correction" else None


def _move(row: Row) -> Move:
    n, at, who, detail, note = row
    stage, _, subject = detail.partition(" ")
    return Move(n, at, as_text(who), Subject.read(subject), Stage(stage), as_text(note))


def article_text(db: Connection, subject: Subject) -> str:
    """Return the text of a subject's article, empty where it did not come."""
    row = db.one(
        "SELECT text FROM article WHERE site = (SELECT ref FROM site WHERE name = ?) AND id = ?", _key(subject)[:2]
    )
    return as_text(row[0]) if row else ""
