"""What comes with the program: locked with hashes, under licences that go with ours, and who may use the network."""

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENTRIES = re.split(r"\n(?=[A-Za-z0-9])", LOCK.partition("\n")[2])
LOCKED: dict[str, list[Version]] = {}
for entry in ENTRIES:
    name, version = re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry).groups()
    LOCKED.setdefault(canonicalize_name(name), []).append(Version(version))

NEEDED = [
    requirement
    for extra, listed in [("", PROJECT["dependencies"]), *PROJECT["optional-dependencies"].items()]
    if extra not in ("audit", "fuzz")  # tools of those who work on the program
    for requirement in map(Requirement, listed)
    if requirement.name != PROJECT["name"]
]

PERMITTED = re.compile(
    r"apache|mit\b|mit-cmu|bsd|isc|zlib|unlicense|cc0|psf|python software foundation|hpnd|cnri"
    # Used as they are and by extras alone, by import: changes to them would have to be published, ours needn't.
    r"|mpl|mozilla public|lgpl"
)
"""Licences that go with Apache-2.0."""

NETWORK = {
    *("socket", "ssl", "http", "urllib.request", "urllib3", "httpx", "requests", "aiohttp", "ftplib", "smtplib"),
    *("imaplib", "xmlrpc", "socketserver", "webbrowser", "distributed", "psycopg", "websockets", "tornado"),
}
ALLOWED = {
    "moderation/writeback/web.py": {"httpx"},  # a live site, which somebody names
    "moderation/bulk/cluster.py": {"distributed"},  # --cluster ADDRESS
    "moderation/store/postgres.py": {"psycopg"},  # --desk postgresql://
    "moderation/store/server.py": {"psycopg"},
    "moderation/store/converting.py": {"psycopg"},
}


def licence(name: str) -> str:
    """Return what an installed package says of its licence."""
    stated = metadata(name)
    classified = [line.rpartition(" :: ")[2] for line in stated.get_all("Classifier", []) if line.startswith("License")]
    text = (stated.get("License") or "").strip().partition("\n")[0]
    return stated.get("License-Expression") or " AND ".join(classified) or text


def is_permitted(expression: str) -> bool:
    """Return whether one of the licences to choose from is all on the list."""
    ways = re.split(r"\bOR\b", expression)
    return any(all(PERMITTED.search(part.lower()) for part in re.split(r"\bAND\b", way)) for way in ways)


@pytest.mark.parametrize("requirement", NEEDED, ids=str)
def test_the_lock_has_each_dependency_at_a_version_that_is_admitted(requirement):
    """A lock of last year's dependencies installs another program: `.ci/lock` writes it anew."""
    versions = LOCKED[canonicalize_name(requirement.name)]

    assert all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def test_each_locked_file_has_its_hash_and_no_address():
    """What is installed is what was looked at, from whichever index it comes."""
    assert [entry.split()[0] for entry in ENTRIES if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert re.search(r"://|--index|--find-links|file:", LOCK) is None


@pytest.mark.parametrize("name", sorted(LOCKED))
def test_each_dependencys_licence_goes_with_ours(name):
    """A licence that binds whoever passes the program on would bind a newsroom unawares."""
    try:
        stated = licence(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")

    assert is_permitted(stated), f"{name}: {stated}"


@pytest.mark.parametrize("stated", ["GPL-3.0-only", "AGPL-3.0", "", "Proprietary", "MIT AND GPL-2.0-only", "SSPL-1.0"])
def test_a_licence_that_does_not_is_found(stated):
    """The list above can refuse."""
    assert not is_permitted(stated)


@pytest.mark.parametrize("script", [".ci/lock", ".ci/audit", ".ci/licences"])
def test_the_readme_names_each_command_of_the_supply_chain(script):
    """Whoever has to answer for the dependencies finds how to look."""
    assert script in README
    assert (ROOT / script).stat().st_mode & 0o100


def network_imports(path: Path) -> set[str]:
    """Return the modules of a file by which it could reach the network, wherever in it they are imported."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {known for known in NETWORK for name in names if name == known or name.startswith(f"{known}.")}


@pytest.mark.parametrize("room", ["moderation", "training", "tui"])
def test_only_features_that_are_the_network_import_it(room):
    """Everything else runs without one, and a look at the imports is enough to know."""
    found = {str(path.relative_to(ROOT)): network_imports(path) for path in (ROOT / room).rglob("*.py")}

    assert {path: names for path, names in found.items() if names - ALLOWED.get(path, set())} == {}
