"""Learning at the desk: begun by a key, followed, stopped, read as a report, chosen or left, and taken back."""

import json
import threading
import unicodedata

import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import replace

from moderation.errors import NoModel
from moderation.labels import Label
from moderation.locations import models_folder
from moderation.review import Review
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from tui.cli.learning import LearntNothing
from tui.desk.app import ReviewDesk
from tui.desk.background import Jobs
from tui.desk.learning import Learning
from tui.desk.report import Change, UnreadableReport, read_change, read_report
from tui.desk.screens.differences import DifferencesScreen
from tui.desk.screens.learning import SECOND_LOOK, LearningScreen
from tui.desk.session import Told
from tui.desk.text.lines import Role

SIZES = [(80, 24), (160, 45), (60, 20), (20, 6)]
BAD = "\x1b[2J\x1b]52;c;eA==\x07\u202e[@click=app.quit]x[/]" + "\u0301" * 300


def figures(auc, average_precision, precision, recall, **more):
    """Return one model on one label, as the document states it."""
    ranks = {"auc": auc, "average_precision": average_precision}
    return {"n": 412, "positives": 61, **ranks, "precision": precision, "recall": recall, "ece": 0.03, **more}


def points(*values):
    """Return a learning curve's points."""
    counts = (0, 50, 200, 1000, 1692)
    return [
        {"decisions": n, "carrying": n // 7, "auc": 0.8, "average_precision": ap}
        for n, ap in zip(counts, values, strict=True)
    ]


DOCUMENT = {
    "candidate": "v2",
    "incumbent": "base",
    "decisions": 2104,
    "held_out": 412,
    "promoted": False,
    "passes": True,
    "metrics": {
        "abuse": figures(
            0.884,
            0.741,
            0.66,
            0.61,
            incumbent=figures(0.861, 0.712, 0.64, 0.58),
            kept=None,
            gain={"average_precision": [0.010, 0.048], "log_loss": [0.002, 0.01]},
        ),
        "off_topic": figures(0.818, 0.52, 0.5, 0.44, incumbent=figures(0.83, 0.52, 0.55, 0.44), kept=None),
        "disputed_terminology": figures(
            0.742, None, 0.3, 0.2, incumbent=figures(0.742, None, 0.3, 0.2), kept="only 19 decisions carry it."
        ),
    },
    "why": "better on abuse, and no worse on any other label, on 412 later decisions.",
    "doubts": [],
    "waiting_changes": 3,
    "learning_curve": {
        "abuse": {"points": points(0.712, 0.714, 0.722, 0.733, 0.741), "outlook": "More decisions would still help."}
    },
    "noise": {"abuse": {"share": 0.041, "before": 0.03, "suspects": 31}},
    "checks": [
        {"name": "pairs of names", "n": 120, "incumbent": 0.98, "candidate": 0.975, "worse": False},
        {"name": "quoted insults", "n": 40, "incumbent": 0.9, "candidate": 0.7, "worse": True},
    ],
}
DOUBT = "robin never overrode the model in 800 decisions."
REFUSED = {
    **DOCUMENT,
    "passes": False,
    "why": f"the log is in doubt: {DOUBT} Measured on such decisions, the candidate is better on abuse.",
    "doubts": [DOUBT],
}


def change(id, before, after, suggested_before=(), suggested_after=("abuse",)):
    """Return a change as a line of JSON, by its abuse scores."""
    scores = [dict.fromkeys(("off_topic", "disputed_terminology"), 0.1) | {"abuse": score} for score in (before, after)]
    return json.dumps(
        {
            "id": id,
            "site": "harbour",
            "suggested_before": suggested_before,
            "suggested_after": suggested_after,
            "scores_before": scores[0],
            "scores_after": scores[1],
        }
    )


CHANGES = [change("c3", 0.10, 0.71), change("c5", None, 0.64), change("c1", 0.96, 0.21, ("abuse",), ("off_topic",))]


class Work(Struct):
    """A retraining that says what it is told to, and waits to be ended."""

    document: dict
    may_end: threading.Event
    was_stopped: bool = False

    def run(self, say):
        """Go through three steps."""
        for step, doing in enumerate(("reading decisions", "learning", "measuring: 212 comments"), 1):
            say(f"retraining {step}/6, {doing}")
        self.may_end.wait(10)
        if self.was_stopped:
            raise LearntNothing("Stopped; nothing was touched.")
        return read_report(self.document)

    def stop(self):
        """End it."""
        self.was_stopped = True
        self.may_end.set()


class Compared(Struct):
    """A comparison whose lines are known."""

    lines: list[str]
    trouble: str = ""

    def run(self, say, take):
        """Hand the lines over."""
        for line in self.lines:
            take(read_change(line))
        if self.trouble:
            raise NoModel(self.trouble)

    def stop(self):
        """Nothing has to be ended."""


class Lessons:
    """What a desk is handed, and what it asked for."""

    def __init__(self, document=DOCUMENT, last=True, lines=CHANGES, trouble=""):
        self.work = Work(document, threading.Event())
        self.asked = []
        self.jobs = Jobs(
            learning=Learning(
                begin=lambda: self.work,
                last=lambda: read_report(document) if last else None,
                compare=lambda version, limit: Compared(lines, trouble),
                promote=lambda version, reason: self._job(f"serve {version} {reason}".strip()),
                roll_back=self._job("roll back"),
            )
        )

    def _job(self, name):
        def job(say):
            self.asked.append(name)
            return f"Done: {name}."

        return job


@pytest.fixture
def learning_desk(store):
    """Return a function that makes a desk where what is learnt is known beforehand."""

    def desk(lessons, who="kim", scorer=None):
        return ReviewDesk(Review(store, who, scorer), lessons.jobs)

    return desk


async def settle(pilot):
    """Wait until all work beside the desk is done and drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_report_looks_as_it_was_composed(learning_desk, screen_text, golden, size):
    """The verdict, both models in every figure, the curve, slips and checks were looked at as pictures."""
    async with learning_desk(Lessons()).run_test(size=size) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        golden(f"learning-{size[0]}x{size[1]}.txt", screen_text(pilot.app))


async def test_the_figures_are_explained_in_a_small_window_too(learning_desk, screen_text):
    """Two figures with a mark between them don't say which model is which."""
    async with learning_desk(Lessons()).run_test(size=(80, 24)) as pilot:
        await pilot.press("f8")
        legend = "In service, then the candidate; ▲▼ bold: beyond noise, faint: may be noise."
        assert legend in screen_text(pilot.app)


async def test_the_report_says_what_it_rests_on(learning_desk, screen_text):
    """A lead decides from this page alone."""
    async with learning_desk(Lessons()).run_test(size=(90, 60)) as pilot:
        await pilot.press("f8")
        shown = " ".join(screen_text(pilot.app).split())
        for told in (
            "✓ Better, and free to serve",
            "0.712 ▲ 0.741",
            "stays as it was: only 19 decisions carry it.",
            "More decisions would still help.",
            "about 4.1 % of the decisions look like slips (3.0 % before); 31 worth a second look.",
            "quoted insults, 40: 90 % → 70 % worse beyond noise",
            "3 waiting comments would change side",
        ):
            assert told in shown


@pytest.mark.parametrize(("worse", "told"), [(False, "none worse beyond noise."), (True, "1 worse beyond noise.")])
async def test_the_checks_are_summed_up(learning_desk, screen_text, worse, told):
    """Some fall within noise, so that "none worse" would not be true."""
    checks = [DOCUMENT["checks"][0], {**DOCUMENT["checks"][1], "worse": worse}]
    async with learning_desk(Lessons({**DOCUMENT, "checks": checks})).run_test(size=(100, 60)) as pilot:
        await pilot.press("f8")
        assert f"2 lists of sentences with known answers: {told}" in " ".join(screen_text(pilot.app).split())


async def test_promoting_takes_two_different_keys(learning_desk):
    """A key that is held repeats itself; it must not put a model in service."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "y", "p", "p", "p", "j", "y")
        await settle(pilot)
        assert lessons.asked == []
        await pilot.press("p", "y", "y")
        await settle(pilot)
        assert lessons.asked == ["serve v2"]


async def test_esc_leaves_the_question_and_then_the_page(learning_desk, screen_text):
    """Keeping the incumbent is one key, and the report stays to be read."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "p", "escape")
        assert "Left as it is." in screen_text(pilot.app)
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, LearningScreen)
        assert lessons.asked == []


