"""Many at once: marked one by one, by a range, by a pattern; acted on as one step; marked again when taken back."""

import pytest

from moderation.decisions import Kind
from moderation.labels import Label
from moderation.queue import State
from moderation.review import Review
from moderation.store.store import Store
from tests.flows.desk.test_desk_hostile import HOSTILE, assert_inert
from tui.desk.app import ReviewDesk
from tui.desk.widgets.prompt import SafeInput


def told(pilot):
    return pilot.app.session.told.text


def marked(pilot):
    """Return the ids of the marked comments, in the order they were marked."""
    store = pilot.app.session.review.store
    return [store.card(ref).id for ref in pilot.app.session.marks]


async def test_x_marks_and_goes_down_and_takes_back_a_mark(many, at_desk, screen_text):
    """A run of x is a run of marks, and a second look takes one off."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "x")
        assert marked(pilot) == ["m0", "m1", "m2"]
        assert "3 marked" in screen_text(pilot.app).splitlines()[0]
        assert "◆ Comment number 0" in screen_text(pilot.app)
        await pilot.press("k", "x")
        assert marked(pilot) == ["m0", "m1"]


async def test_a_range_is_marked_from_either_end(many, at_desk, screen_text):
    """Whoever finds the end of a wave first goes up from it."""
    async with at_desk(many) as pilot:
        await pilot.press("j", "j", "v", "j", "j", "j")
        assert "v ends the range" in screen_text(pilot.app)
        assert screen_text(pilot.app).count("◆") == 4
        await pilot.press("v")
        assert marked(pilot) == ["m2", "m3", "m4", "m5"]
        await pilot.press("end", "v", "k", "v")
        assert marked(pilot)[4:] == ["m58", "m59"]


async def test_a_pattern_marks_what_it_finds_and_says_how_many(many, at_desk):
    """The search language, over the queue as it is."""
    async with at_desk(many) as pilot:
        await pilot.press("T", *"author:7", "enter")
        assert marked(pilot) == ["m7"]
        await pilot.press("T", *"score:abuse>=0.85", "enter")
        assert told(pilot) == "6 comments found and marked, 6 of them new."
        await pilot.press("T", *"zeppelin", "enter")
        assert told(pilot) == "Nothing in this queue matches “zeppelin”."
        await pilot.press("escape", "T", *"colour:red", "enter")
        assert 'There is no filter "colour:"' in told(pilot)


async def test_marks_are_on_comments_not_on_places(many, at_desk):
    """They survive moving, another order, reading anew, and what others decide."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "j", "x", "end")
        Review(many, "eva").accept(many.find("m1"))
        await pilot.press("f5", "o", "home", "a")
        assert marked(pilot) == ["m0", "m2"]


async def test_accepting_the_marked_is_one_step_and_says_exactly_what_it_did(store, at_desk, screen_text):
    """Each as suggested; the page says beforehand what that is; one undo takes all of it back."""
    async with at_desk(store) as pilot:
        await pilot.press("x", "x", "j", "x")
        assert "A 3 marked: remove 1, forward 1, approve 1" in screen_text(pilot.app)
        await pilot.press("A")
        assert told(pilot) == "✓ 3 accepted: remove 1, forward 1, approve 1"
        assert len(pilot.app.session.marks) == 0
    assert len({entry.step for entry in store.log()}) == 1
    assert store.waiting() == 3


async def test_a_bulk_taken_back_says_how_many_and_marks_them_again(many, at_desk):
    """A mistaken A is mended at once: u, then L."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "x", "A", "u")
        assert told(pilot).startswith("taken back: 3 comments, all marked again · abuse · Reader 0: ")
        assert marked(pilot) == ["m0", "m1", "m2"]
        assert pilot.app.session.shown.card.id == "m0"
        await pilot.press("L", "enter")
        assert told(pilot) == "✓ 3 labelled nothing to object to: approve 3"
    assert not any(many.card(many.find("m1")).in_effect.labels.values())


async def test_a_bulk_is_taken_back_after_a_restart_and_done_again(many, at_desk):
    """What is on disk can be undone, whatever the screen remembers."""
    async with at_desk(many) as pilot:
        await pilot.press("T", *"score:abuse>0.8", "enter", "A")
    assert many.waiting() == 50
    with Store.open(many.path) as reopened:
        async with at_desk(reopened) as pilot:
            await pilot.press("u")
            assert reopened.waiting() == 60
            assert len(marked(pilot)) == 10
            await pilot.press("ctrl+r")
            assert reopened.waiting() == 50
            assert marked(pilot) == []


async def test_labels_are_typed_as_digits_in_any_order(many, at_desk):
    """What isn't a digit of a label is said, and the line stays to be mended."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "L", *"4", "enter")
        assert "names no labels" in told(pilot)
        await pilot.press("escape")
        assert told(pilot).startswith("2 marked")
        await pilot.press("L", *"31", "enter")
        assert told(pilot) == "✓ 2 labelled abuse, disputed terminology: remove 2"
    labels = many.card(many.find("m1")).in_effect.labels
    assert {label for label, on in labels.items() if on} == {Label.ABUSE, Label.DISPUTED_TERMINOLOGY}


