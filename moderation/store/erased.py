"""Who was erased, so that an export that comes again brings none of it back.

A name stands here as a salted hash. Whoever has the desk file can try names against it; nobody can read them from it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from unicodedata import normalize

from moderation.comments import Comment
from moderation.filters import State
from moderation.personal import as_name
from moderation.store.connection import Connection
from moderation.store.log import now
from moderation.store.standing import STATES
from moderation.store.texts import as_text, storable

_BY_ID = f"""SELECT c.id FROM comment c JOIN standing s ON s.ref = c.ref AND s.state = {STATES.index(State.ERASED)}
    WHERE c.site = ? AND c.id IN ({{}})"""  # noqa: S608  the state's place is a constant


def remember(db: Connection, site: int, name: str, step: int) -> None:
    """Keep that an author of a site was erased by a step of the log; part of the caller's transaction."""
    salt = secrets.token_hex(8)
    db.run("INSERT INTO erased_author VALUES (?, ?, ?, ?, ?)", (site, salt, _mark(salt, name), now(), step))


def steps_of(db: Connection, name: str, site: str) -> list[int]:
    """Return the steps of the log that erased an author before, on a site or, for "", on any."""
    rows = db.all(
        """SELECT e.salt, e.mark, e.step FROM erased_author e JOIN site ON site.ref = e.site
        WHERE ? = '' OR site.name = ? ORDER BY e.step""",
        (storable(site), storable(site)),
    )
    return list(dict.fromkeys(step for salt, mark, step in rows if _mark(salt, name) == mark))


def not_erased(db: Connection, site: int, arriving: Sequence[Comment]) -> Sequence[Comment]:
    """Return what may come in: no comment that was erased, and none that an erased author wrote before that.

    One without a time comes in where its id is new: its author may well go on writing.
    """
    gone = db.all("SELECT salt, mark, at FROM erased_author WHERE site = ?", (site,))
    if not gone:
        return arriving
    erased = {as_text(id) for (id,) in db.all_in(_BY_ID, [storable(one.id) for one in arriving], site)}
    # An import that keeps addresses must not bring back whoever was erased under a name made of one.
    until = {name: max(_until(gone, name), _until(gone, as_name(name))) for name in {one.author for one in arriving}}
    return [one for one in arriving if one.id not in erased and not _is_before(one.created_at, until[one.author])]


def _until(gone: Sequence[tuple[str, str, str]], name: str) -> str:
    return max((at for salt, mark, at in gone if _mark(salt, name) == mark), default="")


def _is_before(created_at: str, until: str) -> bool:
    if not until:
        return False
    try:
        posted = datetime.fromisoformat(created_at)
    except ValueError:
        return False
    return (posted if posted.tzinfo else posted.replace(tzinfo=UTC)) <= datetime.fromisoformat(until)


def spellings(name: str) -> list[str]:
    """Return a name in each way its accents may be encoded: they look the same, and one person's exports mix them."""
    return list(dict.fromkeys((name, normalize("NFC", name), normalize("NFD", name))))


def _mark(salt: str, name: str) -> str:
    return hashlib.sha256(f"{salt}{normalize('NFC', name)}".encode("utf-8", "surrogatepass")).hexdigest()