async def test_what_the_gate_refused_takes_a_reason(learning_desk, screen_text):
    """The log keeps why somebody went against the gate."""
    lessons = Lessons(REFUSED)
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8")
        assert "✗ Refused: base goes on serving." in screen_text(pilot.app)
        assert screen_text(pilot.app).count("never overrode") == 1
        await pilot.press("p", "enter")
        assert "A reason is needed" in screen_text(pilot.app)
        await pilot.press(*"robin", "space", *"left", "enter")
        await settle(pilot)
        assert lessons.asked == ["serve v2 robin left"]


@pytest.mark.parametrize(
    ("why", "doubts", "verdict", "asked"),
    [
        ("not better beyond noise.", [], "· Not promoted: base goes on serving.", "was not found better"),
        ("as asked; the candidate is not better: few.", [], "· Not promoted: base goes on", "was not found better"),
        ("worse on abuse: AP.", [], "✗ Refused: base goes on serving.", "The gate refused it."),
        (REFUSED["why"], [DOUBT], "✗ Refused: base goes on serving.", "The gate refused it."),
    ],
)
async def test_what_is_merely_not_better_is_not_refused(learning_desk, screen_text, why, doubts, verdict, asked):
    """Refused is what does harm, or was learnt from a log in doubt; the terminal says of the rest: not promoted."""
    document = {**DOCUMENT, "passes": False, "why": why, "doubts": doubts}
    async with learning_desk(Lessons(document)).run_test() as pilot:
        await pilot.press("f8", "p")
        await pilot.pause()
        assert verdict in screen_text(pilot.app)
        assert asked in screen_text(pilot.app)


