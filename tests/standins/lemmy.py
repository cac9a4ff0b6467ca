"""Lemmy as its API removes comments and gives them back, each time with a row in the public log."""

from dataclasses import dataclass

from tests.standins.server import Asked, Done, Reply, StandIn

SECRETS = {"LEMMY_TOKEN": "lemmy.jwt.token"}


@dataclass
class LemmyComment:
    """A comment."""

    content: str
    removed: bool = False
    deleted: bool = False


class LemmyServer(StandIn):
    """A server."""

    def __init__(self, comments: dict[int, LemmyComment]) -> None:
        super().__init__()
        self.comments = comments

    def answer(self, asked: Asked) -> Reply:
        """Answer as the server would."""
        if asked.headers.get("authorization") != f"Bearer {SECRETS['LEMMY_TOKEN']}":
            return Reply({"error": "incorrect_login"}, 401)
        id = int(asked.query["id"][0]) if asked.method == "GET" else asked.json["comment_id"]
        if id not in self.comments:
            return Reply({"error": "couldnt_find_comment"}, 404)
        if asked.method == "POST":
            before, self.comments[id].removed = self.comments[id].removed, asked.json["removed"]
            self.done.append(Done(str(id), "remove" if asked.json["removed"] else "give back", str(before), ""))
        return Reply({"comment_view": {"comment": {"id": id, **vars(self.comments[id])}}})
