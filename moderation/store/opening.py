"""Opening a desk by its address: a file on this machine, or a database that several machines share."""

from pathlib import Path

from moderation.locations import is_shared
from moderation.store.connection import Connection
from moderation.store.sqlite import open_file


def connect(address: Path | str, *, create: bool) -> Connection:
    """Open a desk, made where there is none if `create` says so; raises NoDesk and UnusableDesk."""
    if isinstance(address, Path) or not is_shared(address):
        return open_file(Path(address), create=create)
    from moderation.store.postgres import open_shared  # psycopg: 0.1 s, and an extra

    return open_shared(address, create=create)
