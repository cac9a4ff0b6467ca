"""Decisions as a shell script for whoever runs the WordPress site: ids and states, and no word of any reader.

WP-CLI fails on a comment that is in the wanted state already and stops there, its `delete` is for good, and its trash
is too where EMPTY_TRASH_DAYS is 0. So the script reads each comment before and after, asks for a difference only, and
never deletes. What it can't see is whether a text was edited since the last import.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.comments import Status
from moderation.errors import UnreadableExport, WrongUse
from moderation.writeback.changes import Change

STATES: Final = {
    Status.APPROVED: "1",
    Status.REPORTED: "1",
    Status.PENDING: "0",
    Status.REMOVED: "trash",
    Status.SPAM: "spam",
    Status.UNKNOWN: "any",
}
"""What WordPress calls a state; `any` is one that readers see or that waits."""

_ID: Final = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
_WRITTEN: Final = frozenset({"0", "1", "trash", "spam"})
_COLUMNS: Final = ("id", "before", "wanted", "outcome", "after", "at")
_HEADER: Final = "\t".join(_COLUMNS)
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.:/ -]")

_HEAD: Final = r"""#!/bin/sh
# @ABOUT@
# Read it, then run it where WP-CLI reaches the site:
#   sh THIS_FILE
#   WP='wp --url=https://example.org --ssh=me@example.org' sh THIS_FILE
# It asks for nothing that is so already, never deletes, stops at the first thing it can't explain, and can be run
# again. What it does is written to THIS_FILE.tsv; `triage export --undo THIS_FILE.tsv -o BACK.sh` makes the way back.
# It does not see whether a text was edited since the export that was imported: import a fresh one before.
set -uf
WP=${WP:-wp}
LOG=${LOG:-$0.tsv}
MOST=${MOST:-@MOST@}
sent=0 made=0 same=0 left=0

stop() {
    echo "Stopped: $1" >&2
    total
    exit 1
}

total() {
    echo "$made changed, $same already so, $left left alone. Written to $LOG." >&2
}

# No call may read the standard input: over ssh it would swallow the rest of this script.
# shellcheck disable=SC2086  the words of WP are meant to be split
wp_() { $WP "$@" </dev/null; }

note() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$LOG" ||
        stop "$LOG can't be written."
}

# Sets now to the state of a comment: 0, 1, trash, spam, gone, or a word of some plugin. PHP's warnings are more words.
look() {
    told=$(wp_ comment get "$1" --field=comment_approved 2>&1)
    now=$(printf '%s\n' "$told" | grep -x -E '[A-Za-z0-9_-]+' | tail -n 1)
    [ -n "$now" ] || case $told in
    *"Could not find"*) now=gone ;;
    *) stop "WP-CLI doesn't say how comment $1 stands: $(printf '%s\n' "$told" | tail -n 1)" ;;
    esac
}

ask() { wp_ comment "$1" "$2" >/dev/null 2>&1; }

# change ID EXPECTED WANTED
change() {
    look "$1"
    before=$now
    if [ "$now" = "$3" ]; then
        same=$((same + 1))
        note "$1" "$now" "$3" already "$now"
        return
    fi
    if [ "$now" != "$2" ] && ! { [ "$2" = any ] && { [ "$now" = 0 ] || [ "$now" = 1 ]; }; }; then
        left=$((left + 1))
        echo "Comment $1 is left alone: expected $2, found $now." >&2
        note "$1" "$now" "$3" elsewhere "$now"
        return
    fi
    [ "$sent" -lt "$MOST" ] || stop "$MOST changes sent; look at the site, then run this again for the others."
    sent=$((sent + 1))
    note "$1" "$before" "$3" sent "$before"
    case $now in
    trash) ask untrash "$1" ;;
    spam) ask unspam "$1" ;;
    esac
    look "$1"
    if [ "$now" != "$3" ]; then
        case $3 in
        trash) ask trash "$1" ;;
        spam) ask spam "$1" ;;
        0) ask unapprove "$1" ;;
        1) ask approve "$1" ;;
        esac
        look "$1"
    fi
    [ "$now" = "$3" ] || {
        note "$1" "$before" "$3" unsure "$now"
        stop "comment $1 was to become $3 and is $now."
    }
    made=$((made + 1))
    note "$1" "$before" "$3" changed "$now"
}

