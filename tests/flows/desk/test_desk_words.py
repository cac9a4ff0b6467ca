"""What a moderator who has read no manual takes the desk's words for: found by one, in an hour's sitting."""

from itertools import pairwise

import pytest

from moderation.comments import InContext
from moderation.labels import Label
from moderation.review import Review
from moderation.suggestions import Evidence
from tui.desk.app import ReviewDesk
from tui.desk.widgets.prompt import Prompt, SafeInput
from tui.desk.widgets.status import StatusRow


class CoversHate:
    """Covers two words, one of which the desk's own sentence uses."""

    def explain(self, posted: InContext) -> dict[Label, Evidence]:
        """Return a sentence with both."""
        return {Label.ABUSE: Evidence("Likely abuse, hateful to a group: “vermin”.")}

    def stretches(self, asked):
        """Return where the words stand."""
        return [
            [(text.find(word), text.find(word) + len(word)) for word in ("hateful", "vermin") if word in text]
            for text, _ in asked
        ]


async def test_only_what_a_sentence_quotes_is_covered(store, screen_text):
    """The desk's own words are no slurs, and covered nobody can read why."""
    async with ReviewDesk(Review(store, "kim", CoversHate)).run_test(size=(160, 45)) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "hateful to a group: “v•••••”" in " ".join(screen_text(pilot.app).split())


async def test_what_the_site_keeps_back_is_not_called_held(store, at_desk, screen_text):
    """Hold is the key that sets a comment aside for a colleague."""
    async with at_desk(store) as pilot:
        await pilot.press("j", "j")
        assert "will: keep back" in screen_text(pilot.app)
        await pilot.press("x", "j", "x")
        assert "keep back 1" in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_held_are_counted_beside_the_waiting(store, at_desk, screen_text, size):
    """What was set aside is nowhere else on the desk."""
    async with at_desk(store, size=size) as pilot:
        assert "held" not in screen_text(pilot.app).splitlines()[0]
        await pilot.press("h", "enter")
        assert "5 waiting · 1 held" in screen_text(pilot.app)


async def test_all_done_names_what_was_set_aside(store, at_desk, screen_text):
    """The shift isn't over while somebody else has to look."""
    async with at_desk(store) as pilot:
        await pilot.press("h", "enter", *"aaaaa")
        assert "1 held: / is:held shows what was set aside." in screen_text(pilot.app)


async def test_what_was_taken_back_is_said_without_numbers_of_rows(store, at_desk, screen_text):
    """Nobody knows the log by heart."""
    async with at_desk(store, size=(120, 40)) as pilot:
        await pilot.press("a", "u", "e")
        assert "kim took back: abuse" in screen_text(pilot.app)


async def test_a_reason_is_asked_for_by_what_was_decided_and_about_whom(store, at_desk):
    """It is typed after the comment has left the screen."""
    async with at_desk(store) as pilot:
        await pilot.press("a", "comma")
        asked = pilot.app.query_one(Prompt).query_one(SafeInput).placeholder
        assert asked.startswith("for abuse · Bo Sand: You people")


async def test_a_search_for_what_is_settled_offers_the_way(store, at_desk, screen_text):
    """It is there; the queue only doesn't show what is done."""
    async with at_desk(store) as pilot:
        await pilot.press("a", "slash", *"vermin", "enter")
        assert "1 settled or held matches; add is:any" in screen_text(pilot.app)
        await pilot.press("slash", *" is:any", "enter")
        assert "You people are" in screen_text(pilot.app)


async def test_ready_reasons_are_there_from_the_first_day(store, at_desk):
    """A hint that offers what isn't there is a broken key."""
    async with at_desk(store) as pilot:
        await pilot.press("n", "tab", "enter")
    assert store.card(store.find("c1")).history[-1].note == "insult"


async def test_a_label_given_against_the_model_has_no_reason_of_its(store, at_desk, screen_text):
    """What spoke weakly for it would read as if the model agreed."""
    async with at_desk(store) as pilot:
        await pilot.press("j", "2")
        assert "Shares “island”" not in screen_text(pilot.app)
        await pilot.press("1", "2")
        assert "No strong word." not in screen_text(pilot.app)


async def test_a_long_sentence_takes_the_room_of_the_figures(many, at_desk, screen_text):
    """Its second half is the useful one."""
    async with at_desk(many) as pilot:
        await pilot.press("T", *"ferry", "enter")
        assert "60 comments found and marked, 60 of them new." in screen_text(pilot.app)
        assert pilot.app.query_one(StatusRow).size.height == 1


async def test_a_section_begins_only_where_something_of_it_is_seen(store, at_desk, screen_text):
    """A heading over nothing is a riddle."""
    async with at_desk(store, size=(80, 24)) as pilot:
        await pilot.press("j")
        for height in range(16, 30):
            await pilot.resize_terminal(80, height)
            await pilot.pause()
            lines = screen_text(pilot.app).splitlines()
            above = [before for before, line in pairwise(lines) if "more rows" in line]
            assert not [line for line in above if "answers" in line]
