"""Languages, told by letters and by the commonest words."""

import pytest

from training.report.languages import UNCLEAR, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council should have asked the people who live there before it sold the park.", "English"),
        ("Das ist doch nicht der Punkt, und Sie wissen es auch.", "German"),
        ("Les trains sont en retard et vous ne dites pas pourquoi, c’est une honte.", "French"),
        ("No es lo que dijo el alcalde, pero todo se sabe en esta ciudad.", "Spanish"),
        ("Почему об этом никто не пишет?", "Cyrillic"),
        ("この記事は公平ではないと思う。", "Japanese"),
        ("هذا المقال غير عادل", "Arabic"),
    ],
)
def test_a_sentence_is_told_by_its_letters_or_its_commonest_words(text: str, language: str):
    """A model that is weaker on French is found out only if French is told from English."""
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "!!!", "lol", "Karvia", "12345", "\ud800", "🌿" * 50])
def test_what_cannot_be_told_is_said_so(text: str):
    """A guess on one word would fill the slices with noise."""
    assert language_of(text) == UNCLEAR
