"""What reading a comment for an objection to wording found, as figures that the head weighs: to keep, and weigh again.

A retraining moves the weights and never what is found, and to find it takes longer than all else about the label.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Entry = tuple[int, float]
"""A column of a row of features, and what stands in it; a row has four in a hundred that are not 0."""

_HEAD: Final = struct.Struct("<BBBd")
_UNDER, _HAS_CUE = 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one comment."""

    wording: float
    """The n-gram logit of its highest sentence."""
    has_article: bool
    has_cue: bool
    """Whether it has a cue or a quotation; without one the next two are empty."""
    spoken: Sequence[Entry] = ()
    """How it talks about words, in columns of SPEECH, but for the first."""
    placed: Sequence[Entry] = ()
    """Where the contested expression stands, in columns of STANDING, but for the first; empty without an article."""

    def packed(self) -> bytes:
        """Return it as bytes, every figure to the bit."""
        flags = self.has_article * _UNDER | self.has_cue * _HAS_CUE
        entries = (*self.spoken, *self.placed)
        columns = bytes(column for column, _ in entries)
        values = struct.pack(f"<{len(entries)}d", *(value for _, value in entries))
        return _HEAD.pack(flags, len(self.spoken), len(self.placed), self.wording) + columns + values


def unpacked(kept: bytes) -> Found:
    """Return what was kept by `Found.packed`."""
    flags, spoken, placed, wording = _HEAD.unpack_from(kept)
    count = spoken + placed
    columns = kept[_HEAD.size : _HEAD.size + count]
    entries = list(zip(columns, struct.unpack_from(f"<{count}d", kept, _HEAD.size + count), strict=True))
    return Found(wording, bool(flags & _UNDER), bool(flags & _HAS_CUE), entries[:spoken], entries[spoken:])