async def test_the_marked_are_held_with_a_note_and_put_back(many, at_desk):
    """A colleague finds them by is:held, all with the same note."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "H", *"wave?", "enter")
        assert told(pilot) == "‖ 2 held “wave?”"
        await pilot.press("slash", *"is:held", "enter", "T", "enter", "R")
        assert told(pilot) == "2 put back into the queue"
    assert many.card(many.find("m0")).state is State.WAITING


async def test_what_others_decided_meanwhile_is_left_and_counted(many, at_desk):
    """Exact counts, and no colleague overwritten."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "x")
        Review(many, "eva").accept(many.find("m1"))
        await pilot.press("A")
        assert told(pilot) == ("✓ 2 accepted: remove 2. 1 left as they are: decided or changed since they were marked.")
    assert many.card(many.find("m1")).in_effect.who == "eva"


async def test_what_a_colleague_is_reading_stays_marked(many, at_desk):
    """Deciding it under their eyes would have them read for nothing."""
    eva = Review(many, "eva")
    eva.company.claim(many.find("m1"), eva.company.now())
    async with at_desk(many) as pilot:
        pilot.app.session.follow()
        await pilot.press("T", *"score:abuse>0.87", "enter", "A")
        assert told(pilot) == "✓ 2 accepted: remove 2. 1 still marked: open at another desk."
        assert marked(pilot) == ["m1"]
    assert many.card(many.find("m1")).state is State.WAITING


async def test_the_comment_on_screen_stays_where_it_was_not_among_the_marked(many, at_desk):
    """Acting on a wave must not move what one is reading."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "j", "1", "A")
        assert pilot.app.session.shown.card.id == "m3"
        assert pilot.app.session.shown.flips == {Label.ABUSE}
        assert pilot.app.session.cursor == 1


async def test_escape_drops_marks_before_it_leaves_a_search_and_x_brings_them_back(many, at_desk):
    """Half an hour of marking is not lost to a key next to Tab."""
    async with at_desk(many) as pilot:
        await pilot.press("slash", *"ferry", "enter", "x", "x", "escape")
        assert told(pilot) == "2 unmarked; X marks them again."
        assert pilot.app.session.query == "ferry"
        await pilot.press("X")
        assert marked(pilot) == ["m0", "m1"]
        await pilot.press("X", "escape")
        assert pilot.app.session.query == ""


async def test_a_marked_comment_decided_alone_is_marked_no_more(many, at_desk):
    """It would otherwise be decided twice by one Shift+A."""
    async with at_desk(many) as pilot:
        await pilot.press("x", "x", "k", "k", "1", "a")
        assert marked(pilot) == ["m1"]


async def test_shift_and_a_letter_with_nothing_marked_does_nothing(many, at_desk):
    """Caps Lock must not settle a queue."""
    async with at_desk(many) as pilot:
        await pilot.press("A", "R", "L", "H", "N", "X")
        assert told(pilot).startswith("Nothing is marked")
        assert not pilot.app.query("#prompt")
    assert list(many.log()) == []


async def test_the_footer_shows_the_keys_that_act_on_the_marked(many, at_desk, screen_text):
    """Keys that do nothing now would only be in the way."""
    async with at_desk(many, size=(100, 30)) as pilot:
        assert "A accept all" not in screen_text(pilot.app)
        await pilot.press("x")
        assert "A accept all  L label all" in screen_text(pilot.app)


async def test_a_reason_is_given_in_the_same_stroke_from_those_at_hand(many, at_desk):
    """Tab goes through the ready ones, and an empty line is a plain accept."""
    async with at_desk(many) as pilot:
        pilot.app.reasons = ("spam wave", "insult")
        await pilot.press("n", "tab", "tab", "enter", "n", "enter", "x", "N", "down", "enter")
    rows = list(many.log())
    assert [(row.kind, row.note) for row in rows] == [
        (Kind.SETTLE, "insult"),
        (Kind.SETTLE, ""),
        (Kind.SETTLE, "spam wave"),
    ]


async def test_ready_reasons_go_round_and_stay_to_be_edited(many, at_desk):
    """The one before is a key back, and what was typed over is the moderator's own."""
    async with at_desk(many) as pilot:
        pilot.app.reasons = ("spam wave", "insult")
        await pilot.press("n", "tab", "shift+tab")
        line = pilot.app.query_one(SafeInput)
        assert line.value == ""
        await pilot.press("up", *"ing", "enter")
    assert next(many.log()).note == "insulting"


