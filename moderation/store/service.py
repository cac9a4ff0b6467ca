"""The policy and the model in service.

Both are what the log says and nothing else, so that who changed them, and when, is never lost.
"""

from collections.abc import Callable

from moderation.decisions import Kind
from moderation.errors import WrongUse
from moderation.labels import Label
from moderation.policy import Action, Policy
from moderation.store.connection import Connection
from moderation.store.log import NewRow, append
from moderation.store.texts import as_text

# ruff: noqa: S608  statements are put together from constants alone

_MODELS_NAMED = """SELECT detail FROM log WHERE kind = 'model' UNION
    SELECT model FROM log WHERE model IS NOT NULL ORDER BY 1"""

SHIPPED = "base"
"""The version at the bottom of the stack: the model that comes with the program."""

_IN_SERVICE = "kind IN ('policy', 'model')"
"""Said word for word as the index on such rows says it: SQLite proves no other way that they are in it, and reads the
whole log instead, 50 ms of each decision once a log has 200,000 rows."""


def policy(db: Connection) -> Policy:
    """Return the desk's table label -> action."""
    table = Policy()
    for (detail,) in db.all(f"SELECT detail FROM log WHERE {_IN_SERVICE} AND kind = 'policy' ORDER BY n"):
        label, action = detail.split()
        table = table.with_action(Label(label), Action(action))
    return table


def set_policy(db: Connection, label: Label, action: Action, who: str) -> None:
    """Change one row of the table; does nothing where it says so already."""
    with db.writing():
        if policy(db).actions[label] is not action:
            append(db, [NewRow(who, Kind.POLICY, detail=f"{label.value} {action.value}")])


def model_in_service(db: Connection) -> str:
    """Return the version that scores."""
    return _stack(db)[-1][1]


def put_in_service(db: Connection) -> list[str]:
    """Return the versions that were put in service and not rolled back, the shipped one first, that in service last."""
    return [version for _, version in _stack(db)]


def serve(db: Connection, version: str, who: str, note: str = "", manifest: str = "") -> None:
    """Put a version in service, on top of the one that was; does nothing where it serves already.

    `manifest` is the digest of what states its files: the log knows the model again by it.
    """
    with db.writing():
        if _stack(db)[-1][1] != version:
            append(db, [NewRow(who, Kind.MODEL, digest=manifest or None, note=note, detail=version)])


def manifests(db: Connection) -> dict[str, str]:
    """Return for each version that was put in service the digest of its manifest, where the log has it."""
    rows = db.all("SELECT detail, digest FROM log WHERE kind = 'model' AND digest IS NOT NULL ORDER BY n")
    return {as_text(version): as_text(digest) for version, digest in rows}


def models_named(db: Connection) -> list[str]:
    """Return the versions that the log names, in service once or answered by a decision; in order of their names."""
    return [as_text(name) for (name,) in db.all(_MODELS_NAMED)]


def roll_back(db: Connection, who: str, exists: Callable[[str], bool] = lambda _: True) -> str:
    """Take the version in service off the stack and return the one that serves again.

    Versions that no longer exist come off with it; the shipped one always does exist. Raises WrongUse where the
    shipped model has never been replaced.
    """
    with db.writing():
        stack = _stack(db)
        if len(stack) == 1:
            raise WrongUse(f"There is no earlier model to go back to: {SHIPPED} serves.")
        # The shipped model is at the bottom, so there always is one to stop at.
        left = next(at for at in range(len(stack) - 2, -1, -1) if not at or exists(stack[at][1]))
        falls = range(len(stack) - 1, left, -1)
        append(db, [NewRow(who, Kind.MODEL, undoes=stack[at][0], detail=stack[at - 1][1]) for at in falls])
        return stack[left][1]


def taken_back(db: Connection, version: str) -> str:
    """Return who took a version out of service by going back, last; empty where nobody did, or it serves again."""
    if version in put_in_service(db):
        return ""
    statement = """SELECT back.who FROM log back JOIN log row ON row.n = back.undoes
        WHERE back.kind IN ('policy', 'model') AND back.kind = 'model' AND row.detail = ?
        ORDER BY back.n DESC LIMIT 1"""
    row = db.one(statement, (version,))
    return as_text(row[0]) if row else ""


def _stack(db: Connection) -> list[tuple[int, str]]:
    """Return (row, version) of what was put in service and not rolled back, the one in service last."""
    # A row that undoes another took it off the stack; its detail repeats, for people, what then served.
    stack = [(0, SHIPPED)]
    statement = f"SELECT n, detail, undoes FROM log WHERE {_IN_SERVICE} AND kind = 'model' ORDER BY n"
    for n, version, undoes in db.all(statement):
        if undoes is None:
            stack.append((n, version))
        else:
            stack.pop()
    return stack
