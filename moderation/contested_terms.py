"""Contested words: what their forms share, and where they stand in a text."""

from typing import Final

from moderation.disputes import Subject
from moderation.scoring.wordforms import WINDOW, WORD, folded, stem

_SMALL_WORDS: Final = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "to", "by", "for", "from", "as", "after", "before")
)
"""Words that make no other term: *after the annexation* is *annexation*."""


def stem_of(term: str) -> str:
    """Return what the forms of an expression share: *annexed* and *the annexation* are one term."""
    return " ".join(stem(word) for word in _telling_words(term))


def _telling_words(text: str) -> list[str]:
    words = WORD.findall(folded(text))
    return [word for word in words if word not in _SMALL_WORDS] or words


def occurrences(subject: Subject, text: str) -> list[tuple[int, int]]:
    """Return where forms of the contested words stand in a text, in order."""
    # Only what is read of a comment: folding a megabyte for a few marks would take 20 ms.
    stems = set(subject.stem.split())
    found = WORD.finditer(folded(text[:WINDOW])) if stems else ()
    return [word.span() for word in found if stem(word.group()) in stems]
