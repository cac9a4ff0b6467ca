"""Comments are gathered into blocks, each with the article and parent it answers.

Articles and parents are remembered up to a fixed number of characters, and a block ends at a number of comments or of
characters, so that memory stays flat whatever the export's size and whatever its readers pasted.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Generic, Protocol, TypeVar

from msgspec import Struct

from moderation.bulk.columns import ADDED_NAMES
from moderation.comments import Article, Comment, InContext
from moderation.formats.addresses import has_addresses
from moderation.formats.opening import open_export
from moderation.formats.records import Export, Found, Item, Reject
from moderation.formats.writing.as_jsonl import is_spliceable
from moderation.intake import Taken

BLOCK: Final = 1_000
"""Comments a block: enough to keep a worker busy for tens of milliseconds, few enough for a few MB in flight."""

BLOCK_CHARACTERS: Final = 8_000_000
"""Characters of records, articles and parents that end a block before its time: pasted novels, not comments."""

REMEMBERED_CHARACTERS: Final = 32_000_000
"""Article text kept at hand, about 64 MB at worst."""

PARENTS_CHARACTERS: Final = REMEMBERED_CHARACTERS // 2
"""Parent text kept at hand, some 20,000 comments: an answer stands near what it answers."""

_NONE: Final = -1


class Texted(Protocol):
    """Something with a text that takes up memory."""

    @property
    def text(self) -> str:
        """The text."""


Kept = TypeVar("Kept", bound=Texted)


class Memory(Generic[Kept]):
    """The latest articles or comments by id, forgetting the least recently used beyond a number of characters."""

    def __init__(self, characters: int = REMEMBERED_CHARACTERS) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._room = characters

    def put(self, key: str, value: Kept) -> None:
        """Remember a value, forgetting others if need be."""
        if (old := self._kept.pop(key, None)) is not None:
            self._room += len(old.text) + 500
        self._kept[key] = value
        self._room -= len(value.text) + 500
        while self._room < 0 and len(self._kept) > 1:
            self._room += len(self._kept.popitem(last=False)[1].text) + 500

    def get(self, key: str) -> Kept | None:
        """Return what is remembered under a key."""
        if (value := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
        return value


class Block(Struct, frozen=True, array_like=True):
    """Comments to score together, in the order of the export.

    What several of them share is held once: a worker process is sent all of it.
    """

    texts: list[str]
    records: list[bytes | dict[str, object]]
    """What each comment's row keeps of the input: its line of JSON as it came, or its fields."""
    articles: list[Article]
    article_of: list[int]
    """For each comment the place of its article, -1 for none."""
    parents: list[str]
    parent_of: list[int]
    """For each comment the place of the text it answers, -1 for none."""

    def fields(self) -> list[dict[str, object]]:
        """Return the fields of those comments that have not kept a line."""
        return [record for record in self.records if isinstance(record, dict)]

    def posted(self) -> list[InContext]:
        """Return the comments in context, as far as scoring looks: at texts and articles."""
        articles: list[Article | None] = [*self.articles, None]  # where -1 finds it
        parents: list[Comment | None] = [*(Comment("", text) for text in self.parents), None]
        return [
            InContext(Comment("", text), articles[article], parents[parent])
            for text, article, parent in zip(self.texts, self.article_of, self.parent_of, strict=True)
        ]


class _Filling:
    """A block that is being filled."""

    def __init__(self) -> None:
        self._block = Block([], [], [], [], [], [])
        self._articles: dict[int, int] = {}
        self._parents: dict[int, int] = {}
        self._characters = 0

    def add(
        self, text: str, record: bytes | dict[str, object], article: Article | None, parent: Comment | None
    ) -> None:
        """Add a comment."""
        block = self._block
        block.texts.append(text)
        block.records.append(record)
        block.article_of.append(_NONE if article is None else self._place_of_article(article))
        block.parent_of.append(_NONE if parent is None else self._place_of_parent(parent))
        self._characters += len(text) + _size(record)

    @property
    def is_full(self) -> bool:
        """Whether a worker should have it."""
        return len(self._block.texts) >= BLOCK or self._characters >= BLOCK_CHARACTERS

    def block(self) -> Block:
        """Return what was gathered."""
        return self._block

    def _place_of_article(self, article: Article) -> int:
        # By identity, which the list keeps alive: hashing their texts would cost more than sending a few of them twice.
        place = self._articles.setdefault(id(article), len(self._block.articles))
        if place == len(self._block.articles):
            self._block.articles.append(article)
            self._characters += len(article.text)
        return place

    def _place_of_parent(self, parent: Comment) -> int:
        place = self._parents.setdefault(id(parent.text), len(self._block.parents))
        if place == len(self._block.parents):
            self._block.parents.append(parent.text)
            self._characters += len(parent.text)
        return place


def _size(record: bytes | dict[str, object]) -> int:
    if isinstance(record, bytes):
        return len(record)
    return sum(len(value) for value in record.values() if isinstance(value, str))


def gathered(
    source: BinaryIO,
    taken: Taken,
    set_aside: Callable[[Reject], None],
    *,
    encoding: str | None,
    verbatim: bool,
    personal: bool = False,
) -> tuple[Export, Iterator[Block]]:
    """Return the export in a stream and its comments in blocks; what it is, and what is in it, is noted in `taken`.

    Raises:
        UnreadableExport: it is none that triage reads.

    """
    export = open_export(source, name=taken.path, encoding=encoding)
    taken.format, taken.unknown = export.format, export.unknown
    return export, Gathering(taken, set_aside, verbatim, personal).blocks(export.items)


@dataclass(slots=True)
class Gathering:
    """Turns the items of exports into blocks, counting what isn't a comment on the way."""

    taken: Taken
    set_aside: Callable[[Reject], None]
    verbatim: bool = False
    """Whether a line of JSON is kept as it came where that can be done, instead of its fields."""
    personal: bool = False
    """Whether addresses of readers stay in; a line that holds one can't be kept as it came otherwise."""
    articles: Memory[Article] = field(default_factory=Memory)
    parents: Memory[Comment] = field(default_factory=lambda: Memory(PARENTS_CHARACTERS))

    def blocks(self, items: Iterator[Item]) -> Iterator[Block]:
        """Yield the comments in blocks, each with its article and parent where the export has them."""
        filling = _Filling()
        for found in self._comments(items):
            comment = found.comment
            parent = self.parents.get(comment.parent_id) if comment.parent_id else None
            self.parents.put(comment.id, comment)
            filling.add(comment.text, self._record(found), self.articles.get(comment.article_id), parent)
            if filling.is_full:
                yield filling.block()
                filling = _Filling()
        if filling.block().texts:
            yield filling.block()

    def _comments(self, items: Iterator[Item]) -> Iterator[Found]:
        for item in items:
            self.taken.tally(item)
            match item:
                case Article():
                    self.articles.put(item.id, item)
                case Reject():
                    self.set_aside(item)
                case Found():
                    yield item

    def _record(self, found: Found) -> bytes | dict[str, object]:
        if self.verbatim and found.line and ADDED_NAMES.isdisjoint(found.fields):
            line = found.line.strip()
            if is_spliceable(line) and (self.personal or not has_addresses(found.fields)):
                return line
        return dict(found.fields)