async def test_rolling_back_says_what_serves_again(learning_desk, store, screen_text):
    """The shipped model can't be taken back; any other can, by two keys."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "r")
        assert "There is no earlier model" in screen_text(pilot.app)
        store.serve("v2", "eva")
        await pilot.press("r")
        assert "take v2 out of service; base serves again" in screen_text(pilot.app)
        await pilot.press("y")
        await settle(pilot)
        assert lessons.asked == ["roll back"]


@pytest.mark.parametrize(
    ("document", "key", "question"),
    [(DOCUMENT, "r", "take v2 out of service"), (REFUSED, "p", "all the same says why")],
    ids=["yes or no", "a reason"],
)
async def test_a_question_stays_until_it_is_answered(learning_desk, store, screen_text, document, key, question):
    """Scoring ends when it ends, and a key must not act on what is no longer on the screen."""
    async with learning_desk(Lessons(document)).run_test() as pilot:
        await pilot.press("f8")
        if key == "r":
            store.serve("v2", "eva")
        await pilot.press(key)
        pilot.app.screen.say(Told("Scoring is done.", Role.PLAIN))
        await pilot.pause()
        assert question in screen_text(pilot.app)
        assert "Scoring is done." not in screen_text(pilot.app)
        await pilot.press("escape")
        assert "Left as it is. Scoring is done." in screen_text(pilot.app)


async def test_a_question_that_left_the_screen_is_not_answered(learning_desk, store):
    """Another key may say something of its own in the place of the question."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        store.serve("v2", "eva")
        await pilot.press("f8", "r", "p", "y")
        await settle(pilot)
        assert lessons.asked == []