async def test_a_reason_is_given_afterwards_and_taken_back_alone(many, at_desk):
    """The decision stands; what was said about it is a step of its own."""
    async with at_desk(many) as pilot:
        await pilot.press("comma")
        assert told(pilot) == "Nothing of yours stands that a reason could be given for."
        await pilot.press("a", "comma", *"third time", "enter")
        assert told(pilot) == "reason given: “third time”"
        await pilot.press("u")
        assert told(pilot).startswith("taken back: reason “third time” · Reader 0")
    assert many.card(many.find("m0")).state is State.SETTLED


async def test_keys_right_after_a_change_of_view_decide_nothing(many):
    """They were typed at what was there before; going on to the next comment is no change of view."""
    clock = [0.0]
    app = ReviewDesk(Review(many, "kim"), now=lambda: clock[0], settling=0.15)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("a", "a", "c", "escape", "a")
        assert many.waiting() == 58
        assert told(pilot) == "Not taken: the key came before this page could be read. Press it again."
        clock[0] = 0.2
        await pilot.press("a", "slash", "escape", "x", "A", "1")
        assert many.waiting() == 57
        clock[0] = 0.4
        await pilot.press("A", "a")
        assert many.waiting() == 55


async def test_a_command_chosen_in_the_palette_is_meant(many):
    """It was looked for by its name: the moment of deafness is for keys that ran ahead."""
    app = ReviewDesk(Review(many, "kim"), now=lambda: 0.0, settling=0.15)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"accept")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause()
        assert many.waiting() == 59


async def test_the_authors_record_is_a_key_away(store, at_desk, refill, screen_text):
    """Every comment under the name, newest first, with what became of it; the line on the page sums it up."""
    refill(store, tuple((f"b{n}", "", "Bo Sand", f"Bo speaks for time {n}.") for n in range(120)), [(0.9, 0.1, 0.1)])
    Review(store, "eva").accept(store.find("b3"))
    Review(store, "eva").accept(store.find("b4"), frozenset({Label.ABUSE}))
    async with at_desk(store, size=(120, 30)) as pilot:
        known = "120 other comments, 2 settled: 1 approved, 1 abuse, 1 overridden"
        assert known in screen_text(pilot.app)
        await pilot.press("i")
        assert known in screen_text(pilot.app)
        assert "81 more comments below" not in screen_text(pilot.app)
        await pilot.press("end", "end", "end", "end", "end")
        assert "more comments below" not in screen_text(pilot.app)
        await pilot.press("escape")
        assert pilot.app.session.shown.card.id == "c1"


async def test_the_page_says_why_a_comment_is_here(store, at_desk, screen_text):
    """Risk and its label; what readers reported; what changed since it was settled."""
    async with at_desk(store) as pilot:
        assert "here: by risk, abuse 0.96" in screen_text(pilot.app)
        await pilot.press("o")
        assert "here: unsure, off-topic 0.42 against 0.50" in screen_text(pilot.app)
        await pilot.press("o")
        assert "here: newest first" in screen_text(pilot.app)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_texts_stay_text_in_records_reasons_and_patterns(many, at_desk, refill, text):
    """The author's page quotes readers, the status row quotes what moderators paste."""
    refill(many, tuple((f"h{n}", "", text, text) for n in range(3)), [(0.99, 0.9, 0.9)])
    async with at_desk(many) as pilot:
        pilot.app.reasons = (text,)
        for keys in (["i"], ["escape", "x", "x", "N"], ["tab"], ["enter"], ["u"], ["comma", "tab", "enter"]):
            await pilot.press(*keys)
            assert_inert(pilot.app)
        await pilot.press("T")
        pilot.app.query_one(SafeInput).insert(text, 0)
        await pilot.press("enter")
        assert_inert(pilot.app)


async def test_why_each_label_is_off_is_said_where_there_is_room(store, at_desk, screen_text):
    """On a large screen beside it, on a small one in the history."""
    async with at_desk(store, size=(160, 45)) as pilot:
        await pilot.press("j")
        assert "No strong word." in screen_text(pilot.app)
    async with at_desk(store) as pilot:
        await pilot.press("j", "e")
        assert "abuse: very unlikely 0.06 · No strong word." in screen_text(pilot.app)


async def test_a_page_of_copies_that_nobody_has_read_decides_nothing(many, refill):
    """A key that ran ahead of the page would settle a wave nobody looked at."""
    refill(
        many, tuple((f"w{n}", "", "Bo", "Earn 900 a week from home, ask me how!") for n in range(5)), [(0.99, 0.1, 0.1)]
    )
    many.gather(1_000)
    clock = [0.0]
    app = ReviewDesk(Review(many, "kim"), now=lambda: clock[0], settling=0.15)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("g")
        await pilot.pause()
        await pilot.press("a")
        assert many.waiting() == 65
        assert told(pilot).startswith("Not taken")
        await pilot.press("g")
        clock[0] = 0.2
        await pilot.press("a")
        assert many.waiting() == 60
