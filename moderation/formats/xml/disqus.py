"""Disqus exports to articles and comments: `<disqus>` with all threads, then all posts.

Two shapes are about: ids as attributes (`<thread dsq:id="2"/>`), as Disqus writes them, and as text
(`<thread>1</thread>`), as its documentation has them. Deleted posts keep their text and come as removed ones. A file
cut in the middle, or mended by hand until no parser takes it, keeps every post that is whole.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from moderation.comments import Article, Comment, Status
from moderation.formats.carrying import COLUMNS, carried
from moderation.formats.cells import as_flag, date_of, kept_text, made_up_id, shown, sound
from moderation.formats.encodings import decoded
from moderation.formats.markup import line_of_text, plain_text, rendered_text
from moderation.formats.records import Export, Found, Item, Reject
from moderation.formats.remembered import Remembered
from moderation.formats.sources import Repairs, Source
from moderation.formats.xml.comments import comments_of
from moderation.formats.xml.disqusplain import OUTLINE
from moderation.formats.xml.fields import Fields
from moderation.formats.xml.pieces import Part, Piece, pieces

_UNKNOWN: Final = ("article texts", "which comments wait for approval")

_FIELDS: Final = Fields(
    "id|forum|link|title|message|createdAt|isDeleted|isSpam|name|username|thread|parent",
    bound=r"(?:message|createdAt|isDeleted|isSpam|author|ipAddress)\b",
)
_SITE: Final = re.compile(rb"<forum>\s*+(?:<!\[CDATA\[\s*+)?+([^\s<\]]+)")
_OWN_ID: Final = re.compile(rb"""[\s:]id\s*=\s*["']?([^\s"'<>]*[^\s"'<>/])""")
_REFERENCE: Final = re.compile(
    rb"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)|<(?:[\w.-]++:)?+(thread|parent)\b((?:[^<>/]++|/(?!>))*+)"
)
_TAG: Final = re.compile(r"<[^<>]*+>")
_THREADS_REMEMBERED: Final = 100_000  # 31 MB with titles of sixty letters
_POSTS_REMEMBERED: Final = 100_000
"""Posts whose second id is remembered, for replies that name their parent by it alone."""


def open_disqus(source: Source) -> Export:
    """Return the export of a Disqus file; `site` is the forum's short name."""
    stated = _SITE.search(source.head)
    site = decoded(stated[1], Repairs()) if stated else ""
    return Export("disqus", _Reader(source).read(), site, COLUMNS, _UNKNOWN)


class _Reader:
    """Reads one file: the threads and second ids seen, the count of posts."""

    def __init__(self, source: Source) -> None:
        self._source, self._repairs = source, source.repairs
        self._threads: dict[str, Article] = {}
        self._named: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._remembered = Remembered()
        self._count = 0

    def read(self) -> Iterator[Item]:
        """Yield what the file holds."""
        for piece in pieces(self._source, OUTLINE):
            if piece.part is Part.COMMENT or piece.part is Part.BROKEN:
                yield from self._posts(piece)
            elif piece.part is Part.ITEM and piece.opening:
                yield self._thread(piece)

    def _thread(self, piece: Piece) -> Article:
        fields = _FIELDS.read(piece.content, self._repairs)
        title, url = line_of_text(fields.get("title", "")), _bare(fields.get("link", ""))
        own, name = _id_in(piece.opening), _bare(fields.get("id", ""))
        text, _ = kept_text(rendered_text(fields.get("message", ""), paragraph="\n"), self._repairs)
        article = Article(own or name or made_up_id(url or title), title, text, url)
        if len(self._threads) < _THREADS_REMEMBERED:
            self._threads[article.id] = Article(article.id, title)
            if own and name:
                self._named[name] = own
        else:
            self._repairs.add(f"articles beyond {_THREADS_REMEMBERED:,}, their titles not carried to their comments")
        return article

    def _posts(self, piece: Piece) -> Iterator[Item]:
        for one, fields in comments_of(piece, OUTLINE, _FIELDS, "message", self._repairs):
            yield self._post(one, fields if one.fields else {**fields, **_ids_in(one)})

    def _post(self, piece: Piece, fields: Mapping[str, str]) -> Item:
        self._count += 1
        place = f"post {self._count:,} (line {piece.line:,})"
        if piece.part is Part.BROKEN:
            return Reject(place, "the file breaks off in this post", shown(piece.content))
        if "message" not in fields:
            return Reject(place, "no text", shown(piece.content))
        return self._found(fields, place)

    def _found(self, fields: Mapping[str, str], place: str) -> Found:
        text, cut = kept_text(plain_text(fields["message"]), self._repairs)
        author = line_of_text(fields.get("name", "")) or line_of_text(fields.get("username", ""))
        own, name = self._ids_of(fields)
        created_at = date_of(fields.get("createdAt", ""), self._repairs, utc=True)
        article_id = fields.get("thread_id") or _known(fields.get("thread", ""), self._named)
        comment = Comment(
            id=own or name or self._remembered.id_of(author, text, created_at, article_id),
            text=text,
            article_id=article_id,
            parent_id=fields.get("parent_id") or _known(fields.get("parent", ""), self._numbers),
            author=author,
            created_at=created_at,
            status=self._status(fields),
            # Disqus knows its own numbers only; the other id is that of the system a post was imported from.
            writable=own.isascii() and own.isdigit(),
            truncated=cut,
        )
        return carried(comment, self._threads.get(article_id), place)

    def _ids_of(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """Return the number that Disqus knows a post by and its other id, and remember both for its replies."""
        own, name = fields.get("post_id", ""), _bare(fields.get("id", ""))
        if own and name and len(self._numbers) < _POSTS_REMEMBERED:
            self._numbers[name] = own
        return own, name

    def _status(self, fields: Mapping[str, str]) -> Status:
        """Return spam before removed, as spam is removed too; without a flag the status is unknown."""
        spam, deleted = self._flag(fields, "isSpam"), self._flag(fields, "isDeleted")
        if spam or deleted:
            return Status.SPAM if spam else Status.REMOVED
        return Status.UNKNOWN if spam is None or deleted is None else Status.APPROVED

    def _flag(self, fields: Mapping[str, str], name: str) -> bool | None:
        said = fields.get(name, "")
        flag = as_flag(said)
        if flag is None and said.strip():
            self._repairs.add_word("statuses nobody knows", f"{name} {said}")
        return flag


def _bare(field: str) -> str:
    """Return an id or address without tags and blanks around it."""
    return (_TAG.sub("", field) if "<" in field else field).strip()


def _known(field: str, ids: Mapping[str, str]) -> str:
    """Return the number behind an id that is stated as text, or the id where none is known."""
    stated = _bare(field)
    return ids.get(stated, stated)


def _id_in(tag: bytes) -> str:
    """Return the id that a tag states as an attribute, quoted or not."""
    stated = _OWN_ID.search(tag)
    return sound(decoded(stated[1], Repairs())) if stated else ""


def _ids_in(post: Piece) -> dict[str, str]:
    """Return the ids that a post, its thread and its parent have as attributes; the first of each counts."""
    found = {"post_id": _id_in(post.opening)}
    for reference in _REFERENCE.finditer(post.content):
        if reference[1]:
            found.setdefault(f"{reference[1].decode()}_id", _id_in(reference[2]))
    return found
