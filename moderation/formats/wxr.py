"""WordPress exports (WXR, any version) to articles and comments.

Names are matched without their prefix, since versions 1.0 to 1.2 and hand-made files differ in nothing else that
matters. Every `<wp:comment>` becomes a comment, a reject or a notice of what was skipped.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from moderation.comments import Article, Comment
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import kept_text, made_up_id, shown
from moderation.formats.encodings import decoded
from moderation.formats.markup import plain_text
from moderation.formats.records import BROKEN_OFF, Export, Found, Item, Reject, Skipped
from moderation.formats.sources import Repairs, Source
from moderation.formats.terms import is_no_comment, iso_date, status_of
from moderation.formats.wxrfields import all_closed, fields_of
from moderation.formats.wxrpieces import Part, Piece, comments_within, pieces

_NO_ARTICLES: Final = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles"})
_SITE: Final = tuple(
    re.compile(rf"<(?:[\w.-]+:)?{name}>\s*+(?:<!\[CDATA\[\s*+)?+([^\s<\]]+)".encode())
    for name in ("base_blog_url", "base_site_url", "link")
)
_IDS_REMEMBERED: Final = 50_000
"""How far back a second comment of one id is noticed; beyond that it updates the first, as a newer export would."""

# XML forbids them, the exporter lets them through; \t \n \r are text.
_CONTROLS: Final = bytes(code for code in range(32) if code not in (9, 10, 13))


def open_wxr(source: Source) -> Export:
    """Return the export of a WXR file; `site` is the blog's address."""
    channel = source.head.partition(b"<item")[0]
    stated = next((match for match in (site.search(channel) for site in _SITE) if match), None)
    site = decoded(stated[1], Repairs()).rstrip("/") if stated else ""
    return Export("wxr", _Reader(source).read(), site if _is_address(site) else "", COLUMNS)


def _is_address(site: str) -> bool:
    """Return whether the blog's address can be taken apart; `http://[` is typed where an editor lost the rest."""
    try:
        return bool(urlsplit(site).geturl())
    except ValueError:
        return False


class _Reader:
    """Reads one file: the article in hand, the ids seen, the count of comments."""

    def __init__(self, source: Source) -> None:
        self._source, self._repairs = source, source.repairs
        self._article: Article | None = None
        self._shown = False
        self._known: dict[str, int] = {}
        self._older: dict[str, int] = {}
        self._count = 0

    def read(self) -> Iterator[Item]:
        """Yield what the file holds."""
        piece = None
        for piece in pieces(self._source):
            if piece.part is Part.COMMENT or piece.part is Part.BROKEN:
                yield from self._comments(piece)
            elif piece.part is Part.CHANNEL:
                self._article = None
            elif piece.opens_item:
                yield from self._item(piece)
        if piece:
            self._note_end(piece)

    def _item(self, piece: Piece) -> Iterator[Item]:
        fields = self._fields(piece.content)
        title, url = _plain(fields.get("title", "")), fields.get("link", "").strip()
        text, _ = kept_text(plain_text(fields.get("encoded", ""), paragraph="\n"), self._repairs)
        self._article = Article(fields.get("post_id", "").strip() or made_up_id(url or title), title, text, url)
        self._shown = fields.get("post_type") not in _NO_ARTICLES
        if self._shown:
            yield self._article

    def _comments(self, piece: Piece) -> Iterator[Item]:
        """Yield the comment of a piece, or the several that one without its end has swallowed."""
        if self._article and not self._shown:
            self._shown = True
            yield self._article
        fields = self._fields(piece.content)
        if piece.part is Part.COMMENT and "comment_content" in fields and not self._swallowed(piece.content):
            yield self._comment(fields, piece)
            return
        *whole, last = comments_within(piece.content)
        for content in whole:
            yield self._comment(self._fields(content), replace(piece, part=Part.COMMENT, content=content))
        yield self._comment(self._fields(last) if whole else fields, replace(piece, content=last))

    def _swallowed(self, content: bytes) -> bool:
        """Return whether a comment holds the next one as markup, not as its reader's words."""
        return b"comment>" in content and not all_closed(decoded(content, Repairs()))

    def _comment(self, fields: dict[str, str], piece: Piece) -> Item:
        self._count += 1
        place = f"comment {self._count:,} (line {piece.line:,})"
        kind = fields.get("comment_type", "").strip()
        if piece.part is Part.BROKEN:
            return Reject(place, "the file breaks off in this comment", shown(piece.content))
        if is_no_comment(kind):
            return Skipped(kind, place)
        if "comment_content" not in fields:
            return Reject(place, "no text", shown(piece.content))
        return self._found(fields, place)

    def _found(self, fields: dict[str, str], place: str) -> Found:
        text, cut = kept_text(plain_text(fields["comment_content"]), self._repairs)
        author = _plain(fields.get("comment_author", ""))
        own_id, parent = fields.get("comment_id", "").strip(), fields.get("comment_parent", "").strip()
        gmt = iso_date(fields.get("comment_date_gmt", ""), utc=True)
        comment = Comment(
            id=own_id or made_up_id(author, text, place),
            text=text,
            article_id=self._article.id if self._article else "",
            parent_id="" if parent == "0" else parent,
            author=author,
            created_at=gmt or iso_date(fields.get("comment_date", "")),
            status=status_of(fields.get("comment_approved", "")),
            writable=bool(own_id),
            truncated=cut,
        )
        return carried(self._told_apart(comment), self._article, place)

    def _told_apart(self, comment: Comment) -> Comment:
        """Return the comment under an id of its own where another comment stands under its id already."""
        own = (comment.article_id, comment.author, comment.text)
        if len(self._known) >= _IDS_REMEMBERED:
            self._older, self._known = self._known, {}
        known = self._older.get(comment.id) or self._known.setdefault(comment.id, hash(own))
        if known == hash(own):
            return comment
        self._repairs.add("comments with the id of another numbered; they can't be written back")
        return replace(comment, id=f"{comment.id}#{made_up_id(*own)[:6]}", writable=False)

    def _fields(self, content: bytes) -> dict[str, str]:
        # Before decoding, where one byte is one character.
        clean = content.translate(None, _CONTROLS)
        self._repairs.add("control characters removed", len(content) - len(clean))
        return fields_of(decoded(clean, self._repairs), self._repairs)

    def _note_end(self, last: Piece) -> None:
        _, end, after = last.content.partition(b"</rss")
        if not end:
            line = last.line + last.content.count(b"\n")
            self._repairs.add(f"{BROKEN_OFF}: the file ends in the middle, at line {line:,}")
        elif after.partition(b">")[2].strip():
            self._repairs.add("text after the end of the export passed over")


def _plain(field: str) -> str:
    return " ".join(plain_text(field).split())
