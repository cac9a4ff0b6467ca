"""The command that leads to the page of learning, and what is asked for there.

The page may be left and opened again while a retraining is at work: what is known of it is kept by the desk.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import work
from textual.message import Message

from moderation.errors import TriageError
from moderation.text import one_line, plural
from tui.desk.actions.keeping import Keeping
from tui.desk.actions.sharing import Sharing
from tui.desk.background import apart, outcome_of
from tui.desk.beside import Job
from tui.desk.learning import Retraining, Study
from tui.desk.screens import differences, learning
from tui.desk.session import Told
from tui.desk.text.lines import Role

if TYPE_CHECKING:
    from tui.desk.report import Report

RETRAINING: Final = "retraining"
SERVING: Final = "serving"
RESCORING: Final = "rescoring"
"""Names of work beside the desk: learning, putting a model in service, and scoring that another process does."""

_LOOK_SECONDS: Final = 1.0
_PATIENCE: Final = 5
"""Looks at a number of unscored comments that doesn't fall, until this desk scores them itself."""

_NOTICED_SECONDS: Final = 2.5
"""Within which the desk, that looks each second, has noticed that another model serves."""

_IMPOSSIBLE = Told("This desk can't learn from here; `triage retrain` does.", Role.WARNING)
_BUSY = Told("Another model is being put in service; how far that is stands on the desk.", Role.WARNING)


