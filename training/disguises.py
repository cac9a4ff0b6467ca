"""What disguise costs: the two most telling words of each abusive comment, altered as readers alter them.

Which words tell is asked of a plain TF-IDF model of words, so that the attack isn't aimed at what we know we undo;
only abusive comments are altered, since nobody disguises a kind word.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training import measures
from training.corpora import Corpus
from training.measures import Floats

ATTACKED: Final = ("c3", "ucc", "impermium")
"""The news sets whose abusive comments are altered."""

ALTERED: Final = 2
"""Words altered in a comment."""

Score = Callable[[Sequence[str]], Floats]
"""Texts -> scores, shape (n,)."""

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_SELDOM: Final = 5
_ZERO_WIDTH: Final = "\u200b"
_LEET: Final = str.maketrans("aeiostAEIOST", "431057431057")
_CYRILLIC: Final = str.maketrans(
    "aceijopsxyABCEHKMOPTX",
    "\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0445\u0443"
    "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425",
)


def _drawn_out(word: str) -> str:
    """Return a word with its first vowel four times, or its second letter where it has none."""
    at = next((place for place, letter in enumerate(word) if letter in "aeiouAEIOU"), 1)
    return word[:at] + word[at] * 4 + word[at + 1 :]


def _swapped(word: str) -> str:
    """Return a word with the first two unlike neighbours after its first letter in each other's place."""
    at = next((place for place in range(1, len(word) - 1) if word[place] != word[place + 1]), len(word))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


DISGUISES: Final[Mapping[str, Callable[[str], str]]] = {
    "leet": lambda word: word.translate(_LEET),
    "spaced": " ".join,
    "zero-width": _ZERO_WIDTH.join,
    "homoglyph": lambda word: word.translate(_CYRILLIC),
    "repeats": _drawn_out,
    "dots": ".".join,
    "letter swap": _swapped,
}
"""What is done to a word, by name."""

SWAP: Final = "letter swap"
"""The one disguise that has a goal of its own: nothing can undo it, only teaching can blunt it."""


@dataclass(frozen=True, slots=True)
class Attack:
    """Knows which words of a comment to alter."""

    telling: Mapping[str, float]
    """Word in lower case -> how much it speaks for abuse; words that don't are not in it."""

    @classmethod
    def taught(cls, corpus: Corpus) -> "Attack":
        """Return the attack that a plain model of words, taught on a corpus, suggests."""
        vectoriser = TfidfVectorizer(token_pattern=_WORD.pattern, sublinear_tf=True, min_df=_SELDOM)
        rows = vectoriser.fit_transform(corpus.texts)
        weights = LogisticRegression(max_iter=200).fit(rows, corpus.abusive).coef_[0] * vectoriser.idf_
        named = zip(vectoriser.get_feature_names_out(), weights.tolist(), strict=True)
        return cls({word: weight for word, weight in named if weight > 0})

    def altered(self, text: str, disguise: Callable[[str], str]) -> str:
        """Return a text with its most telling words disguised wherever they stand."""
        words = {word.casefold() for word in _WORD.findall(text)} & self.telling.keys()
        chosen = set(sorted(words, key=lambda word: (-self.telling[word], word))[:ALTERED])
        return _WORD.sub(lambda found: disguise(found[0]) if found[0].casefold() in chosen else found[0], text)


def mean_aucs(score: Score, corpus: Corpus, attack: Attack) -> dict[str, float]:
    """Return the ROC-AUC averaged over the sets attacked, `clean` and by disguise."""
    attacked = corpus.of(ATTACKED)
    clean = score(attacked.texts.tolist())
    abusive = attacked.texts[attacked.abusive].tolist()
    found = {"clean": _mean_auc(clean, attacked)}
    for name, disguise in DISGUISES.items():
        scores = clean.copy()
        scores[attacked.abusive] = score([attack.altered(text, disguise) for text in abusive])
        found[name] = _mean_auc(scores, attacked)
    return found


def _mean_auc(scores: Floats, corpus: Corpus) -> float:
    """Return the ROC-AUC averaged over a corpus' sources."""
    truth, sources = corpus.abusive.astype(np.float64), corpus.sources.astype(str)
    rows = [sources == source for source in np.unique(sources)]
    aucs = [measures.auc(truth[own], scores[own], np.ones((1, int(own.sum()))))[0] for own in rows]
    return float(np.mean(aucs))
