"""The sentences of our own that teach the abuse heads."""

import re
from pathlib import Path

import numpy as np
import pytest

from training.contrast import KINDS, NAMED_ONLY, contrast, groups, teaches
from training.corpora import evaluation, worded

SENTENCES = contrast(0)


def test_every_kind_is_there_and_has_one_label():
    """A kind is weighed as a whole: one that is empty or holds both labels can't be."""
    labels = {kind: set(SENTENCES.abusive[SENTENCES.kinds == kind]) for kind in set(SENTENCES.kinds)}

    assert labels == {kind.name: {kind.abusive} for kind in KINDS}


def test_no_gap_is_left_open():
    """A brace in a sentence is a gap that was misspelt."""
    assert [text for text in SENTENCES.texts if "{" in text or "}" in text] == []


def test_the_fillings_of_a_pattern_stand_on_one_side_of_a_split():
    """A held-out filling of a pattern that was learnt measures nothing."""
    fillings = [bool(re.search(r"pay taxes like everybody else", text)) for text in SENTENCES.texts]

    assert sum(fillings) > 20
    assert len(set(SENTENCES.shares[fillings])) == 1


def test_each_group_is_named_in_hostile_and_in_kind_sentences():
    """What stands on both sides tells nothing, which is the point."""
    hostile, harmless = SENTENCES.texts[SENTENCES.abusive], SENTENCES.texts[~SENTENCES.abusive]

    for _, plural in groups():
        assert sum(plural in text for text in hostile) >= 5
        assert sum(plural in text for text in harmless) >= 5


@pytest.mark.parametrize("word", ["idiot", "stupid", "fuck", "shit", "damn", "kill", "vermin", "scum", "bitch", "hate"])
def test_a_strong_word_stands_on_both_sides(word):
    """A word met only in insults becomes an insult."""
    holding = np.array([word in text.lower() for text in SENTENCES.texts])

    assert 0.1 < SENTENCES.abusive[holding].mean() < 0.9


def test_insults_to_one_person_do_not_teach_the_hate_head():
    """The sets it learns from hold them to be no hate: the two would contradict each other."""
    kinds = np.array(["insult", "derogation", NAMED_ONLY], dtype=object)

    assert teaches("hate", kinds).tolist() == [False, True, True]
    assert teaches("hostility", kinds).tolist() == [True, True, True]


def test_a_sound_decides_between_a_and_an():
    """Half the fillings would teach a slip instead of a sentence."""
    texts = " ".join(SENTENCES.texts)

    assert " an iraqi " in texts
    assert " a ukrainian " in texts
    assert " an ukrainian " not in texts
    assert " a iraqi " not in texts


def test_no_sentence_is_one_that_tests_measure_on():
    """A test on a sentence that was taught says nothing."""
    quoted = re.compile(r'"((?:[^"\\\n]|\\.)+)"')
    measured = Path(__file__).parents[1] / "contract" / "test_scorer.py"
    texts = [text for text in quoted.findall(measured.read_text(encoding="utf-8")) if " " in text]
    asked = {worded(text.replace("{}", adjective)) for text in texts for adjective, _ in groups()}

    assert asked.isdisjoint(worded(text) for text in SENTENCES.texts)


def test_no_sentence_is_an_example_of_the_labels_page(samples):
    """The page's examples are cases to pass, not lessons."""
    page = (samples.parent / "LABELS.md").read_text(encoding="utf-8")
    asked = {worded(text) for text in re.findall(r'"([^"]+)"', page)}

    assert asked.isdisjoint(worded(text) for text in SENTENCES.texts)


def test_no_sentence_stands_in_a_set_that_measures(samples):
    """What was taught can't be measured; a chance meeting counts as well."""
    measured = {worded(text) for text in evaluation(samples.parent / "data").texts}

    assert measured.isdisjoint(worded(text) for text in SENTENCES.texts)
