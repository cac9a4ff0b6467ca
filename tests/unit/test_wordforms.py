"""Stems join derived forms, and folding keeps every span where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.scoring.wordforms import folded, stem

PAIRS = (
    "annexed annexation, invaded invasion, occupier occupation, denier denial, deniers deny, evicted evictions, "
    "settlers settlements, rioters riot, militants militancy, "
    "sabotaged sabotage, deported deportations, killer killed, "
    "extremist extremism, separatists separatism, looters looting, executed execution, murderer murders, "
    "liberated liberation, radicals radicalised, detainees detained, aggressor aggression, expelled expulsion, "
    "persuaded persuasion, conquered conquest, colony colonial, harvested harvesting, addict addiction, "
    "addicts addicted, alarmists alarmism, disabled disability, generous generosity, demolished demolition"
)


@pytest.mark.parametrize("pair", [tuple(pair.split()) for pair in PAIRS.split(", ")])
def test_derived_forms_share_a_stem(pair: tuple[str, str]) -> None:
    """A reader objects to *annexed* where the article says *annexation*."""
    assert stem(pair[0]) == stem(pair[1])


@pytest.mark.parametrize(
    "pair", [("liberal", "liberation"), ("news", "new"), ("mission", "mist"), ("minister", "mine")]
)
def test_words_that_only_look_alike_stay_apart(pair: tuple[str, str]) -> None:
    """A wrong match would show the corrections desk a sentence that nobody objects to."""
    assert stem(pair[0]) != stem(pair[1])


@given(st.text(st.characters(codec=None)))
def test_folding_keeps_every_code_point_in_its_place(text: str) -> None:
    """Evidence is found in the folded text and marked in the text as written."""
    assert len(folded(text)) == len(text)


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_word_has_a_stem(word: str) -> None:
    """Readers write in every script, and some of it is broken."""
    assert isinstance(stem(folded(word)), str)


def test_capitals_that_lower_to_two_code_points_shift_nothing() -> None:
    """Turkish İ becomes two code points in small letters, which would move each span after it."""
    assert folded("İstanbul “annexed”")[10:17] == "annexed"
