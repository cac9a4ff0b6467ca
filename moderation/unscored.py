"""Comments that no model has scored: nothing is suggested of them, and so there is nothing to accept.

To accept what isn't there would settle a comment without any label, which the policy publishes: a model that is
missing or broken would approve whatever it should have stopped. A person who names labels, or that there are none,
decides as ever.
"""

from moderation.decisions import Answered
from moderation.errors import NotScored
from moderation.labels import LABELS, Label, Labels

NO_LABEL: dict[Label, bool | None] = dict.fromkeys(LABELS, False)
"""What a person says who has read a comment and objects to nothing in it."""


def is_said(labels: Labels, answers: Answered) -> bool:
    """Whether a decision has somebody's word behind it: a model's, or that of whoever names a label."""
    return bool(answers.model) or is_judged(labels)


def is_judged(labels: Labels) -> bool:
    """Whether anything at all is said of a comment, which one key over many asks for: nobody is reading each."""
    return any(on is not None for on in labels.values())


def said(labels: Labels, answers: Answered, id: str = "") -> Labels:
    """Return the labels of a decision; raises NotScored where nobody has said anything about the comment."""
    if not is_said(labels, answers):
        named = id or "This comment"
        raise NotScored(
            f"{named} is not scored, so there is nothing to accept: say what it carries, as in "
            f"`triage decide {id or 'ID'} abuse=no`."
        )
    return labels
