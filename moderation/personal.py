"""E-mail and IP addresses of readers: found in a record, left out of what is written, never a reader's name.

Exports are full of them, no label depends on them, and privacy law asks why they were kept. What a reader wrote in the
text of a comment stays as it is: it is what is judged.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final

_ADDRESS: Final = re.compile(r"[^\s@<>\"',;:()\[\]]{1,64}@[^\s@<>\"',;:()\[\]]{1,250}\.[^\W\d_]{2,24}")
_NUMBERS: Final = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8})(?![\w.:])"
)
_LONGEST_NUMBER: Final = 45

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TELLING: Final = frozenset({"email", "emails", "mail", "ip", "ips", "ipaddr", "ipaddress", "ipv", "inet"})
_TEXTS: Final = frozenset(
    {
        *("text", "body", "content", "comment", "message", "comment_text", "comment_content", "comment_body"),
        *("title", "article_title", "article_text", "article_body", "post_title", "post_content", "story_title"),
    }
)
"""Columns of words that people wrote: an address there is part of what they say."""

_SUSPECT: Final = re.compile(
    rb'@|(?i:mail|ip|addr)[\w-]{0,16}"\s*:|"\s*(?:\d{1,3}\.){3}\d{1,3}\s*"|"\s*[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{2,42}\s*"'
)
"""What a line of JSON with an address in it has; most lines have none, and are not taken apart."""

Row = Mapping[str, Any]


def is_address(value: str) -> bool:
    """Return whether a whole value is an e-mail or IP address."""
    if "@" in value:
        return _ADDRESS.fullmatch(value.strip()) is not None
    if value.count(".") == 3 or value.count(":") > 1:
        return _is_number(value.strip())
    return False


def _is_number(value: str) -> bool:
    if len(value) > _LONGEST_NUMBER:
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_of_an_address(column: str) -> bool:
    """Return whether a column holds addresses by its name: `author_email`, `comment_author_IP`, `remoteAddr`."""
    if column.lower() in _TEXTS:
        return False
    words = [word.lower() for word in _WORD.findall(column)]
    return not _TELLING.isdisjoint(words) or ("remote" in words and not {"addr", "address"}.isdisjoint(words))


def without_addresses(fields: Row) -> tuple[Row, int]:
    """Return a record with its readers' addresses blanked, and how many there were; itself where there is none."""
    changed = {name: blank for name, value in fields.items() if (blank := _blanked(name, value)) is not value}
    return ({**fields, **changed}, len(changed)) if changed else (fields, 0)


def _blanked(name: str, value: Any) -> Any:
    """Return what stands in a record instead of a value, the value itself where it is no address."""
    if isinstance(value, str):
        if value and (is_of_an_address(name) or (is_address(value) and name.lower() not in _TEXTS)):
            return ""
        return value
    if isinstance(value, Mapping):
        within = {str(key): value[key] for key in value}
        less, count = without_addresses(within)
        return less if count else value
    if isinstance(value, list):
        each = [_blanked(name, one) for one in value]
        return each if any(new is not old for new, old in zip(each, value, strict=True)) else value
    return None if value is not None and not isinstance(value, bool) and is_of_an_address(name) else value


def line_without_addresses(line: bytes) -> tuple[bytes, int]:
    """Return a JSON object on a line with its readers' addresses blanked, and how many; as it came where none is."""
    if _SUSPECT.search(line) is None:
        return line, 0
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return line, 0
    less, count = without_addresses(record) if isinstance(record, dict) else (record, 0)
    return (json.dumps(less).encode(), count) if count else (line, 0)


def hidden(raw: str) -> str:
    """Return a piece of an export, which may be anything, with each address in it struck out."""
    if "@" in raw:
        raw = _ADDRESS.sub("(e-mail address)", raw)
    return _NUMBERS.sub(lambda found: "(IP address)" if _is_number(found[0]) else found[0], raw)


def as_name(author: str) -> str:
    """Return an author's name; of one who is called by an address as much of it as tells people apart at a desk.

    The same address always gives the same name, so that a person's comments stay together.
    """
    if not is_address(author):
        return author
    digest = hashlib.sha256(author.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{author.strip().partition('@')[0]}@… {digest}" if "@" in author else f"(IP address) {digest}"
