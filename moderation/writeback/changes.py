"""What is to be changed on a site, and what became of it.

A change carries ids, states and the digest of the text that was judged, and no reader's words: plans and journals
are files that people mail to each other.
"""

from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.comments import Status
from moderation.errors import UnreadableExport
from moderation.policy import Action

IN_VIEW: Final = frozenset({Status.APPROVED, Status.REPORTED})
"""States in which readers see a comment."""

MAYBE_SEEN: Final = IN_VIEW | {Status.UNKNOWN}
"""States in which readers see a comment, as far as the desk knows: a saved page says nothing of states."""

FORMAT: Final = 1
"""The form of plans and journals. It counts up when an older program could take one for something else than it says."""

OUT_OF_VIEW: Final = frozenset({Status.REMOVED, Status.SPAM})
"""States in which somebody has already taken it away."""


def put_back(before: Status) -> Status:
    """Return the state that a comment is given when it is put back to where it was.

    That readers report a comment is nothing that a moderator can bring back.
    """
    return Status.APPROVED if before in IN_VIEW else before


class Outcome(StrEnum):
    """What became of a change."""

    CHANGED = "changed"
    """The site did it because of us."""
    ALREADY = "already"
    """The comment was in the wanted state before we came."""
    EDITED = "edited"
    """Its text is another than the one that was judged; left alone."""
    ELSEWHERE = "elsewhere"
    """Somebody has put it into a state that the plan didn't expect; left alone."""
    GONE = "gone"
    """The site has no such comment any more."""
    REFUSED = "refused"
    """The site will not do it."""
    UNSURE = "unsure"
    """Asked for, and nobody knows whether it happened."""
    UNEXPLAINED = "unexplained"
    """The site said yes and did something else; nothing more is sent until somebody says that they know why."""
    SKIPPED = "skipped"
    """Not done in this run; the same command may still do it."""

    @property
    def is_final(self) -> bool:
        """Whether a further run leaves it at that."""
        return self not in (Outcome.UNSURE, Outcome.UNEXPLAINED, Outcome.SKIPPED)


class Change(Struct, frozen=True):
    """A comment that is to be put into another state."""

    id: str
    """The site's own id."""
    site: str
    """The desk's name of the site."""
    digest: str
    """`text_digest` of the text that was decided on."""
    before: Status
    """The state that the site is expected to have it in; UNKNOWN where no export said."""
    wanted: Status
    action: Action
    labels: tuple[str, ...] = ()
    """The labels that were decided as carried."""
    why: str = ""
    """A few words for whoever looks at the plan: scores, and whether the decision overrode them."""
    model: str = ""
    moderator: str = ""
    n: int = 0
    """The row of the desk's log that decided it."""
    decided_at: str = ""

    @property
    def key(self) -> str:
        """What a journal knows it by: a comment may be decided again, by a later row."""
        return f"{self.n}:{self.id}"

    def expects(self, live: Status) -> bool:
        """Whether a state that a comment is found in is the one that this change was planned for."""
        if self.before is Status.UNKNOWN:
            # Nothing is known, so what others took away stays away, and a state of the site's own is left alone.
            return live is Status.PENDING or live in IN_VIEW
        return live is self.before or {live, self.before} <= IN_VIEW

    def may_leave_in(self, live: Status) -> bool:
        """Whether a comment may be left in a state when this change is broken off.

        Out of the trash a comment comes first into the state that it had before it went there. One that is spam or
        in the trash by now stays there: that may be somebody else's word.
        """
        return self.before in OUT_OF_VIEW and (live is Status.PENDING or live in IN_VIEW)


class PlanHeader(Struct, frozen=True):
    """What a plan is for, and how it was made."""

    system: str
    address: str
    site: str
    made_at: str
    desk: str
    count: int
    """How many changes follow."""
    since: str = ""
    publish: bool = False
    looked: bool = False
    """Whether the states were read from the live site, not taken from the last import."""
    in_view: int = 0
    """How many comments of the site readers see, as far as the desk knows it."""
    undoes: str = ""
    """The journal whose changes are taken back."""
    format: int = FORMAT


def refuse_newer(path: Path, format: int) -> None:
    """Raise UnreadableExport for a plan or journal of a later form: what it adds must not be passed over."""
    if format > FORMAT:
        raise UnreadableExport(f"{path} was written by a newer comment-triage (form {format}): install that one here.")


class Plan(Struct, frozen=True):
    """A plan as it was read from its file."""

    header: PlanHeader
    changes: tuple[Change, ...]
    hash: str
    """SHA-256 of the file's bytes."""

    @property
    def short_hash(self) -> str:
        """The twelve digits that a person confirms it by."""
        return self.hash[:12]

    @property
    def taken_from_view(self) -> int:
        """How many comments readers would no longer see; where no state is known, each may be seen."""
        return sum(one.before in MAYBE_SEEN and one.wanted not in IN_VIEW for one in self.changes)