async def test_learning_goes_on_while_one_decides(learning_desk, store, screen_text):
    """A retraining takes a minute; nobody watches it."""
    lessons = Lessons(last=False)
    async with learning_desk(lessons).run_test(size=(110, 24)) as pilot:
        await pilot.press("f8")
        assert "n learns from the decisions there are by now" in screen_text(pilot.app)
        await pilot.press("n")
        while "measuring" not in screen_text(pilot.app):
            await pilot.pause(0.02)
        assert "step 3 of 6" in screen_text(pilot.app)
        await pilot.press("escape", "a")
        assert "retraining 3/6, measuring: 212 comments" in screen_text(pilot.app)
        assert len(list(store.log())) == 1
        lessons.work.may_end.set()
        await settle(pilot)
        assert "v2 is measured; F8 shows the report." in screen_text(pilot.app)
        await pilot.press("f8")
        assert "Better, and free to serve" in screen_text(pilot.app)
        assert store.model_in_service() == "base"


async def test_the_key_that_opens_the_page_leaves_it_and_learns_nothing(learning_desk):
    """A retraining takes a minute of both processors; a key pressed twice must not begin one."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "f8")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, LearningScreen)
        assert "retraining" not in pilot.app.session.doing
        lessons.work.stop()


NOTHING_NEW = {**DOCUMENT, "candidate": "base", "noise": {}, "why": "nothing new."}


def footer(screen_text, pilot):
    """Return the keys offered."""
    return screen_text(pilot.app).splitlines()[-1].strip()


async def test_the_most_important_keys_are_shown_in_a_narrow_window(learning_desk, store, screen_text):
    """Whoever can't see a key doesn't know that there is a choice."""
    store.serve("v1", "eva")
    async with learning_desk(Lessons()).run_test(size=(40, 14)) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        assert footer(screen_text, pilot) == "p put in service  n learn  Esc back"


async def test_only_what_works_is_offered(learning_desk, store, screen_text):
    """A key that does nothing is worse than none."""
    async with learning_desk(Lessons({**DOCUMENT, "noise": {}})).run_test(size=(160, 60)) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        assert footer(screen_text, pilot) == "p put in service  n learn  d changes  Esc back"
        store.serve("v2", "eva")
        pilot.app.screen.redraw()
        await pilot.pause()
        assert footer(screen_text, pilot) == "n learn  r roll back  Esc back"


async def test_nothing_new_leaves_nothing_to_choose(learning_desk, screen_text):
    """The model in service has learnt it all already."""
    async with learning_desk(Lessons(NOTHING_NEW)).run_test(size=(160, 60)) as pilot:
        await pilot.press("f8")
        await pilot.pause()
        assert footer(screen_text, pilot) == "n learn  Esc back"


@pytest.mark.parametrize(
    ("lessons", "key", "told"),
    [
        ({"last": False}, "p", "Nothing has been learnt yet; n learns."),
        ({"last": False}, "d", "Nothing has been learnt yet; n learns."),
        ({"last": False}, "s", "Nothing has been learnt yet; n learns."),
        ({"document": NOTHING_NEW}, "p", "Nothing new was learnt; n learns"),
        ({"document": NOTHING_NEW}, "d", "Nothing new was learnt; n learns"),
        ({"document": {**DOCUMENT, "candidate": "base", "incumbent": "v0"}}, "p", "base is in service already."),
        ({"document": {**DOCUMENT, "candidate": "base", "incumbent": "v0"}}, "d", "base is in service already."),
        ({}, "y", "Nothing was asked; p and r ask first."),
        ({}, "x", "Nothing is being learnt."),
        ({}, "r", "There is no earlier model to go back to: base serves."),
    ],
)
async def test_a_key_that_can_do_nothing_says_why(learning_desk, screen_text, lessons, key, told):
    """It may be pressed all the same, from memory."""
    async with learning_desk(Lessons(**lessons)).run_test() as pilot:
        await pilot.press("f8", key)
        await pilot.pause()
        assert told in screen_text(pilot.app)


@pytest.mark.parametrize("key", ["n", "p", "d", "s"])
async def test_keys_answer_while_a_candidate_is_learnt(learning_desk, screen_text, key):
    """The report of the time before isn't on the screen."""
    lessons = Lessons()
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "n", key)
        await pilot.pause()
        assert "A candidate is being learnt; x stops it." in screen_text(pilot.app)
        lessons.work.stop()
        await settle(pilot)


