"""Desks to measure on: any number of waiting comments with scores, through the store's own door.

The texts are put together from a made-up vocabulary whose words are as unevenly common as those of a language
(Zipf), since a search for a common word is another matter than one for a rare one.
"""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import numpy as np

from moderation.comments import Article, Comment, Status
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions

SITE: Final = "bench.example"
MODEL: Final = "base"
THRESHOLDS: Final = np.array([0.26, 0.36, 0.03])
LONG_ID: Final = "long"
"""The comment of a megabyte, the second of the queue."""
WHO: Final = "kim"
"""Who is known at the desk, and no longer greeted."""

_WORDS: Final = 20_000
_BLOCK: Final = 10_000
_ARTICLES: Final = 2_000


def vocabulary() -> list[str]:
    """Return the words, the most common first."""
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    chooser = np.random.default_rng(1)
    made = {"".join(chooser.choice(syllables, chooser.integers(1, 5))) for _ in range(3 * _WORDS)}
    return sorted(made, key=lambda word: (len(word), word))[:_WORDS]


def comments(count: int) -> Iterator[Comment]:
    """Yield comments of some 60 words by some 300,000 authors."""
    words, chooser = np.array(vocabulary()), np.random.default_rng(2)
    for start in range(0, count, _BLOCK):
        size = min(_BLOCK, count - start)
        lengths = chooser.integers(8, 110, size)
        ranks = np.minimum(chooser.zipf(1.2, lengths.sum()), _WORDS) - 1
        texts = np.split(words[ranks], np.cumsum(lengths)[:-1])
        authors = chooser.integers(0, 300_000, size)
        for n, (text, author) in enumerate(zip(texts, authors, strict=True), start):
            day, second = divmod(n, 86_400)
            at = f"2026-{1 + day % 12:02}-{1 + day % 28:02}T{second // 3600:02}:{second // 60 % 60:02}:00Z"
            yield Comment(str(n), " ".join(text), str(n % _ARTICLES), "", f"reader {author}", at, Status.PENDING)


def fill(path: Path, count: int) -> None:
    """Make a desk with so many waiting comments, one of a megabyte among them."""
    with Store.open(path, create=True) as store:
        fill_store(store, count)


def fill_store(store: Store, count: int) -> None:
    """Put so many waiting comments into an empty desk, one of a megabyte among them."""
    source = store.put_source("bench", "jsonl", SITE)
    words = vocabulary()
    text = " ".join(words[100:400])
    store.put_articles(SITE, [Article(str(n), f"Article number {n}", text) for n in range(_ARTICLES)])
    long = " ".join(islice(cycle(words), 250_000))[: 1 << 20]
    store.put_comments(SITE, [Comment(LONG_ID, long, "1", "", "long winded", "", Status.PENDING)], source)
    store.put_comments(SITE, comments(count), source)
    _score(store, count + 1)
    Review(store, WHO).accept(count)


def _score(store: Store, count: int) -> None:
    chooser = np.random.default_rng(3)
    for first in range(1, count + 1, 50_000):
        refs = range(first, min(first + 50_000, count + 1))
        scores = chooser.beta(1, (12, 6, 60), (len(refs), 3))
        if first == 1:
            scores[:2] = (0.9999,), (1.0,)  # an ordinary comment on top, the long one after it
        store.put_suggestions(refs, Suggestions(scores, THRESHOLDS, MODEL))
