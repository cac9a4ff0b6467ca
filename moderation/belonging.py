"""Which site an export belongs to: as it states, by the name of its system, or nobody knows.

Two sites number their comments from 1, so what comes under one name must be of one site: an export that states none
is compared with what the desk has under that name before any of it is stored.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from moderation.comments import Comment, Status
from moderation.formats.records import Export, Found, Item
from moderation.store.store import Store

UNNAMED_SITE: Final = "site"
"""The site of tables and lists that state none: people export one site in several of them."""

_TABLES: Final = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet", "zip", "saved")
"""How formats begin that are of no system."""

_SYSTEMS: Final = {"wp": "wordpress", "wxr": "wordpress", "wpdiscuz": "wordpress"}
"""How formats begin that are not called like their system."""

_ZONES: Final = timedelta(hours=26)
"""How far apart two readings of one time can be where a zone is left out."""


def site_of(export: Export) -> str:
    """Return the name of the site an export is of: its address, else that of its system, else `UNNAMED_SITE`."""
    system = export.format.replace(":", "-").partition("-")[0]
    return host(export.site) or (UNNAMED_SITE if system in _TABLES else _SYSTEMS.get(system, system))


def host(address: str) -> str:
    """Return a site's name from its address: `https://www.example.org/` -> `www.example.org`."""
    try:
        return urlsplit(address).netloc or address.strip("/ ")
    except ValueError:
        return address.strip("/ ")


def strangers(store: Store, site: str, items: Iterable[Item]) -> tuple[int, int]:
    """Return how many of these comments the desk has under their ids, and how many of those are others than it has.

    Comments that state a site of their own are not looked at.
    """
    arrived = {item.comment.id: item.comment for item in items if isinstance(item, Found) and not item.site}
    known = store.comments_of(site, list(arrived))
    return len(known), sum(_is_another(comment, arrived[id]) for id, comment in known.items())


def _is_another(known: Comment, arrived: Comment) -> bool:
    """Return whether a comment is another than the one known by its id: more than edited, and not only taken away."""
    if known.text == arrived.text or arrived.status is Status.REMOVED:
        return False
    other_author = bool(known.author and arrived.author) and known.author != arrived.author
    return other_author or _far_apart(known.created_at, arrived.created_at)


def _far_apart(one: str, other: str) -> bool:
    try:
        return abs(_moment(one) - _moment(other)) > _ZONES
    except ValueError:
        return False  # one of them is unknown


def _moment(created_at: str) -> datetime:
    posted = datetime.fromisoformat(created_at)
    return posted if posted.tzinfo else posted.replace(tzinfo=UTC)
