"""Coral as its GraphQL server behaves (services/comments/moderation/moderate.ts)."""

import re
from dataclasses import dataclass, field

from tests.standins.server import Asked, Done, Reply, StandIn

SECRETS = {"CORAL_TOKEN": "ey.coral.token"}
_VERDICTS = {"approveComment": "APPROVED", "rejectComment": "REJECTED"}


@dataclass
class CoralComment:
    """A comment and all its revisions, the last of which is shown."""

    bodies: list[str]
    status: str = "NONE"
    audit: list[str] = field(default_factory=list)

    @property
    def revision(self) -> str:
        """The id of the last revision."""
        return f"r{len(self.bodies)}"


class CoralServer(StandIn):
    """A Coral server."""

    def __init__(self, comments: dict[str, CoralComment], dsa: bool = False) -> None:
        super().__init__()
        self.comments = comments
        self.dsa = dsa

    def answer(self, asked: Asked) -> Reply:
        """Answer as the server would."""
        if asked.path != "/api/graphql" or asked.method != "POST":
            return Reply("<!DOCTYPE html><html></html>", 404)
        if asked.headers.get("authorization") != f"Bearer {SECRETS['CORAL_TOKEN']}":
            return _error("TOKEN_INVALID", "Token is invalid")
        query, variables = asked.json["query"], asked.json["variables"]
        verb = re.search(r"\{ (approveComment|rejectComment)\(", query)
        if verb:
            return self._moderate(verb[1], variables["input"])
        parts = re.findall(r"(\w+): comment\(id: \$(\w+)\)", query)
        return Reply({"data": {name: self._shown(variables[id]) for name, id in parts}})

    def _moderate(self, verb: str, stated: dict[str, str]) -> Reply:
        comment = self.comments.get(stated["commentID"])
        if comment is None:
            return _error("COMMENT_NOT_FOUND", "Comment was not found")
        if self.dsa and verb == "rejectComment" and not stated.get("reason"):
            return _error("VALIDATION", "DSA features enabled, rejection reason is required")
        if stated["commentRevisionID"] not in [f"r{n + 1}" for n in range(len(comment.bodies))]:
            return _error("COMMENT_REVISION_NOT_FOUND", "Comment revision was not found")
        before = comment.status
        # A revision that is not the last one changes nothing, and that is no error.
        if stated["commentRevisionID"] == comment.revision:
            comment.status = _VERDICTS[verb]
            comment.audit.append(_VERDICTS[verb])
        self.done.append(Done(stated["commentID"], verb, before, comment.status))
        told = {"clientMutationId": stated["clientMutationId"], "comment": self._shown(stated["commentID"])}
        return Reply({"data": {verb: told}})

    def _shown(self, id: str) -> dict[str, object] | None:
        comment = self.comments.get(id)
        if comment is None:
            return None
        return {
            "id": id,
            "status": comment.status,
            "body": comment.bodies[-1],
            "revision": {"id": comment.revision},
        }


def _error(code: str, message: str) -> Reply:
    return Reply({"errors": [{"message": message, "extensions": {"code": code}}], "data": None})
