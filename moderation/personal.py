"""E-mail and IP addresses of readers: told from other values, struck out, and never a reader's name.

Exports are full of them, no label depends on them, and privacy law asks why they were kept. What a reader wrote in the
text of a comment stays as it is: it is what is judged.
"""

import hashlib
import re
from typing import Final

# Compiled at their first use: the desk's first frame looks at no address.
_ADDRESS: Final = r"[^\s@<>\"',;:()\[\]]{1,64}@[^\s@<>\"',;:()\[\]]{1,250}\.[^\W\d_]{2,24}"
_WITHIN: Final = rf"(?<![^\s<(]){_ADDRESS}(?![\w@])"
"""A word of its own, as in `Jim <jim@example.net>`; no part of a page's address, and not `@jim@social.example`."""

_NUMBERS: Final = r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8})(?![\w.:])"
_LONGEST_NUMBER: Final = 45


def is_address(value: str) -> bool:
    """Return whether a whole value is an e-mail or IP address."""
    if "@" in value:
        return re.fullmatch(_ADDRESS, value.strip()) is not None
    if value.count(".") == 3 or value.count(":") > 1:
        return _is_number(value.strip())
    return False


def _is_number(value: str) -> bool:
    if len(value) > _LONGEST_NUMBER:
        return False
    from ipaddress import ip_address  # 2 ms, which few values ask for

    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def hidden(raw: str) -> str:
    """Return a piece of an export, which may be anything, with each address in it struck out."""
    if "@" in raw:
        raw = re.sub(_ADDRESS, "(e-mail address)", raw)
    return re.sub(_NUMBERS, lambda found: "(IP address)" if _is_number(found[0]) else found[0], raw)


def as_name(author: str) -> str:
    """Return an author's name; of an address in it as much as tells people apart at a desk.

    The same address always gives the same name, so that a person's comments stay together.
    """
    if not is_address(author):
        return re.sub(_WITHIN, lambda found: as_name(found[0]), author) if "@" in author else author
    digest = hashlib.sha256(author.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{author.strip().partition('@')[0]}@… {digest}" if "@" in author else f"(IP address) {digest}"