wp_ core is-installed || stop "WP-CLI doesn't find the site; say how with WP='wp --url=... --path=...'."
"""

_TRASH: Final = r"""
days=$(wp_ eval 'echo EMPTY_TRASH_DAYS;' | tail -n 1)
case $days in
'' | *[!0-9]* | 0) stop "this site keeps no trash (EMPTY_TRASH_DAYS is '$days'): it would delete for good." ;;
esac
"""

_BEGIN_LOG: Final = rf"""
[ -e "$LOG" ] || printf '{_HEADER.replace(chr(9), chr(92) + "t")}\n' >"$LOG" || stop "$LOG can't be written."

"""


class _Move(Struct, frozen=True):
    """A comment, the state it is expected in and the one it is to have, in WordPress' words."""

    id: str
    expected: str
    wanted: str


def is_wordpress_id(id: str) -> bool:
    """Whether an id can stand in a script: digits, and nothing that a shell would read otherwise."""
    return _ID.fullmatch(id) is not None


def script(changes: Iterable[Change], about: str, most: int) -> bytes:
    """Return a shell script that makes changes; `about` says in its head what it is."""
    return _written([_Move(each.id, STATES[each.before], STATES[each.wanted]) for each in changes], about, most)


def undoing_script(log: Path, most: int) -> bytes:
    """Return a script that takes back what the log of another says it did, the latest first.

    Raises:
        WrongUse: the log can't be read.
        UnreadableExport: a line of it is none that a script of ours writes.

    """
    return _written(_moves_back(log), f"Takes back what {log.name} says was done.", most)


def is_log(path: Path) -> bool:
    """Whether a file is the log of a script."""
    try:
        with path.open("rb") as file:
            return file.readline(200).rstrip(b"\r\n") == _HEADER.encode()
    except OSError:
        return False


def _moves_back(log: Path) -> list[_Move]:
    first: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for number, line in enumerate(_lines(log), 2):
        if not _is_ours(line.split("\t")):
            raise UnreadableExport(f"{log}, line {number} is not what our script writes; put the log back as it was.")
        id, before, became, outcome, _, _ = line.split("\t")
        # Sent and never said to be changed is a run that was killed: the comment itself will tell.
        if outcome in ("sent", "changed"):
            first.setdefault(id, before)
            wanted.pop(id, None)
            wanted[id] = became
    return [_Move(id, wanted[id], first[id]) for id in reversed(wanted) if wanted[id] != first[id]]


def _is_ours(cells: Sequence[str]) -> bool:
    """Whether a line says what the script can have done: of what it sent it knows the state before."""
    if len(cells) != len(_COLUMNS):
        return False
    id, before, became, outcome, after, _ = cells
    ends = {"already": became, "elsewhere": before, "sent": before, "changed": became, "unsure": after}
    known = became in _WRITTEN and (before in _WRITTEN or outcome == "elsewhere")
    return known and is_wordpress_id(id) and after == ends.get(outcome)


def _lines(log: Path) -> list[str]:
    try:
        text = log.read_text(encoding="ascii", errors="replace")
    except OSError as fault:
        raise WrongUse(f"{log} can't be read: {fault.strerror}.") from fault
    whole, _, _ = text.rpartition("\n")  # a line cut off by a power cut never was
    return whole.split("\n")[1:]


def _written(moves: Sequence[_Move], about: str, most: int) -> bytes:
    for move in moves:
        if not is_wordpress_id(move.id):
            raise WrongUse("An id that is no number can't stand in a script.")
    head = _HEAD.replace("@ABOUT@", _UNSAFE.sub("?", about)).replace("@MOST@", str(most))
    lines = [f"change {move.id} {move.expected} {move.wanted}\n" for move in moves]
    trash = _TRASH if any(move.wanted == "trash" for move in moves) else ""
    return "".join([head, trash, _BEGIN_LOG, *lines, "total\n"]).encode("ascii")
