"""Desks that take minutes to make: made once, under their name only when whole, and kept for the next run."""

import sys
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, holds: str, fill: Callable[[Path], object]) -> Path:
    """Return the desk at a path, filled where it isn't there yet; `holds` says of what, such as `1,000 comments`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sys.stderr.write(f"Making a desk of {holds} at {path}.\n")
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        fill(half)
        half.rename(path)
    return path
