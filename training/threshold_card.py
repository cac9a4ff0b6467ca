"""The card that lies beside a copy of a model with other thresholds: whose copy, which thresholds, and why.

It is short, since a copy scores every comment as its original does; what that learnt and how well it ranks its own card
says.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact
from moderation.thresholds import Aim, Wish

_OPENING: Final = """# Model card: `{version}`

A copy of `{parent}` with other thresholds: it scores every comment as that does, and suggests from other scores on.
`triage models card {parent}` says where the scores come from and how good they are; its precision, recall and F1 were
measured at the thresholds it had and do not hold here.

## Thresholds

| label | `{parent}` | here |
|---|---|---|"""

_WISHES: Final[Mapping[Aim, str]] = {
    Aim.PRECISION: "that a share of {value:g} of what is suggested carries the label",
    Aim.RECALL: "that a share of {value:g} of what carries the label is suggested",
    Aim.PER_DAY: "to suggest at most {value:g} comments a day",
}


def written(copy: Artefact, before: Mapping[Label, float], wish: Wish) -> str:
    """Return the card of a copy, in Markdown, given the thresholds of its original and what was wished for."""
    return "\n".join([_OPENING.format(version=copy.version, parent=copy.parent), *_rest(copy, before, wish)])


def _rest(copy: Artefact, before: Mapping[Label, float], wish: Wish) -> Iterator[str]:
    for label in LABELS:
        yield f"| {label.title} | {before[label]:.3f} | {copy.thresholds[label]:.3f} |"
    moved = " and ".join(label.title for label in LABELS if copy.thresholds[label] != before[label])
    yield f"\nAsked for: {_WISHES[wish.aim].format(value=wish.value)}. Moved for it: {moved}."
    yield "Counted over this desk's decisions that the model did not learn from; `triage log` says who put it in"
    yield "service."
    yield f"\n`triage models rebuild` builds no copies: the card of `{copy.parent}` says how that is built.\n"
