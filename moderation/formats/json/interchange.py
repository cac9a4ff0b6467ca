"""The program's own records of JSON, and everybody's that come close to them: an article or a comment each.

Documented in DESIGN.md: `kind` tells articles from comments, columns go by many names, unknown ones are carried.
"""

from collections.abc import Mapping

from moderation.comments import Article
from moderation.formats.cells import LONGEST_TEXT, clean_text, made_up_id, reference, word
from moderation.formats.columns import Layout
from moderation.formats.records import Item
from moderation.formats.rows import Rows


class Interchange(Rows):
    """Reads records of known column names."""

    def read(
        self, row: Mapping[str, object], place: str, raw: str | bytes = "", meaning: Layout | None = None
    ) -> list[Item]:
        """Return what a record holds: an article, or a comment behind the article it names."""
        return [self._article(row)] if row.get("kind") == "article" else Rows.read(self, row, place, raw, meaning)

    def _article(self, value: Mapping[str, object]) -> Article:
        title, url, text = word(value, "title"), word(value, "url"), value.get("text")
        text = clean_text(text, self.repairs)[:LONGEST_TEXT] if isinstance(text, str) else ""
        own_id = reference(value, "id")
        return Article(own_id or made_up_id(title, text, url), title, text, url, word(value, "site"))
