"""Articles cut into words once, for every head that looks a comment's words up in them.

Cutting is most of what an article costs when it is first seen; those of a block are cut together, which takes a third
of cutting them one by one. What is kept of one is how its words begin: 6 kB, and no word of it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from threading import Lock
from typing import Final, Generic, TypeVar

from moderation.scoring.hashing import U64, beginnings_of, in_blocks
from moderation.scoring.normal import copied

ARTICLE_WINDOW: Final = 40_000
"""Code points of an article that are read: 7,000 words, longer than any of 1,412 measured but three."""

KEPT: Final = 512
"""Articles whose readings are kept: a block of comments seldom stands under more."""

Key = TypeVar("Key", bound=Hashable)
Read = TypeVar("Read")

Text = tuple[str, str]
"""An article's title and text."""


class Latest(Generic[Key, Read]):
    """The latest readings, made for all that are missing at once; several threads may ask."""

    def __init__(self, read: Callable[[Sequence[Key]], Iterator[Read]], kept: int = KEPT) -> None:
        """Take what reads several keys together, in their order, and how many readings are kept."""
        self._read = read
        self._most = kept
        self._kept: OrderedDict[Key, Read] = OrderedDict()
        self._lock = Lock()

    def of(self, keys: Sequence[Key]) -> list[Read]:
        """Return the reading of each key."""
        with self._lock:
            found = {key: self._kept.pop(key) for key in dict.fromkeys(keys) if key in self._kept}
            self._kept.update(found)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        found.update(zip(missing, self._read(missing), strict=True))
        with self._lock:
            self._kept.update((key, found[key]) for key in missing)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]

    def put(self, key: Key, read: Read) -> None:
        """Keep a reading that was made before."""
        with self._lock:
            self._kept[key] = read


def _cut(articles: Sequence[Text]) -> Iterator[U64]:
    """Yield the first eight bytes of each word of articles, a title counting as the first sentence."""
    for texts in in_blocks(f"{title}\n{text[:ARTICLE_WINDOW]}" for title, text in articles):
        beginnings, firsts = beginnings_of(copied(texts))
        # each a copy: a part of the whole would keep all of it
        yield from (beginnings[first:last].copy() for first, last in pairwise(firsts.tolist()))


cut: Final = Latest(_cut)
