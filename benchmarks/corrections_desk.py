"""How long the corrections desk takes on a large desk: to open, to say a comment's hint, to move one on.

    python benchmarks/corrections_desk.py [--comments 1000000] [--disputes 20000] [DESK]

A DESK that isn't there is made first, which takes minutes; figures are the best and the median of repeats.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.desk_file import MODEL, fill
from moderation.comments import text_digest
from moderation.corrections import complaints, correction_of, corrections, move
from moderation.disputes import Named, Stage
from moderation.filters import Filter
from moderation.labels import Label
from moderation.queue import Order
from moderation.store.store import Store

_TERMS: Final = (("annex", "annexed"), ("milit", "militants"), ("occup", "occupation"), ("illegal", "illegals"))
_PROPOSALS: Final = ("", "", "occupied", "an invasion", "volunteers")
_SENTENCE: Final = "The line had been closed since the annexation of the island, when soldiers took the lighthouse."


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure the corrections desk.")
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--disputes", type=int, default=20_000)
    parser.add_argument("desk", nargs="?", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.desk or Path(folder) / "desk.sqlite"
        if not path.exists():
            fill(path, options.comments)
        with Store.open(path) as store:
            _dispute(store, options.disputes)
            _measure(store)


def _dispute(store: Store, count: int) -> None:
    """Record what so many of the suggested comments dispute, spread over articles, terms and proposals."""
    asked = Filter(labels=frozenset({Label.DISPUTED_TERMINOLOGY}))
    chooser = np.random.default_rng(4)
    suggested = np.sort(chooser.permutation(np.array(store.queue_refs(Order.OLDEST, asked)))[:count]).tolist()
    named = []
    for ref in suggested:
        stem, term = _TERMS[chooser.integers(len(_TERMS))]
        instead = _PROPOSALS[chooser.integers(len(_PROPOSALS))]
        digest = text_digest(store.in_context(ref).comment.text)
        named.append(Named(ref, digest, stem, term, _SENTENCE, instead))
    store.put_disputes(named, MODEL)


def _measure(store: Store) -> None:
    found = corrections(store)
    refs = [one.refs[0] for one in found[:200]]
    sys.stdout.write(f"{sum(len(one.refs) for one in found):,} disputes in {len(found):,} corrections\n")
    _print("all corrections, read and grouped", lambda: corrections(store), 9)
    _print("the hint beside a disputed comment", lambda: correction_of(store, refs[0]), 50)
    _print("one correction's comments, to read", lambda: complaints(store, found[0], 30, 8_000), 50)
    _print("a move, on disk", lambda: move(store, found[0].subject, Stage.FORWARDED, "bench"), 20)


def _print(what: str, step: Callable[[], object], times: int) -> None:
    took = []
    for _ in range(times):
        began = perf_counter()
        step()
        took.append((perf_counter() - began) * 1e3)
    sys.stdout.write(f"{what:<40} best {min(took):8.2f} ms   median {median(took):8.2f} ms\n")


if __name__ == "__main__":
    main()
