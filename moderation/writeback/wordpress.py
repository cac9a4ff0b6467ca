"""WordPress over its REST interface, with an Application Password.

Two traps decide how a change is sent (WP_REST_Comments_Controller, 4.7 to 6.9). A status sent by POST makes WordPress
write the row anew, with our address and user agent over the commenter's unless both are sent back as they were read; a
comment where that can't be done is refused. And where a site keeps no trash (EMPTY_TRASH_DAYS 0), the status `trash`
deletes for good: only DELETE without `force`, which is WordPress' own word for the trash, says 501 instead, and leaves
the row as it is. `force` is never sent.
"""

import base64
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, Final

from moderation.comments import Status, text_digest
from moderation.formats.drafts import fit_text
from moderation.formats.json.wordpress_rest import text_of
from moderation.formats.markup import rendered_text
from moderation.formats.terms import is_no_comment, status_of
from moderation.formats.xml.pieces import as_printed
from moderation.writeback.answers import Answer
from moderation.writeback.sites import Conflict, Live, Mismatch, Refused, Unsure, halfway
from moderation.writeback.web import NotThere, Query, Web

SECRETS: Final = ("WORDPRESS_USER", "WORDPRESS_APP_PASSWORD")
"""A user who may moderate, and an Application Password of theirs."""

VERBS: Final[Mapping[Status, str]] = {
    Status.PENDING: "hold",
    Status.APPROVED: "approved",
    Status.REMOVED: "trash",
    Status.SPAM: "spam",
}
_WAY_BACK: Final = {"trash": "untrash", "spam": "unspam"}
_TOUCHABLE: Final = frozenset({"hold", "approved", "trash", "spam"})
"""Plugins have states of their own, and `post-trashed` belongs to the post."""

_PAGE: Final = 100  # the most that `per_page` takes; 101 is a 400
_PACE: Final = 0.25
"""Core has no limit, the firewalls of hosts do: four requests a second."""
# `comment_ID` is a bigint unsigned: twenty digits at most.
_ID: Final = re.compile(r"[1-9]\d{0,19}")
_COMMENTS: Final = "/wp/v2/comments"
_FIELDS: Final = ("_fields", "id,status,type,content,author_ip,author_user_agent")
# `sanitize_text_field` takes these out of a user agent, so it would not be the same again.
_SANITIZED: Final = re.compile(r"[<\t\r\n]|%[0-9a-f]{2}|\s{2}|^\s|\s$", re.I)


def connect(address: str, secrets: Mapping[str, str]) -> "WordPress":
    """Return the site at an address, such as `https://example.org`; nothing is asked of it yet.

    Raises:
        WrongUse: the address is none.

    """
    user, password = (secrets[name] for name in SECRETS)
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    web = Web(address, {"Authorization": f"Basic {token}"}, secrets=(password, token), pace=_PACE)
    return WordPress(web)


