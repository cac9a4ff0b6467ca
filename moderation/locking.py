"""The lock that keeps a file to one process, which the system lets go of when that process ends, however it ends."""

from typing import IO, Any

try:
    import fcntl
except ImportError:  # Windows has no such lock
    fcntl = None  # type: ignore[assignment]


def lock(file: IO[Any]) -> None:
    """Take the lock of an open file; where the system knows none, go without.

    Raises:
        BlockingIOError: another process has it.
        OSError: the file system knows no locks.

    """
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
