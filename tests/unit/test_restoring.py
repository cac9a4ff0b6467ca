"""Words restored by the model's vocabulary: which are, which are let be, and that nothing else moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.scoring.hashing import SLOTS, joined, word_hashes, words_of
from moderation.scoring.ngrams import HEADS, Heads
from moderation.scoring.normal import scoring_copy
from moderation.scoring.respelling import hashes_of, rehashed, swapped_hashes
from moderation.scoring.restoring import Vocabulary, restored
from training.hashed import telling_words

TOLD = ["you stupid idiot", "what a stupid thing", "such an idiot", "stupid moron", "hypocrites all"] * 10
CALM = ["what a fine thing", "such an idea", "you all", "I saw the 4th game", "a lair in the wood"] * 10
TELLING = telling_words([*TOLD, *CALM], np.array([True] * 50 + [False] * 50))
KNOWN = np.zeros(SLOTS, np.bool_)
KNOWN[words_of(joined([*TOLD, *CALM])).singles] = True
VOCABULARY = Vocabulary(KNOWN, TELLING)


def read(text):
    """Return a text in small letters with its disguised words restored."""
    block = joined([scoring_copy(text).text])
    block, _ = restored(block, words_of(block), VOCABULARY)
    return block.blob[1 : block.size].decode()


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("You stpuid 1d107!", "You stupid idiot!"),
        ("so 57up1d", "so stupid"),
        ("é hypocrties, M0R0N", "e hypocrites, MoRoN"),
        ("stupdi", "stupid"),
    ],
)
def test_a_word_that_tells_of_abuse_is_restored(disguised, plain):
    """A swap of two letters cost .24 of ROC-AUC, digits .11."""
    assert read(disguised).lower() == plain.lower()


@pytest.mark.parametrize(
    "text", ["the 4th", "saw tihng", "wood lair", "stupid idiot", "f16s", "ab 111 2nd", "tsupid", "", "👍 4"]
)
def test_what_is_known_or_harmless_is_let_be(text):
    """A restored word must have been a telling one, a known word is meant as written."""
    assert read(text) == text.lower()


def test_a_model_without_telling_words_restores_none():
    """An older model serves as it was measured."""
    block = joined(["stpuid 1d107"])

    assert restored(block, words_of(block), Vocabulary(KNOWN))[0] is block


@given(st.lists(st.text(st.sampled_from("stupid idot 1057é.'")), max_size=6))
@settings(max_examples=200, deadline=None)
def test_only_the_words_restored_are_hashed_again_and_every_place_stays(texts):
    """Evidence is marked by places, and a batch reads like its texts alone."""
    block = joined(texts)
    changed, words = restored(block, words_of(block), VOCABULARY)
    whole = words_of(changed)

    assert restored(changed, words, VOCABULARY)[0] is changed
    assert changed.starts.tolist() == block.starts.tolist()
    assert len(changed.blob) == len(block.blob)
    assert (words.singles.tolist(), words.pairs.tolist()) == (whole.singles.tolist(), whole.pairs.tolist())
    for number, text in enumerate(texts):
        alone = joined([text])
        alone = restored(alone, words_of(alone), VOCABULARY)[0]
        begin, end = changed.starts[number : number + 2]
        assert changed.blob[begin:end] == alone.blob[: alone.size]


@given(st.text(st.sampled_from("abcdefghz"), min_size=2, max_size=16))
def test_a_swap_is_hashed_as_the_swapped_word_is(word):
    """The hash is worked out from the word's own, without writing fifteen others."""
    letters = np.frombuffer(word.encode().ljust(16, b"\0"), np.uint8).reshape(1, 16)
    swaps = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    block = joined([word, *swaps])
    hashes = word_hashes(block, words_of(block), np.arange(len(swaps) + 1)).tolist()

    assert hashes_of(letters).tolist() == hashes[:1]
    assert swapped_hashes(letters)[0, : len(swaps)].tolist() == hashes[1:]


def test_pairs_across_texts_stay_apart_when_words_are_hashed_again():
    """The last word of a text begins no pair."""
    block = joined(["one two", "three four"])
    words = words_of(block)

    assert rehashed(block, words, np.arange(4)).pairs.tolist() == words.pairs.tolist()


def test_heads_read_what_was_meant():
    """The score of a disguised insult is the insult's."""
    weights = {head: np.random.default_rng(1).normal(size=SLOTS) for head in HEADS}
    heads = Heads(weights, KNOWN, TELLING)

    assert heads.read(["you stpuid 1d107"]).logits.tolist() == heads.read(["you stupid idiot"]).logits.tolist()


def test_telling_words_are_those_of_abuse():
    """They are found by how often they stand in abusive texts and in others."""
    block = joined(["stupid idiot hypocrites what thing"])
    hashes = word_hashes(block, words_of(block), np.arange(5))

    assert np.isin(hashes, TELLING).tolist() == [True, True, True, False, False]
    assert TELLING.tolist() == sorted(set(TELLING.tolist()))
