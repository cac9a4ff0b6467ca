"""The two kinds of desk, a file and a database on a server: what the store promises holds for both."""

from pathlib import Path

import pytest


@pytest.fixture(params=["file", "server"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return the address of a desk that is to be made: a file, and then a database on a server."""
    return tmp_path / "desk.sqlite" if request.param == "file" else request.getfixturevalue("database")
