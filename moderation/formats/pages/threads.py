"""The comments of a page saved as text: who wrote which lines, and in answer to whom.

wpDiscuz writes an author, perhaps a label, a date, "Reply to" somebody, and the text, in an order that its layout
decides. Where dates are there they anchor each comment; where a copy lost them, an author is a short line alone
between blank ones, and a paragraph as short as a name can be mistaken for one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from moderation.formats.pages.furniture import (
    AWAITING,
    BUTTON,
    COMMENT_DATE,
    LABEL,
    READ_MORE,
    REPLY_BUTTON,
    REPLY_TO,
    VOTES,
)

_SENTENCE_END: Final = re.compile(r"""[.!?…:;,]["”’)]?$|https?:|www\.""")
_INITIAL: Final = re.compile(r"\b\w\.$")
# What is longer is more often a sentence than a name.
_LONGEST_NAME: Final = 60
_MOST_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page, trimmed."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as the page shows it."""

    author: str
    text: str
    line: int
    answers: str = ""
    """Whom it answers, by name."""
    pending: bool = False
    truncated: bool = False


def comments_of(lines: Sequence[Line]) -> list[Said]:
    """Return the comments that stand in these lines, in the order of the page."""
    dates = [at for at, line in enumerate(lines) if COMMENT_DATE.match(line.text)]
    if not dates:
        return _undated(lines)
    after_votes = sum(1 for at in dates if VOTES.match(_before(lines, at).text))
    return _date_last(lines, dates) if after_votes * 2 > len(dates) else _date_first(lines, dates)


def _before(lines: Sequence[Line], at: int) -> Line:
    """Return the last line in front of `at` that isn't blank."""
    return next((lines[up] for up in range(at - 1, -1, -1) if lines[up].text), Line("", 0))


def _begin(lines: Sequence[Line], passed: Callable[[str], object]) -> int:
    """Return where the lines at the beginning that are blank or passed over end."""
    return next((at for at, line in enumerate(lines) if line.text and not passed(line.text)), len(lines))


def _date_first(lines: Sequence[Line], dates: Sequence[int]) -> list[Said]:
    """Read wpDiscuz 7: a header with the date in it, the text, votes and buttons."""
    heads = [_head_begin(lines, at) for at in dates]
    ends = [*heads[1:], len(lines)]
    return [
        _said(lines[head:date], lines[date + 1 : end], last=end == len(lines))
        for head, date, end in zip(heads, dates, ends, strict=True)
    ]


def _head_begin(lines: Sequence[Line], date: int) -> int:
    """Return where the header begins whose date stands at `date`: at its author, or the label above."""
    at, labelled = date - 1, False
    while at > 0 and (not lines[at].text or _is_meta(lines[at].text)):
        labelled = labelled or bool(LABEL.match(lines[at].text))
        at -= 1
    if at >= 0 and REPLY_BUTTON.match(lines[at].text):
        return at + 1  # somebody called Editor: all of the header looks like labels
    above = next((up for up in range(at - 1, -1, -1) if lines[up].text), None)
    return above if above is not None and not labelled and LABEL.match(lines[above].text) else max(at, 0)


def _is_meta(text: str) -> bool:
    return bool(LABEL.match(text) or AWAITING.match(text) or REPLY_TO.match(text))


def _said(head: Sequence[Line], body: Sequence[Line], *, last: bool) -> Said:
    begin = _begin(body, lambda text: AWAITING.match(text) or REPLY_TO.match(text))
    notices = [line.text for line in (*head, *body[:begin])]
    named = [line for line in head if line.text]
    author = next((line for line in named if not _is_meta(line.text)), named[0] if named else Line("", 0))
    text, truncated = _text(_without_buttons(body[begin:], last=last))
    answers = next((match[1] for match in map(REPLY_TO.match, notices) if match), "")
    return Said(author.text, text, author.number, answers, any(map(AWAITING.match, notices)), truncated)


def _without_buttons(body: Sequence[Line], *, last: bool) -> list[Line]:
    """Return the text's lines without the votes and buttons below; of the last comment also without the page's foot."""
    kept = list(body)
    button = next((at for at, line in enumerate(kept) if BUTTON.match(line.text)), None)
    if last and button is not None:
        kept = kept[: button + 1]
    pressed = False
    while kept and (not kept[-1].text or REPLY_BUTTON.match(kept[-1].text)):
        pressed = pressed or bool(kept[-1].text)
        kept.pop()
    if pressed and kept and VOTES.match(kept[-1].text):
        kept.pop()
    return kept


def _text(lines: Sequence[Line]) -> tuple[str, bool]:
    """Return the text of a comment and whether the page cut it; a quote of the article in front is dropped."""
    texts = [line.text for line in lines[_begin(lines, lambda _: False) :]]
    if texts and READ_MORE.search(texts[0]) and any(texts[1:]):
        texts = texts[1:]  # an inline comment begins with the words of the article it stands at
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(texts)).strip()
    whole = READ_MORE.sub("", text).rstrip()
    return whole, whole != text


def _date_last(lines: Sequence[Line], dates: Sequence[int]) -> list[Said]:
    """Read wpDiscuz 4 and 5: author, text, votes, and the date below."""
    said, begin = [], 0
    for date in dates:
        block = list(lines[begin:date])
        block = block[_begin(block, lambda text: REPLY_BUTTON.match(text) or LABEL.match(text)) :]
        while len(block) > 1 and (not block[-1].text or VOTES.match(block[-1].text)):
            block.pop()
        if block:
            said.append(_said(block[:1], block[1:], last=False))
        begin = date + 1
    return said


def _undated(lines: Sequence[Line]) -> list[Said]:
    """Read a copy without dates: blocks between blank lines, an author's block before each text."""
    blocks = [block for block in _split(lines) if block]
    named = {match[1].casefold() for block in blocks if (match := REPLY_TO.match(block[0].text))}
    begins: list[int] = []
    for at in range(len(blocks)):
        if not begins or (at >= _first_end(blocks, begins[-1]) and _is_author(blocks, at, named)):
            begins.append(at)
    ends = [*begins[1:], len(blocks)]
    return [_undated_said(blocks[at:end]) for at, end in zip(begins, ends[: len(begins)], strict=True)]


def _first_end(blocks: Sequence[Sequence[Line]], begin: int) -> int:
    """Return the block behind the first that must be text: one follows the author, and whom it answers."""
    answers = begin + 1 < len(blocks) and REPLY_TO.match(blocks[begin + 1][0].text)
    return begin + (3 if answers else 2)


def _undated_said(blocks: Sequence[Sequence[Line]]) -> Said:
    head, *paragraphs = blocks
    if len(head) == 1 and not paragraphs:
        return _said([], [*head], last=False)  # words without a name, at the end of a cut copy
    return _said(head[:1], [*head[1:], Line("", 0), *_joined(paragraphs)], last=False)


def _is_author(blocks: Sequence[Sequence[Line]], at: int, named: set[str]) -> bool:
    text = blocks[at][0].text
    if len(blocks[at]) != 1 or REPLY_TO.match(text) or at + 1 == len(blocks):
        return False
    if REPLY_TO.match(blocks[at + 1][0].text) or text.casefold() in named:
        return True
    ends_like_prose = _SENTENCE_END.search(text) and not _INITIAL.search(text)
    return len(text) <= _LONGEST_NAME and len(text.split()) <= _MOST_WORDS and not ends_like_prose


def _split(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the stretches between blank lines."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return blocks


def _joined(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    return [line for block in blocks for line in (*block, Line("", 0))]
