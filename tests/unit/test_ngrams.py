"""The fast hasher against a slow, obvious one."""

import re
import sys
import threading
from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.scoring.groups import GROUPS
from moderation.scoring.hashing import (
    BITS,
    BYTE_MULTIPLIERS,
    LONGEST_WORD,
    SHORTEST,
    SLOTS,
    WORD_MULTIPLIERS,
    joined,
)
from moderation.scoring.ngrams import HEADS, LARGEST, PIECE, Heads, pack, unpack
from moderation.scoring.normal import scoring_copies
from moderation.scoring.stops import sentences_of
from training.hashed import Kinds, hashed, sentences_hashed

assert sys.byteorder == "little"

RNG = np.random.default_rng(5)
WEIGHTS = {head: RNG.normal(size=SLOTS) for head in HEADS}
KNOWN = RNG.random(SLOTS) < 0.1
MODEL = Heads(WEIGHTS, KNOWN)
GROUP_HASH = 0x6D2B79F59E3779B1
WORD_BYTES = {*b"abcdefghijklmnopqrstuvwxyz0123456789'", *range(128, 256)}

letters = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab C,'’!é\ud83e\n\x00.? ")), max_size=60)
texts = st.one_of(
    letters, st.lists(st.sampled_from(["gay", "Muslims", "jew's", "ab", "black.", " ", "x", "?"])).map(" ".join)
)


def lowered(text):
    """Return the bytes that are hashed, between the blank before a text and the one after it."""
    body = text.encode("utf-8", "surrogatepass")
    return [32, *(32 if b <= 32 or b == 127 else b + 32 if 65 <= b <= 90 else b for b in body), 32]


def gram_features(codes):
    """Yield place and slot of every run of 3, 4 or 5 bytes without a blank inside."""
    for order in (3, 4, 5):
        for first in range(len(codes) - order + 1):
            gram = codes[first : first + order]
            if 32 not in gram[1:-1]:
                value = sum(byte * multiplier for byte, multiplier in zip(gram, BYTE_MULTIPLIERS, strict=False))
                yield first, value % 2**32 >> (32 - BITS)


def word_hash(word):
    """Return a word's 64-bit hash from its bytes, eight at a time."""
    chunks = [int.from_bytes(word[first : first + 8], "little") for first in range(0, min(len(word), LONGEST_WORD), 8)]
    value = sum(chunk * multiplier for chunk, multiplier in zip(chunks, WORD_MULTIPLIERS, strict=False))
    value += len(word) * WORD_MULTIPLIERS[5] if len(word) > 16 else 0
    value %= 2**64
    return (value ^ value >> 32) * WORD_MULTIPLIERS[3] % 2**64


def placed_words(codes):
    """Return place and hash of a text's words in order."""
    found = ((run.start(), run.group()) for run in runs(codes))
    return [(at, GROUP_HASH if names_a_group(word) else word_hash(word.encode("latin-1"))) for at, word in found]


def runs(codes):
    """Return the matches of a text's words."""
    return re.finditer(r"[^ ]+", "".join(chr(byte) if byte in WORD_BYTES else " " for byte in codes))


def names_a_group(word):
    """Whether a word is the name of a group, with 's or without."""
    return word.removesuffix("'s") in GROUPS


def without_groups(codes):
    """Return the bytes with names of groups blanked out."""
    blanked = list(codes)
    for run in runs(codes):
        if names_a_group(run.group()):
            blanked[run.start() : run.end()] = [32] * len(run.group())
    return blanked


def placed_features(codes):
    """Yield place and slot of every feature, repeats included, a pair where its first word begins: the definition."""
    words = placed_words(codes)
    singles = [
        (place, value >> (64 - BITS))
        for (_, before), (place, value) in pairwise([(-1, 0), *words])
        if not before == value == GROUP_HASH
    ]
    pairs = [
        (place, (first * WORD_MULTIPLIERS[4] + second) % 2**64 >> (64 - BITS))
        for (place, first), (_, second) in pairwise(words)
        if not first == second == GROUP_HASH
    ]
    return [(place, slot) for place, slot in (*gram_features(without_groups(codes)), *singles, *pairs) if slot]


def features(text):
    """Return every feature of a text, repeats included."""
    return [slot for _, slot in placed_features(lowered(text))]


def quantised(model_weights):
    """Return each head's weights as plain integers, by head."""
    return {
        head: np.rint(weights / (np.abs(weights).max() / LARGEST)).astype(int)
        for head, weights in model_weights.items()
    }


QUANTISED = quantised(WEIGHTS)


