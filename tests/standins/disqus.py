"""Disqus as the documentation of its API 3.0 says: codes in the answers, keys in the requests, a limit by the hour."""

import re
import time
from dataclasses import dataclass

from tests.standins.server import Asked, Done, Reply, StandIn

SECRETS = {"DISQUS_SECRET_KEY": "disqus-secret-key", "DISQUS_ACCESS_TOKEN": "disqus-access-token"}
_VERBS = {
    "approve": {"isApproved": True, "isSpam": False},
    "remove": {"isDeleted": True},
    "spam": {"isSpam": True, "isApproved": False},
    "restore": {"isDeleted": False},
}


@dataclass
class Post:
    """A post with its flags."""

    message: str
    isApproved: bool = False
    isSpam: bool = False
    isDeleted: bool = False


class DisqusApi(StandIn):
    """The API."""

    def __init__(self, posts: dict[str, Post], limit: int = 1000) -> None:
        super().__init__()
        self.posts = posts
        self.limit = limit
        self.of_others: set[str] = set()

    def answer(self, asked: Asked) -> Reply:
        """Answer as the API would."""
        given = asked.query if asked.method == "GET" else asked.form
        if given.get("api_secret") != [SECRETS["DISQUS_SECRET_KEY"]]:
            return _error(5, "Invalid API key", 401)
        if given.get("access_token") != [SECRETS["DISQUS_ACCESS_TOKEN"]]:
            return _error(18, "The session or token is invalid", 401)
        if len(self.asked) > self.limit:
            return _error(13, "You have exceeded your hourly limit of requests", 429)
        path = re.fullmatch(r"/api/3\.0/posts/(\w+)\.json", asked.path)
        ids = given.get("post", [])
        missing = [id for id in ids if id not in self.posts]
        if not path or not ids or missing:
            return _error(2, f"Invalid argument, 'post': Unable to find post {missing}", 400)
        if path[1] == "details" and asked.method == "GET":
            return Reply({"code": 0, "response": self._shown(ids[0])})
        return self._moderate(path[1], ids)

    def _moderate(self, verb: str, ids: list[str]) -> Reply:
        if self.of_others & set(ids):
            return _error(12, "You do not have permission to moderate this forum", 403)
        for id in ids:
            before = vars(self.posts[id]).copy()
            for name, flag in _VERBS[verb].items():
                setattr(self.posts[id], name, flag)
            after = vars(self.posts[id])
            self.done.append(Done(id, verb, str(before), str(after)))
        return Reply({"code": 0, "response": [{"id": id} for id in ids]})

    def _shown(self, id: str) -> dict[str, object]:
        return {"id": id, "raw_message": "", **vars(self.posts[id])}


def _error(code: int, words: str, status: int) -> Reply:
    return Reply({"code": code, "response": words}, status, {"X-Ratelimit-Reset": str(int(time.time()) + 2)})
