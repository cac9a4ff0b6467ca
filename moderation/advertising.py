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

_CALLS_TO_LINK: Final = re.compile(r"\b(?:write|message|text|reach|ask) (?:to|me|us|her|him|them)\b")
"""What calls for business only where a link stands in the text: one writes to ministers as well."""

_ENOUGH: Final = 2


def sells(words: Sequence[str], has_address: bool, has_price: bool, has_link: bool = False) -> bool:
    """Return whether the words of a text are those of an advertisement.

    `has_address` says that a telephone number or a mail address stands in it, `has_price` a figure with a currency.
    """
    if len(GOODS.intersection(words)) + has_price < _ENOUGH:
        return False
    said = " ".join(words)
    return has_address or bool(_CALLS.search(said)) or (has_link and bool(_CALLS_TO_LINK.search(said)))
