"""A moderator's keys: each does one thing, says so, and can be taken back."""

from moderation.decisions import Kind
from moderation.labels import Label
from moderation.queue import State
from moderation.store.store import Store
from tui.desk.commands import REVIEWING


def shown_id(pilot):
    return pilot.app.session.shown.card.id


def told(pilot):
    return pilot.app.session.told.text


async def test_accept_settles_as_suggested_and_shows_the_next(store, at_desk, screen_text):
    """A decision is one key, and the next comment is there."""
    async with at_desk(store) as pilot:
        assert shown_id(pilot) == "c1"
        await pilot.press("a")
        assert shown_id(pilot) == "c2"
        assert "Stop writing that the island" in screen_text(pilot.app)
        assert "✓ remove (abuse) · Bo Sand" in told(pilot)
    card = store.card(store.find("c1"))
    assert card.in_effect.labels == {Label.ABUSE: True, Label.OFF_TOPIC: False, Label.DISPUTED_TERMINOLOGY: False}
    assert card.in_effect.seconds is not None


async def test_an_override_is_two_keys(store, at_desk, screen_text):
    """The flip stays on screen with the action it leads to, so that nothing is settled by surprise."""
    async with at_desk(store) as pilot:
        assert "will: remove" in screen_text(pilot.app)
        await pilot.press("1")
        assert "will: approve" in screen_text(pilot.app)
        assert "← you" in screen_text(pilot.app)
        await pilot.press("enter")
    assert not any(store.card(store.find("c1")).in_effect.labels.values())


async def test_a_flip_twice_is_no_flip(store, at_desk):
    """A slip is mended by the same key."""
    async with at_desk(store) as pilot:
        await pilot.press("3", "3", "a")
    assert store.card(store.find("c1")).in_effect.labels[Label.DISPUTED_TERMINOLOGY] is False


async def test_fifty_decisions_are_taken_back_after_a_restart(many, at_desk):
    """Undo never expires: it works on what is on disk, not on what the screen remembers."""
    async with at_desk(many) as pilot:
        await pilot.press(*"a" * 50)
    assert many.waiting() == 10
    before = many.queue_refs().tolist()
    with Store.open(many.path) as reopened:
        async with at_desk(reopened) as pilot:
            await pilot.press(*"u" * 50)
            assert shown_id(pilot) == "m0"
            await pilot.press("u")
            assert told(pilot) == "Nothing of yours is left to take back."
        assert reopened.waiting() == 60
        kinds = [entry.kind for entry in reopened.log()]
    assert kinds == [Kind.SETTLE] * 50 + [Kind.UNDO] * 50
    assert len(before) == 10


async def test_undo_shows_the_comment_taken_back_and_says_what_it_was(store, at_desk):
    """The way back starts at the comment, and the line that says so stays."""
    async with at_desk(store) as pilot:
        await pilot.press("a", "a", "j", "u")
        assert shown_id(pilot) == "c2"
        assert told(pilot) == (
            "taken back: disputed terminology · Ines Holm: "
            "Stop writing that the island was annexed. It was not, and this paper knows bette"
        )


async def test_redo_does_it_again_and_goes_on(store, at_desk):
    """One undo too many costs one key."""
    async with at_desk(store) as pilot:
        await pilot.press("a", "u", "ctrl+r")
        assert shown_id(pilot) == "c2"
        assert told(pilot).startswith("done again: abuse")
    assert store.card(store.find("c1")).state is State.SETTLED


async def test_hold_takes_a_note_and_goes_on(store, at_desk, screen_text):
    """A colleague reads why; letters typed into the note are no commands."""
    async with at_desk(store) as pilot:
        await pilot.press("h", *"aq1", "enter")
        assert shown_id(pilot) == "c2"
        assert "held “aq1”" in screen_text(pilot.app)
    card = store.card(store.find("c1"))
    assert (card.state, card.in_effect.note) == (State.HELD, "aq1")


