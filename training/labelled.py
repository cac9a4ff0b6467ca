"""Comments somebody read for disputed terminology: the hand-labelled file, and readings of unselected comments.

The measure is taken on the hand-labelled ones alone; the others, which are kept as ids and offsets, only ever teach.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from moderation.comments import Comment, InContext
from training.copies import near_copies

READ: Final = Path(__file__).parent / "cases" / "read.jsonl"
"""Ids of comments of `mining-comments`, each with its label and where the disputed expression stands."""

Flags = NDArray[np.bool_]

_SURE: Final = ("positive", "negative")


class Labelled(msgspec.Struct):
    """A line of the hand-labelled file."""

    text: str
    label: str
    span: str = ""
    article_id: str | None = None

    @property
    def disputes(self) -> bool:
        """Whether its reader found that it disputes terminology."""
        return self.label == "positive"

    @property
    def expression(self) -> str:
        """The disputed expression, the first where its reader noted several, without remarks in brackets."""
        return self.span.split("(")[0].split(" / ")[0].strip()


class Reading(msgspec.Struct):
    """A line of the readings."""

    id: str
    label: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Comments that teach: each with whether it disputes terminology, the expression it disputes, and its group."""

    posted: list[InContext]
    disputes: Flags
    names: list[str]
    """What a row's group is called: rows of one article, or copies of one text, are on one side of any split."""
    expressions: list[str]
    """Empty for a comment that disputes nothing."""

    @property
    def group(self) -> NDArray[np.int64]:
        """The number of each row's group."""
        return np.unique(self.names, return_inverse=True)[1]

    @property
    def texts(self) -> list[str]:
        """The comments as written."""
        return [one.comment.text for one in self.posted]


def labelled_lines(folder: Path) -> list[Labelled]:
    """Return the hand-labelled comments, the unsure ones too."""
    lines = (folder / "disputed-labelled.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Labelled) for line in lines]


def sure_lines(folder: Path) -> list[Labelled]:
    """Return the hand-labelled comments that are not unsure."""
    return [line for line in labelled_lines(folder) if line.label in _SURE]


def labelled_rows(folder: Path) -> Rows:
    """Return the hand-labelled comments that are not unsure, with no article."""
    sure = sure_lines(folder)
    copies = near_copies([line.text for line in sure])
    names = [line.article_id or f"copy {copy}" for line, copy in zip(sure, copies, strict=True)]
    disputes = np.array([line.disputes for line in sure])
    return Rows(alone([line.text for line in sure]), disputes, names, [line.expression for line in sure])


def read_rows(folder: Path, readings: Path = READ) -> Rows:
    """Return the comments that were read besides, less near-copies of hand-labelled ones and what was unsure."""
    mined = pd.read_parquet(folder / "context" / "mining-comments.parquet")
    texts = dict(zip(mined.id, mined.text, strict=True))
    lines = [msgspec.json.decode(line, type=Reading) for line in readings.read_bytes().splitlines()]
    sure = {line.id: line for line in lines if line.label in _SURE and line.id in texts}
    fresh = _fresh([texts[name] for name in sure], [line.text for line in labelled_lines(folder)])
    chosen = [line for line, is_fresh in zip(sure.values(), fresh, strict=True) if is_fresh]
    disputes = np.array([line.label == "positive" for line in chosen], dtype=np.bool_)
    expressions = [texts[line.id][line.start or 0 : line.end or 0] for line in chosen]
    articles = dict(zip(mined.id, mined.article_id, strict=True))
    names = [articles[line.id] or f"alone {line.id}" for line in chosen]
    return Rows(alone([texts[line.id] for line in chosen]), disputes, names, expressions)


def unread(folder: Path, count: int, seed: int) -> list[str]:
    """Return unselected comments that are near-copies of none that is labelled."""
    mined = pd.read_parquet(folder / "context" / "mining-comments.parquet").text.sample(count, random_state=seed)
    texts = mined.tolist()
    fresh = _fresh(texts, [line.text for line in labelled_lines(folder)])
    return [text for text, is_fresh in zip(texts, fresh, strict=True) if is_fresh]


def alone(texts: Sequence[str]) -> list[InContext]:
    """Return comments with neither article nor parent."""
    return [InContext(Comment("", text)) for text in texts]


def mentions(text: str, expression: str) -> bool:
    """Whether a sentence holds the expression, or speaks of the headline where that is what is disputed."""
    if not expression:
        return False
    if expression.lower().startswith("headline"):
        return re.search("headline|title", text, re.IGNORECASE) is not None
    return expression.lower() in text.lower()


def _fresh(texts: Sequence[str], taken: Sequence[str]) -> Flags:
    """Return which texts are near-copies of none that is taken."""
    copies = near_copies([*taken, *texts])
    return ~np.isin(copies[len(taken) :], copies[: len(taken)])
