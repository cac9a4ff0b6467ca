"""Sentences of a text as spans, so that an article's sentence can be shown verbatim.

Plain rules on marks and line ends: good enough to quote from, in any script, and linear in the length of the text.
"""

import re
from itertools import pairwise
from typing import Final

LONGEST: Final = 600
"""Code points after which a text without full stops is cut, so that a "sentence" stays readable."""

# Begins with one class, which is looked for ten times as fast as a branch. A run of marks is tried once, from its
# first one: 20,000 full stops without a blank took 9 s.
_END: Final = re.compile(
    r"[.!?…。！？।؟\n](?:(?<=[.!?…])(?<![.!?…].)[.!?…]*+[\"'”’»)\]]*+(?=\s)|(?<=[。！？।؟])[。！？।؟]*+[」』”]?|(?<=\n)\n*+)",
    re.DOTALL,
)

_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[^\W\d_]|[A-Z](?:\.[A-Z])+|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Sgt|Lt|Capt|St|Jr|Sr|vs|No"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|approx|e\.g|i\.e|cf|Inc|Ltd|Co|Corp)\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's sentences in order, blanks at their ends left out."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for mark in _END.finditer(text):
        if mark.start() >= begin and not _goes_on(text, begin, mark):
            spans.extend(_trimmed(text, begin, mark.end()))
            begin = mark.end()
    spans.extend(_trimmed(text, begin, len(text)))
    return spans


def _goes_on(text: str, begin: int, mark: re.Match[str]) -> bool:
    """Whether a full stop ends an abbreviation, or a small letter follows it."""
    if mark.group()[0] != ".":
        return False
    following = text[mark.end() + 1 : mark.end() + 2]
    return (
        following.islower() or _ABBREVIATION.search(text, max(begin, mark.start() - 12), mark.start() + 1) is not None
    )


def _trimmed(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Return the span without blanks at its ends, cut into readable pieces; nothing for blanks alone."""
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    end = begin + len(piece.strip())
    cuts = [*range(begin, end, LONGEST), end]
    return list(pairwise(cuts))