def logits(found, size):
    """Return what each head says of features found in so many bytes."""
    sums = [int(sum(QUANTISED[head][slot] for slot in found)) for head in HEADS]
    return np.array(sums) * MODEL.scales / np.sqrt(max(size, SHORTEST))


def expected(text):
    """Return what the heads must say of a text."""
    return logits(features(text), len(lowered(text)) - 1)


def sentences(codes):
    """Return where the sentences of a text begin, and where the last ends; blanks at the end are no sentence."""
    last = max((place for place, code in enumerate(codes) if code != 32), default=0)
    return [0, *(at for at in range(1, last) if codes[at - 1] in b".!?" and codes[at] == 32), len(codes) - 1]


def expected_peaks(text):
    """Return the largest logit of a sentence by each head, every feature counted where it begins."""
    codes = lowered(text)
    cuts = sentences(codes)
    by_sentence = [[] for _ in cuts[1:]]
    for place, slot in placed_features(codes):
        by_sentence[bisect_right(cuts[1:-1], place)].append(slot)
    return np.max(
        [logits(found, end - start) for found, (start, end) in zip(by_sentence, pairwise(cuts), strict=True)], axis=0
    )


@given(st.lists(texts, max_size=8))
@settings(max_examples=150, deadline=None)
def test_the_packed_pass_says_exactly_what_the_definition_says(batch):
    """An integer engine has no excuse for being nearly right."""
    read = MODEL.read(batch)

    assert read.logits.shape == read.peaks.shape == (len(batch), len(HEADS))
    assert read.logits.tolist() == [expected(text).tolist() for text in batch]
    assert read.peaks.tolist() == [expected_peaks(text).tolist() for text in batch]


def test_a_text_of_one_sentence_peaks_where_it_stands():
    """What is one sentence must not count as two, whatever it ends on."""
    read = MODEL.read(["one sentence", "one sentence.", "one. \n ", "", " ", "Is 3.5 one? ", "."])

    assert read.peaks.tolist() == read.logits.tolist()


def test_sentences_end_before_a_blank_and_with_the_text():
    """The peak is of one sentence; "3.5" and "a.b" are none."""
    block = joined(["Ab 3.5. Cd!  Ef?", "", "x. ", "y... z"])
    starts = sentences_of(block).starts.tolist()

    assert [block.blob[a:b] for a, b in pairwise(starts)] == [
        b" ab 3.5.", b" cd!", b"  ef?", b" ", b" x. ", b" y...", b" z"
    ]  # fmt: skip
    assert sentences_of(block).firsts.tolist() == [0, 3, 4, 5, 7]


@pytest.mark.parametrize("heads", [("hate",), ("desk", "contrast"), ("wording", "desk"), ()])
def test_heads_that_a_model_lacks_read_nothing_and_change_nothing(heads):
    """A model without a desk's lessons is served by the same code, and pays nothing for the second table."""
    some = Heads({head: WEIGHTS[head] for head in heads}, KNOWN).read(["You there. What is it?", "b"])
    whole = MODEL.read(["You there. What is it?", "b"])

    for number, head in enumerate(HEADS):
        assert some.logits[:, number].tolist() == (whole.logits[:, number].tolist() if head in heads else [0, 0])
        assert some.peaks[:, number].tolist() == (whole.peaks[:, number].tolist() if head in heads else [0, 0])


@given(st.lists(st.integers(0, SLOTS - 1), max_size=5))
def test_weights_are_told_as_they_are_served(slots):
    """Evidence adds up what the score was made of."""
    served = np.array([[QUANTISED[head][slot] if slot else 0 for head in HEADS] for slot in slots]).reshape(-1, 6)

    assert MODEL.unpacked(MODEL.packed_at(np.array(slots, dtype=np.int64))).T.tolist() == served.tolist()


@given(texts)
@settings(max_examples=60, deadline=None)
def test_words_and_known_words_are_counted_as_the_definition_counts(text):
    """The language check rests on these two counts."""
    slots = [value >> (64 - BITS) for _, value in placed_words(lowered(text))]
    read = MODEL.read([text])

    assert (read.words[0], read.known[0]) == (len(slots), sum(KNOWN[slots]) if slots else 0)


@given(st.lists(texts, min_size=1, max_size=30), st.randoms())
@settings(max_examples=40, deadline=None)
def test_a_text_reads_the_same_alone_and_anywhere_in_a_batch(batch, random):
    """A score that depended on its neighbours could not be explained, cached or resumed."""
    shuffled = random.sample(batch, len(batch))
    read = MODEL.read(shuffled)
    together = {text: (read.logits[row].tolist(), read.peaks[row].tolist()) for row, text in enumerate(shuffled)}

    for text in batch:
        alone = MODEL.read([text])
        assert (alone.logits[0].tolist(), alone.peaks[0].tolist()) == together[text]


