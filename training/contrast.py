"""Sentences of our own that teach what a word alone does not: naming a group is not hating, nor denying insulting.

Corpora mention groups mostly where they are attacked, and strong words mostly where they insult, so that "I am a gay
father" scored .97. Each sentence here has kin on the other side that share most of its words: gaps are filled with
every group in turn, and a strong word stands in the harmless as in the abusive. Which phenomena to cover (slurs and
their homonyms, counter speech, negation, objects, later clauses, disguises) follows the published list of what
functional tests of hate detection look at; no sentence of such a test was looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from training.corpora import Corpus

SOURCE: Final = "contrast"

NAMED_ONLY: Final = "named only"
"""The kind of sentences that name a group and do no more."""

_CASES: Final = Path(__file__).with_name("cases")

_BY_GROUP: Final = 32
"""Fillings of a pattern that names a group: two in seven of the groups, drawn anew for each pattern."""

_BY_WORD: Final = 12
"""Fillings of any other pattern."""

_SET_IN: Final = 0.25
"""The share of fillings with a neutral sentence before them, and after them: harm is often not where a text starts."""

_SHARES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What sentences of one kind do, and whom they teach."""

    name: str
    abusive: bool
    hostility: bool = True
    """Whether it teaches the head that reads hostility to people."""
    hate: bool = True
    """Whether it teaches the head that reads hate against groups."""


KINDS: Final = (
    Kind(NAMED_ONLY, False),
    Kind("kind", False),
    Kind("derogation", True),
    Kind("dehumanisation", True),
    Kind("threat to group", True),
    Kind("call to expel", True),
    Kind("polite hate", True),
    Kind("hate with strong words", True),
    Kind("slur", True),
    Kind("strong words beside a group", False),
    Kind("objecting", False),
    Kind("slur reported", False),
    Kind("negated hate", False),
    Kind("ordinary criticism beside a group", False),
    Kind("homonym", False),
    Kind("reclaimed", False),
    # Sets made for hate hold insults to one person to be harmless: they would contradict these.
    Kind("insult", True, hate=False),
    Kind("veiled insult", True, hate=False),
    Kind("threat", True, hate=False),
    Kind("disguised", True, hate=False),
    Kind("disguised but harmless", False),
    Kind("negated insult", False),
    Kind("reported insult", False),
    Kind("about oneself", False),
    Kind("praise and thanks", False),
    Kind("institution", False),
    Kind("criticism", False),
    Kind("swearing at no one", False),
    Kind("idiom", False),
    Kind("plain", False),
)


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file of sentences; gaps stand in braces."""

    kind: str
    text: str


def contrast(seed: int) -> Corpus:
    """Return the sentences, each once; which words fill a gap is drawn from the seed.

    The fillings of a pattern have one number in `shares`, so that a split by it holds out patterns.
    """
    rng = np.random.default_rng(seed)
    kinds = {kind.name: kind for kind in KINDS}
    filled: dict[str, _Written] = {}
    for written in _written():
        for sentence in _fillings(written.text, rng):
            filled.setdefault(sentence, written)
    return Corpus(
        np.array(list(filled), dtype=object),
        np.array([kinds[written.kind].abusive for written in filled.values()]),
        np.full(len(filled), SOURCE, dtype=object),
        np.array([written.kind for written in filled.values()], dtype=object),
        np.array([crc32(written.text.encode()) % _SHARES / _SHARES for written in filled.values()]),
    )


def teaches(head: str, kinds: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which rows, given their kinds, should teach a head: "hostility" or "hate"."""
    return np.isin(kinds.astype(str), [kind.name for kind in KINDS if getattr(kind, head)])


def groups() -> list[tuple[str, str]]:
    """Return each group as adjective and plural."""
    return [(adjective, plural) for adjective, _, plural in (pair.partition("/") for pair in _words()["groups"])]


@cache
def _written() -> tuple[_Written, ...]:
    """Return the sentences and patterns as written."""
    lines = (_CASES / "contrast.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=_Written) for line in lines)


@cache
def _words() -> dict[str, list[str]]:
    """Return the words that may fill each gap, by its name."""
    return msgspec.json.decode((_CASES / "contrast_words.json").read_bytes(), type=dict[str, list[str]])


def _fillings(pattern: str, rng: np.random.Generator) -> Iterator[str]:
    """Yield a pattern filled with some of the groups, or with words drawn for its gaps; a whole sentence as it is."""
    if "{" not in pattern:
        yield pattern
        return
    gaps = [name for name in _words() if f"{{{name}}}" in pattern]
    named = groups()
    of_groups = re.search(r"\{[abpq]\}", pattern)
    for first in rng.permutation(len(named))[: _BY_GROUP if of_groups else _BY_WORD]:
        words = {name: _drawn(name, rng) for name in gaps}
        other, further = named[rng.integers(len(named))], named[rng.integers(len(named))]
        adjective, plural = named[first]
        filled = pattern.format(a=adjective, p=plural, b=other[0], q=further[1], **words)
        yield _set_in(_with_article(filled), rng)


def _drawn(name: str, rng: np.random.Generator) -> str:
    """Return one of the words for a gap."""
    words = _words()[name]
    return words[rng.integers(len(words))]


def _set_in(sentence: str, rng: np.random.Generator) -> str:
    """Return a sentence, some with a neutral one before or after it."""
    before, after = rng.random(2) < _SET_IN
    opened = f"{_drawn('opening', rng)} {sentence}" if before else sentence
    return f"{opened} {_drawn('closing', rng)}" if after else opened


def _with_article(sentence: str) -> str:
    """Return a sentence with "an" before a vowel that is heard as one."""
    return re.sub(r"\b([Aa]) (?=[aeio]|u(?!kr|ni))(?!eu|one)", r"\1n ", sentence)
