"""The three labels a comment can carry.

One table feeds the desk's keys, the help, the command line's label names and the file formats, so that a
label is called the same thing everywhere.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Label(StrEnum):
    """A label; its value is the key used in JSON, CSV columns and on the command line."""

    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    DISPUTED_TERMINOLOGY = "disputed_terminology"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The label's name as a moderator reads it."""
        return _TITLES[self]

    @property
    def definition(self) -> str:
        """What the label means, in one sentence."""
        return _DEFINITIONS[self]


_TITLES: Final = {
    Label.ABUSE: "abuse",
    Label.OFF_TOPIC: "off-topic",
    Label.DISPUTED_TERMINOLOGY: "disputed terminology",
}

_ALIASES: Final = {"terminology": Label.DISPUTED_TERMINOLOGY, "wording": Label.DISPUTED_TERMINOLOGY}
"""What people call a label beside its value and its title."""

_DEFINITIONS: Final = {
    Label.ABUSE: "The comment attacks people: insult, threat, harassment, hate or dehumanisation of a group.",
    Label.OFF_TOPIC: "The comment adds nothing to what the article, or the comment it answers, is about.",
    Label.DISPUTED_TERMINOLOGY: "The reader rejects a word, name or headline wording that the article uses.",
}

LABELS: Final[tuple[Label, ...]] = tuple(Label)
"""All labels, in the order of keys 1, 2, 3 and of every column and array in the program."""

Labels = Mapping[Label, bool | None]
"""Label -> carried (True), not carried (False) or not judged (None)."""


def label_called(name: str) -> Label | None:
    """Return the label that a person calls so, by its value, its title or another name; None where there is none."""
    folded = "_".join(re.split(r"[\s_-]+", name.strip().lower()))
    return Label(folded) if folded in LABELS else _ALIASES.get(folded)