@given(st.integers(0, 3), st.integers(PIECE - 3, 4 * PIECE))
@settings(max_examples=25, deadline=None)
def test_long_texts_are_summed_in_pieces_without_losing_any(shift, size):
    """The fields of a packed sum overflow unless texts are cut, and the cuts fall inside words."""
    text = " " * shift + "a bc'd. efghij " * (size // 28) + "a bc'd efghij " * (size // 28) + "x" * 40

    assert MODEL.read([text]).logits[0].tolist() == expected(text).tolist()
    assert MODEL.read([text]).peaks[0].tolist() == expected_peaks(text).tolist()


def test_packed_fields_hold_the_largest_sums_of_either_sign():
    """4 features a byte, 512 bytes, 511 a weight: the worst case must come back as it went in."""
    most = LARGEST * PIECE * 4
    rows = np.array([[most, -most, most], [-most, most, -most], [0, -1, 1]])

    assert most < 2**20
    fields = np.empty((3, len(rows)), np.int64)
    unpack(pack(rows.T), fields)
    assert fields.T.tolist() == rows.tolist()


@given(st.lists(texts, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_training_sees_the_features_that_serving_reads(batch):
    """What is trained must be what is served; the scoring copy lies between."""
    plain = [text.encode("ascii", "ignore").decode().replace("$", "").replace("@", "") for text in batch]
    plain = ["".join(letter for letter in text if not letter.isdigit() and letter != "!") + " end" for text in plain]
    rows = hashed(plain)
    for row, text in enumerate(scoring_copies(plain)):
        counted = dict(zip(*np.unique(features(text), return_counts=True), strict=True))
        size = max(len(text) + 1, SHORTEST)
        assert set(rows[row].indices) <= set(counted) | {0}
        np.testing.assert_allclose(rows[row].sum(), sum(counted.values()) / np.sqrt(size), rtol=1e-5)


@given(st.lists(texts, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_training_sees_the_sentences_that_peaks_are_read_off(batch):
    """A peak is fitted offline on rows of its own; the largest of a text's rows is what serving says."""
    plain = [re.sub(r"[^a-zA-Z .?]", "", text) + ". end" for text in batch]
    rows, owners = sentences_hashed(plain)
    weights = np.stack([QUANTISED[head] * scale for head, scale in zip(HEADS, MODEL.scales, strict=True)], axis=1)
    read = rows @ weights
    peaks = [read[owners == number].max(axis=0) for number in range(len(plain))]

    np.testing.assert_allclose(peaks, MODEL.read(scoring_copies(plain)).peaks, rtol=1e-5, atol=1e-5)


def test_a_matrix_grows_over_blocks_without_losing_a_row():
    """Training reads hundreds of thousands of texts, a block at a time."""
    batch = [f"text number {number} of many, of this length" for number in range(9000)] + [""]
    whole = hashed(batch)

    assert whole.shape == (9001, SLOTS)
    assert (whole.dtype, whole.indices.dtype, whole.indptr.dtype) == (np.float32, np.int32, np.int32)
    assert (whole[8500:8502] != hashed(batch[8500:8502])).nnz == 0
    assert whole.has_canonical_format
    assert hashed([]).shape == (0, SLOTS)


def test_threads_share_a_model_and_no_workspace():
    """Two moderators' scores computed at once must not write into each other's arrays."""
    batches = [[f"text {number} of thread {thread}" for number in range(400)] for thread in range(4)]
    read = {}

    def work(thread):
        read[thread] = [MODEL.read(batches[thread]).logits.tolist() for _ in range(5)]

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(each == MODEL.read(batches[thread]).logits.tolist() for thread in range(4) for each in read[thread])


def test_a_block_remembers_where_each_text_stands():
    """Evidence and segments are cut by these offsets."""
    block = joined(["Ab", "", "é\x00x"])

    assert [block.blob[a:b] for a, b in zip(block.starts, block.starts[1:], strict=False)] == [
        b" ab",
        b" ",
        " é x".encode(),
    ]


def test_a_kind_of_feature_can_be_left_out():
    """A desk's decisions move words and one order of grams: the others blur what few decisions say."""
    texts = ["the cat sat on the mat", "a dog barks"]
    few, whole = hashed(texts, Kinds(orders=(4,), pairs=False)), hashed(texts)

    assert (few > whole).nnz == 0
    assert 0 < few.nnz < whole.nnz
