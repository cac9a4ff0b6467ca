"""WordPress exports (WXR, any version) to articles and comments.

Names are matched without their prefix, since versions 1.0 to 1.2 and hand-made files differ in nothing else that
matters. Every `<wp:comment>` becomes a comment, a reject or a notice of what was skipped.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from moderation.comments import Article, Comment
from moderation.formats.encodings import decoded
from moderation.formats.markup import plain_text
from moderation.formats.records import Export, Found, Item, Reject, Skipped
from moderation.formats.rows import RAW_KEPT, kept_text, made_up_id
from moderation.formats.sources import Repairs, Source
from moderation.formats.terms import is_no_comment, iso_date, status_of
from moderation.formats.wxrpieces import Part, Piece, comments_within, pieces

COLUMNS: Final = ("id", "article_id", "article_title", "parent_id", "author", "text", "created_at", "status")
"""What a page or a site's export is carried through `triage score` as."""

_NO_ARTICLES: Final = frozenset({"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles"})
_SITE: Final = tuple(
    re.compile(rf"<(?:[\w.-]+:)?{name}>\s*(?:<!\[CDATA\[)?\s*([^\s<\]]+)".encode())
    for name in ("base_blog_url", "base_site_url", "link")
)
_FIELD: Final = re.compile(
    r"<((?:[\w.-]+:)?[\w.-]+)(?:\s[^>]*)?>((?:[^<]++|<!\[CDATA\[.*?\]\]>|<(?!/\1\s*>|!\[CDATA\[))*+)</\1\s*>", re.S
)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_REFERENCE_TO_NOTHING: Final = re.compile(r"&#(?:0+|[xX]0+|x[dD][89a-fA-F]\w\w|5[5-7]\d{3});")

_ONCE: Final = frozenset({"comment_id", "comment_content", "comment_author", "comment_parent", "post_id"})

# XML forbids them, the exporter lets them through; \t \n \r are text.
_CONTROLS: Final = bytes(code for code in range(32) if code not in (9, 10, 13))


def open_wxr(source: Source) -> Export:
    """Return the export of a WXR file; `site` is the blog's address."""
    channel = source.head.partition(b"<item")[0]
    stated = next((match for match in (site.search(channel) for site in _SITE) if match), None)
    site = decoded(stated[1], Repairs()).rstrip("/") if stated else ""
    return Export("wxr", _Reader(source).read(), site, COLUMNS)


class _Reader:
    """Reads one file: the article in hand, the ids seen, the count of comments."""

    def __init__(self, source: Source) -> None:
        self._source, self._repairs = source, source.repairs
        self._article: Article | None = None
        self._shown = False
        self._texts: dict[int, int] = {}
        self._count = 0

    def read(self) -> Iterator[Item]:
        """Yield what the file holds."""
        piece = None
        for piece in pieces(self._source):
            if piece.part is Part.COMMENT or piece.part is Part.BROKEN:
                yield from self._comments(piece)
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
        if self._article and not self._shown:
            self._shown = True
            yield self._article
        yield from self._comment(piece.content, piece)

    def _comment(self, content: bytes, piece: Piece) -> Iterator[Item]:
        fields = self._fields(content)
        whole = "comment_content" in fields
        inner = [] if whole and piece.part is Part.COMMENT else comments_within(content)
        if len(inner) > 1:
            for part in inner:
                yield from self._comment(part, replace(piece, content=part))
            return
        self._count += 1
        place = f"comment {self._count:,} (line {piece.line:,})"
        kind = fields.get("comment_type", "").strip()
        if piece.part is Part.BROKEN or not whole:
            reason = "the file breaks off in this comment" if piece.part is Part.BROKEN else "no text"
            yield Reject(place, reason, decoded(content[:RAW_KEPT], Repairs()))
        elif is_no_comment(kind):
            yield Skipped(kind, place)
        else:
            yield self._found(fields, place)

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
        """Return the comment under an id of its own where another text stands under its id already."""
        key, content = hash(comment.id), hash(comment.text)
        if self._texts.setdefault(key, content) == content:
            return comment
        self._repairs.add("comments with the id of another numbered; they can't be written back")
        return replace(comment, id=f"{comment.id}#{made_up_id(comment.text)[:6]}", writable=False)

    def _fields(self, content: bytes) -> dict[str, str]:
        """Return the text of each field by its name without prefix; the first of a name counts."""
        clean = content.translate(None, _CONTROLS)
        self._repairs.add("control characters removed", len(content) - len(clean))
        fields: dict[str, str] = {}
        for name, inner in _FIELD.findall(decoded(clean, self._repairs)):
            prefix, _, local = name.rpartition(":")
            if local not in fields and prefix != "excerpt":
                fields[local] = self._unwrapped(inner)
            elif local in _ONCE:
                self._repairs.add("repeated fields, the first one kept")
        return fields

    def _unwrapped(self, inner: str) -> str:
        if inner.startswith("<![CDATA[") and inner.find("]]>") == len(inner) - 3:
            return inner[9:-3]
        if "<" not in inner and "&" not in inner:
            return inner
        self._repairs.add("character references to nothing replaced", len(_REFERENCE_TO_NOTHING.findall(inner)))
        return _outside_cdata(inner)

    def _note_end(self, last: Piece) -> None:
        _, end, after = last.content.partition(b"</rss")
        if not end:
            line = last.line + last.content.count(b"\n")
            self._repairs.add(f"broken off: the file ends in the middle, at line {line:,}")
        elif after.partition(b">")[2].strip():
            self._repairs.add("text after the end of the export passed over")


def carried(comment: Comment, article: Article | None, place: str) -> Found:
    """Return a comment with its own values as the fields that `triage score` carries through."""
    title = article.title if article else ""
    c = comment
    fields = (c.id, c.article_id, title, c.parent_id, c.author, c.text, c.created_at, c.status.value)
    return Found(comment, place, dict(zip(COLUMNS, fields, strict=True)))


def _outside_cdata(inner: str) -> str:
    """Return a field written partly or wholly without CDATA: escapes are undone outside of it only."""
    pieces_of_text = _CDATA.split(inner)
    return "".join(part if at % 2 else html.unescape(part) for at, part in enumerate(pieces_of_text)).strip("\n\t ")


def _plain(field: str) -> str:
    return " ".join(plain_text(field).split())