async def test_a_candidate_that_was_removed_is_not_offered(learning_desk, store, screen_text):
    """A colleague may have removed it from a shell while its report was open."""
    models = models_folder(store.path)
    (models / "v2").mkdir(parents=True)
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8")
        assert "Better, and free to serve" in screen_text(pilot.app)
        (models / "v2").rmdir()
        while "! v2 was removed from this desk; n learns anew." not in screen_text(pilot.app):
            await pilot.pause(0.05)
        assert "put in service" not in footer(screen_text, pilot)
        await pilot.press("d")
        assert screen_text(pilot.app).count("v2 was removed from this desk; n learns anew.") == 2


async def test_rolling_back_passes_over_what_was_removed(learning_desk, store, screen_text):
    """The question names the model that will serve."""
    models_folder(store.path).mkdir()
    for version in ("v1", "v2"):
        store.serve(version, "eva")
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8", "r")
        assert "take v2 out of service; base serves again" in screen_text(pilot.app)


async def test_learning_is_stopped_by_a_key(learning_desk, store, screen_text):
    """It is a process that can be killed at any moment; the incumbent stays."""
    lessons = Lessons(last=False)
    async with learning_desk(lessons).run_test() as pilot:
        await pilot.press("f8", "n", "x")
        await settle(pilot)
        assert lessons.work.was_stopped
        assert "Stopped; nothing was touched." in screen_text(pilot.app)
        assert store.model_in_service() == "base"


async def test_what_would_change_is_a_list_with_both_scores(learning_desk, screen_text):
    """Read before the switch: what comes, what goes, by how much."""
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        shown = screen_text(pilot.app)
        assert "3 of 6 waiting" in shown
        assert "+abuse 0.10 → 0.71" in shown
        assert "−abuse 0.96 → 0.21 +1" in shown
        assert "abuse +2 −1" in shown
        assert "base" in shown
        assert "● 0.71" in shown


async def test_one_of_the_changes_is_opened_and_left(learning_desk, screen_text):
    """A score says little without the comment."""
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        await pilot.press("j", "enter")
        shown = screen_text(pilot.app)
        assert "Nine passengers and a goat. I was one of the nine." in shown
        assert "Ferry returns to Varn island" in shown
        assert "● 0.64" in shown
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, DifferencesScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, LearningScreen)


async def test_changes_of_one_label_are_picked_out(learning_desk, screen_text):
    """A lead asks about one label at a time."""
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        await pilot.press("2")
        assert "Old Salt" not in screen_text(pilot.app)
        assert "Bo Sand" in screen_text(pilot.app)
        await pilot.press("3")
        assert "None of those changes side by this label." in screen_text(pilot.app)
        await pilot.press("enter", "0")
        assert "Old Salt" in screen_text(pilot.app)


async def test_why_nothing_can_be_compared_is_said(learning_desk, screen_text):
    """The model may have been removed meanwhile."""
    async with learning_desk(Lessons(lines=[], trouble="There is no model v2.")).run_test() as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        assert "There is no model v2." in screen_text(pilot.app)


@pytest.mark.parametrize("lines", [[], CHANGES], ids=["at once", "half-way"])
async def test_why_not_all_could_be_compared_is_said_whole(learning_desk, screen_text, lines):
    """Nothing was looked at, or not all: then it isn't known that no comment changes side."""
    trouble = "There is no model v2 at this desk, somebody may have removed it; `triage models` lists those there are."
    async with learning_desk(Lessons(lines=lines, trouble=trouble)).run_test(size=(80, 24)) as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        assert trouble in " ".join(screen_text(pilot.app).split())
        assert "No waiting comment changes side." not in screen_text(pilot.app)
        assert " waiting " not in screen_text(pilot.app).splitlines()[0]


