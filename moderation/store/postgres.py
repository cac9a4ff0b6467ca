"""A desk in PostgreSQL, which several machines share.

Writers take turns by one lock of the server's, as those of a desk file do by a lock on the file: the log numbers and
seals its rows one after another. The turn ends with a commit that doesn't wait for the disk; what has been recorded is
said only after an empty commit that does, so that several writers wait for the disk together and not in line.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from operator import itemgetter
from pathlib import Path
from threading import RLock
from typing import Final
from zlib import crc32

import psycopg
from psycopg import RawCursor, RawServerCursor, errors
from psycopg.conninfo import conninfo_to_dict

from moderation.errors import NoDesk, UnusableDesk, WrongUse
from moderation.locations import shared_path
from moderation.store.connection import BUSY_SECONDS, READERS_SECONDS, Connection, Row
from moderation.store.converting import converted, register
from moderation.store.server import FUNCTIONS, SCHEMA
from moderation.store.translation import translated
from moderation.store.tsvector import TextVectors, query

_Params = Sequence[object]

_TURN: Final = crc32(SCHEMA.encode())
"""The number of the lock that writers take; locks belong to a database, and so does a desk."""


class PostgresConnection(Connection):
    """A desk in PostgreSQL opened by one process; its threads take turns, a transaction at a time."""

    def __init__(self, address: str, patience: float = BUSY_SECONDS) -> None:
        """Open a database that is there; `patience` is how many seconds to wait for a turn to write."""
        self.path, self.address = shared_path(address), address
        self.words = TextVectors(self)
        self._patience = patience
        self._lock = RLock()
        self._names = count(1)
        self._changed = 0
        self._connect()
