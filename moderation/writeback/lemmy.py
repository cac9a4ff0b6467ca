"""Lemmy over its API, with a moderator's token.

A comment is removed from view or given back, nothing else; its text stays, and each removal is a row of the public
log of moderation, so that only differences may be sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from moderation.comments import Status, text_digest
from moderation.formats.drafts import fit_text
from moderation.writeback.sites import Conflict, Live, Mismatch, Refused, Unsure
from moderation.writeback.web import Web

SECRETS: Final = ("LEMMY_TOKEN",)
"""The token that a moderator's login gave (`jwt`)."""

VERBS: Final[Mapping[Status, str]] = {Status.APPROVED: "give back", Status.REMOVED: "remove"}

_PACE: Final = 0.25
_ID: Final = re.compile(r"[1-9][0-9]{0,18}")


def connect(address: str, secrets: Mapping[str, str]) -> "Lemmy":
    """Return the server at an address, such as `https://lemmy.example.org`; nothing is asked of it yet.

    Raises:
        WrongUse: the address is none.

    """
    (token,) = (secrets[name] for name in SECRETS)
    return Lemmy(Web(address, {"Authorization": f"Bearer {token}"}, secrets=(token,), pace=_PACE))


class Lemmy:
    """A Lemmy server."""

    system = "lemmy"
    verbs = VERBS
    at_once = 1

    def __init__(self, web: Web) -> None:
        self._web = web
        self.address = web.address

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the comments that are there, asked for one by one: no list takes ids."""
        asked = [id for id in ids if _ID.fullmatch(id)]
        return {live.id: live for id in asked for live in self._comment(id)}

    def change(self, live: Live, wanted: Status) -> None:
        """Remove a comment or give it back, and see from the answer that it is so."""
        if wanted not in VERBS or not _ID.fullmatch(live.id):
            raise Refused(f"Lemmy has no way to make comment {live.id[:20]} {wanted.value}.")
        body = {"comment_id": int(live.id), "removed": wanted is Status.REMOVED}
        answer = self._web.change("POST", "/api/v3/comment/remove", json=body, handled=(400, 404))
        if answer.status != 200:
            raise self._refusal(live, self._web.said(answer.message))
        after = _live(answer.json)
        if after is None or after.id != live.id or after.status is not wanted:
            raise Mismatch(f"Lemmy said yes to {wanted.value} for comment {live.id}, and doesn't show it so.")

    def _refusal(self, live: Live, why: str) -> Conflict | Refused:
        if why == "couldnt_find_comment":
            return Conflict(f"Comment {live.id} is gone.")
        return Refused(f"Lemmy refuses comment {live.id}: {why}.")

    def _comment(self, id: str) -> Iterator[Live]:
        answer = self._web.read("/api/v3/comment", [("id", id)], handled=(400, 404))
        live = _live(answer.json) if answer.status == 200 else None
        if live and live.id == id:
            yield live
        elif answer.status != 200 and answer.message != "couldnt_find_comment":
            raise Unsure(f"Lemmy doesn't say how comment {id} stands: {self._web.said(answer.message)}.")


def _live(told: Any) -> Live | None:
    """Return a comment as the API tells it; None where it tells something else, or its writer has deleted it."""
    view = told.get("comment_view") if isinstance(told, dict) else None
    comment = view.get("comment") if isinstance(view, dict) else None
    if not isinstance(comment, dict) or not isinstance(comment.get("content"), str) or comment.get("deleted"):
        return None
    removed = comment.get("removed") is True
    status, digest = Status.REMOVED if removed else Status.APPROVED, text_digest(fit_text(comment["content"]))
    return Live(str(comment.get("id")), status, "removed" if removed else "visible", digest)
