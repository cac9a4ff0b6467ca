"""Readings of articles: made together, kept a while, and the same whoever asks in what company."""

import numpy as np

from moderation.scoring.articles import Latest, cut
from moderation.scoring.hashing import BLOCK, beginnings_of, in_even_blocks, joined, words_of
from moderation.scoring.whereabouts import _every, _index

ARTICLES = [
    ("Bridge closed", "The old bridge is closed. Again!"),
    ("", ""),
    ("Café", "Ünïcode wörds, “quoted”.\n" * 40),
]


def test_what_is_missing_is_read_in_one_go_and_only_once():
    """A block of comments stands under a dozen articles, and each reading by itself costs as much again."""
    asked = []

    def read(keys):
        asked.append(list(keys))
        return iter([key.upper() for key in keys])

    latest = Latest(read)

    assert latest.of(["a", "b", "a"]) == ["A", "B", "A"]
    assert latest.of(["b", "c"]) == ["B", "C"]
    assert asked == [["a", "b"], ["c"]]


def test_the_oldest_reading_is_forgotten_first_and_asking_makes_it_young():
    """Memory stays flat whatever the number of articles."""
    asked = []

    def read(keys):
        asked.extend(keys)
        return iter(keys)

    latest = Latest(read, kept=2)
    for keys in (["a"], ["b"], ["a"], ["c"], ["a"], ["b"]):
        latest.of(keys)

    assert asked == ["a", "b", "c", "b"]


def test_an_article_is_cut_alike_alone_and_beside_others():
    """Otherwise a score would hang on which other articles a batch holds."""
    together = list(cut._read(ARTICLES))
    alone = [next(cut._read([article])) for article in ARTICLES]

    assert [part.tolist() for part in together] == [part.tolist() for part in alone]


def test_beginnings_are_those_that_words_carry():
    """Two ways to cut the same words must find the same."""
    block = joined([text for _, text in ARTICLES])
    words = words_of(block)
    beginnings, firsts = beginnings_of(block)

    assert words.eights is not None
    assert np.array_equal(beginnings, words.eights)
    assert np.array_equal(firsts, words.firsts)


def test_the_stems_of_a_short_text_are_those_of_its_sentences():
    """They are taken without looking for sentences, since only a long one is ever cut within a word."""
    for text in ("They annexed it. Nobody “invaded”! 3 riots…", "no stop at all", "", "a" * 600):
        assert _every(text) == _index(text).every


def test_even_blocks_are_all_of_a_size():
    """A last block of a few comments would cost as much beside as one of five hundred."""
    texts = ["x" * 270] * 1_000
    sizes = [sum(map(len, block)) for block in in_even_blocks(texts)]

    assert sum(sizes) == 270_000
    assert max(sizes) - min(sizes) <= 2 * 270
    assert max(sizes) <= BLOCK * 5 // 4
    assert list(in_even_blocks([])) == []
