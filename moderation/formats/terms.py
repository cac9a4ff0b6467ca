"""What sites call things: statuses, comment types and dates, read into the program's own.

Shared by all readers, because the words of WordPress turn up in exports of every sort.
"""

import re
from datetime import UTC, datetime
from typing import Final

from moderation.comments import Status

_STATUSES: Final = {
    Status.APPROVED: ("1", "approve", "approved", "published", "accepted", "visible"),
    # Coral shows its readers NONE and APPROVED alone, so what it withheld waits, though its own tests flagged it.
    Status.PENDING: (
        *("0", "hold", "held", "pending", "unapproved", "premod", "moderation", "waiting", "queued"),
        "system_withheld",
    ),
    Status.REPORTED: ("flagged", "reported"),
    Status.REMOVED: ("trash", "trashed", "post-trashed", "delete", "deleted", "removed", "rejected", "hidden"),
    Status.SPAM: ("spam",),
}
_STATUS_OF: Final = {word: status for status, words in _STATUSES.items() for word in words}

_NO_COMMENTS: Final = frozenset({"pingback", "trackback", "action_log", "webhook_delivery"})

_ISO_UTC: Final = re.compile(r"(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_SECONDS: Final = len("2026-03-03 08:14:00")
IN_UTC: Final = _ISO_UTC.fullmatch
"""Whether a date is one that `iso_date` leaves as it is."""
# PostgreSQL writes `+00` where ISO wants `+00:00`.
_SHORT_ZONE: Final = re.compile(r"[+-]\d\d$")
_EPOCH: Final = re.compile(r"\d{9,10}(?:\.\d+)?$")


def status_of(word: str) -> Status:
    """Return what a site's word for a status means; unknown words are UNKNOWN, never an error."""
    return _STATUS_OF.get(word.strip().lower(), Status.UNKNOWN)


def is_no_comment(comment_type: str) -> bool:
    """Return whether a WordPress comment type is not a reader's word: link notices, editors' and shops' notes.

    Types nobody knows are comments: wpDiscuz' pinned ones and shop reviews have types of their own.
    """
    return comment_type in _NO_COMMENTS or comment_type == "note" or comment_type.endswith("_note")


def iso_date(raw: str, *, utc: bool = False) -> str:
    """Return a date as ISO 8601, in UTC with `Z` where its zone is known; empty for none, zeros and nonsense.

    `utc` says that a date without zone is UTC, as WordPress' `comment_date_gmt` is.
    """
    if IN_UTC(raw):
        return raw
    raw = raw.strip()
    if not raw or raw.startswith("0000"):
        return ""
    moment = _moment(raw)
    if moment is None:
        return ""
    if utc and len(raw) == _SECONDS:
        return f"{raw[:10]}T{raw[11:]}Z"  # a tenth of the time of what follows
    if utc and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat() if moment.tzinfo is None else _in_utc(moment)


def _moment(raw: str) -> datetime | None:
    try:
        if raw[4:5].isdigit() and _EPOCH.match(raw):
            return datetime.fromtimestamp(float(raw), UTC)
        return datetime.fromisoformat(f"{raw}:00" if " " in raw and _SHORT_ZONE.match(raw[-3:]) else raw)
    except (ValueError, OverflowError, OSError):
        return None


def _in_utc(moment: datetime) -> str:
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return moment.isoformat()
