"""Modules that are imported when something of them is first used.

The desk shows its first frame before it knows how to import, to search or to draw a chart: each module that waits for
its key saves 1 ms of it, and there are more than a hundred.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


class Later:
    """A module, imported on first use."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: ModuleType | None = None

    def __getattr__(self, attribute: str) -> Any:
        # Not the loader of the standard library, which two threads can make run a module twice before Python 3.12.
        # Kept, since asking the interpreter for a module again costs 4 us, and a decision asks for eleven.
        self._module = module = self._module or import_module(self._name)
        return getattr(module, attribute)


def modules_of(package: str, init: str) -> Callable[[str], Later]:
    """Return the `__getattr__` of a package whose modules wait: `from PACKAGE import MODULE` then imports nothing."""
    folder = Path(init).parent

    def find(name: str) -> Later:
        """Return a module of the package; called for those that nothing has imported yet."""
        if name.startswith("_") or not (folder / f"{name}.py").is_file():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return Later(f"{package}.{name}")

    return find
