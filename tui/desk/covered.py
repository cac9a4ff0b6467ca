"""The part of a sitting that knows what of the comment shown is covered, and shows it when it is asked for."""

from msgspec.structs import replace

from moderation.queue import Card
from moderation.review import Review
from tui.desk.page.shown import Shown
from tui.desk.veil import Veil, is_covered


class Covered:
    """The comment shown in two states: as its reader wrote it, and with strong words covered."""

    review: Review
    shown: Shown | None
    veil: Veil

    written: Card | None = None
    """The card shown as its reader wrote it, with nothing covered."""

    _covered: Card | None = None

    def _take_up(self, ref: int) -> Card:
        """Read a comment's card to be shown, and return it with its strong words covered."""
        self.written = self.review.card(ref)
        self._covered = self.veil.card(self.written)
        return self._covered

    def uncover(self, uncovered: bool) -> None:
        """Show the present comment as its reader wrote it, or with its strong words covered."""
        card = self.written if uncovered else self._covered
        if self.shown is not None and card is not None:
            self.shown = replace(self.shown, card=card)

    @property
    def is_covered(self) -> bool:
        """Whether anything of the comment shown is covered, or would be."""
        if self.shown is None or self.written is None or self._covered is None:
            return False
        return is_covered(self._covered, self.written)