async def test_a_comment_that_was_erased_meanwhile_is_left_out(learning_desk, screen_text):
    """The comparison takes a minute at a million comments."""
    async with learning_desk(Lessons(lines=[change("gone", 0.1, 0.9), *CHANGES])).run_test() as pilot:
        await pilot.press("f8", "d")
        await settle(pilot)
        assert "3 of 6 waiting" in screen_text(pilot.app)


async def test_decisions_worth_a_second_look_are_a_key_away(learning_desk):
    """The page leaves with a search, as the thresholds do."""
    async with learning_desk(Lessons()).run_test() as pilot:
        await pilot.press("f8", "s")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, LearningScreen)
        assert pilot.app.session.query == SECOND_LOOK


async def test_a_promotion_by_another_process_is_noticed(learning_desk, store, screen_text):
    """Evidence and scores would otherwise be of two models."""
    loaded = []
    async with learning_desk(Lessons(), scorer=lambda: loaded.append(store.model_in_service())).run_test(
        size=(120, 24)
    ) as pilot:
        await settle(pilot)
        with Store.open(store.path) as other:
            other.serve("v2", "eva")
        while "v2 is in service since just now; it was chosen somewhere else." not in screen_text(pilot.app):
            await pilot.pause(0.05)
        while loaded != ["base", "v2"]:
            await pilot.pause(0.05)
        while "6 comments to score anew" not in screen_text(pilot.app):
            await pilot.pause(0.05)


async def test_a_rescoring_that_stands_still_is_gone_on_with_from_here(store, screen_text, monkeypatch):
    """Whoever promoted may have been killed, and the scores would be those of another model until the desk is left."""
    monkeypatch.setattr("tui.desk.actions.learning._LOOK_SECONDS", 0.01)
    begun = []
    jobs = Jobs(score=lambda say: begun.append(store.model_in_service()) or "")
    async with ReviewDesk(Review(store, "kim"), jobs=jobs).run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        begun.clear()
        with Store.open(store.path) as other:
            other.serve("v2", "eva")
        while not begun:
            await pilot.pause(0.05)
    assert begun == ["v2"]


async def test_what_a_killed_promotion_left_unscored_is_scored_from_here(store):
    """The desk's own process can be killed as well; its row in the log stands, and the scores are the old model's."""
    lessons, begun = Lessons(), []

    def killed(say):
        with Store.open(store.path) as other:
            other.serve("v2", "kim")
        return "It was stopped."

    learning = replace(lessons.jobs.learning, promote=lambda version, reason: killed)
    jobs = replace(lessons.jobs, learning=learning, score=lambda say: begun.append(store.model_in_service()) or "")
    async with ReviewDesk(Review(store, "kim"), jobs).run_test() as pilot:
        await settle(pilot)
        begun.clear()
        await pilot.press("f8", "p", "y")
        while not begun:
            await pilot.pause(0.05)
    assert begun == ["v2"]


async def test_a_rescoring_is_under_way_until_its_order_is_in_use(store, screen_text):
    """All comments may have their scores, and the queue still stands by those of the model before."""
    async with ReviewDesk(Review(store, "kim")).run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        with Store.open(store.path) as other:
            refs = [ref for ref, _ in other.unscored("v2", 100)]
            other.serve("v2", "eva")
            other.begin_rescoring("v2", "digest")
            other.put_suggestions(refs, Suggestions(np.full((len(refs), 3), 0.5), np.full(3, 0.5), "v2"))
        while "all scored anew, the queue is being put in order" not in screen_text(pilot.app):
            await pilot.pause(0.05)


