"""Reading a site within reason: not too fast, once more where no answer came, as patient as it asks for."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from moderation.errors import TriageError
from moderation.writeback.pacing import Pace
from moderation.writeback.sites import Live, Site, SiteError, TryLater, Unsure

LATER: Final = "Run the same again later; what is done is not sent twice."


class Stopped(TriageError):
    """The run ends, for the reason that it says."""


class Limits(Struct, frozen=True):
    """How far one run may go."""

    most: int = 500
    """Changes sent."""
    # Enough for one of each sort, and few enough to put right by hand.
    canary: int = 10
    """Changes that are sent first and read again before any more are."""
    batch: int = 50
    """Comments read at once; no site's page is smaller."""
    tries: int = 3
    refusals: int = 5
    """Changes in a row that the site may leave unmade before the run ends."""
    patience: float = 600.0
    """Seconds that the site may ask to be waited for, all in all."""


USUAL: Final = Limits()


class Reader:
    """Reads comments of a live site, and keeps count of how long it was waited for."""

    def __init__(self, site: Site, pace: Pace, limits: Limits = USUAL) -> None:
        self._site = site
        self._pace = pace
        self._tries = limits.tries
        self._patience = limits.patience

    def read(self, ids: Sequence[str]) -> Mapping[str, Live]:
        """Return those of the comments that are there; raises Stopped where the site can't be read."""
        fault: SiteError | None = None
        for _ in range(self._tries):
            self._pace.wait()
            try:
                return self._site.read(ids)
            except TryLater as later:
                fault = later
                self.rest(later)
            except Unsure as error:
                fault = error
                self._pace.breathe()
            except SiteError as error:  # NotAllowed: the next comment can't be read either
                raise Stopped(str(error)) from error
        raise Stopped(f"The site can't be read: {fault} {LATER}")

    def rest(self, later: TryLater) -> None:
        """Wait as long as the site asks; raises Stopped when that is longer than anybody would watch."""
        seconds = max(later.seconds, 1.0)
        self._patience -= seconds
        if self._patience < 0:
            raise Stopped(f"The site asks for patience: {later} {LATER}") from later
        self._pace.sleep(seconds)
