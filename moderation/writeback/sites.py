"""What writing back asks of a live site: read how a comment stands, change it, and say plainly what went wrong.

A module a system stands behind this contract; what is to be changed, in which order, how often to try again and what
is written down first is decided once, for all of them, by whoever applies a plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from msgspec import Struct, field

from moderation.comments import Status
from moderation.errors import TriageError


class Live(Struct, frozen=True):
    """A comment as its site has it at this moment."""

    id: str
    status: Status
    """UNKNOWN where the site is in a state of its own that no decision of ours may touch."""
    stated: str
    """The site's own word for the status."""
    digest: str
    """`text_digest` of the text, put through the same door as the text of an import of this system."""
    token: Mapping[str, str] = field(default_factory=dict)
    """What a change must state of the state it was read in: a revision, a version, an author's address."""
    also: tuple[str, ...] = ()
    """The same of the text as other exports of this system have it: XML loses control characters, and a saved page
    has what the site made of the text for its readers."""

    def reads(self, digest: str) -> bool:
        """Whether its text is the one with this digest."""
        return digest == self.digest or digest in self.also


class Site(Protocol):
    """A live site whose comments can be read and changed by id."""

    system: str
    """`wordpress`, `disqus`, …"""
    address: str
    """Where it is, without any secret; for the plan and the journal."""
    verbs: Mapping[Status, str]
    """The states a comment can be put in, each with the site's own verb, all of which can be taken back."""
    at_once: int
    """How many comments one request reads; 1 where there is no list by ids."""

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the comments that are there, freshly read."""
        ...

    def change(self, live: Live, wanted: Status) -> None:
        """Put a comment into a state; it stands otherwise, as `live` says, which was read just before.

        Returns when the site says that it is done. Raises the errors below.
        """
        ...


class SiteError(TriageError):
    """A live site did not do what it was asked."""


class NotAllowed(SiteError):
    """The site, or a firewall before it, refuses us altogether: wrong secret, no right to moderate, no such address."""


class OutOfReach(NotAllowed):
    """No connection to the site comes about: a wrong address, or a network that is down for now."""


class Conflict(SiteError):
    """The comment is not as it was read: edited, decided by somebody else, gone. Nothing was changed."""


class Refused(SiteError):
    """The site will not do this to this comment; it says why. Nothing was changed."""


class Unsure(SiteError):
    """Nobody knows whether it happened: the answer did not come, or can't be read. Read again before another try."""


class Mismatch(SiteError):
    """The site says yes, and did something else than it was asked, or nothing. No more may be sent."""


class TryLater(SiteError):
    """The site asks for patience. Nothing was changed."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds
        """How long to wait before the same again."""


@contextmanager
def halfway() -> Iterator[None]:
    """Make of "nothing was changed", said of the second request of a change, what it is for both: unsure."""
    try:
        yield
    except (Conflict, Refused, TryLater) as error:
        raise Unsure(f"Half of a change was made: {error}") from error
