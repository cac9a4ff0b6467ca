"""How much severe abuse a moderator has seen in this sitting, and when a pause would do good.

It counts and says so, once; it never locks: whoever is at the desk decides when to stop.
"""

from moderation.labels import Label
from moderation.queue import Card

PAUSE = (
    "{count} severe comments so far. A few minutes away from the screen would do you good; everything waits, "
    "and nothing is locked."
)


class Wellbeing:
    """The severe comments of one sitting."""

    def __init__(self, severe: float, pause_after: int) -> None:
        """Take the abuse score from which a comment is severe, and after how many a pause is suggested, 0 for never."""
        self._severe = severe
        self._pause_after = pause_after
        self._seen: set[int] = set()
        self._suggested = False

    @property
    def seen(self) -> int:
        """How many severe comments were on screen, each counted once."""
        return len(self._seen)

    def saw(self, card: Card) -> str:
        """Count a comment that is shown; return the suggestion of a pause where it is time for one, else nothing."""
        if (card.answers.scores[Label.ABUSE] or 0.0) >= self._severe:
            self._seen.add(card.ref)
        if self._suggested or not self._pause_after or len(self._seen) < self._pause_after:
            return ""
        self._suggested = True
        return PAUSE.format(count=len(self._seen))
