"""Strong words are covered wherever readers' texts are drawn, shown while a key is held, and a pause is suggested."""

from moderation.review import Review
from tui.desk.app import ReviewDesk


async def ready(app, pilot):
    await app.workers.wait_for_complete()
    await pilot.pause()


async def test_strong_words_are_covered_wherever_they_are_drawn(seated, screen_text):
    """In the queue, the comment, the reason, the answers, the status row and the pages over the desk."""
    app = seated()
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        assert screen_text(app).count("v•••••") == 3
        await pilot.press("c")
        assert "v•••••" in screen_text(app)
        await pilot.press("escape", "a")
        assert "v•••••" in screen_text(app)
        assert "vermin" not in screen_text(app)


async def test_the_words_of_parents_and_answers_are_covered(seated, store, refill, screen_text):
    """A thread is read with the comment."""
    refill(store, (("x1", "c1", "Bo", "More vermin."), ("x2", "c1", "Bo", "And vermin again.")), [(0.99, 0.1, 0.1)])
    app = seated()
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        assert "↳ answers Bo Sand: You people are v•••••" in screen_text(app)
        assert "And v••••• again" in screen_text(app)
        assert "vermin" not in screen_text(app)


async def test_a_held_key_shows_the_words_and_they_are_covered_after_it(seated, screen_text):
    """A terminal tells when a key repeats, and never that it was let go."""
    app = seated()
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        await pilot.press("m", "m", "m")
        assert screen_text(app).count("vermin") == 2
        app._lapse()
        await pilot.pause()
        assert "vermin" not in screen_text(app)


async def test_two_taps_leave_the_words_shown_until_one_goes_on(seated, screen_text):
    """A long comment can't be read with a finger on a key."""
    app = seated()
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        await pilot.press("m", "m")
        app._lapse()
        assert "vermin and your goat" in screen_text(app)
        assert app.session.told.text == "Shown until you go on; m covers it again."
        await pilot.press("1", "j", "k")
        assert "vermin" not in screen_text(app)
        await pilot.press("m", "m")
        app._lapse()
        await pilot.press("m")
        assert "vermin" not in screen_text(app)


async def test_the_key_works_on_the_pages_over_the_desk(seated, screen_text):
    """The article and the thread quote the comment too."""
    app = seated()
    app.cover_again_after = 0.4
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(app, pilot)
        await pilot.press("c", "m")
        assert "vermin" in screen_text(app)
        await pilot.pause(0.6)
        assert "vermin" not in screen_text(app)


async def test_the_words_of_near_copies_are_covered_and_shown_with_the_rest(seated, store, refill, screen_text):
    """A wave of abuse is the last thing to read twenty times."""
    told = "You people are vermin and nobody on this whole island will ever miss a single one of you all, ever"
    refill(store, tuple((f"x{n}", "", f"Bo {n}", told + "!" * n) for n in range(3)), [(0.99, 0.1, 0.1)])
    while store.gather(100).read:
        pass
    app = seated()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot)
        await pilot.press("g")
        assert (app.session.row(0).copies, app.session.row(0).watched) == (2, False)
        assert screen_text(app).count("v•••••") >= 2
        assert "vermin" not in screen_text(app)
        await pilot.press("m")
        assert screen_text(app).count("vermin") >= 2


async def test_a_decision_quotes_no_words_that_were_shown_before_it(seated):
    """The status row stays after the comment has gone."""
    app = seated()
    async with app.run_test() as pilot:
        await ready(app, pilot)
        await pilot.press("m", "a")
        assert "v•••••" in app.session.told.text


async def test_before_the_model_is_loaded_all_that_is_taken_for_abuse_is_covered(store, strong_words):
    """The first frame doesn't wait for a model, and must not be the one that hurts."""
    session = ReviewDesk(Review(store, "kim", strong_words)).session
    assert session.row(0).preview.startswith("Y•• •••••• ••• ••••••")
    assert session.shown.card.posted.comment.text.startswith("Y•• •••••• ••• ••••••")
    assert session.row(1).preview.startswith("Stop writing")


async def test_covers_can_be_set_off(seated, screen_text):
    """Some people would rather read."""
    app = seated(mask=False)
    async with app.run_test() as pilot:
        await ready(app, pilot)
        assert "vermin" in screen_text(app)
        await pilot.press("m")
        assert app.session.told.text == "Nothing of this comment is covered."


async def test_severe_comments_are_counted_and_a_pause_is_suggested_once(seated, refill, store, screen_text):
    """A hint in words, and nothing is ever locked."""
    refill(store, tuple((f"x{n}", "", "Bo", f"No. {n}") for n in range(3)), [(0.99, 0.1, 0.1)])
    app = seated(severe=0.98, pause_after=2)
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(app, pilot)
        assert "1 severe" in screen_text(app)
        await pilot.press("a")
        assert app.session.told.text.startswith("2 severe comments so far. A few minutes away")
        await pilot.press("a")
        assert app.session.told.text.startswith("✓")
        await pilot.press("a", "u")
        assert app.session.wellbeing.seen == 3
        assert app.session.told.text.startswith("taken back")
