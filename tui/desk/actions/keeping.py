"""The commands about the desk itself: leaving, themes, imports, and what is loaded beside it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic

from textual import work
from textual.message import Message

from moderation.review import Review
from tui.desk.actions.acting import Acting
from tui.desk.background import Jobs, apart, outcome_of, trouble_of
from tui.desk.beside import Job
from tui.desk.session import Told
from tui.desk.settings import Settings
from tui.desk.text.lines import Role
from tui.desk.themes import OURS, next_theme
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.strips import KeyRow


class Keeping(Acting):
    """Keeps the desk going: the model that explains, imports, the theme."""

    @dataclass
    class Explained(Message):
        """Says that suggestions can be explained from now on, or why they can't."""

        trouble: str = ""

    @dataclass
    class HowFar(Message):
        """Says how far a job beside the desk is."""

        name: str
        said: str

    @dataclass
    class Ended(Message):
        """Says what came of a job beside the desk."""

        name: str
        outcome: str

    def __init__(
        self,
        review: Review,
        jobs: Jobs,
        settings: Settings | None = None,
        now: Callable[[], float] = monotonic,
        settling: float = 0.0,
    ) -> None:
        super().__init__(review, settings, now, settling)
        self._jobs = jobs

    def action_help_quit(self) -> None:
        """Leave on Ctrl+C, wherever it is pressed, as the table of commands says; the stock action shows a toast."""
        self.exit()

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from tui.desk.palette import DeskPalette  # 10 ms that the first frame doesn't pay

        if not isinstance(self.screen, DeskPalette):
            self.push_screen(DeskPalette(id="--command-palette"))

    def action_theme(self) -> None:
        """Put on the next theme, for this sitting."""
        title = next_theme(self.theme)
        self.theme = OURS[title].name
        self.session.told = Told(f'Theme until you leave: {title}. To keep it: theme = "{title}" in your settings.')
        self._drawing.draw_comment()

    # Work beside the desk

    def action_take_in(self) -> None:
        """Ask for an export to import in the background."""
        self._ask(Prompt("Import, file:", "an export, a saved page, a spreadsheet"), self._take_in)

    def _take_in(self, path: str) -> bool:
        if path.strip():
            take_in = self._jobs.take_in
            job = take_in(path.strip()) if take_in else None
            self._begin_job("import", job, "This desk can't import from here; `triage import PATH` does.")
        else:
            self.session.told = Told("Nothing was imported: no file was named.")
        return True

    def score_rest(self) -> None:
        """Score in the background what isn't scored yet, if anything."""
        if self._jobs.score is not None:
            self._wait_for("scoring", self._jobs.score)

    def _begin_job(self, name: str, job: Job | None, impossible: str) -> None:
        if job is None:
            self.session.told = Told(impossible, Role.WARNING)
        elif name in self.session.doing:
            self.session.told = Told(f"The {name} is still at work; its progress stands at the right.", Role.WARNING)
        else:
            self.session.told = Told("Begun; go on deciding meanwhile.")
            self.session.doing[name] = name
            self._wait_for(name, job)
        self._drawing.draw_comment()

    @work
    async def _wait_for(self, name: str, job: Job) -> None:
        outcome = await apart(partial(outcome_of, job, lambda said: self._post_how_far(name, said)))
        self.post_message(self.Ended(name, outcome))

    def _post_how_far(self, name: str, said: str) -> None:
        with suppress(RuntimeError):  # the loop is closed: the desk was left
            self.post_message(self.HowFar(name, said))

    def on_keeping_how_far(self, event: HowFar) -> None:
        """Show how far a job is, in the status row."""
        self.session.doing[event.name] = event.said
        self._drawing.draw_status()

    def on_keeping_ended(self, event: Ended) -> None:
        """Say what came of a job; a model that serves since is loaded anew."""
        self.session.doing.pop(event.name, None)
        if event.outcome:
            self.session.told = Told(event.outcome, Role.PLAIN)
        self._drawing.draw_comment()

    # What explains

    @work(thread=True, exclusive=True, group="explain")
    def _load_explanations(self) -> None:
        self.post_message(self.Explained(trouble_of(self.session.review.load_scorer)))

    def on_keeping_explained(self, event: Explained) -> None:
        """Show the evidence for the present comment, or say why there is none."""
        if event.trouble:
            self.session.told = Told(event.trouble, Role.WARNING)
        self._try(self.session.explain)
        self._drawing.draw(afresh=True)

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        self.run_worker(self.run_action(event.action))
