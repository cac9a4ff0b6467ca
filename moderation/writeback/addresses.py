"""Where a site is: addresses that are encrypted on the way, and hold no secret."""

from typing import Final
from urllib.parse import urlsplit

from moderation.errors import WrongUse
from moderation.text import one_line

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine, by its names: nothing leaves it, so nothing need be encrypted."""


def site_address(given: str) -> str:
    """Return a site's address without a slash at its end.

    Raises:
        WrongUse: it is no address, is not encrypted, or holds a name and password.

    """
    try:
        parts = urlsplit(given.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or parts.query or parts.fragment:
        raise WrongUse(f"{_without_secrets(given)} is not a site's address. Write it as https://example.org.")
    if parts.username or parts.password:
        raise WrongUse(f"An address holds no name or password: write it as {parts.scheme}://{host}; see the README.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        raise WrongUse(f"{_without_secrets(given)}: secrets travel over https only. Write it as https://{host}.")
    return given.strip().rstrip("/")


def _without_secrets(given: str) -> str:
    return one_line(given).rpartition("@")[2].partition("?")[0]
