"""From the decisions of a desk to what would change on its site: only differences, and only what was asked for.

Approving mails people and puts words before readers, so it is never sent unless `publish` asks for it: without it a
plan can only take comments out of sight.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from moderation.clock import stamp
from moderation.comments import Comment, Status, text_digest
from moderation.decisions import is_override
from moderation.errors import WrongUse
from moderation.labels import LABELS
from moderation.policy import Action, Policy
from moderation.queue import Decided, Filter, State
from moderation.store.store import Store
from moderation.text import one_line
from moderation.writeback.changes import MAYBE_SEEN, OUT_OF_VIEW, Change, PlanHeader, put_back
from moderation.writeback.pacing import Pace
from moderation.writeback.reading import Reader
from moderation.writeback.sites import Live, Site
from moderation.writeback.systems import SYSTEMS, made_by

_WANTED: Final = {
    Action.REMOVE: Status.REMOVED,
    Action.HOLD: Status.PENDING,
    Action.APPROVE: Status.APPROVED,
    Action.FORWARD: Status.APPROVED,
}

_BATCH: Final = 50


class Left(StrEnum):
    """Why a decision is not in a plan, as a person is told."""

    SO_ALREADY = "standing so already"
    KEPT = "to be approved, which takes --publish"
    AWAY = "taken away on the site already"
    UNCALLED = "without an id of the site's own"
    CUT = "with a text that the export cut, so that it can't be compared"
    GONE = "not on the site any more"
    EDITED = "edited on the site since the import"
    OWN_STATE = "in a state of the site's own"
    IMPOSSIBLE = "calling for a state that this system can't give"


class Asked(Struct, frozen=True):
    """What a plan is to be made for."""

    system: str
    address: str
    site: str
    since: str = ""
    publish: bool = False


class Planned(Struct, frozen=True):
    """What would change, and what would not."""

    header: PlanHeader
    changes: tuple[Change, ...]
    left: Mapping[Left, int]
    one_way: int = 0
    """How many comments are in a state that this system has no way to put them back to."""


def site_asked(store: Store, name: str | None, system: str) -> str:
    """Return the site of a desk that is meant.

    Raises:
        WrongUse: there are several, none of that name, or its comments are those of another system.

    """
    known = store.sites()
    if name is None and len(known) == 1:
        name = known[0]
    if name in known:
        _refuse_foreign(name, store.formats(name), system)
        return name
    names = ", ".join(known) or "none yet: import an export first"
    raise WrongUse(f"Name the site with --site NAME; this desk has {names}.")


def _refuse_foreign(site: str, formats: Sequence[str], system: str) -> None:
    """Raise WrongUse where all that is known of a site's exports is that another system wrote them.

    Its ids would name somebody else's comments. What moved from one system to another has exports of both.
    """
    makers = made_by(formats)
    if makers and system not in makers:
        instead = "".join(f", or send the decisions --to {maker}" for maker in sorted(makers & {*SYSTEMS}))
        raise WrongUse(
            f"The comments of {one_line(site)} came from {' and '.join(formats)}, not from {system}, whose ids differ: "
            f"import an export of {system}{instead}."
        )


def plan(
    store: Store,
    asked: Asked,
    live: Site | None = None,
    pace: Pace | None = None,
    tell: Callable[[int], None] = lambda looked_at: None,
) -> Planned:
    """Return what the decisions in effect would change; with a live site, against how it stands right now.

    `tell` is called with how many comments of the live site have been looked at.

    Raises:
        Stopped: the live site can't be read.

    """
    left: Counter[Left] = Counter()
    candidates = _sendable(store, asked, left)
    if live:
        candidates = _looked_at(candidates, live, Reader(live, pace or Pace()), left, tell)
    changes = tuple(change for change in candidates if not _left(why_left(change, asked.publish), left))
    one_way = sum(put_back(change.before) not in live.verbs for change in changes) if live else 0
    return Planned(_header(store, asked, len(changes), live is not None), changes, dict(left), one_way)


def why_left(change: Change, publish: bool) -> Left | None:
    """Return why a change is not worth sending, or not to be sent; None where it belongs into the plan."""
    if change.before is change.wanted:
        return Left.SO_ALREADY
    if change.wanted is Status.APPROVED:
        return None if publish else Left.KEPT
    return Left.AWAY if change.before in OUT_OF_VIEW else None


def _left(why: Left | None, left: Counter[Left]) -> bool:
    if why:
        left[why] += 1
    return why is not None


def _sendable(store: Store, asked: Asked, left: Counter[Left]) -> Iterator[Change]:
    """Yield the decisions about a site that could be sent, as changes of what the last import said."""
    policy = store.policy()
    for decided in store.decided(asked.since):
        if decided.site != asked.site or _left(unusable(decided.posted.comment), left):
            continue
        change = change_of(decided, policy)
        # Most decisions approve: those that are not to be sent need no look at the site.
        if asked.publish or change.wanted is not Status.APPROVED:
            yield change
        else:
            _left(why_left(change, asked.publish), left)


def unusable(comment: Comment) -> Left | None:
    """Return why nothing can be written back to a comment; None where it can."""
    if not comment.writable:
        return Left.UNCALLED
    return Left.CUT if comment.truncated else None


def _looked_at(
    candidates: Iterator[Change], live: Site, reader: Reader, left: Counter[Left], tell: Callable[[int], None]
) -> Iterator[Change]:
    """Yield those changes that the site as it stands lets us make, with the states that it has."""
    looked_at = 0
    while batch := list(islice(candidates, _BATCH)):
        lives = reader.read([change.id for change in batch])
        tell(looked_at := looked_at + len(batch))
        for change in batch:
            found = lives.get(change.id)
            if found is None:
                left[Left.GONE] += 1
            elif not _left(_hindrance(change, found, live), left):
                yield replace(change, before=found.status)


def _hindrance(change: Change, found: Live, live: Site) -> Left | None:
    if not found.reads(change.digest):
        return Left.EDITED
    if found.status is Status.UNKNOWN:
        return Left.OWN_STATE
    return None if change.wanted in live.verbs else Left.IMPOSSIBLE


def change_of(decided: Decided, policy: Policy) -> Change:
    """Return what a decision would change, by what the last import said of the comment."""
    entry, comment, action = decided.entry, decided.posted.comment, policy.action(decided.labels)
    return Change(
        comment.id,
        decided.site,
        text_digest(comment.text),
        comment.status,
        _WANTED[action],
        action,
        tuple(label.value for label in LABELS if decided.labels.get(label)),
        _why(decided),
        entry.answers.model if entry.answers else "",
        entry.who,
        entry.n,
        entry.at,
    )


def _why(decided: Decided) -> str:
    """Return the scores of the labels that were decided as carried: `abuse 0.93, against the suggestion`."""
    answers = decided.entry.answers
    scores = answers.scores if answers else {}
    carried = [label for label in LABELS if decided.labels.get(label)]
    words = [
        f"{label.title} {scores[label]:.2f}" if scores.get(label) is not None else label.title for label in carried
    ]
    against = ["against the suggestion"] if answers and is_override(decided.labels, answers) else []
    return ", ".join([*(words or ["nothing to object to"]), *against])


def _header(store: Store, asked: Asked, count: int, looked: bool) -> PlanHeader:
    seen = Filter(states=frozenset(State), statuses=MAYBE_SEEN, sites=(asked.site,))
    return PlanHeader(
        asked.system,
        asked.address,
        asked.site,
        stamp(datetime.now(UTC)),
        store.address if store.is_shared else str(store.path.resolve()),
        count,
        asked.since,
        asked.publish,
        looked,
        store.waiting(seen),  # by the desk, not the site, where counting would take a request a page
    )


def in_effect(store: Store, changes: Sequence[Change]) -> set[str]:
    """Return the keys of those changes whose decision still stands, by the text that the desk has now."""
    since = min((change.decided_at for change in changes), default="")
    standing = {(one.entry.n, one.posted.comment.id) for one in store.decided(since)}
    return {change.key for change in changes if (change.n, change.id) in standing}
