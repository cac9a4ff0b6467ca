"""Discourse's review queue as ReviewablesController and the two kinds of item that hold readers' words behave."""

import re
from dataclasses import dataclass

from tests.standins.server import Asked, Done, Reply, StandIn

SECRETS = {"DISCOURSE_API_KEY": "discourse-api-key", "DISCOURSE_API_USER": "kim"}
_PENDING, _APPROVED, _REJECTED = 0, 1, 2
_ENDS = {
    "agree_and_hide": _APPROVED,
    "agree_and_keep_hidden": _APPROVED,
    "disagree": _REJECTED,
    "disagree_and_restore": _REJECTED,
    "approve_post": _APPROVED,
    "reject_post": _REJECTED,
}


@dataclass
class Item:
    """An item of the queue."""

    raw: str
    kind: str = "ReviewableFlaggedPost"
    status: int = _PENDING
    version: int = 0
    hidden: bool = False
    claimed_by: str = ""

    @property
    def offered(self) -> list[str]:
        """What can be done with it now; some of it for good."""
        if self.kind == "ReviewableQueuedPost":
            approve = ["approve_post"] if self.status != _APPROVED else []
            return approve + (["reject_post", "delete_user"] if self.status == _PENDING else [])
        if self.status != _PENDING:
            return []
        if self.hidden:
            return ["agree_and_keep_hidden", "delete_and_agree", "disagree_and_restore"]
        return ["agree_and_hide", "delete_user", "delete_and_agree", "disagree"]


class Forum(StandIn):
    """A forum."""

    def __init__(self, items: dict[str, Item]) -> None:
        super().__init__()
        self.items = items

    def answer(self, asked: Asked) -> Reply:
        """Answer as the forum would."""
        if asked.headers.get("api-key") != SECRETS["DISCOURSE_API_KEY"]:
            return _error("You are not permitted to view the requested resource.", 403)
        path = re.fullmatch(r"/review/(\d+)(?:\.json|/perform/(\w+))", asked.path)
        item = self.items.get(path[1]) if path else None
        if item is None or path is None:
            return _error("The requested URL or resource could not be found.", 404)
        return self._perform(path[1], item, path[2], asked) if asked.method == "PUT" else Reply(_shown(path[1], item))

    def _perform(self, id: str, item: Item, action: str, asked: Asked) -> Reply:
        version = asked.query.get("version", [""])[0]
        if not version:
            return _error("You must supply a version.", 422)
        if item.claimed_by:
            return _error("Another user has claimed this item.", 422)
        if action not in item.offered:
            return _error("You are not permitted to perform that action.", 403)
        if int(version) != item.version:
            return _error("There was an update conflict.", 409)
        before, item.status, item.version = item.status, _ENDS[action], item.version + 1
        self.done.append(Done(id, action, str(before), str(item.status)))
        return Reply({"reviewable_perform_result": {"success": True, "version": item.version}})


def _shown(id: str, item: Item) -> dict[str, object]:
    return {
        "reviewable": {
            "id": int(id),
            "type": item.kind,
            "status": item.status,
            "version": item.version,
            **({"payload": {"raw": item.raw}} if item.kind == "ReviewableQueuedPost" else {"raw": item.raw}),
        },
        "actions": [{"id": name, "label": name} for name in item.offered],
    }


def _error(words: str, status: int) -> Reply:
    return Reply({"errors": [words]}, status)
