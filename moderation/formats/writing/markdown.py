"""Readers' words in Markdown: the door through which they go, so that nothing in them is read as Markdown.

A line that begins with `#`, a link, an image, a tag: in a page for editors each would be the reader's doing. What
needs no escape keeps its looks, since the page is also read as it is.
"""

import re
from typing import Final

from moderation.text import one_line

# A list, a rule or a heading's line where a line begins; what is markup in CommonMark; and beyond it $ for mathematics,
# ~ ^ | for strokes, notes and tables. A dot or colon within a word makes `www.` a link and `:bomb:` a picture.
_MARK: Final = re.compile(r"\A[-+=]|[\\`*_\[\]<>&~|#$^{}]|[.:](?=\S)|/(?=/)")

_NUMBERED: Final = re.compile(r"\A(\d+)([.)])")

_PLAIN_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/?=%+,;:-]*)?")


def escaped(text: str) -> str:
    """Return text as one line of Markdown that reads as it was written: no markup, link, tag or line of its own.

    An @ becomes the wide one: GitHub's dialect makes an address a link and a name a notice even where it is escaped.
    """
    line = _MARK.sub(r"\\\g<0>", " ".join(one_line(text).split()).replace("@", "\uff20"))
    return _NUMBERED.sub(r"\1\\\2", line)


def address(url: str) -> str:
    """Return an address as a link where it is a plain one, else as escaped text."""
    return f"<{url}>" if _PLAIN_ADDRESS.fullmatch(url) else escaped(url)