async def test_a_desk_without_learning_says_so(store, screen_text):
    """F8 is in every help page."""
    async with ReviewDesk(Review(store, "kim")).run_test() as pilot:
        await pilot.press("f8")
        assert "`triage retrain` does" in screen_text(pilot.app)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_hostile_words_stay_text_on_every_page_of_learning(learning_desk, store, refill, size):
    """Names of moderators and models, readers' texts, and what a process said."""
    refill(store, tuple((f"h{n}", "c1", BAD, BAD) for n in range(3)), [(0.4, 0.4, 0.4)])
    document = {**REFUSED, "candidate": BAD, "why": BAD, "doubts": [BAD], "checks": [{"name": BAD}]}
    lessons = Lessons(document, lines=[change(f"h{n}", 0.1, 0.9) for n in range(3)], trouble=BAD)
    async with learning_desk(lessons, who=BAD).run_test(size=size) as pilot:
        for keys in (
            ["f8"],
            ["end"],
            ["home", "r"],
            ["p"],
            ["escape", "d"],
            ["j"],
            ["enter"],
            ["escape", "escape", "n"],
        ):
            await pilot.press(*keys)
            await pilot.pause(0.1)
            for strip in pilot.app.screen._compositor.render_strips():
                for segment in strip:
                    assert not segment.control
                    assert not {letter for letter in segment.text if unicodedata.category(letter) == "Cc"}
                    assert "\u202e" not in segment.text
                    assert "@click" not in (segment.style.meta if segment.style else {})
        lessons.work.stop()
        await settle(pilot)


def test_a_report_of_another_edition_is_read():
    """What is missing counts as not measured, what is unknown is passed over."""
    report = read_report({"candidate": "v9", "incumbent": "base", "future": [1], "metrics": {"abuse": {"n": 3}}})

    assert (report.candidate, report.passes, report.metrics[Label.ABUSE].auc) == ("v9", None, None)


@pytest.mark.parametrize("document", [None, [], {}, {"candidate": 3, "incumbent": "base"}], ids=str)
def test_what_is_no_report_is_refused_with_a_sentence(document):
    """A process may be killed half-way through its answer."""
    with pytest.raises(UnreadableReport, match="no report"):
        read_report(document)


@pytest.mark.parametrize(
    ("why", "doubts", "reason"),
    [
        ("better on abuse, no label worse.", [], "The candidate is better on abuse, no label worse."),
        ("as asked; the candidate is worse on abuse: AP.", [], "The candidate is worse on abuse: AP."),
        ("not better: too few.", [], "The candidate is not better: too few."),
        (
            REFUSED["why"],
            [DOUBT],
            "The log is in doubt. Measured on such decisions, the candidate is better on abuse.",
        ),
        ("the model in service has learnt from these.", [], "The model in service has learnt from these."),
        ("said some other way.", [DOUBT], "Said some other way."),
    ],
)
def test_why_is_told_in_whole_sentences(why, doubts, reason):
    """In the document it stands after a colon, with the doubts in the midst of it."""
    report = read_report({**DOCUMENT, "why": why, "doubts": doubts})

    assert report.reason == reason


async def test_a_doubted_log_reads_as_sentences(learning_desk, screen_text):
    """What the doubts are stands beneath, once."""
    async with learning_desk(Lessons(REFUSED)).run_test(size=(100, 40)) as pilot:
        await pilot.press("f8")
        shown = " ".join(screen_text(pilot.app).split())
        assert "The log is in doubt. Measured on such decisions, the candidate is better on abuse. Doubts" in shown


def test_a_change_keeps_what_was_not_judged():
    """None is "not judged", never nought."""
    found = read_change(CHANGES[1])

    assert isinstance(found, Change)
    assert found.scores_before[Label.ABUSE] is None


async def test_nothing_is_searched_for_where_no_decision_is_in_doubt(learning_desk, screen_text):
    """A search that finds nothing would look like a desk without comments."""
    async with learning_desk(Lessons({**DOCUMENT, "noise": {}})).run_test() as pilot:
        await pilot.press("f8", "s")
        assert isinstance(pilot.app.screen, LearningScreen)
        assert "No decision is known to be worth a second look." in screen_text(pilot.app)
