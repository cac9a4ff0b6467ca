"""What the desk says of comments that no model has scored: how many they are, and how they are decided by hand."""

from typing import Final

from moderation.labels import LABELS
from moderation.review import Review
from tui.desk.keys import Keys
from tui.desk.text.lines import Role
from tui.desk.told import Told

COUNTED: Final = 1_000
"""Of the unscored: looking for more would be felt at a desk where no model has scored a million."""


def by_hand(keys: Keys) -> str:
    """Return which keys decide without a suggestion: `1 2 3 put a label on, 0 settles without one`."""
    flips = " ".join(keys.name(f"flip_{label.value}") for label in LABELS)
    return f"{flips} put a label on, {keys.name('accept_none')} settles it without one"


def nothing_to_accept(keys: Keys) -> Told:
    """Say why a comment can't be accepted, and what to do instead."""
    return Told(f"Not scored, so there is nothing to accept: {by_hand(keys)}.", Role.WARNING)


def unscored_in_words(review: Review) -> str:
    """Return how many comments wait without a score; empty where all have one."""
    count = review.store.unscored_waiting(COUNTED)
    return "" if not count else f"{count:,}{'+' if count == COUNTED else ''} not scored"


def beside_a_search(review: Review) -> str:
    """Return that a search asks for what comments without a score can't have; empty where it doesn't, or all have."""
    asked = review.filter
    is_blind = asked.scored is None and bool(asked.scores or asked.suggested or asked.labels)
    unscored = unscored_in_words(review) if is_blind else ""
    return f" {unscored}, and so not looked at: scored:no finds them." if unscored else ""
