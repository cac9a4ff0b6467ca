"""Figures by identity term, by function and by length: small sets, worked out by hand."""

import numpy as np
import pytest

from training.functions import by_function, macro
from training.identity import by_term, named, terms_of, worst
from training.lengths import by_length

NAMES = [
    f"Name{number} is a {word} {term}"
    for term in ("deaf", "middle aged")
    for word in ("kind", "vile")
    for number in range(30)
]
HARMFUL = np.array(["vile" in text for text in NAMES])


def test_the_terms_are_those_the_templates_were_filled_with():
    """No list of groups stands in the program."""
    assert terms_of([*NAMES, "You are a kind barber"]) == ["deaf", "middle aged"]


def test_a_text_names_the_longer_of_two_terms_and_no_part_of_a_word():
    """*African American* is not *American*, and *deafening* names nobody."""
    assert named(
        ["an African American vote", "deafening", "so Deaf."], ["american", "african american", "deaf"]
    ).tolist() == [
        "african american",
        "",
        "deaf",
    ]


def test_a_term_that_raises_the_score_by_itself_has_a_low_bpsn():
    """Harmless texts that name it rank above harmful ones that don't."""
    scores = HARMFUL * 0.3 + np.array(["deaf" in text for text in NAMES]) * 0.5
    biases = by_term(NAMES, HARMFUL, scores)

    assert (biases["deaf"].subgroup, biases["deaf"].bpsn, biases["deaf"].bnsp) == (1.0, 0.0, 1.0)
    assert (biases["middle aged"].bpsn, biases["middle aged"].bnsp) == (1.0, 0.0)
    assert worst(biases) == (0.0, 0.0)
    assert biases["deaf"].n == 60


def test_each_function_counts_alike_in_the_mean():
    """Thirty homonyms are worth as much as two hundred neutral mentions."""
    functions = np.array(["a"] * 4 + ["b"], dtype=object)
    right = np.array([True, True, True, False, False])

    assert by_function(functions, right) == {"a": 0.75, "b": 0.0}
    assert macro(functions, right, np.ones((1, 5)))[0] == pytest.approx(0.375)
    assert macro(functions, right, np.array([[1.0, 1, 1, 1, 0]]))[0] == pytest.approx(0.75)


def test_each_length_has_its_share_judged_and_its_ranking():
    """A mean over lengths is carried by the long ones."""
    found = by_length(
        np.array([5, 5, 40, 40, 40]),
        np.array([False, True, False, True, True]),
        np.array([np.nan, 0.9, 0.1, 0.9, 0.0]),
        np.array([False, True, True, True, True]),
    )

    assert found == {"under 10 words": {"n": 2, "judged": 0.5}, "30 to 59": {"n": 3, "judged": 1.0, "auc": 0.5}}