class WordPress:
    """A WordPress site."""

    system = "wordpress"
    verbs = VERBS
    at_once = _PAGE

    def __init__(self, web: Web) -> None:
        self._web = web
        self.address = web.address
        self._plain = False

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the comments that are there."""
        asked, found = [id for id in ids if _ID.fullmatch(id)], dict[str, Live]()
        for start in range(0, len(asked), _PAGE):
            batch = asked[start : start + _PAGE]
            found |= self._listed(batch)
            # A plugin may keep comments out of lists; alone each is found.
            found |= {live.id: live for id in batch if id not in found for live in self._alone(id)}
        return found

    def change(self, live: Live, wanted: Status) -> None:
        """Put a comment into a state, and see from the answer that it is there with nothing else changed."""
        if wanted not in VERBS or not _ID.fullmatch(live.id):
            raise Refused(f"WordPress has no way to make comment {live.id[:20]} {wanted.value}.")
        if wanted is Status.REMOVED:
            return self._trash(live)
        if live.stated in _WAY_BACK:
            # WordPress keeps the state before the trash in `_wp_trash_meta_status`; another verb would leave it there.
            back = self._posted(live, _WAY_BACK[live.stated])
            if back.status is wanted:
                return None
            with halfway():
                return self._settled(live, wanted)
        return self._settled(live, wanted)

    def _settled(self, live: Live, wanted: Status) -> None:
        after = self._posted(live, VERBS[wanted])
        if after.status is not wanted:
            raise Mismatch(
                f"WordPress said yes to {wanted.value} for comment {live.id}, which is still {after.stated}."
            )

    def _trash(self, live: Live) -> None:
        path, query = self._place(f"/{live.id}", [_FIELDS])
        # 410: in the trash already; 501: EMPTY_TRASH_DAYS is 0 (WP_REST_Comments_Controller::delete_item).
        answer = self._web.change("DELETE", path, query=query, handled=(404, 410, 501))
        if answer.status == 501:
            raise Refused("This site keeps no trash (EMPTY_TRASH_DAYS is 0): removing would delete for good. Hold it.")
        if answer.status == 410:
            raise Conflict(f"Comment {live.id} is in the trash already.")
        self._is_there(answer, live)
        after = _live(answer.json)
        if after is None or after.stated != "trash":
            raise Mismatch(f"WordPress said yes to the trash for comment {live.id}, and doesn't show it there.")

    def _posted(self, live: Live, verb: str) -> Live:
        """Send a status with what WordPress would write over, and return the comment as it stands then."""
        body = {"status": verb, **_unchanged(live)}
        path, query = self._place(f"/{live.id}", [_FIELDS])
        answer = self._web.change("POST", path, json=body, query=query, handled=(400, 404))
        if answer.status == 400:
            raise Refused(f"WordPress refuses comment {live.id}: {self._web.said(answer.message)}.")
        self._is_there(answer, live)
        after = _live(answer.json)
        if after is None:
            raise Unsure(f"WordPress' answer about comment {live.id} holds no comment.")
        # A row that is written anew is filtered anew, by whatever plugins do to texts by now.
        if after.token != live.token or after.digest != live.digest:
            raise Mismatch(
                f"WordPress changed the text, address or user agent of comment {live.id} along with its status."
            )
        return after

    def _is_there(self, answer: Answer, live: Live) -> None:
        if answer.status == 404:
            raise Conflict(f"Comment {live.id} is gone: {self._web.said(answer.message)}.")

    def _listed(self, ids: Sequence[str]) -> dict[str, Live]:
        query = [
            ("include", ",".join(ids)),
            ("status", "any"),  # all of them, spam and trash too
            ("type", "all"),  # the default leaves out reviews and wpDiscuz' pinned comments
            ("context", "edit"),
            ("per_page", str(_PAGE)),
            ("orderby", "id"),
            ("order", "asc"),
            _FIELDS,
        ]
        listed = self._asked("", query).json
        if not isinstance(listed, list):
            raise Unsure(f"{self.address} answered with something other than a list of comments.")
        return {live.id: live for live in map(_live, listed) if live and live.id in ids}

    def _alone(self, id: str) -> Iterator[Live]:
        answer = self._asked(f"/{id}", [("context", "edit"), _FIELDS], handled=(404,))
        live = _live(answer.json) if answer.status == 200 else None
        if live and live.id == id:
            yield live

    def _asked(self, rest: str, query: Query, handled: Collection[int] = ()) -> Answer:
        """Read from where the interface is: under `/wp-json`, or by a query where the site has plain permalinks."""
        try:
            return self._web.read(*self._place(rest, query), handled=handled)
        except NotThere:
            if self._plain:
                raise
        self._plain = True
        return self._web.read(*self._place(rest, query), handled=handled)

    def _place(self, rest: str, query: Query) -> tuple[str, Query]:
        if self._plain:
            return "/", [("rest_route", _COMMENTS + rest), *query]
        return f"/wp-json{_COMMENTS}{rest}", query


def _live(told: Any) -> Live | None:
    """Return a comment as the REST interface tells it; None where it tells something else."""
    content = told.get("content") if isinstance(told, dict) else None
    if not isinstance(content, dict) or "raw" not in content or not told.get("id"):
        return None
    stated, kind = str(told.get("status", "")), str(told.get("type", ""))
    ours = stated in _TOUCHABLE and not is_no_comment(kind)
    kept = {name: str(told.get(name) or "") for name in ("author_ip", "author_user_agent")}
    status, raw = status_of(stated) if ours else Status.UNKNOWN, str(content["raw"])
    also = tuple(map(text_digest, _as_exported(raw, str(content.get("rendered") or ""))))
    return Live(str(told["id"]), status, stated, text_digest(text_of(raw)), kept, also)


def _as_exported(raw: str, rendered: str) -> Iterator[str]:
    """Yield a text as exports have it that don't have it as it is stored.

    WXR loses control characters; a page of the interface read by a stranger, and a page saved from a browser, hold
    what was made of it for readers: other quotation marks, pictures for smileys.
    """
    yield text_of(as_printed(raw))
    if rendered:
        yield text_of(rendered)
        yield fit_text(rendered_text(rendered))


def _unchanged(live: Live) -> Mapping[str, str]:
    """Return what has to be sent along so that WordPress writes the same again.

    Raises:
        Refused: it could not be the same: WordPress takes an address only if it is one, and cleans user agents.

    """
    agent = live.token["author_user_agent"]
    if not agent or _SANITIZED.search(agent):
        raise Refused(_overwritten(live, "browser's name"))
    try:
        ip_address(live.token["author_ip"])
    except ValueError:
        raise Refused(_overwritten(live, "address")) from None
    return live.token


def _overwritten(live: Live, what: str) -> str:
    return f"WordPress would write ours over the commenter's {what} in comment {live.id}: use --to wp-cli for it."
