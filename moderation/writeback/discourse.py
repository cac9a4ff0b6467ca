"""Discourse's review queue, with an API key of a moderator.

What is decided is not a post but an item of the queue, and what "approved" means depends on its kind: approving a
queued post publishes it, approving a flag means that the flag was right. Every change names the version it was read in;
Discourse refuses it with 409 when somebody else was quicker. A report that is closed is closed: the forum takes a
decision on it back, its queue doesn't.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from moderation.comments import Status, text_digest
from moderation.formats.json.discourse import standing, text_of, typed
from moderation.writeback.sites import Conflict, Live, Refused, Unsure
from moderation.writeback.web import Web

SECRETS: Final = ("DISCOURSE_API_KEY", "DISCOURSE_API_USER")
"""An API key, and the name of the moderator it belongs to."""

VERBS: Final[Mapping[Status, str]] = {
    Status.APPROVED: "disagree or approve_post",
    Status.REMOVED: "hide or reject_post",
}

_STATES: Final = ("pending", "approved", "rejected", "ignored", "deleted")
"""By Discourse's own numbers (`Reviewable.statuses`)."""
_KINDS: Final = frozenset({"ReviewableFlaggedPost", "ReviewableQueuedPost"})
"""Those that hold a reader's words; a decision on a text is none on a user."""

# The first that Discourse offers for an item. None of them deletes a post, a user or a reply.
_ACTIONS: Final[Mapping[tuple[str, Status], tuple[str, ...]]] = {
    ("ReviewableFlaggedPost", Status.REMOVED): ("agree_and_hide", "agree_and_keep_hidden"),
    ("ReviewableFlaggedPost", Status.APPROVED): ("disagree", "disagree_and_restore"),
    ("ReviewableQueuedPost", Status.REMOVED): ("reject_post",),
    ("ReviewableQueuedPost", Status.APPROVED): ("approve_post",),
}
_PACE: Final = 1.05
"""Discourse allows sixty requests a minute to a key."""
_ID: Final = re.compile(r"[1-9]\d{0,18}")


def connect(address: str, secrets: Mapping[str, str]) -> "Discourse":
    """Return the forum at an address, such as `https://forum.example.org`; nothing is asked of it yet.

    Raises:
        WrongUse: the address is none.

    """
    key, user = (secrets[name] for name in SECRETS)
    return Discourse(Web(address, {"Api-Key": key, "Api-Username": user}, secrets=(key,), pace=_PACE))


class Discourse:
    """A forum's review queue."""

    system = "discourse"
    verbs = VERBS
    at_once = 1

    def __init__(self, web: Web) -> None:
        self._web = web
        self.address = web.address

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the items that are there, asked for one by one: the list has ten on a page."""
        asked = [id for id in ids if _ID.fullmatch(id)]
        return {live.id: live for id in asked for live in self._item(id)}

    def change(self, live: Live, wanted: Status) -> None:
        """Decide an item, in the version that was read."""
        action = _action(live, wanted)
        answer = self._web.change(
            "PUT",
            f"/review/{live.id}/perform/{action}",
            query=[("version", live.token["version"])],
            handled=(403, 404, 409, 422),  # 422: no version, or claimed by a colleague; 409: another version
        )
        why = self._web.said(answer.message)
        if answer.status in (404, 409):
            raise Conflict(f"Item {live.id} is not as it was read: {why}.")
        if answer.status != 200:
            raise Refused(f"Discourse refuses {action} for item {live.id}: {why}.")
        performed = answer.json.get("reviewable_perform_result") if isinstance(answer.json, dict) else None
        if not isinstance(performed, dict) or performed.get("success") is not True:
            raise Unsure(f"Discourse's answer doesn't say that {action} was done for item {live.id}.")

    def _item(self, id: str) -> Iterator[Live]:
        answer = self._web.read(f"/review/{id}.json", handled=(404,))
        live = _live(answer.json) if answer.status == 200 else None
        if live and live.id == id:
            yield live


def _action(live: Live, wanted: Status) -> str:
    """Return what to ask for.

    Raises:
        Refused: Discourse has no action for it, or doesn't offer it for this item.

    """
    kind, offered = live.token.get("type", ""), live.token.get("actions", "").split()
    fitting = [action for action in _ACTIONS.get((kind, wanted), ()) if action in offered]
    if fitting and _ID.fullmatch(live.id):
        return fitting[0]
    state = "is closed" if live.status not in (Status.PENDING, Status.REPORTED) else "can't become that"
    raise Refused(f"Item {live.id[:20]} of the review queue {state}, wanted {wanted.value}: do it on the forum.")


def _live(told: Any) -> Live | None:
    """Return an item of the queue as the API tells it; None where it tells something else."""
    item = told.get("reviewable") if isinstance(told, dict) else None
    if not isinstance(item, dict) or "version" not in item or not item.get("id"):
        return None
    kind, number = str(item.get("type", "")), item.get("status")
    stated = _STATES[number] if isinstance(number, int) and 0 <= number < len(_STATES) else str(number)
    status = standing(item) if kind in _KINDS else Status.UNKNOWN
    token = {"version": str(item["version"]), "type": kind, "actions": " ".join(_offered(told))}
    return Live(str(item["id"]), status, stated, text_digest(text_of(typed(item) or "")), token)


def _offered(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the actions that are offered; newer forums put the kind of the target before their names."""
    actions = told.get("actions")
    for action in actions if isinstance(actions, list) else ():
        if isinstance(action, dict):
            yield str(action.get("id", "")).rpartition("-")[2]
