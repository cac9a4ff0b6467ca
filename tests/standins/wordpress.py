"""WordPress as its REST controller for comments behaves (WP_REST_Comments_Controller), to the letter of its traps."""

import base64
import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from tests.standins.server import Asked, Done, Reply, StandIn

USER, PASSWORD = "kim", "abcd efgh ijkl mnop"
SECRETS = {"WORDPRESS_USER": USER, "WORDPRESS_APP_PASSWORD": PASSWORD}
LIST = "/wp/v2/comments"
_SHOWN = {"0": "hold", "1": "approved"}
_SETS = {"approved": "1", "approve": "1", "1": "1", "hold": "0", "0": "0"}
_KEEPS = {"trash": "trash", "spam": "spam"}
_RESTORES = {"untrash": "trash", "unspam": "spam"}


@dataclass
class Row:
    """A row of wp_comments, with the one meta value that matters here."""

    content: str
    approved: str = "0"
    type: str = "comment"
    ip: str = "192.0.2.7"
    agent: str = "Mozilla/5.0"
    before_trash: str = ""


class WordPressSite(StandIn):
    """A WordPress site."""

    def __init__(self, rows: dict[int, Row], trash_days: int = 30) -> None:
        super().__init__()
        self.rows = rows
        self.trash_days = trash_days
        self.hidden_from_lists: set[int] = set()
        self.deleted_for_good: list[int] = []
        self.ignores_statuses = False
        self.drops_addresses = False
        self.plain_permalinks = False

    def status(self, id: int | str) -> str:
        """Return the status of a comment as the interface shows it."""
        approved = self.rows[int(id)].approved
        return _SHOWN.get(approved, approved)

    def answer(self, asked: Asked) -> Reply:
        """Answer as the interface would."""
        if asked.headers.get("authorization") != f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}":
            return _error("rest_forbidden_context", "Sorry, you are not allowed to edit comments.", 401)
        route = asked.query.get("rest_route", [""])[0] if asked.path == "/" else asked.path.removeprefix("/wp-json")
        if self.plain_permalinks and asked.path != "/":
            route = ""
        if route == LIST and asked.method == "GET":
            return self._list(asked)
        number = re.fullmatch(rf"{LIST}/(\d+)", route)
        if number is None:
            return Reply("<!DOCTYPE html><html><body>Not found</body></html>", 404)
        if int(number[1]) not in self.rows:
            return _error("rest_comment_invalid_id", "Invalid comment ID.", 404)
        if asked.method == "GET":
            return Reply(self._shown(int(number[1])))
        return self._delete(int(number[1]), asked) if asked.method == "DELETE" else self._update(int(number[1]), asked)

    def _list(self, asked: Asked) -> Reply:
        query = {name: values[0] for name, values in asked.query.items()}
        per_page = int(query.get("per_page", "10"))
        if per_page > 100:
            return _error("rest_invalid_param", "Invalid parameter(s): per_page", 400)
        included = [int(id) for id in query["include"].split(",")] if "include" in query else list(self.rows)
        status, kind = query.get("status", "approve"), query.get("type", "comment")
        fitting = [
            id
            for id, row in sorted(self.rows.items())
            if id in included
            and id not in self.hidden_from_lists
            and (status == "any" or _SETS.get(status, status) == row.approved)
            and kind in ("all", row.type)
        ]
        start = (int(query.get("page", "1")) - 1) * per_page
        page = [self._shown(id) for id in fitting[start : start + per_page]]
        return Reply(page, headers={"X-WP-Total": str(len(fitting))})

    def _update(self, id: int, asked: Asked) -> Reply:
        row, body, before = self.rows[id], asked.json, self.status(id)
        if "author_ip" in body and not _is_address(body["author_ip"]):
            return _error("rest_invalid_param", "Invalid parameter(s): author_ip", 400)
        # The "only the status" branch is never taken: the row is always written anew (Trac 64248).
        row.ip = "127.0.0.1" if self.drops_addresses else body.get("author_ip", "127.0.0.1")
        row.agent = _sanitized(body.get("author_user_agent", "")) or asked.headers.get("user-agent", "")
        self._set_status(id, body.get("status"))
        self.done.append(Done(str(id), str(body.get("status")), before, self.status(id) if id in self.rows else "gone"))
        return Reply(self._shown(id)) if id in self.rows else Reply("<br />Fatal error", 500)

    def _set_status(self, id: int, wanted: str | None) -> None:
        """Set a status; one that is unknown, or there already, changes nothing and is no error."""
        row = self.rows[id]
        if wanted == self.status(id) or self.ignores_statuses:
            return
        if wanted == "trash" and not self.trash_days:
            self.deleted_for_good.append(id)
            del self.rows[id]
        elif wanted in _KEEPS:
            row.before_trash, row.approved = row.approved, _KEEPS[wanted]
        elif wanted in _RESTORES:
            row.approved, row.before_trash = row.before_trash or "0", ""
        elif wanted in _SETS:
            row.approved = _SETS[wanted]

    def _delete(self, id: int, asked: Asked) -> Reply:
        row, before = self.rows[id], self.status(id)
        if "force" in asked.query:
            self.deleted_for_good.append(id)
            del self.rows[id]
            return Reply({"deleted": True})
        if not self.trash_days:
            return _error("rest_trash_not_supported", "The comment does not support trashing.", 501)
        if row.approved == "trash":
            return _error("rest_already_trashed", "The comment has already been trashed.", 410)
        row.before_trash, row.approved = row.approved, "trash"
        self.done.append(Done(str(id), "trash", before, "trash"))
        return Reply(self._shown(id))

    def _shown(self, id: int) -> dict[str, Any]:
        row = self.rows[id]
        return {
            "id": id,
            "status": self.status(id),
            "type": row.type,
            "author_ip": row.ip,
            "author_user_agent": row.agent,
            "content": {"rendered": _rendered(row.content), "raw": row.content},
        }


def _error(code: str, message: str, status: int) -> Reply:
    return Reply({"code": code, "message": message, "data": {"status": status}}, status)


def _is_address(given: str) -> bool:
    try:
        ipaddress.ip_address(given)
    except ValueError:
        return False
    return True


def _sanitized(text: str) -> str:
    """Return what `sanitize_text_field` leaves of a text."""
    text = re.sub(r"%[0-9a-f]{2}", "", re.sub(r"<[^>]*>?", "", text), flags=re.I)
    return " ".join(text.split())


def _rendered(text: str) -> str:
    """Return what `wptexturize` and `wpautop` make of a text, as far as apostrophes and paragraphs go."""
    return "\n".join(f"<p>{part}</p>" for part in text.replace("'", "&#8217;").split("\n\n")) + "\n"
