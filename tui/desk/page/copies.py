"""A near-copy as two rows: whose it is and whether it goes along, and the words in which it differs from the sample."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from moderation.queue import Card
from moderation.review import Review
from moderation.store.store import Store
from moderation.text import one_line
from moderation.waves import Along, wave
from tui.desk.text.lines import Line, Piece, Role, clipped, spread
from tui.desk.veil import Veil

IN: Final = "●"
OUT: Final = "○"

_CONTEXT: Final = 24
"""Characters shown before a word that differs, where the text is longer than its row."""

_AS_IT_IS: Final = "edited since, or suggested otherwise"


class Copy(Struct, frozen=True):
    """A comment that may be decided along with the sample."""

    ref: int
    is_in: bool
    why: str = ""
    """What speaks against it; empty for a near-copy."""
    copies: int = 0
    """Near-copies of its own, which go where it goes."""


class Written(Struct, frozen=True):
    """What is shown of one, strong words covered."""

    author: str
    article: str
    text: str
    marks: tuple[tuple[int, int], ...]


def copies_of(review: Review, card: Card) -> list[Copy]:
    """Return the near-copies of a comment, on top those among them that a key would leave."""
    sorted_out = wave(review.store, card.basis)
    along = [Copy(basis.ref, is_in=True) for basis in sorted_out.along]
    left = [Copy(ref, is_in=False, why=_AS_IT_IS) for ref in sorted_out.left]
    return [*left, *along]


def similar_to(desk: str, ref: int) -> list[Copy]:
    """Return what only resembles a comment; for a thread of its own, since it may take a second."""
    # Through a connection of its own: on the desk's, the keys would wait for it.
    with Store.open(desk) as store:
        return [Copy(one.ref, is_in=False, why=one.why, copies=one.copies) for one in store.similar(ref)]


def along_with(store: Store, picked: Sequence[Copy]) -> Along:
    """Return what goes along where some were picked, with the digests of their texts."""
    waves = [one.ref for one in picked if one.copies]
    behind = [copy for basis in store.bases(waves) for copy in wave(store, basis).along]
    return {basis.ref: basis.digest for basis in (*store.bases([one.ref for one in picked]), *behind)}


def headed(one: Copy, written: Written, veil: Veil, width: int) -> Line:
    """Return whose a comment is, whether it goes along, and what speaks against it."""
    mark = Piece(f"{IN} " if one.is_in else f"{OUT} ", Role.KEY if one.is_in else Role.DIM)
    count = Piece(f"×{one.copies + 1:,} " if one.copies else "", Role.KEY)
    who = Piece(one_line(written.author) or "nobody named", Role.PLAIN if one.is_in else Role.DIM)
    against = Piece(f" · {veil.text(one.why)}" if one.why else "", Role.WARNING)
    where = (Piece(f" · {one_line(written.article)}", Role.FAINT),) if written.article and not one.why else ()
    return spread((mark, count, who, against), where, width)


def excerpt(written: Written, width: int) -> Line:
    """Return one row of a text, from where it differs first if the whole doesn't fit."""
    first = written.marks[0][0] if written.marks else 0
    start = max(first - _CONTEXT, 0) if len(written.text) > width else 0
    if start:  # at a word
        start = written.text.find(" ", start, first) + 1 or first
    pieces, end = [Piece("… " if start else "", Role.FAINT)], start
    for begin, stop in written.marks:
        # A row holds no more: the rest of a megabyte is not looked at.
        if begin - start > 2 * width:
            break
        pieces += [
            Piece(written.text[end:begin], Role.DIM),
            Piece(written.text[begin : min(stop, begin + 2 * width)], Role.TERM_MARK),
        ]
        end = stop
    return clipped((*pieces, Piece(written.text[end : end + 2 * width], Role.DIM)), width)
