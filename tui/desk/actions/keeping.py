"""The commands about the desk itself: leaving, themes, retraining, and what is loaded beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic

from textual import work
from textual.message import Message

from moderation.review import Review
from tui.desk.actions.acting import Acting
from tui.desk.background import Retrain, apart, outcome_of, trouble_of
from tui.desk.session import Told
from tui.desk.text.lines import Role
from tui.desk.themes import DARK, LIGHT
from tui.desk.widgets.strips import KeyRow


class Keeping(Acting):
    """Keeps the desk going: the model that explains, retraining, the theme."""

    @dataclass
    class Explained(Message):
        """Says that suggestions can be explained from now on, or why they can't."""

        trouble: str = ""

    @dataclass
    class Retrained(Message):
        """Says what came of a retraining."""

        outcome: str

    def __init__(
        self,
        review: Review,
        retrain: Retrain | None = None,
        now: Callable[[], float] = monotonic,
        settling: float = 0.0,
    ) -> None:
        super().__init__(review, now, settling)
        self._retrain = retrain

    def action_help_quit(self) -> None:
        """Leave on Ctrl+C, wherever it is pressed, as the table of commands says; the stock action shows a toast."""
        self.exit()

    def action_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name

    def action_retrain(self) -> None:
        """Fit a candidate in the background."""
        if self._retrain is None:
            self.session.told = Told("This desk can't retrain from here; `triage retrain` does.", Role.WARNING)
        else:
            self.session.told = Told("Retraining; go on deciding meanwhile.")
            self._wait_for_retraining(self._retrain)
        self._drawing.draw_comment()

    @work(group="retrain")
    async def _wait_for_retraining(self, retrain: Retrain) -> None:
        self.post_message(self.Retrained(await apart(partial(outcome_of, retrain))))

    def on_keeping_retrained(self, event: Retrained) -> None:
        """Say what came of the retraining."""
        self.session.told = Told(event.outcome, Role.PLAIN)
        self._drawing.draw_comment()

    @work(thread=True, exclusive=True, group="explain")
    def _load_explanations(self) -> None:
        self.post_message(self.Explained(trouble_of(self.session.review.load_scorer)))

    def on_keeping_explained(self, event: Explained) -> None:
        """Show the evidence for the present comment, or say why there is none."""
        if event.trouble:
            self.session.told = Told(event.trouble, Role.WARNING)
        self._try(self.session.explain)
        self._drawing.draw_comment()

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        self.run_worker(self.run_action(event.action))
