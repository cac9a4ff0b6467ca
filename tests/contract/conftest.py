"""The two kinds of desk, a file and a database on a server: what the store promises holds for both."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from moderation.store.store import Store

SERVER = "TRIAGE_TEST_POSTGRES"
"""The variable with the address of a server to make databases on, such as `postgresql:///postgres?host=/tmp/socket`."""


@pytest.fixture(params=["file", "server"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return the address of a desk that is to be made: a file, and then a database on a server."""
    return tmp_path / "desk.sqlite" if request.param == "file" else request.getfixturevalue("database")


@pytest.fixture
def database(empty_desk: str) -> Iterator[str]:
    """Return the address of a database of its own with an empty desk."""
    import psycopg

    name, server = f"desk_{uuid4().hex}", os.environ[SERVER]
    with psycopg.connect(server, autocommit=True) as keeper:
        keeper.execute(f"CREATE DATABASE {name} TEMPLATE {empty_desk}".encode())
        yield _named(server, name)
        keeper.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def empty_desk() -> Iterator[str]:
    """Return the name of a database with an empty desk, which those of the tests are copies of."""
    if SERVER not in os.environ:
        pytest.skip(f"no server: {SERVER} names none")
    psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    name, server = f"desk_{uuid4().hex}", os.environ[SERVER]
    with psycopg.connect(server, autocommit=True) as keeper:
        keeper.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        Store.open(_named(server, name), create=True).close()
        yield name
        keeper.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _named(server: str, database: str) -> str:
    """Return the address of another database of a server."""
    place, _, settings = server.partition("?")
    return f"{place.rpartition('/')[0]}/{database}?{settings}"
