"""What killed runs left half written: it holds readers' words, or megabytes of a model, and nobody would look for it.

A run writes under a name of its own, `NAME.PROCESS.partial` or `NAME.PROCESS.SOMETHING.partial`, so that the next one
can tell whose it was. On Windows a process can't be asked after without ending it, and all is left.
"""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_NAMED: Final = re.compile(r"(?P<name>.+?)\.(?P<process>[1-9]\d{0,9})(\.\w+)?\.partial", re.DOTALL)


def begun_beside(place: Path) -> Path:
    """Make a folder to be filled and then moved to a place, and clear away what killed runs left there of others."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear_left_behind(place.parent)
    return Path(mkdtemp(prefix=f".{place.name}.{os.getpid()}.", suffix=".partial", dir=place.parent))


def clear_left_behind(folder: Path, name: str = "") -> None:
    """Remove what runs that are over left half written in a folder, of one name or of all."""
    if not hasattr(os, "fork"):
        return
    found: list[Path] = []
    with suppress(OSError):  # a folder that may be written to and not read
        found += folder.iterdir()
    for path in found:
        named = _NAMED.fullmatch(path.name)
        if named and name in ("", named["name"]) and _is_over(int(named["process"])):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


def _is_over(process: int) -> bool:
    """Whether no process of this number is there."""
    try:
        os.kill(process, 0)  # asks whether it is there, and does nothing to it
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
