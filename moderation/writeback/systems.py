"""The systems that decisions can be sent back to, and how each is reached.

A system's module is imported when it is used. Secrets come from the environment alone: what stands on a command line
is seen by everybody on the machine, and what stands in a plan is mailed about.
"""

import importlib
from collections.abc import Mapping
from typing import Final, Protocol, cast
from urllib.parse import urlsplit

from moderation.errors import WrongUse
from moderation.text import visible
from moderation.writeback.sites import NotAllowed, Site

SYSTEMS: Final = ("wordpress", "disqus", "coral", "discourse")
"""Each is a module of this package."""

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts whose traffic leaves no machine, so that it may go unencrypted."""


class Connector(Protocol):
    """What the module of a system offers."""

    SECRETS: tuple[str, ...]
    """The variables of the environment that hold what the site asks of a moderator."""

    def connect(self, address: str, secrets: Mapping[str, str]) -> Site:
        """Return the site at an address; `secrets` has a value for each of SECRETS. Nothing is asked of it yet."""


def connector(system: str) -> Connector:
    """Return the module of a system."""
    return cast(Connector, importlib.import_module(f"moderation.writeback.{system}"))


def missing_secrets(system: str, environment: Mapping[str, str]) -> list[str]:
    """Return the variables that a system needs and the environment doesn't have."""
    return [name for name in connector(system).SECRETS if not environment.get(name)]


def site_of(system: str, address: str, environment: Mapping[str, str]) -> Site:
    """Return a live site.

    Raises:
        NotAllowed: a secret is missing from the environment.
        WrongUse: the address is none, or would send the secrets unencrypted.

    """
    if missing := missing_secrets(system, environment):
        raise NotAllowed(
            f"{system} asks who moderates: put {' and '.join(missing)} into the environment, and try again."
        )
    checked = checked_address(address)
    return connector(system).connect(checked, {name: environment[name] for name in connector(system).SECRETS})


def checked_address(address: str) -> str:
    """Return an address without a slash at its end.

    Raises:
        WrongUse: it is no web address, holds a secret, or is unencrypted and elsewhere than on this machine.

    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.username or parts.password or parts.query:
        raise WrongUse("--at takes an address without a name, password or query: secrets go into the environment.")
    if not host or parts.scheme not in ("http", "https") or visible(address) != address or " " in address:
        raise WrongUse(f"--at {address}: no web address. Write it as https://example.org.")
    if parts.scheme == "http" and host not in _HERE:
        raise WrongUse(f"--at {address}: the password would go over the net for all to read. Use https://{host}.")
    return address.rstrip("/")
