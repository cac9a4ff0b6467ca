"""The top of an unread pool by disputed terminology, for a person to read: its precision is the honest figure.

Rows that were labelled, and ids in a file of those already read, are left out, and of near-copies one is shown. The
pool has no article texts, so this measures what the comment alone says. Its sentences are printed and never kept.

    python benchmarks/top_of_pool.py ../shared [--top 20] [--without FILE] [--model FOLDER]
"""

import argparse
import json
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from moderation.comments import Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import SHIPPED, Scorer

_CHUNK: Final = 4096
"""Comments scored at a time, so that the pool's length does not matter to memory."""


def copy_key(text: str) -> str:
    """Return the letters and digits of a text, small: what near-copies share."""
    return re.sub(r"[\W_]+", "", text.casefold())


def ids_of(path: Path) -> list[str]:
    """Return the ids in a file that has one a line, bare or as the `id` of a JSON object."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [str(json.loads(line)["id"]) if line.startswith("{") else line.strip() for line in lines if line.strip()]


def unread(shared: Path, without: Collection[str]) -> pd.DataFrame:
    """Return the pool (columns id and text) less what was labelled or read, by id and by text; one of each text."""
    pool = pd.read_parquet(shared / "data" / "context" / "mining-comments.parquet")
    lines = (shared / "data" / "disputed-labelled.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    ids = {str(row["source_id"]) for row in labelled} | set(without)
    keys = pool.text.map(copy_key)
    kept = ~pool.id.astype(str).isin(ids) & ~keys.isin({copy_key(row["text"]) for row in labelled})
    return pool[kept & ~keys.duplicated()].reset_index(drop=True)


def terminology_scores(scorer: Scorer, texts: list[str]) -> NDArray[np.float64]:
    """Return the disputed-terminology score of each text as a comment without article or parent."""
    posted = [InContext(Comment("", text)) for text in texts]
    column = LABELS.index(Label.DISPUTED_TERMINOLOGY)
    chunks = [posted[start : start + _CHUNK] for start in range(0, len(posted), _CHUNK)]
    return np.concatenate([scorer.score(chunk).scores[:, column] for chunk in chunks])


def top(pool: pd.DataFrame, scores: NDArray[np.float64], count: int) -> Iterator[str]:
    """Return a line for each of the highest-scored comments: place, score, id, text on one line."""
    order = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable")[:count]
    for place, row in enumerate(order, 1):
        yield f"{place}\t{scores[row]:.3f}\t{pool.id[row]}\t{' '.join(pool.text[row].split())}"


def main() -> None:
    """Print the top of the pool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder that holds data/")
    parser.add_argument("--top", type=int, default=20, metavar="N")
    parser.add_argument("--without", type=Path, help="file of ids already read, one a line or as JSON lines")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder of a model (default: the shipped one)")
    options = parser.parse_args()
    pool = unread(options.shared, ids_of(options.without) if options.without else [])
    scores = terminology_scores(Scorer.load(options.model), list(pool.text))
    sys.stdout.writelines(f"{line}\n" for line in top(pool, scores, options.top))


if __name__ == "__main__":
    main()
