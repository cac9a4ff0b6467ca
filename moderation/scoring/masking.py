"""Which words of a reader's text are covered until a moderator asks for them: slurs and threats, by a model's weights.

Hour after hour of abuse wears people out, and most of it can be judged without reading the word itself. No list of
words is shipped: a word is as strong as the heads of abuse read it when it stands alone, and names of groups never are.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np

from moderation.scoring.calibration import Floats
from moderation.scoring.groups import GROUPS
from moderation.scoring.ngrams import HEADS, Heads
from moderation.scoring.normal import scoring_copy

Stretch = tuple[int, int]
"""First code point of a text that is covered, and one past the last."""

STRONG: Final = 1.2
"""The reading from which a word is covered where the comment is taken for abuse; cows read as 1.4, goats as .5."""

HATEFUL: Final = 2.5
"""The reading of the hate head from which a word is covered anywhere, also where it is only quoted or reclaimed."""

READ: Final = 1 << 15
"""Code points of a text that are looked at, longer than all but one comment in 10,000."""

_TEXTS: Final = 4_096
_WORDS: Final = 50_000
"""Texts and words remembered; a word costs 5 us when it is first met and .1 us after that."""

_HOSTILITY, _HATE = HEADS.index("hostility"), HEADS.index("hate")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AIMED_AT: Final = re.compile(r"\s+(?:you|ya|u|yourself|yourselves|him|her|them)(?![\w'’])", re.IGNORECASE)
"""Whom a strong verb makes a threat to: "kill you" is covered as one stretch."""

_AND_S: Final = re.compile(r"['’]s$")


class Masking:
    """The strong words of a model, and where they stand in a text."""

    def __init__(self, heads: Heads, is_abuse: Callable[[Sequence[str]], Iterable[bool]]) -> None:
        """Take the heads, and what tells which texts are taken for abuse where no suggestion says so."""
        self._heads = heads
        self._is_abuse = is_abuse
        self._words: dict[str, tuple[float, float]] = {}
        self._texts: OrderedDict[tuple[str, bool | None], tuple[Stretch, ...]] = OrderedDict()

    def stretches(self, asked: Sequence[tuple[str, bool | None]]) -> list[tuple[Stretch, ...]]:
        """Return what to cover in each text, given whether it is taken for abuse, None where nobody has said so yet."""
        new = [one for one in dict.fromkeys(asked) if one not in self._texts]
        found = dict(zip(new, self._found(new), strict=True))
        for one, stretches in found.items():
            self._texts[one] = stretches
        answers = [found[one] if one in found else self._texts[one] for one in asked]
        while len(self._texts) > _TEXTS:
            self._texts.popitem(last=False)
        return answers

    def _found(self, asked: Sequence[tuple[str, bool | None]]) -> list[tuple[Stretch, ...]]:
        # Texts nobody has judged are read in one block: .04 ms each instead of .3 ms one by one.
        unknown = list(dict.fromkeys(text for text, taken in asked if taken is None and text))
        told = dict(zip(unknown, self._is_abuse(unknown), strict=True)) if unknown else {}
        return [self._in_text(text, told.get(text, False) if taken is None else taken) for text, taken in asked]

    def _in_text(self, text: str, taken_for_abuse: bool) -> tuple[Stretch, ...]:
        copy = scoring_copy(text[:READ])
        words = [(found.group().lower(), *found.span()) for found in _WORD.finditer(copy.text)]
        self._meet({word for word, _, _ in words})
        covered: list[Stretch] = []
        for word, start, end in words:
            if self._is_strong(word, taken_for_abuse):
                aim = _AIMED_AT.match(copy.text, end)
                covered.append((copy.places[start], copy.places[(aim.end() if aim else end) - 1] + 1))
        return tuple(covered)

    def _is_strong(self, word: str, taken_for_abuse: bool) -> bool:
        hostility, hate = self._words[word]
        return hate >= HATEFUL or (taken_for_abuse and max(hostility, hate) >= STRONG)

    def _meet(self, words: set[str]) -> None:
        """Read the words that were never met, each as a text of its own."""
        new = sorted(words - self._words.keys())
        if len(self._words) + len(new) > _WORDS:
            self._words.clear()
            new = sorted(words)
        if new:
            readings: Floats = self._heads.read(new).logits[:, [_HOSTILITY, _HATE]]
            readings[[_AND_S.sub("", word) in GROUPS for word in new]] = -np.inf
            self._words.update(zip(new, map(tuple, readings.tolist()), strict=True))
