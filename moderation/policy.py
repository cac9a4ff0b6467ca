"""From labels to what the site does: one small table, worst wins.

The table is the desk's own and is changed with `triage policy`; every decision is shown with the action it
leads to before the key is pressed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from moderation.labels import Label, Labels


class Action(StrEnum):
    """What the site does with a settled comment, from mild to severe."""

    APPROVE = "approve"
    FORWARD = "forward"
    HOLD = "hold"
    REMOVE = "remove"

    @property
    def phrase(self) -> str:
        """The action as the desk announces it."""
        return "forward and approve" if self is Action.FORWARD else self.word

    @property
    def word(self) -> str:
        """The action where several are counted; no "hold", which to a moderator is the key that sets aside."""
        return "keep back" if self is Action.HOLD else self.value


_SEVERITY: Final = {action: rank for rank, action in enumerate(Action)}

DEFAULT_ACTIONS: Final[Mapping[Label, Action]] = {
    Label.ABUSE: Action.REMOVE,
    Label.OFF_TOPIC: Action.HOLD,
    Label.DISPUTED_TERMINOLOGY: Action.FORWARD,
}


class Policy(Struct, frozen=True):
    """The desk's table label -> action."""

    actions: Mapping[Label, Action] = field(default_factory=lambda: DEFAULT_ACTIONS)

    def action(self, labels: Labels) -> Action:
        """Return the most severe action of the labels that are on; approve when none is."""
        called_for = [self.actions[label] for label, on in labels.items() if on]
        return max(called_for, key=_SEVERITY.__getitem__, default=Action.APPROVE)

    def with_action(self, label: Label, action: Action) -> "Policy":
        """Return the policy with one row of the table changed."""
        return replace(self, actions={**self.actions, label: action})
