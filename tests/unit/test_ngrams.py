"""The fast hasher against a slow, obvious one."""

import sys
import threading
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.scoring.hashing import BITS, BYTE_MULTIPLIERS, LONGEST_WORD, SHORTEST, SLOTS, WORD_MULTIPLIERS, joined
from moderation.scoring.ngrams import HEADS, LARGEST, PIECE, Heads, pack, unpack
from training.hashed import hashed

assert sys.byteorder == "little"

RNG = np.random.default_rng(5)
WEIGHTS = {head: RNG.normal(size=SLOTS) for head in HEADS}
KNOWN = RNG.random(SLOTS) < 0.1
MODEL = Heads(WEIGHTS, KNOWN)
WORD_BYTES = {*b"abcdefghijklmnopqrstuvwxyz0123456789'", *range(128, 256)}

texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab C,'’!é\ud83e\n\x00")), max_size=60)


def lowered(text):
    """Return the bytes that are hashed, between the blank before a text and the one after it."""
    body = text.encode("utf-8", "surrogatepass")
    return [32, *(32 if b <= 32 or b == 127 else b + 32 if 65 <= b <= 90 else b for b in body), 32]


def gram_features(codes):
    """Yield the slot of every run of 3, 4 or 5 bytes without a blank inside."""
    for order in (3, 4, 5):
        for first in range(len(codes) - order + 1):
            gram = codes[first : first + order]
            if 32 not in gram[1:-1]:
                value = sum(byte * multiplier for byte, multiplier in zip(gram, BYTE_MULTIPLIERS, strict=False))
                yield value % 2**32 >> (32 - BITS)


def word_hash(word):
    """Return a word's 64-bit hash from its bytes, eight at a time."""
    chunks = [int.from_bytes(word[first : first + 8], "little") for first in range(0, min(len(word), LONGEST_WORD), 8)]
    value = sum(chunk * multiplier for chunk, multiplier in zip(chunks, WORD_MULTIPLIERS, strict=False))
    value += len(word) * WORD_MULTIPLIERS[5] if len(word) > 16 else 0
    value %= 2**64
    return (value ^ value >> 32) * WORD_MULTIPLIERS[3] % 2**64


def word_hashes(codes):
    """Return the hashes of a text's words in order."""
    runs = "".join(chr(byte) if byte in WORD_BYTES else " " for byte in codes).split(" ")
    return [word_hash(run.encode("latin-1")) for run in runs if run]


def features(text):
    """Return every feature of a text, repeats included: the definition, in plain Python."""
    codes = lowered(text)
    hashes = word_hashes(codes)
    pairs = [(first * WORD_MULTIPLIERS[4] + second) % 2**64 for first, second in pairwise(hashes)]
    found = [*gram_features(codes), *(value >> (64 - BITS) for value in (*hashes, *pairs))]
    return [slot for slot in found if slot]


def expected(text):
    """Return what the three heads must say of a text."""
    quantised = [np.rint(WEIGHTS[head] / (np.abs(WEIGHTS[head]).max() / LARGEST)).astype(int) for head in HEADS]
    sums = [int(sum(weights[slot] for slot in features(text))) for weights in quantised]
    size = len(text.encode("utf-8", "surrogatepass")) + 1
    return np.array(sums) * MODEL.scales / np.sqrt(max(size, SHORTEST))


@given(st.lists(texts, max_size=8))
@settings(max_examples=150, deadline=None)
def test_the_packed_pass_says_exactly_what_the_definition_says(batch):
    """An integer engine has no excuse for being nearly right."""
    read = MODEL.read(batch)

    assert len(read.logits) == len(batch)
    for logits, text in zip(read.logits, batch, strict=True):
        assert logits.tolist() == expected(text).tolist()


@given(texts)
@settings(max_examples=60, deadline=None)
def test_words_and_known_words_are_counted_as_the_definition_counts(text):
    """The language check rests on these two counts."""
    slots = [value >> (64 - BITS) for value in word_hashes(lowered(text))]
    read = MODEL.read([text])

    assert (read.words[0], read.known[0]) == (len(slots), sum(KNOWN[slots]) if slots else 0)


@given(st.lists(texts, min_size=1, max_size=30), st.randoms())
@settings(max_examples=40, deadline=None)
def test_a_text_reads_the_same_alone_and_anywhere_in_a_batch(batch, random):
    """A score that depended on its neighbours could not be explained, cached or resumed."""
    shuffled = random.sample(batch, len(batch))
    together = dict(zip(shuffled, MODEL.read(shuffled).logits.tolist(), strict=True))

    assert [MODEL.read([text]).logits[0].tolist() for text in batch] == [together[text] for text in batch]


@given(st.integers(0, 3), st.integers(PIECE - 3, 4 * PIECE))
@settings(max_examples=25, deadline=None)
def test_long_texts_are_summed_in_pieces_without_losing_any(shift, size):
    """The fields of a packed sum overflow unless texts are cut, and the cuts fall inside words."""
    text = " " * shift + "a bc'd efghij " * (size // 14) + "x" * 40

    assert MODEL.read([text]).logits[0].tolist() == expected(text).tolist()


def test_packed_fields_hold_the_largest_sums_of_either_sign():
    """4 features a byte, 512 bytes, 511 a weight: the worst case must come back as it went in."""
    most = LARGEST * PIECE * 4
    rows = np.array([[most, -most, most], [-most, most, -most], [0, -1, 1]])

    assert most < 2**20
    assert unpack(pack(rows.T)).tolist() == rows.tolist()


@given(st.lists(texts, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_training_sees_the_features_that_serving_reads(batch):
    """What is trained must be what is served; only the scoring copy lies between, so plain texts are used."""
    plain = [text.encode("ascii", "ignore").decode().replace("$", "").replace("@", "") for text in batch]
    plain = ["".join(letter for letter in text if not letter.isdigit() and letter != "!") + " end" for text in plain]
    rows = hashed(plain)
    for row, text in enumerate(plain):
        counted = dict(zip(*np.unique(features(text), return_counts=True), strict=True))
        size = max(len(text) + 1, SHORTEST)
        assert set(rows[row].indices) <= set(counted) | {0}
        np.testing.assert_allclose(rows[row].sum(), sum(counted.values()) / np.sqrt(size), rtol=1e-5)


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
