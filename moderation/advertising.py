"""Whether a text is an advertisement: in one, figures, prices and links change from copy to copy and mean nothing.

Elsewhere a figure is the whole point ("six died", "six thousand died"), so a text passes for an advertisement only
where it asks to be written to, called or clicked, and speaks of money or goods besides.
"""

import re
from collections.abc import Sequence
from typing import Final

from moderation.wordlists import GOODS

_CALLS: Final = re.compile(
    r"\b(?:ask me how|click (?:here|now|the|this|my|on)|dm me|inbox me|text me|message me|contact (?:me|us|him|her|now)"
    r"|call (?:me|us|now|today)|join (?:now|us|today|here)|sign up|order (?:now|here|today)|buy (?:now|here)"
    r"|check (?:it )?out (?:my|our|this)|apply (?:now|here)|visit (?:my|our|us|this)|write (?:me|to me|us)"
    r"|whats?app|telegram|more info|free trial|get yours|follow my|link in|start (?:now|today|earning))\b"
)
"""What turns to the reader for business; with money or goods beside it, the text sells something."""

_ENOUGH: Final = 2


def sells(words: Sequence[str], has_address: bool, has_price: bool) -> bool:
    """Return whether the words of a text are those of an advertisement.

    `has_address` says that a telephone number or a mail address stands in it, `has_price` a figure with a currency.
    """
    goods = len(GOODS.intersection(words)) + has_price
    return goods >= _ENOUGH and (has_address or _CALLS.search(" ".join(words)) is not None)
