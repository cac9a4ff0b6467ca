"""The comment on screen together with what the moderator has done to it so far."""

from collections.abc import Mapping

from msgspec import Struct, field

from moderation.labels import Label, Labels
from moderation.policy import Action
from moderation.queue import Card, Order, Slice
from tui.desk.keys import Keys


class Meanwhile(Struct, frozen=True):
    """A decision that was refused because somebody else came first, or the text changed."""

    why: str
    """What happened, a sentence."""
    labels: Labels
    """What this moderator was about to record."""
    action: Action
    former_text: str | None = None
    """The text that was on screen, where the present one differs."""


class Shown(Struct, frozen=True):
    """A comment, the labels as they stand on screen, and what pressing `a` leads to."""

    card: Card
    labels: Labels
    action: Action
    flips: frozenset[Label] = frozenset()
    meanwhile: Meanwhile | None = None
    marks: int = 0
    """How many comments are marked."""
    marked: Mapping[Action, int] = field(default_factory=dict)
    """What accepting all of them leads to -> for how many, their near-copies included."""
    order: Order = Order.RISK
    """The order of the queue it was come upon in."""
    way: Slice | None = None
    """By which way it came into a mixed order."""
    aside: str = ""
    """What others have to do with it: that somebody has it open as well, or what they made of it just now."""
    overtaken: bool = False
    """Whether a decision on it as it is shown would be refused by now."""
    keys: Keys = field(default_factory=Keys)
    """The keys of this desk, for where the page names one."""
