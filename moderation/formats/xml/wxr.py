"""WordPress exports (WXR, any version) to articles and comments.

Names are matched without their prefix, since versions 1.0 to 1.2 and hand-made files differ in nothing else that
matters. Every `<wp:comment>` becomes a comment, a reject or a notice of what was skipped.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import date_of, kept_text, made_up_id, shown
from moderation.formats.encodings import decoded
from moderation.formats.markup import line_of_text, plain_text
from moderation.formats.records import Export, Found, Item, Reject, Skipped
from moderation.formats.remembered import Remembered
from moderation.formats.sources import Repairs, Source
from moderation.formats.terms import is_no_comment, status_of
from moderation.formats.xml.comments import comments_of
from moderation.formats.xml.fields import Fields
from moderation.formats.xml.pieces import Part, Piece, pieces
from moderation.formats.xml.wxrplain import OUTLINE

_UNKNOWN: Final = ("spam, which WordPress leaves out",)

_NO_ARTICLES: Final = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles"})
_COMMENT_TYPES: Final = frozenset({"", "comment", "review", "wpdiscuz_sticky", "private"})
_SITE: Final = tuple(
    re.compile(rf"<(?:[\w.-]+:)?{name}>\s*+(?:<!\[CDATA\[\s*+)?+([^\s<\]]+)".encode())
    for name in ("base_blog_url", "base_site_url", "link")
)
_FIELDS: Final = Fields(
    "title|link|encoded|post_id|thread_identifier|post_type|comment_id|comment_author|comment_date_gmt|comment_date|comment_content|"
    "comment_approved|comment_type|comment_parent|commentmeta|postmeta",
    many="commentmeta|postmeta|excerpt",
    bound=r"comment_\w",
)


def open_wxr(source: Source) -> Export:
    """Return the export of a WXR file; `site` is the blog's address."""
    channel = source.head.partition(b"<item")[0]
    stated = next((match for match in (site.search(channel) for site in _SITE) if match), None)
    site = decoded(stated[1], Repairs()).rstrip("/") if stated else ""
    return Export("wxr", _Reader(source).read(), site if _is_address(site) else "", COLUMNS, _UNKNOWN)


def _is_address(site: str) -> bool:
    """Return whether the blog's address can be taken apart; `http://[` is typed where an editor lost the rest."""
    try:
        return bool(urlsplit(site).geturl())
    except ValueError:
        return False


class _Reader:
    """Reads one file: the article in hand, the count of comments."""

    def __init__(self, source: Source) -> None:
        self._source, self._repairs = source, source.repairs
        self._article: Article | None = None
        self._shown = False
        self._remembered = Remembered()
        self._count = 0

    def read(self) -> Iterator[Item]:
        """Yield what the file holds."""
        for piece in pieces(self._source, OUTLINE):
            if piece.part is Part.COMMENT or piece.part is Part.BROKEN:
                # Pictures have pages of their own, and comments on them; without any they are no articles.
                if self._article and not self._shown:
                    self._shown = True
                    yield self._article
                yield from self._comments(piece)
            elif piece.part is Part.CHANNEL:
                self._article = None
            elif piece.opening:
                yield from self._item(piece)

    def _item(self, piece: Piece) -> Iterator[Item]:
        fields = _FIELDS.read(piece.content, self._repairs)
        title, url = line_of_text(fields.get("title", "")), fields.get("link", "").strip()
        text, _ = kept_text(plain_text(fields.get("encoded", ""), paragraph="\n"), self._repairs)
        # Disqus' import format is WXR with an identifier where WordPress has a number.
        own_id = (fields.get("post_id") or fields.get("thread_identifier", "")).strip()
        self._article = Article(own_id or made_up_id(url or title), title, text, url)
        self._shown = fields.get("post_type") not in _NO_ARTICLES
        if self._shown:
            yield self._article

    def _comments(self, piece: Piece) -> Iterator[Item]:
        for one, fields in comments_of(piece, OUTLINE, _FIELDS, "comment_content", self._repairs):
            yield self._comment(one, fields)

    def _comment(self, piece: Piece, fields: Mapping[str, str]) -> Item:
        self._count += 1
        place = f"comment {self._count:,} (line {piece.line:,})"
        kind = fields.get("comment_type", "").strip()
        if piece.part is Part.BROKEN:
            return Reject(place, "the file breaks off in this comment", shown(piece.content))
        if kind not in _COMMENT_TYPES:
            if is_no_comment(kind):
                return Skipped(kind, place)
            self._repairs.add_word("types of comment nobody knows, read like others", kind)
        if "comment_content" not in fields:
            return Reject(place, "no text", shown(piece.content))
        return self._found(fields, place)

    def _found(self, fields: Mapping[str, str], place: str) -> Found:
        text, cut = kept_text(plain_text(fields["comment_content"]), self._repairs)
        author = line_of_text(fields.get("comment_author", ""))
        own_id, parent = fields.get("comment_id", "").strip(), fields.get("comment_parent", "").strip()
        created_at, article_id = self._date(fields), self._article.id if self._article else ""
        comment = Comment(
            id=own_id or self._remembered.id_of(author, text, created_at, article_id),
            text=text,
            article_id=article_id,
            parent_id="" if parent == "0" else parent,
            author=author,
            created_at=created_at,
            status=self._status(fields.get("comment_approved", "")),
            writable=bool(own_id),
            truncated=cut,
        )
        return carried(comment, self._article, place)

    def _date(self, fields: Mapping[str, str]) -> str:
        in_utc = date_of(fields.get("comment_date_gmt", ""), self._repairs, utc=True)
        return in_utc or date_of(fields.get("comment_date", ""), self._repairs)

    def _status(self, word: str) -> Status:
        status = status_of(word)
        if status is Status.UNKNOWN and word.strip():
            self._repairs.add_word("statuses nobody knows", word)
        return status
