"""The systems that decisions can be sent back to, and how each is reached.

A system's module is imported when it is used. Secrets come from the environment alone: what stands on a command line
is seen by everybody on the machine, and what stands in a plan is mailed about.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, cast

from moderation.errors import WrongUse
from moderation.text import one_line
from moderation.writeback.sites import NotAllowed, Site

SYSTEMS: Final = ("wordpress", "disqus", "coral", "discourse", "lemmy")
"""Each is a module of this package."""

NO_WAY_BACK: Final[Mapping[str, str]] = {
    "commento": "its deletion replaces the text with [deleted] for good, and it has had no release since 2021",
    "facebook": "a download holds no ids, and only one's own comments",
    "hyvor": "nothing of it could be tried, and what can't be tried is not sent to a site",
    "isso": "it takes a decision only by links it mails to its owner, and its deletion wipes the text",
    "mastodon": "its interface closes reports and acts on accounts, and has no verb for a single post",
    "reddit": "it is reached only by an application of one's own, for example with PRAW",
    "remark42": "its deletion wipes the text for good, and importing deletes the whole site first",
    "youtube": "it takes decisions from the channel's owner in a browser, and a Takeout holds only one's own comments",
}
"""Systems that are read and not written to, and why: what can't be taken back is not done by a program."""

HOMES: Final[Mapping[str, str]] = {"disqus": "https://disqus.com"}
"""Where systems are that stand at one address for all."""

_OF_WORDPRESS: Final = frozenset({"wxr", "wp", "wpdiscuz", "saved"})
"""What formats begin with whose ids are WordPress' own."""

_PREFIX: Final = "TRIAGE_"


class Connector(Protocol):
    """What the module of a system offers."""

    SECRETS: tuple[str, ...]
    """What the site asks of a moderator, by name."""

    def connect(self, address: str, secrets: Mapping[str, str]) -> Site:
        """Return the site at an address; `secrets` has a value for each of SECRETS. Nothing is asked of it yet."""


def made_by(formats: Sequence[str]) -> set[str]:
    """Return the systems that exports of these formats came from: `wp-cli-csv` is WordPress', a `csv` anybody's."""
    found = set()
    for format in ", ".join(formats).replace("zip: ", "").split(", "):
        first = format.partition("-")[0]
        found.add("wordpress" if first in _OF_WORDPRESS else first)
    return found & {*SYSTEMS, *NO_WAY_BACK}


def connector(system: str) -> Connector:
    """Return the module of a system; raises WrongUse where a plan, which is a file like any other, names none."""
    if system not in SYSTEMS:
        raise WrongUse(
            f"{one_line(system) or 'No name'} is none of the systems that take decisions: {', '.join(SYSTEMS)}."
        )
    return cast(Connector, importlib.import_module(f"moderation.writeback.{system}"))


def variables(system: str) -> dict[str, str]:
    """Return the names of a system's secrets, and the variable of the environment that holds each."""
    return {name: _PREFIX + name.removeprefix(_PREFIX) for name in connector(system).SECRETS}


def missing(system: str, environment: Mapping[str, str]) -> list[str]:
    """Return the variables that a system needs and the environment doesn't have."""
    return [variable for variable in variables(system).values() if not environment.get(variable)]


def site_of(system: str, address: str, environment: Mapping[str, str]) -> Site:
    """Return a live site.

    Raises:
        NotAllowed: a secret is missing from the environment.
        WrongUse: the address is none, or would send the secrets unencrypted.

    """
    if absent := missing(system, environment):
        raise NotAllowed(f"{system} asks who moderates: put {' and '.join(absent)} into the environment.")
    # A line end comes along when a secret is read from a file, as services do.
    secrets = {name: environment[variable].strip() for name, variable in variables(system).items()}
    return connector(system).connect(address, secrets)
