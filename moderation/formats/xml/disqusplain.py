"""The post as Disqus prints it, matched whole: the usual case read at once, as for WordPress (see `wxrplain`)."""

import re
from typing import Final

from moderation.formats.xml.pieces import BLANK, INSIDE, Outline, Plain, plain_field

_NAMES: Final = (
    "post_id",
    INSIDE,
    "id",
    "message",
    "createdAt",
    "isDeleted",
    "isSpam",
    "name",
    "username",
    "thread_id",
    "parent_id",
)


def _reference(name: str) -> str:
    return rf'{BLANK}<{name} dsq:id="([\w.-]++)"[ ]?/>'


def _maybe(field: str) -> str:
    """Return the pattern of a field that may be missing; its group is empty then."""
    return rf"(?:{field}|())"


_ID: Final = rf"(?:{plain_field('id')}|(){BLANK}<id[ ]?/>|())"
_AUTHOR: Final = (
    rf"{BLANK}<author>(?:{plain_field('email', kept=False)}|{BLANK}<email[ ]?/>)?+{plain_field('name')}"
    rf"(?:{plain_field('isAnonymous', kept=False)})?+{_maybe(plain_field('username'))}{BLANK}</author>"
)
_FLAGS: Final = "".join(plain_field(name) for name in ("createdAt", "isDeleted", "isSpam"))
_PLAIN: Final = (
    rf'{BLANK}<post dsq:id="([\w.-]++)">(?P<{INSIDE}>){_ID}{plain_field("message", blanks=True)}{_FLAGS}{_AUTHOR}'
    rf"(?:{plain_field('ipAddress', kept=False)})?+{_reference('thread')}{_maybe(_reference('parent'))}{BLANK}</post>"
)

OUTLINE: Final = Outline(
    root="disqus", item="thread", comment="post", within_items=False, plain=Plain(re.compile(_PLAIN.encode()), _NAMES)
)
