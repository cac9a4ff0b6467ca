"""Two comments under one id: the same one twice, or two that must not be mistaken for each other.

A decision on one must never reach the other, so the second gets an id of its own, by which nothing can be written
back. The ids of a hundred thousand comments are remembered; a second one further away updates the first, as a
newer export would.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from moderation.formats.cells import made_up_id
from moderation.formats.records import Found, Item
from moderation.formats.sources import Repairs

_REMEMBERED: Final = 50_000
"""Ids in each of the two halves of the memory, 13 MB together."""


def told_apart(items: Iterable[Item], repairs: Repairs) -> Iterator[Item]:
    """Yield what an export holds, each comment whose id stands for another one already under an id of its own."""
    known: dict[str, int] = {}
    older: dict[str, int] = {}
    for item in items:
        if isinstance(item, Found):
            own = hash((item.comment.article_id, item.comment.author, item.comment.text))
            id = f"{item.site}:{item.comment.id}" if item.site else item.comment.id
            first = older.get(id) or known.setdefault(id, own)
            if first != own:
                item = _numbered(item)
                repairs.add("comments with the id of another numbered; they can't be written back")
            elif len(known) >= _REMEMBERED:
                older, known = known, {}
        yield item


def _numbered(found: Found) -> Found:
    comment = found.comment
    own = made_up_id(comment.article_id, comment.author, comment.text)[:6]
    return replace(found, comment=replace(comment, id=f"{comment.id}#{own}", writable=False))
