"""One label, one name on the screen, and every name that somebody types for it."""

import pytest

from moderation.labels import LABELS, Label, label_called
from moderation.policy import Action
from tui.cli.decide import wish_in
from tui.cli.policy import named


@pytest.mark.parametrize(
    "name", ["terminology", "wording", "disputed-terminology", "Disputed terminology", " WORDING "]
)
def test_disputed_terminology_has_the_names_people_give_it(name):
    """The list, the page and the column of an export each suggest another."""
    assert label_called(name) is Label.DISPUTED_TERMINOLOGY


def test_a_label_is_found_by_its_value_and_its_title_and_by_no_other_word():
    """An alias too many would decide about comments."""
    assert [label_called(label.value) for label in LABELS] == list(LABELS)
    assert [label_called(label.title) for label in LABELS] == list(LABELS)
    assert [label_called(name) for name in ("", "topic", "abusive", "off")] == [None] * 4


def test_a_decision_on_the_command_line_takes_these_names_too():
    """Who reads `off-topic` on the screen types it."""
    wish = wish_in(["7", "off-topic=yes", "terminology=no"])
    assert wish.labels == {Label.OFF_TOPIC: True, Label.DISPUTED_TERMINOLOGY: False}
    assert wish.ids == ("7",)


def test_no_action_is_read_as_hold_but_what_is_typed_for_it_is_said():
    """Hold is the key that sets a comment aside; the policy's value keeps its name in files."""
    assert [action.phrase for action in Action] == ["approve", "forward and approve", "keep back", "remove"]
    assert named(Action.HOLD) == "keep back (hold)"
