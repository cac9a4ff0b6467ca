"""Whether a change may be sent, by what the site says of the comment at this moment."""

from collections.abc import Container

from moderation.comments import Status
from moderation.writeback.changes import Change, Outcome
from moderation.writeback.sites import Live


def judged(change: Change, live: Live | None, can: Container[Status], *, sent: bool) -> tuple[Outcome | None, str]:
    """Return how a change ends without being sent, and why; None where it is to be sent.

    `sent` says that a request for it left earlier and that nobody knows whether it arrived: then a comment in the
    wanted state is our doing.
    """
    if live is None:
        return Outcome.GONE, "the site has no such comment"
    # Before the text is looked at: what is so already needs no request, edited or not.
    if live.status is change.wanted:
        return (Outcome.CHANGED, "seen by reading again") if sent else (Outcome.ALREADY, "")
    if not live.reads(change.digest):
        return Outcome.EDITED, "its text is not the one that was decided on"
    if not change.expects(live.status) and not (sent and change.may_leave_in(live.status)):
        return Outcome.ELSEWHERE, f"expected {change.before}, found {live.stated}"
    if change.wanted not in can:
        return Outcome.REFUSED, f"this system has no way to make a comment {change.wanted}"
    return None, ""
