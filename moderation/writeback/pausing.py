"""Whether what a desk sends is paused: a file beside its journals, so that whoever sends for the desk sees it.

A process that is merely ended would be taken over by the next desk within seconds.
"""

from pathlib import Path
from typing import Final

from moderation.errors import WrongUse
from moderation.text import one_line

_NAME: Final = "paused"
_LONGEST: Final = 60


def paused_by(outbox: Path) -> str:
    """Return who has paused what is sent, empty where nobody has; `outbox` is the folder of the journals."""
    try:
        with (outbox / _NAME).open(encoding="utf-8", errors="replace") as file:
            return one_line(file.read(_LONGEST)).strip() or "somebody"
    except OSError:
        return ""


def pause(outbox: Path, who: str) -> None:
    """Have nothing more sent until somebody goes on.

    Raises:
        WrongUse: that can't be written down.

    """
    try:
        outbox.mkdir(mode=0o700, exist_ok=True)
        (outbox / _NAME).touch(mode=0o600)
        (outbox / _NAME).write_text(f"{who}\n", encoding="utf-8", errors="replace")
    except OSError as fault:
        raise WrongUse(f"{outbox / _NAME} can't be written, so that nothing is paused: {fault.strerror}.") from fault


def go_on(outbox: Path) -> None:
    """Have decisions sent again.

    Raises:
        WrongUse: that can't be written down.

    """
    try:
        (outbox / _NAME).unlink(missing_ok=True)
    except OSError as fault:
        raise WrongUse(f"{outbox / _NAME} can't be taken away, so that all stays paused: {fault.strerror}.") from fault
