"""Comments that a reader of a JSON system has taken apart, made fit for every room.

Each reader drafts a comment from the fields of its system; length, control characters and missing ids are looked
after here, in one place for all of them.
"""

from msgspec.structs import replace

from moderation.comments import Article, Comment
from moderation.formats.cells import kept_text
from moderation.formats.remembered import Remembered
from moderation.formats.sources import Repairs


class Drafts:
    """Finishes the comments of one export and hands out each of its articles once."""

    def __init__(self, repairs: Repairs) -> None:
        self.repairs = repairs
        self._remembered = Remembered()

    def finished(self, draft: Comment) -> Comment:
        """Return a comment with a text fit for every room, under an id by content where the site gave it none."""
        text, cut = kept_text(draft.text, self.repairs)
        own_id = draft.id or self._remembered.id_of(draft.author, text, draft.created_at, draft.article_id)
        return replace(draft, id=own_id, text=text, writable=draft.writable and bool(draft.id), truncated=cut)

    def unseen(self, article: Article) -> list[Article]:
        """Return the article, fit for every room; nothing where it was handed out already, or is unknown."""
        if not article.id or not (article.title or article.text or article.url):
            return []
        text, _ = kept_text(article.text, self.repairs)
        article = replace(article, text=text)
        return [article] if self._remembered.is_new(article) else []


def fit_text(text: str) -> str:
    """Return a text as `Drafts.finished` leaves it: a text read from a live site has to be the same to a letter."""
    return kept_text(text, Repairs())[0]
