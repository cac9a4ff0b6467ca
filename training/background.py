"""What is usual in articles and comments: how rare each word is, what articles have in common, and which words are kin.

Figures over hashed words, no text. A desk's own archive takes the place of the shipped background bit by bit, since
what is rare on the web may stand in every comment of one site.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from moderation.comments import Article
from moderation.scoring.articles import ARTICLE_WINDOW
from moderation.scoring.bags import BUCKETS, DIMENSIONS, PLAIN, Background, Floats, bags_of_texts, directions, sums
from moderation.scoring.hashing import in_blocks

Arrays = dict[str, NDArray[np.generic]]

WORTH: Final = 2_000
"""So many of a desk's own texts count as much as the whole shipped background when a word's rarity is told."""

WORTH_ARTICLES: Final = 200

FEWEST_ARTICLES: Final = 50
"""A desk with fewer articles of its own keeps the shipped background as it is."""

_KIN: Final = 16_000
"""Words that have a vector, the most frequent ones that aren't plain: half a megabyte of the model."""

_FEWEST_TEXTS: Final = 5

_RARE_CONTEXTS: Final = 0.75
"""Power of a word's frequency as a context (Levy, Goldberg and Dagan 2015)."""

_EVERY_WORD: Final = Background(
    np.full(BUCKETS, 9.0, np.float32),
    np.zeros(BUCKETS),
    np.zeros(BUCKETS),
    np.zeros((BUCKETS, DIMENSIONS), np.int8),
    np.zeros(DIMENSIONS),
)


def background(texts: Iterable[str], articles: Sequence[str], kin: Iterable[str], seed: int) -> Arrays:
    """Return the figures of an artefact: idf over `texts`, what `articles` share, vectors from `kin`'s company."""
    found, read = counted(texts)
    idf = np.log((read + 1) / (found + 1)).astype(np.float16)
    vectors = company(kin, idf.astype(np.float64), seed)
    known = replace(_EVERY_WORD, idf=idf.astype(np.float32), vectors=vectors)
    first, second, towards = _moments(known, articles)
    return _figures(idf, first / len(articles), second / len(articles), vectors, towards / len(articles))


def desk_background(
    articles: Sequence[Article], comments: Sequence[str], base: Mapping[str, NDArray[np.generic]]
) -> Arrays:
    """Return a model's arrays with the background blended with a desk's own articles and comments.

    The more there is of the desk's own, the more it counts. Deterministic; kin and coefficients stay as they are.
    """
    texts = [written(article) for article in articles]
    found, read = counted([*texts, *comments])
    share = np.exp(-base["relevance_idf"].astype(np.float64))
    idf = -np.log((WORTH * share + found) / (WORTH + read)).clip(max=0.0).astype(np.float16)
    shipped = Background.of(base)
    own = replace(shipped, idf=idf.astype(np.float32), middle=np.zeros(DIMENSIONS))
    first, second, towards = _moments(own, texts)
    count = WORTH_ARTICLES + len(texts)
    mean = (WORTH_ARTICLES * shipped.mean + first) / count
    square = (WORTH_ARTICLES * (shipped.variance + shipped.mean**2) + second) / count
    middle = (WORTH_ARTICLES * shipped.middle + towards) / count
    return {**base, **_figures(idf, mean, square, shipped.vectors, middle)}


def written(article: Article) -> str:
    """Return an article's title and what is read of its text."""
    return f"{article.title}\n{article.text[:ARTICLE_WINDOW]}"


def counted(texts: Iterable[str]) -> tuple[Floats, int]:
    """Return in how many texts each bucket of words occurs, and how many texts there are."""
    found, read = np.zeros(BUCKETS), 0
    for block in in_blocks(texts):
        found += np.bincount(bags_of_texts(block, _EVERY_WORD).places, minlength=BUCKETS)
        read += len(block)
    return found, read


def company(texts: Iterable[str], idf: Floats, seed: int) -> NDArray[np.int8]:
    """Return a vector for each frequent word by the words it stands beside, shape (BUCKETS, DIMENSIONS), int8.

    Words of one short text are beside each other. Positive pointwise mutual information, brought to few dimensions.
    """
    from sklearn.utils.extmath import randomized_svd  # 0.8 s that a desk's retraining, which keeps kin, doesn't pay

    rows = _occurrences(texts)
    frequency = np.bincount(rows.indices, minlength=BUCKETS)
    candidates = np.flatnonzero((frequency >= _FEWEST_TEXTS) & (idf > PLAIN))
    chosen = np.sort(candidates[np.argsort(-frequency[candidates], kind="stable")[:_KIN]])
    vectors = np.zeros((BUCKETS, DIMENSIONS), np.int8)
    if len(chosen) <= DIMENSIONS:
        return vectors  # a handful of texts tells of no word's company
    left, strength, _ = randomized_svd(
        _information(rows[:, chosen]), DIMENSIONS, n_iter=3, n_oversamples=8, random_state=seed
    )
    placed = left * np.sqrt(strength)
    placed /= np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9)
    vectors[chosen] = np.rint(127 * placed).astype(np.int8)
    return vectors


def _occurrences(texts: Iterable[str]) -> csr_matrix:
    """Return which words each text has, rows scaled so that a long text doesn't count by its square."""
    places, counts = [], []
    for block in in_blocks(texts):
        bags = bags_of_texts(block, _EVERY_WORD)
        places.append(bags.places)
        counts.append(np.bincount(bags.owners, minlength=len(block)))
    sizes = np.concatenate(counts)
    values = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return csr_matrix(
        (values, np.concatenate(places), np.concatenate([[0], np.cumsum(sizes)])), shape=(len(sizes), BUCKETS)
    )


def _information(rows: csr_matrix) -> csr_matrix:
    """Return the positive pointwise mutual information of each two words of texts."""
    together = (rows.T @ rows).tocoo()
    total = np.asarray(together.sum(axis=1), dtype=np.float64).ravel()
    context = total**_RARE_CONTEXTS
    context /= context.sum()
    information = np.log(together.data / (total[together.row] * context[together.col]))
    kept = (information > 0) & (together.row != together.col)
    return csr_matrix(
        (information[kept].astype(np.float32), (together.row[kept], together.col[kept])), shape=together.shape
    )


def _moments(known: Background, articles: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Return the sums over articles of each word's weight and its square at length 1, and of where they point."""
    first, second, towards = np.zeros(BUCKETS), np.zeros(BUCKETS), np.zeros(DIMENSIONS)
    for block in in_blocks(articles):
        bags = bags_of_texts(block, known)
        weights = bags.weights / bags.lengths[bags.owners]
        first += sums(bags.places, weights, BUCKETS)
        second += sums(bags.places, weights**2, BUCKETS)
        towards += directions(bags, known).sum(axis=0)
    return first, second, towards


def _figures(
    idf: NDArray[np.float16], mean: Floats, square: Floats, vectors: NDArray[np.int8], middle: Floats
) -> Arrays:
    """Return the arrays of an artefact."""
    return {
        "relevance_idf": idf,
        "relevance_mean": mean.astype(np.float16),
        "relevance_deviation": np.sqrt(np.maximum(square - mean**2, 0.0)).astype(np.float16),
        "relevance_vectors": vectors.ravel(),
        "relevance_middle": middle.astype(np.float32),
    }
