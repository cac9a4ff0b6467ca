"""What makes a run the same run: the inputs, the model, the program and what was asked for.

Rows that are kept from a run that was broken off may only stand beside rows of one that would have written the same.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation import __version__
from moderation.bulk.gathering import BLOCK, BLOCK_CHARACTERS
from moderation.bulk.tasks import Wanted
from moderation.formats.writing.stretches import To
from moderation.registry import folder_of
from moderation.scoring.artefact import MANIFEST

_IN_WORDS: Final[Mapping[str, str]] = {
    "exports": "the exports",
    "model": "the model",
    "manifest": "the model",
    "rates": "the rates",
    "to": "the format",
    "explain": "whether to explain",
    "encoding": "the encoding",
    "personal": "whether addresses stay in",
    "program": "the program's version",
    "blocks": "the program's version",
}


class File(Struct, frozen=True):
    """An input as the file system describes it."""

    path: str
    size: int
    changed: int
    """Nanoseconds of its last change."""

    @classmethod
    def of(cls, path: str) -> "File":
        """Return a file's description."""
        stated = Path(path).stat()
        return cls(_in_unicode(Path(path).resolve()), stated.st_size, stated.st_mtime_ns)


def _in_unicode(path: Path) -> str:
    """Return a path as JSON can hold it: on Linux a name is bytes, which need not be text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Identity(Struct, frozen=True):
    """All that the bytes of the output depend on, and that may change from one run to the next."""

    exports: tuple[File, ...]
    model: str
    manifest: str
    """SHA-256 of the model's manifest, which holds those of its files."""
    rates: tuple[tuple[str, float], ...]
    to: To
    explain: bool
    encoding: str
    program: str = __version__
    blocks: tuple[int, int] = (BLOCK, BLOCK_CHARACTERS)
    personal: bool = True
    """A run of an earlier program left them in."""

    def changes_from(self, earlier: "Identity") -> str:
        """Return in words what is not as it was in an earlier run; empty where all is."""
        changed = dict.fromkeys(
            words for name, words in _IN_WORDS.items() if getattr(self, name) != getattr(earlier, name)
        )
        return " and ".join(changed)


def identity_of(wanted: Wanted) -> Identity:
    """Return the identity of a run over files."""
    model = wanted.model
    manifest = (folder_of(model.models, model.version) / MANIFEST).read_bytes()
    return Identity(
        exports=tuple(map(File.of, wanted.exports)),
        model=model.version,
        manifest=hashlib.sha256(manifest).hexdigest(),
        rates=tuple(sorted((label.value, rate) for label, rate in model.rates)),
        to=wanted.to,
        explain=wanted.explain,
        encoding=wanted.encoding or "",
        personal=wanted.personal,
    )
