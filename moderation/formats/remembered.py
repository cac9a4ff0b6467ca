"""What a reader remembers of an export: the articles it has handed out, and the comments it had to name itself.

Both memories are bounded, so that a million records leave memory as it was; what falls out of them costs a
repetition, never a comment.
"""

from typing import Final

from moderation.comments import Article
from moderation.formats.cells import made_up_id

_ARTICLES_REMEMBERED: Final = 10_000
_WITHOUT_ID_REMEMBERED: Final = 200_000
"""Comments without an id among which copies are told apart; a copy from further away counts as the same comment."""


class Remembered:
    """The articles handed out already, and how often each comment without an id has come."""

    def __init__(self) -> None:
        self._articles: dict[str, int] = {}
        self._made_up: dict[int, int] = {}

    def id_of(self, *parts: str) -> str:
        """Return an id by content, so that rows put in front change none; copies are numbered in their order."""
        if len(self._made_up) >= _WITHOUT_ID_REMEMBERED:
            self._made_up.clear()
        key = hash(parts)
        self._made_up[key] = copy = self._made_up.get(key, 0) + 1
        return made_up_id(*parts, str(copy))

    def is_new(self, article: Article) -> bool:
        """Return whether an article was not handed out yet as it is now, and remember that it is."""
        content = hash((article.title, article.text, article.url, article.site))
        if self._articles.get(article.id) == content:
            return False
        if len(self._articles) >= _ARTICLES_REMEMBERED:
            self._articles.clear()  # an article handed out twice changes nothing
        self._articles[article.id] = content
        return True
