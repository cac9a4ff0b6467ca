"""What every kind of test shares: coroutine tests, text screens, and where the shared samples lie."""

import asyncio
import inspect
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from moderation.store.store import Store

# A busy machine is no reason to fail: no deadline, no health check on speed. CI draws the same examples each time.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("steady")

SERVER = "TRIAGE_TEST_POSTGRES"
"""The variable with the address of a server to make databases on, such as `postgresql:///postgres?host=/tmp/socket`."""

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests without a plugin."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of real exports and hostile files, which a clone elsewhere doesn't have."""
    folder = SHARED / "samples"
    if not folder.is_dir():
        pytest.skip("../shared/samples is not here")
    return folder


@pytest.fixture(scope="session")
def behind_its_back() -> Callable[..., None]:
    """Return a function that writes to a desk file with plain SQLite: `behind_its_back(path, statement, ...)`."""

    def write(path: Path, *statements: str) -> None:
        db = sqlite3.connect(path)
        try:
            with db:
                for statement in statements:
                    db.execute(statement)
        finally:
            db.close()

    return write


@pytest.fixture
def screen_text() -> Callable[..., str]:
    """Return a function from a running app to what the moderator sees, as plain lines."""

    def lines(app: object) -> str:
        strips = app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    return lines


@pytest.fixture
def database(empty_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a database of its own with an empty desk; what lies beside it lies in the test's folder."""
    import psycopg

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

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
