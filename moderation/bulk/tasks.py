"""What a worker is sent and what it sends back, packed small.

A block is packed by msgpack, which takes .1 us a comment where pickle takes 2.6 for the same values one by one, and
whose bytes depend on nothing but what is in them: their digest tells whether an export still says the same.
"""

import gc
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from moderation.bulk.gathering import Block
from moderation.formats.records import Reject
from moderation.formats.writing.stretches import Layout, To
from moderation.intake import Taken
from moderation.labels import Label
from moderation.registry import load_scorer
from moderation.scoring.scorer import Scorer

Rates = tuple[tuple[Label, float], ...]
"""The share of a site's comments that carry a label, for those labels whose scores are to be read at it."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Block)


@dataclass(frozen=True, slots=True)
class Model:
    """Where the model that scores is found, so that a worker process can load it for itself."""

    models: Path | None
    version: str
    rates: Rates = ()

    def scorer(self) -> Scorer:
        """Load the model, reading scores at the rates asked for.

        Raises:
            NoModel: there is none of this version.
            ModelNotTrusted: its files do not match its manifest.
            WrongUse: rates are asked for, and it does not state those it was taught at.

        """
        return load_scorer(self.models, self.version).at(dict(self.rates))

    def check(self) -> None:
        """Raise what `scorer` would, and keep nothing of it."""
        self.scorer()
        gc.collect()  # 8 MB that hang together in a circle


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, all of it something that the output depends on."""

    exports: tuple[str, ...]
    model: Model
    to: To
    explain: bool = False
    encoding: str | None = None
    personal: bool = False
    """Whether e-mail and IP addresses of readers stay in."""
    strays: frozenset[str] = frozenset()
    """Those of the exports that nobody named, as they lay in a folder: one that can't be read is passed over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every worker: the model, whether to say why and to keep addresses, and what rows look like."""

    model: Model
    layout: Layout
    explain: bool = False
    personal: bool = False


class Task(Struct, frozen=True):
    """A block to be scored."""

    asked: Asked
    content: bytes | Block
    """Packed, unless it holds what msgpack has no bytes for."""
    comments: int

    @classmethod
    def of(cls, block: Block, asked: Asked) -> "Task":
        """Return the task of scoring a block."""
        return cls(asked, _packed(block), len(block.texts))

    def block(self) -> Block:
        """Return the block."""
        return self.content if isinstance(self.content, Block) else _DECODER.decode(self.content)

    def digest(self) -> bytes:
        """Return what tells this block from another: SHA-256 of all that was read for it."""
        content = self.content
        read = repr(content).encode("utf-8", "surrogatepass") if isinstance(content, Block) else content
        return hashlib.sha256(read).digest()


class Scored(Struct, frozen=True):
    """A block that was scored, as bytes of the output."""

    rows: bytes
    comments: int
    digest: bytes
    """Of the task."""
    withheld: int = 0
    """E-mail and IP addresses left out."""


class WholeFile(Struct, frozen=True):
    """An export that a worker reads for itself, where it lies in a folder that all of them see."""

    asked: Asked
    path: str
    """Absolute, since a worker has a working folder of its own."""
    name: str
    """As the export was named on the command line."""
    encoding: str | None = None
    is_stray: bool = False
    """Whether it is passed over where it can't be read."""


class FileScored(Struct, frozen=True):
    """An export that a worker has read and scored: the blocks that the process which hands out would have made."""

    blocks: list[Scored]
    taken: Taken
    rejects: list[Reject]


Job = Task | WholeFile
Done = Scored | FileScored


def _packed(block: Block) -> bytes | Block:
    try:
        return _ENCODER.encode(block)
    except (OverflowError, UnicodeEncodeError, TypeError):
        return block  # integers beyond 64 bits, half surrogate pairs, what a library made of a cell
