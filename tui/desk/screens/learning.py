"""Learning from the desk's decisions: begun, followed and stopped here; its report read, its model chosen or not.

What changes the model in service takes two different keys: one that a held key repeats must not promote anything. A
model that didn't pass the gate takes a reason in words, which the log keeps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from moderation.store.store import Store
from moderation.text import one_line, plural
from tui.desk.commands import PROMPTING, Command
from tui.desk.learning import Study
from tui.desk.learning_commands import ASKED, AT_WORK, LEARNING, SCROLLING
from tui.desk.learning_now import Now, hindrance, how_it_stands, is_removed
from tui.desk.page.learning import at_work_lines, nothing_learnt_lines, trouble_lines
from tui.desk.page.report import Standing, report_lines
from tui.desk.report import Report
from tui.desk.session import Told
from tui.desk.text.lines import Line, Piece, Role
from tui.desk.widgets.prompt import Prompt
from tui.desk.widgets.sheet import Sheet
from tui.desk.widgets.status import StatusRow
from tui.desk.widgets.strips import HasKeys, KeyRow, OneRow

SECOND_LOOK: Final = "recheck:yes"
"""The search for decisions worth a second look."""

_REFUSED: Final = frozenset(command.action.partition("(")[0] for command in LEARNING)
_LEFT: Final = Told("Left as it is.", Role.PLAIN)


class LearningScreen(ModalScreen[str]):
    """A page over the desk; what it leaves with is a search, or nothing."""

    BINDINGS: ClassVar = [command.binding for command in LEARNING]

    class Begin(Message):
        """Requests that a candidate is learnt."""

    class Stop(Message):
        """Requests that the learning at work ends."""

    @dataclass
    class Differ(Message):
        """Requests the list of what a version would change."""

        version: str

    @dataclass
    class Serve(Message):
        """Requests that a version is put in service, for a reason or none."""

        version: str
        reason: str

    class RollBack(Message):
        """Requests that the model serves again that served before."""

    def __init__(self, store: Store, study: Study, now: Callable[[], float]) -> None:
        super().__init__()
        self._store = store
        self._study = study
        self._now = now
        self._meant: Message | None = None
        """What the confirming key does."""
        self._awaits_reason = False
        self._was_removed = False
        """Whether the candidate was no longer there when the page was drawn."""
        self._news = Told()
        """What was said while a question stood there; shown once that is answered."""

    def compose(self) -> ComposeResult:
        """Lay out the title, the page, what was said, and the keys."""
        with Vertical():
            yield OneRow("title")
            yield Sheet(self._lay)
            yield StatusRow("said")
            yield KeyRow(())

    def on_mount(self) -> None:
        """Show the page, and let the time pass on it."""
        self.set_interval(1.0, self._tick)
        self.redraw()

    # Drawing

    def redraw(self) -> None:
        """Show how it stands by now."""
        now = self._stands()
        self._was_removed = now.is_removed
        served = (Piece(f"{one_line(now.served[-1])} serves", Role.DIM),)
        self.query_one("#title", OneRow).say((Piece("What the decisions teach", Role.STRONG),), served)
        self.query_one(Sheet).redraw()
        self._offer()

    def on_resize(self) -> None:
        """Offer to read on where the page no longer fits."""
        self.call_after_refresh(self._offer)

    def _offer(self) -> None:
        """Show the keys of what can be done now."""
        asked = PROMPTING if self._awaits_reason else ASKED if self._meant is not None else ()
        self.query_one(KeyRow).offer(asked or (AT_WORK if self._study.at_work is not None else self._possible()))

    def _possible(self) -> tuple[Command, ...]:
        sheet, now = self.query_one(Sheet), self._stands()
        fits = len(sheet.lines) <= sheet.size.height
        left_out = SCROLLING | {"confirm"} if fits else {"confirm"}
        return tuple(each for each in LEARNING if each.id not in left_out and not hindrance(now, each.id))

    def say(self, told: Told) -> None:
        """Say how it goes with a job; a question that waits for its answer stays on the screen until it has it."""
        if self._meant is not None or self._awaits_reason:
            self._news = told
        else:
            self._show(told)

    def _show(self, told: Told) -> None:
        """Show a sentence in place of the one before."""
        self._news = Told()
        self.query_one(StatusRow).say(told, ())

    def _can(self, id: str) -> bool:
        """Return whether a command can do anything now; say why not where it can't."""
        if told := hindrance(self._stands(), id):
            self._answer(told)
        return not told

    def _answer(self, told: str) -> None:
        """Say why a key does nothing now; what was asked before isn't meant."""
        self._meant = None
        self._show(Told(told, Role.WARNING))
        self._offer()

    def _show_left(self) -> None:
        """Say that nothing was changed, and what came in while that was open."""
        news = self._news
        self._show(Told(f"{_LEFT.text} {news.text}", news.role) if news.text else _LEFT)

    def _tick(self) -> None:
        if self._study.at_work is not None:
            self.query_one(Sheet).redraw()
        elif is_removed(self._study, self._store) != self._was_removed:  # from a shell
            self.redraw()

    def _stands(self) -> Now:
        return how_it_stands(self._study, self._store, self._key)

    def _lay(self, width: int, height: int) -> list[Line]:
        study = self._study
        if study.at_work is not None:
            return at_work_lines(study, self._now() - study.begun, self._key("stop"), width)
        if study.report is None:
            return nothing_learnt_lines(study, self._key("learn"), width)
        now, key = self._stands(), self._key
        keys = (key("promote"), key("differences"), key("second_look"), key("learn"))
        standing = Standing(study.report, now.served[-1], *keys, is_removed=now.is_removed)
        return trouble_lines(study, width) + report_lines(standing, width, height)

    def _key(self, id: str) -> str:
        """Return the key of a command of this page as it is at this desk."""
        commands = self.app.desk_keys.of(LEARNING) if isinstance(self.app, HasKeys) else LEARNING
        return next(command.shown for command in commands if command.id == id)

    # Learning

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep keys from doing anything while a reason is being typed."""
        return action not in _REFUSED or not self.query(Prompt)

    def action_learn(self) -> None:
        """Begin, unless it is at work."""
        if self._can("learn"):
            self._forget()
            self.post_message(self.Begin())

    def action_stop(self) -> None:
        """End what is at work."""
        if self._can("stop"):
            self._forget()
            self.post_message(self.Stop())

    # Choosing

    def action_promote(self) -> None:
        """Ask whether the candidate is meant to serve; for a reason where it didn't pass the gate."""
        report = self._report
        if not self._can("promote") or report is None:
            return
        if report.passes is not False:
            changes = plural(report.waiting_changes, "waiting comment")
            self._ask_whether(self.Serve(report.candidate, ""), f"put it in service; {changes} will change side")
        else:
            self._forget()
            found = "The gate refused it." if report.is_refused else "It was not found better."
            self._show(Told(f"{found} Whoever puts it in service all the same says why.", Role.WARNING))
            self._awaits_reason = True
            self.mount(Prompt("Reason:", "kept in the log; Esc leaves it as it is"), before="#keys")
            self.query_one(KeyRow).offer(PROMPTING)

    def action_roll_back(self) -> None:
        """Ask whether the model that served before is meant to serve again."""
        if self._can("roll_back"):
            *_, before, serving = self._stands().served
            told = f"take {one_line(serving)} out of service; {one_line(before)} serves again"
            self._ask_whether(self.RollBack(), told)

    def action_confirm(self) -> None:
        """Do what was asked about."""
        if self._meant is not None:
            self.post_message(self._meant)
            self._meant = None
            self._offer()
        else:
            self._answer(f"Nothing was asked; {self._key('promote')} and {self._key('roll_back')} ask first.")

    def _ask_whether(self, meant: Message, told: str) -> None:
        self._meant = meant
        self._show(Told(f"{self._key('confirm')}: {told}. Any other key leaves it as it is.", Role.KEY))
        self._offer()

    def _forget(self) -> bool:
        """Take it that what was asked about isn't meant; return whether anything was."""
        was, self._meant = self._meant is not None, None
        if was:
            self._show_left()
        else:
            self._show(Told())
        self._offer()
        return was

    @property
    def _report(self) -> Report | None:
        return self._study.report if self._study.at_work is None else None

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Take the reason for putting in service what didn't pass the gate."""
        event.stop()
        if not (reason := event.text.strip()):
            self._show(Told("A reason is needed: one sentence that the log keeps.", Role.WARNING))
            return
        self._close_prompt()
        if (report := self._report) is not None:
            self.post_message(self.Serve(report.candidate, reason))

    def on_prompt_cancelled(self, event: Prompt.Cancelled) -> None:
        """Leave it as it is."""
        event.stop()
        self._close_prompt()
        self._show_left()

    def _close_prompt(self) -> None:
        self._awaits_reason = False
        self.query(Prompt).remove()
        self._offer()

    # Looking

    def action_differences(self) -> None:
        """Show what would change."""
        if self._can("differences") and (report := self._report) is not None:
            self._forget()
            self.post_message(self.Differ(report.candidate))

    def action_second_look(self) -> None:
        """Leave with the search for decisions that look like slips, where there are any."""
        if self._can("second_look"):
            self.dismiss(SECOND_LOOK)

    def action_roll(self, rows: int) -> None:
        """Move by lines."""
        self._forget()
        self.query_one(Sheet).roll(rows)

    def action_turn(self, pages: int) -> None:
        """Move by pages."""
        sheet = self.query_one(Sheet)
        self.action_roll(pages * (sheet.size.height - 2))

    def action_close(self) -> None:
        """Go back to the desk; where something was asked about, leave that first."""
        if not self._forget():
            self.dismiss("")

    def on_key_row_pressed(self, event: KeyRow.Pressed) -> None:
        """Run the command that was clicked in the footer."""
        event.stop()
        self.run_worker(self.run_action(event.action))
