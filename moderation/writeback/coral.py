"""Coral over GraphQL, with an administrator's token.

A change names the revision of the text it is about. Coral answers a stale one with 200 and changes nothing, and it
writes an audit row, and may notify the author again, for every change that changes nothing; so the state in the answer
is what counts, and only differences may be sent. Coral knows two verdicts, approved and rejected, and no way back to
"nobody looked at it yet".
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from moderation.comments import Status, text_digest
from moderation.formats.json.coral import text_of
from moderation.writeback.answers import Answer
from moderation.writeback.sites import Conflict, Live, Mismatch, NotAllowed, Refused, SiteError, Unsure
from moderation.writeback.web import Web

SECRETS: Final = ("CORAL_TOKEN",)
"""A token of `coral-cli token:create`."""

VERBS: Final[Mapping[Status, str]] = {Status.APPROVED: "approveComment", Status.REMOVED: "rejectComment"}

_STATUSES: Final = {
    "NONE": Status.REPORTED,  # shown to readers, and nobody has looked at it
    "PREMOD": Status.PENDING,
    # Not among Coral's PUBLISHED_STATUSES (models/comment/constants.ts): an undo that approves it would publish it.
    "SYSTEM_WITHHELD": Status.PENDING,
    "APPROVED": Status.APPROVED,
    "REJECTED": Status.REMOVED,
}
_MUTATIONS: Final = {
    Status.APPROVED: (
        "mutation Approve($input: ApproveCommentInput!) "
        "{ approveComment(input: $input) { clientMutationId comment { id status body revision { id } } } }"
    ),
    Status.REMOVED: (
        "mutation Reject($input: RejectCommentInput!) "
        "{ rejectComment(input: $input) { clientMutationId comment { id status body revision { id } } } }"
    ),
}
_PAGE: Final = 25
"""Comments asked for in one query, each under a name of its own: there is no list by ids."""
_PACE: Final = 0.1
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_PATH: Final = "/api/graphql"
# Of Coral's ERROR_CODES; GraphQL sends them with status 200.
_RIGHTS: Final = frozenset({"FORBIDDEN", "UNAUTHENTICATED", "USER_NOT_ENTITLED", "TOKEN_INVALID", "TOKEN_NOT_FOUND"})
_GONE: Final = frozenset({"COMMENT_NOT_FOUND", "COMMENT_REVISION_NOT_FOUND"})


def connect(address: str, secrets: Mapping[str, str]) -> "Coral":
    """Return the Coral server at an address, such as `https://coral.example.org`; nothing is asked of it yet.

    Raises:
        WrongUse: the address is none.

    """
    (token,) = (secrets[name] for name in SECRETS)
    return Coral(Web(address, {"Authorization": f"Bearer {token}"}, secrets=(token,), pace=_PACE))


class Coral:
    """A Coral server."""

    system = "coral"
    verbs = VERBS
    at_once = _PAGE

    def __init__(self, web: Web) -> None:
        self._web = web
        self.address = web.address

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the comments that are there."""
        asked, found = [id for id in ids if _ID.fullmatch(id)], dict[str, Live]()
        for start in range(0, len(asked), _PAGE):
            batch = asked[start : start + _PAGE]
            told = self._asked(batch)
            found |= {live.id: live for live in map(_live, told.values()) if live and live.id in batch}
        return found

    def change(self, live: Live, wanted: Status) -> None:
        """Give a comment a verdict, and see from the answer that it has it."""
        verb = VERBS.get(wanted)
        if verb is None:
            raise Refused(f"Coral has no verdict {wanted.value} for comment {live.id[:64]}; it can approve and reject.")
        # Coral gives it back, so an answer of a cache or of another change is told apart.
        mutation = uuid4().hex
        stated = {
            "commentID": live.id,
            "commentRevisionID": live.token["revision"],
            "clientMutationId": mutation,
        }
        body = {"query": _MUTATIONS[wanted], "variables": {"input": stated}}
        answer = self._web.change("POST", _PATH, json=body, handled=(400,))
        self._verified(self._done(answer, verb, live), live, wanted, mutation)

    def _verified(self, done: Mapping[str, Any], live: Live, wanted: Status, mutation: str) -> None:
        after = _live(done.get("comment"))
        if after is None or after.id != live.id or done.get("clientMutationId") != mutation:
            raise Unsure(f"Coral's answer is not about the change of comment {live.id} that it was asked for.")
        if after.token != live.token or after.digest != live.digest:
            raise Conflict(f"Comment {live.id} was edited since it was read; Coral changed nothing.")
        if after.status is not wanted:
            raise Mismatch(f"Coral said yes to {wanted.value} for comment {live.id}, which is still {after.stated}.")

    def _done(self, answer: Answer, verb: str, live: Live) -> Mapping[str, Any]:
        """Return what a mutation answered, or raise what its error means."""
        fault = self._fault(answer, f"Coral refuses comment {live.id}")
        if fault:
            raise fault
        told = answer.json
        done = told["data"].get(verb) if isinstance(told, dict) and isinstance(told.get("data"), dict) else None
        if not isinstance(done, dict):
            raise Unsure(f"Coral answered the change of comment {live.id} with something else.")
        return done

    def _fault(self, answer: Answer, refusal: str) -> SiteError | None:
        code = _code(answer.json)
        if code is None:
            return None
        why = self._web.said(answer.message or code)
        if code in _RIGHTS:
            return NotAllowed(f"{self.address} doesn't take the token: {why}. It must be an administrator's.")
        if code in _GONE:
            return Conflict(f"{refusal}: {why}.")
        if code == "INTERNAL_ERROR":
            return Unsure(f"{refusal} after an error of its own: {why}.")
        if "rejection reason" in answer.message.lower():
            return Refused(
                f"{refusal}: with DSA features on it wants a reason that only a person can give; reject there."
            )
        return Refused(f"{refusal}: {why}.")

    def _asked(self, ids: Sequence[str]) -> Mapping[str, Any]:
        names = ", ".join(f"$i{n}: ID!" for n in range(len(ids)))
        parts = " ".join(f"c{n}: comment(id: $i{n}) {{ id status body revision {{ id }} }}" for n in range(len(ids)))
        body = {"query": f"query Read({names}) {{ {parts} }}", "variables": {f"i{n}": id for n, id in enumerate(ids)}}
        answer = self._web.read(_PATH, method="POST", json=body, handled=(400,))
        told = answer.json
        # One comment that can't be shown is an error beside the others, which are there all the same.
        if isinstance(told, dict) and isinstance(told.get("data"), dict):
            return dict(told["data"])
        raise self._fault(answer, "Coral doesn't say how comments stand") or Unsure("Coral's answer holds no comments.")


def _code(told: Any) -> str | None:
    """Return the code of the first error in a GraphQL answer; None where there is none."""
    errors = told.get("errors") if isinstance(told, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    extensions = errors[0].get("extensions") if isinstance(errors[0], dict) else None
    return str(extensions.get("code", "")) if isinstance(extensions, dict) else ""


def _live(told: Any) -> Live | None:
    """Return a comment as GraphQL tells it; None where there is none, or none whose text is still there."""
    if not isinstance(told, dict) or not isinstance(told.get("revision"), dict) or not told.get("id"):
        return None
    stated = str(told.get("status", ""))
    digest, revision = text_digest(text_of(str(told.get("body") or ""))), str(told["revision"].get("id", ""))
    return Live(str(told["id"]), _STATUSES.get(stated, Status.UNKNOWN), stated, digest, {"revision": revision})