async def test_escape_leaves_the_note_and_holds_nothing(store, at_desk):
    """A line opened by mistake must be left without a trace."""
    async with at_desk(store) as pilot:
        await pilot.press("h", "x", "escape")
        assert shown_id(pilot) == "c1"
        await pilot.press("a")
        assert shown_id(pilot) == "c2"
    assert store.card(store.find("c1")).state is State.SETTLED


async def test_a_held_comment_is_put_back(store, at_desk):
    """What was set aside must find its way home."""
    async with at_desk(store) as pilot:
        await pilot.press("h", "enter", "slash", *"is:held", "enter", "r")
        assert told(pilot).startswith("put back into the queue")
    assert store.card(store.find("c1")).state is State.WAITING


async def test_skip_leaves_it_waiting(store, at_desk):
    """Not every comment can be judged at once."""
    async with at_desk(store) as pilot:
        await pilot.press("s")
        assert shown_id(pilot) == "c2"
    assert store.waiting() == 6


async def test_search_narrows_and_escape_widens(store, at_desk, screen_text):
    """A filter is a queue like any other."""
    async with at_desk(store) as pilot:
        await pilot.press("slash", *"label:off_topic", "enter")
        assert shown_id(pilot) == "c4"
        assert "1 found" in screen_text(pilot.app)
        await pilot.press("escape")
        assert len(pilot.app.session.review) == 6


async def test_a_search_that_is_not_understood_stays_open(store, at_desk, screen_text):
    """What was typed is mended, not typed again."""
    async with at_desk(store) as pilot:
        await pilot.press("slash", *"colour:red", "enter")
        assert 'There is no filter "colour:"' in told(pilot)
        assert "colour:red" in screen_text(pilot.app)


async def test_order_changes_what_comes_first(store, at_desk, screen_text):
    """The order is said on screen, and o goes round all of them."""
    async with at_desk(store) as pilot:
        await pilot.press("o", "o")
        assert "newest first" in screen_text(pilot.app)
        assert shown_id(pilot) == "c6"
        await pilot.press("o", "o")
        assert shown_id(pilot) == "c1"


async def test_moving_decides_nothing(store, at_desk):
    """Reading ahead is free."""
    async with at_desk(store) as pilot:
        await pilot.press("j", "down", "k", "end", "pageup", "home", "pagedown", "up")
    assert list(store.log()) == []


async def test_the_last_decision_leads_to_a_screen_that_says_what_next(store, at_desk, screen_text):
    """An empty queue is good news, and undo still works from there."""
    async with at_desk(store) as pilot:
        await pilot.press(*"a" * 6)
        assert "All done" in screen_text(pilot.app)
        assert "You settled 6 comments today." in screen_text(pilot.app)
        await pilot.press("a", "1", "h", "c", "e", "s", "space", "u")
        assert shown_id(pilot) == "c6"


async def test_every_command_is_on_the_help_screen(store, at_desk, screen_text):
    """A key that is not in the help is a key nobody finds."""
    async with at_desk(store, size=(120, 70)) as pilot:
        await pilot.press("question_mark")
        helped = screen_text(pilot.app)
        for command in REVIEWING:
            assert f" {command.shown} " in helped, command.id
            assert command.title in helped
            assert command.help in helped


async def test_every_command_has_an_action_and_no_key_has_two():
    """The table is what is bound; a typing slip in it would be a dead key."""
    from tui.desk.app import ReviewDesk

    keys = [key for command in REVIEWING for key in command.key.split(",")]
    assert len(keys) == len(set(keys))
    for command in REVIEWING:
        assert hasattr(ReviewDesk, f"action_{command.action.partition('(')[0]}")


async def test_the_palette_runs_a_command(store, at_desk):
    """Who doesn't know the key finds the command by its name."""
    async with at_desk(store) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"flip abuse")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.session.shown.flips == {Label.ABUSE}