class LearnsHere(Keeping, Sharing):
    """Has a model learnt, shows what came of it, and puts it in service where that is chosen."""

    _study: Study | None = None
    _chosen_here_until = 0.0
    """Until when it is this desk's own choice that is noticed."""

    @dataclass
    class Learnt(Message):
        """Says what a retraining came to: its report, or why there is none."""

        run: Retraining
        came_to: "Report | str"

    def action_retrain(self) -> None:
        """Show how the learning stands; from there it is begun."""
        if self._jobs.learning is None:
            self.session.told = _IMPOSSIBLE
            self._drawing.draw_comment()
        else:
            self._study = self._study or Study(report=self._jobs.learning.last())
            screen = learning.LearningScreen(self.session.review.store, self._study, self._now)
            self.push_screen(screen, self._look_at_doubted)

    def _look_at_doubted(self, query: str | None) -> None:
        if query:
            self._do(partial(self.session.search, query))

    # Learning

    def on_learning_screen_begin(self) -> None:
        """Begin to learn, in a process beside the desk."""
        if self._jobs.learning is not None and self._study is not None:
            run = self._jobs.learning.begin()
            self._study.begin(run, self._now())
            self.session.doing[RETRAINING] = RETRAINING
            self._learn(run)
            self._redraw_learning()

    @work
    async def _learn(self, run: Retraining) -> None:
        came_to = await apart(partial(outcome_of, run.run, lambda said: self._post_how_far(RETRAINING, said)))
        self.post_message(self.Learnt(run, came_to))

    def on_keeping_how_far(self, event: Keeping.HowFar) -> None:
        """Show how far a job is, on the page of learning as well."""
        # Textual calls what the class below makes of it as well.
        if event.name == RETRAINING and self._study is not None:
            self._study.hear(event.said)
        if event.name in (RETRAINING, SERVING):
            self._redraw_learning(event.said if event.name == SERVING else "")

    def on_learning_screen_stop(self) -> None:
        """End the retraining; what it says of that is shown as it ends."""
        if self._study is not None and self._study.at_work is not None:
            self._study.at_work.stop()

    def on_learns_here_learnt(self, event: Learnt) -> None:
        """Show what came of it."""
        if self._study is None or self._study.at_work is not event.run:
            return
        self._study.end(event.came_to)
        self.session.doing.pop(RETRAINING, None)
        key = self.session.keys.name("retrain")
        measured = "" if isinstance(event.came_to, str) else f"{one_line(event.came_to.candidate)} is measured"
        self.session.told = Told(self._study.trouble or f"{measured}; {key} shows the report.")
        self._drawing.draw_comment()
        self._redraw_learning()

    def _redraw_learning(self, said: str = "") -> None:
        """Bring the page of learning up to date, where it is open."""
        for screen in self.screen_stack:
            if isinstance(screen, learning.LearningScreen) and screen.is_mounted:
                screen.redraw()
                if said:
                    screen.say(Told(said, Role.PLAIN))

    # Choosing

    def on_learning_screen_serve(self, event: "learning.LearningScreen.Serve") -> None:
        """Put a version in service, and have the desk scored anew."""
        if self._jobs.learning is not None:
            self._serve(self._jobs.learning.promote(event.version, event.reason))

    def on_learning_screen_roll_back(self) -> None:
        """Go back to the model that served before."""
        if self._jobs.learning is not None:
            self._serve(self._jobs.learning.roll_back)

    def _serve(self, job: Job) -> None:
        if SERVING in self.session.doing:
            self._tell_on_page(_BUSY)
            return
        self.session.doing[SERVING] = "another model"
        self._tell_on_page(Told("It is being put in service; comments are scored anew meanwhile.", Role.PLAIN))
        self._wait_for(SERVING, job)

    def on_keeping_ended(self, event: Keeping.Ended) -> None:
        """Say what came of putting a model in service, on the page as well."""
        if event.name == SERVING:
            self._chosen_here_until = self._now() + _NOTICED_SECONDS
            self._tell_on_page(Told(event.outcome, Role.PLAIN))

    def _tell_on_page(self, told: Told) -> None:
        self._redraw_learning()
        if isinstance(self.screen, learning.LearningScreen):
            self.screen.say(told)

    # Another model, whoever put it in service

    def on_sharing_served(self, event: Sharing.Served) -> None:
        """Explain by the model that serves now, and show how far the scores are."""
        self.session.review.forget_scorer()
        self._load_explanations()
        self._redraw_learning()
        if SERVING not in self.session.doing and self._now() >= self._chosen_here_until:
            told = f"{one_line(event.version)} is in service since just now; it was chosen somewhere else."
            self.session.told = Told(told, Role.PLAIN)
            self._watch_rescoring(event.version)
        self._drawing.draw_comment()

    @work(exclusive=True, group="rescoring")
    async def _watch_rescoring(self, version: str) -> None:
        """Show how far a rescoring is; go on with it from here where nobody does."""
        before, stalled = "", 0
        while (left := await apart(partial(self._left_to_score, version))) and stalled < _PATIENCE:
            stalled = stalled + 1 if left == before else 0
            before = left
            self.post_message(self.HowFar(RESCORING, left))
            await asyncio.sleep(_LOOK_SECONDS)
        self.session.doing.pop(RESCORING, None)
        if left:
            self.score_rest()
        self._drawing.draw_status()

    def _left_to_score(self, version: str) -> str:
        """Return what a rescoring still has to do, in words; nothing where it is done, or another model serves."""
        with suppress(TriageError), self.session.review.store.beside() as store:
            if store.model_in_service() != version:
                return ""
            if count := store.unscored_count(version):
                return f"{plural(count, 'comment')} to score anew"
            return "all scored anew, the queue is being put in order" if store.is_rescored(version) else ""
        return ""  # what is wrong with the desk, the next key says

    # What would change

    def on_learning_screen_differ(self, event: "learning.LearningScreen.Differ") -> None:
        """Show which waiting comments a version would change."""
        if self._jobs.learning is None:
            return
        from tui.desk.page.differing import Models  # with the list, that no frame of the desk needs

        store = self.session.review.store
        comparing = self._jobs.learning.compare(event.version, differences.MOST)
        models = Models(store.model_in_service(), event.version)
        self.push_screen(differences.DifferencesScreen(store, self.session.veil, comparing, models))
