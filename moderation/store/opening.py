"""Opening a desk by its address: a file on this machine, or a database that several machines share."""

from pathlib import Path

from moderation.errors import WrongUse
from moderation.locations import is_shared
from moderation.store.connection import Connection
from moderation.store.sqlite import open_file


def connect(address: Path | str, *, create: bool) -> Connection:
    """Open a desk, made where there is none if `create` says so; raises NoDesk, UnusableDesk, WrongUse."""
    if isinstance(address, Path) or not is_shared(address):
        return open_file(Path(address), create=create)
    try:
        from moderation.store.postgres import open_shared  # psycopg: 0.1 s, and an extra
    except ModuleNotFoundError as fault:
        raise WrongUse(
            "A desk in PostgreSQL takes an extra to open: pip install 'comment-triage[postgres]'. "
            "A desk of one machine is a file and takes none."
        ) from fault
    return open_shared(address, create=create)
