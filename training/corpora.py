"""The public corpora the abuse heads are fitted on, and those that only measure.

A row that also stands in an evaluation set, in whatever punctuation, is dropped before anything is fitted. Only
sources whose licence lets figures learnt from them ship are read at all.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EVALUATED: Final = ("civil", "c3", "ucc", "impermium", "hatecheck", "madlibs")
"""Evaluation sets, the headline set first."""

UNANIMOUS: Final = "unanimous"
"""What the kind of a news comment begins with that every rater called abuse.

Whoever drew the public subsets sought such comments out: eight in nine abusive ones there, one in twenty on a site.
"""

_WORD: Final = re.compile(r"\w+")
_SHARES: Final = 1_000
_SURE: Final = 0.999


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus whose licence lets a model learnt from it ship."""

    name: str
    head: str
    """The head it teaches."""
    licence: str
    about: str


SOURCES: Final = (
    Source("civil", "hostility", "CC0", "news-site comments (Civil Comments)"),
    Source("civil_spans", "hostility", "CC0", "toxic news-site comments read again by three raters"),
    Source("wiki_jigsaw", "hostility", "CC0 (comments CC BY-SA 3.0)", "Wikipedia talk comments"),
    Source("wiki_cat", "hostility", "comments CC BY-SA 3.0", "Wikipedia talk comments with the one they answer"),
    Source("davidson", "hate", "MIT", "tweets; only those marked hate count as positive"),
    Source("gab_hate", "hate", "CC BY 4.0", "Gab posts"),
    Source("hatemoji_build", "hate", "CC BY 4.0", "adversarial sentences, many with emoji"),
    Source("stormfront", "hate", "CC BY-SA 3.0", "forum sentences"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Labelled texts, one entry of each array a text."""

    texts: NDArray[np.object_]
    abusive: NDArray[np.bool_]
    sources: NDArray[np.object_]
    kinds: NDArray[np.object_]
    """What the source says beyond the label, such as the function a test case serves."""
    shares: NDArray[np.float64]
    """A number from 0 to 1 that texts of one group have in common, to split by."""
    rated: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """The share of raters who called each abuse; its label where a source states no share."""

    def __post_init__(self) -> None:
        if len(self.rated) != len(self.texts):
            object.__setattr__(self, "rated", self.abusive.astype(np.float64))

    def __len__(self) -> int:
        return len(self.texts)

    def where(self, chosen: NDArray[np.bool_]) -> "Corpus":
        """Return the rows of a mask."""
        return Corpus(*(getattr(self, name)[chosen] for name in self.__slots__))

    def of(self, names: Sequence[str]) -> "Corpus":
        """Return the rows of some sources."""
        return self.where(np.isin(self.sources.astype(str), names))


def evaluation(folder: Path) -> Corpus:
    """Return the evaluation sets: never trained or tuned on."""
    return _corpus(pd.read_parquet(folder / "abuse-eval.parquet"))


def teaching(folder: Path, measured: Corpus) -> Corpus:
    """Return every row that may teach the shipped model, without those whose text an evaluation set has."""
    rows = pd.read_parquet(folder / "abuse-train.parquet")
    rows = rows[rows.source.isin([source.name for source in SOURCES])].copy()
    rows.loc[rows.source == "civil_spans", "label"] = (
        1.0  # all were abuse to the site's raters, whatever three others said
    )
    sure = (rows.source == "civil") & (rows.label == 1) & (rows.abuse > _SURE)
    rows["subtypes"] = rows.subtypes.fillna("").mask(sure, UNANIMOUS + " " + rows.subtypes.fillna(""))
    taught = _corpus(rows)
    seen = set(map(worded, measured.texts))
    corpus = taught.where(np.array([worded(text) not in seen for text in taught.texts]))
    offends = (corpus.sources == "davidson") & (corpus.kinds != "hate")
    corpus.abusive[offends] = False  # "offensive" there is wider than abuse, and never hate
    return corpus


def together(first: Corpus, second: Corpus) -> Corpus:
    """Return the rows of both."""
    return Corpus(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in Corpus.__slots__))


def worded(text: str) -> str:
    """Return a text as its words alone, so that two that differ in case or punctuation are the same."""
    return " ".join(_WORD.findall(text.casefold()))


def _corpus(rows: pd.DataFrame) -> Corpus:
    """Return the rows that carry a label and words."""
    kept = rows[rows.label.notna() & (rows.text.str.strip() != "")]
    groups = kept.group.where(kept.group.notna() & (kept.group != ""), kept.id)
    return Corpus(
        kept.text.to_numpy(object),
        (kept.label == 1).to_numpy(),
        kept.source.to_numpy(object),
        kept.subtypes.fillna("").to_numpy(object),
        _shares(groups),
        kept.abuse.fillna(kept.label).to_numpy(np.float64),
    )


def _shares(groups: Iterable[str]) -> NDArray[np.float64]:
    """Return a number from 0 to 1 for each group, the same on every machine."""
    return np.array([crc32(str(group).encode()) % _SHARES for group in groups]) / _SHARES
