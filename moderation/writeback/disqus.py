"""Disqus over its API 3.0, with the keys of an application that its owner, a moderator, made.

Every answer holds a code of its own, 0 for yes. A thousand requests an hour are allowed, so a run takes its time; and
reads take the keys in the address, because Disqus offers them no other place, while changes carry them in their body.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from moderation.comments import Status, text_digest
from moderation.formats.drafts import fit_text
from moderation.formats.markup import plain_text
from moderation.formats.xml.pieces import as_printed
from moderation.writeback.answers import Answer
from moderation.writeback.sites import Conflict, Live, NotAllowed, Refused, SiteError, TryLater, Unsure, halfway
from moderation.writeback.web import Web

SECRETS: Final = ("DISQUS_SECRET_KEY", "DISQUS_ACCESS_TOKEN")
"""The application's secret key, and its access token."""

VERBS: Final[Mapping[Status, str]] = {Status.APPROVED: "approve", Status.REMOVED: "remove", Status.SPAM: "spam"}
"""There is no verb that makes a post wait again."""

_PACE: Final = 3.6
"""A thousand requests an hour."""
_AN_HOUR: Final = 3_600.0
_ID: Final = re.compile(r"[1-9]\d{0,19}")
_HANDLED: Final = (400, 401, 403, 404, 429, 500)
_LIMIT_REACHED: Final = frozenset({13, 14})
_NO_RIGHT: Final = frozenset({4, 5, 6, 7, 11, 12, 18, 22})
_WRONG_ARGUMENT: Final = 2
_STUMBLED: Final = frozenset({15, 16})


def connect(address: str, secrets: Mapping[str, str]) -> "Disqus":
    """Return Disqus at its address, `https://disqus.com`; nothing is asked of it yet.

    Raises:
        WrongUse: the address is none.

    """
    secret, token = (secrets[name] for name in SECRETS)
    keys = (("api_secret", secret), ("access_token", token))
    return Disqus(Web(address, secrets=(secret, token), pace=_PACE), keys)


class Disqus:
    """Disqus, as a moderator of some of its forums sees it."""

    system = "disqus"
    verbs = VERBS
    at_once = 1

    def __init__(self, web: Web, keys: Sequence[tuple[str, str]]) -> None:
        self._web, self._keys = web, keys
        self.address = web.address

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the posts that are there, asked for one by one: no list takes ids."""
        asked = [id for id in ids if _ID.fullmatch(id)]
        return {live.id: live for id in asked for live in self._details(id)}

    def change(self, live: Live, wanted: Status) -> None:
        """Put a post into a state; the answer names it."""
        if wanted not in VERBS or not _ID.fullmatch(live.id):
            raise Refused(f"Disqus has no way to make post {live.id[:20]} {wanted.value}.")
        if wanted is Status.APPROVED and live.token.get("deleted"):
            self._performed(live, "restore")
            with halfway():
                (after,) = self._details(live.id) or (live,)
                if after.status is not wanted:
                    self._performed(live, VERBS[wanted])
        else:
            self._performed(live, VERBS[wanted])

    def _performed(self, live: Live, verb: str) -> None:
        form = [("post", live.id), *self._keys]
        answer = self._web.change("POST", f"/api/3.0/posts/{verb}.json", form=form, handled=_HANDLED)
        fault = self._fault(answer, f"post {live.id}")
        if fault:
            raise fault
        done = answer.json.get("response")
        # The verbs take many posts, and do those of them that they can.
        if not isinstance(done, list) or live.id not in [
            str(post.get("id")) for post in done if isinstance(post, dict)
        ]:
            raise Unsure(f"Disqus said yes to {verb} and doesn't name post {live.id} among those it did.")

    def _details(self, id: str) -> list[Live]:
        answer = self._web.read("/api/3.0/posts/details.json", [("post", id), *self._keys], handled=_HANDLED)
        fault = self._fault(answer, f"post {id}")
        if isinstance(fault, Conflict):
            return []
        if fault:
            raise fault
        return [live for live in _live(answer.json.get("response")) if live.id == id]

    def _fault(self, answer: Answer, what: str) -> SiteError | None:
        """Return what the code of an answer means; None for yes."""
        stated = answer.json.get("code") if isinstance(answer.json, dict) else None
        code = stated if isinstance(stated, int) else None
        if code == 0 and answer.status == 200:
            return None
        why = self._web.said(answer.message)
        if code in _LIMIT_REACHED or answer.status == 429:
            return TryLater(f"Disqus allows 1,000 requests an hour, and they are used up: {why}.", _until_reset(answer))
        if code in _NO_RIGHT or answer.status in (401, 403):
            return NotAllowed(f"Disqus refuses us at {what}: {why}. Check the keys and whose they are.")
        if code == _WRONG_ARGUMENT:
            return Conflict(f"Disqus knows no {what}: {why}.")
        if code is None or code in _STUMBLED:
            return Unsure(f"Disqus stumbled over {what}: {why}.")
        return Refused(f"Disqus refuses {what}: {why}.")


def _until_reset(answer: Answer) -> float:
    """Return how many seconds until Disqus counts anew, by its own clock's word."""
    stated = answer.headers.get("x-ratelimit-reset", "")
    if answer.patience is not None:
        return answer.patience
    return min(max(float(stated) - time.time(), 1.0), _AN_HOUR) if stated.isdigit() else _AN_HOUR


def _live(told: Any) -> Iterator[Live]:
    """Yield a post as the API tells it; none where it tells something else."""
    if not isinstance(told, dict) or not told.get("id") or not isinstance(told.get("message"), str):
        return
    status, deleted = _status(told), {"deleted": "yes" if told.get("isDeleted") else ""}
    digests = [text_digest(fit_text(plain_text(text))) for text in (told["message"], as_printed(told["message"]))]
    yield Live(str(told["id"]), status, status.value, digests[0], deleted, (digests[1],))


def _status(post: Mapping[str, object]) -> Status:
    """Return a post's state from its flags; spam is deleted too, and either may still be called approved."""
    if post.get("isSpam"):
        return Status.SPAM
    if post.get("isDeleted"):
        return Status.REMOVED
    return Status.APPROVED if post.get("isApproved") else Status.PENDING
