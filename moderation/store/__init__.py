"""The desk file: comments, decisions and the queue in SQLite. The only SQL of the program.

`from moderation.store import MODULE` gives a module that is imported when something of it is first used: of a dozen
concerns the desk's first frame needs four, and the others would cost it 2 ms each.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

_FOLDER = Path(__file__).parent


class Later:
    """A module of this folder, imported on first use."""

    def __init__(self, name: str) -> None:
        self._name = f"{__name__}.{name}"

    def __getattr__(self, attribute: str) -> Any:
        # Not the loader of the standard library, which two threads can make run a module twice before Python 3.12.
        return getattr(import_module(self._name), attribute)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Later:
        """Return a module of this folder; called for those that nothing has imported yet."""
        if name.startswith("_") or not (_FOLDER / f"{name}.py").is_file():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return Later(name)
