"""What readers dispute about an article's wording, and what the newsroom made of it: plain values.

A correction is never stored: it is the comments that dispute one word of one article, as they stand now, and the
last row of the log about that word. So a decision taken back is back in its group, and nothing can fall out of step.
"""

from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from msgspec import Struct


class Stage(StrEnum):
    """How far a correction has come."""

    OPEN = "open"
    FORWARDED = "forwarded"
    CORRECTED = "corrected"
    DECLINED = "declined"

    @property
    def is_closed(self) -> bool:
        """Whether the newsroom is done with it."""
        return self in (Stage.CORRECTED, Stage.DECLINED)


NO_TERM: Final = "wording, no term found"
"""What a correction is called whose comments name no word."""


class Subject(Struct, frozen=True, order=True):
    """What a correction is about: a word of an article, in whatever form."""

    site: str
    article_id: str
    stem: str
    """The stems of the contested expression; empty where none was found."""

    @property
    def written(self) -> str:
        """The subject as three words of ASCII, for the log."""
        return " ".join(
            quote(part, safe="", errors="surrogatepass") for part in (self.site, self.article_id, self.stem)
        )

    @classmethod
    def read(cls, written: str) -> "Subject":
        """Return the subject that was written."""
        site, article_id, stem = (unquote(part, errors="surrogatepass") for part in written.split(" "))
        return cls(site, article_id, stem)


class Named(Struct, frozen=True):
    """What one comment disputes: the expression, the article's sentence, the wording proposed instead."""

    ref: int
    digest: str
    """`text_digest` of the text that was read."""
    stem: str = ""
    term: str = ""
    sentence: str = ""
    replacement: str = ""


class Dispute(NamedTuple):
    """A comment that disputes a word, as it counts in its group; a tuple, since 20,000 are made at once."""

    ref: int
    subject: Subject
    term: str
    sentence: str
    replacement: str
    author: str
    likeness: int
    """The first of the near-copies it is one of; 0 for none."""
    after: int
    """The last row of the log when it came."""


class Move(Struct, frozen=True):
    """A row of the log that moved a correction on, and is in effect."""

    n: int
    at: str
    who: str
    subject: Subject
    stage: Stage
    reason: str = ""


class Proposal(Struct, frozen=True):
    """A wording that readers propose, and how many do."""

    text: str
    readers: int


class Complaint(Struct, frozen=True):
    """A reader's comment in a group, for people to read."""

    ref: int
    id: str
    """As `triage show` takes it."""
    author: str
    created_at: str
    text: str
    """The beginning of it where it is very long."""
    is_settled: bool
    likeness: int = 0
    """The first of the near-copies it is one of; 0 for none."""
    copies: int = 0
    """Others of the group that say the same and are left out for it."""


class Correction(Struct, frozen=True):
    """What readers ask to have changed about one word of one article."""

    subject: Subject
    title: str
    """The article's; empty where the article did not come."""
    url: str
    term: str
    """The contested expression, as most readers write it."""
    sentence: str
    """The article's sentence, verbatim; empty where none was found."""
    readers: int
    """Distinct authors; those who post copies of one text count once."""
    refs: tuple[int, ...]
    """The comments, in the order they came."""
    proposals: tuple[Proposal, ...] = ()
    """Most readers first."""
    new: int = 0
    """Comments that came after it was corrected or declined."""
    move: Move | None = None
    """Who moved it last, when and why; None while nobody has."""

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return self.move.stage if self.move else Stage.OPEN

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to do something about it: it isn't closed, or readers complain again."""
        return not self.stage.is_closed or self.new > 0

    @property
    def name(self) -> str:
        """What people call it: the contested expression, or that none was found."""
        return self.term or NO_TERM


def copies_in_words(copies: int) -> str:
    """Return `and 2 that say the same`."""
    return f"and {copies:,} that {'says' if copies == 1 else 'say'} the same"
