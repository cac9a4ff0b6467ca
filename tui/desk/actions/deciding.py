"""The commands that decide: settle, flip, hold, release, take back."""

from functools import partial

from moderation.labels import Label
from tui.desk.actions.acting import Acting
from tui.desk.reasons import give_reason, last_decision, named_by_id
from tui.desk.widgets.prompt import Prompt
from tui.desk.words import decision_in_words


class Deciding(Acting):
    """Decides about the comment on screen, and takes back what was decided."""

    def action_accept(self) -> None:
        """Settle the comment as it stands and go on."""
        self._decide(self.session.accept)

    def action_accept_none(self) -> None:
        """Settle the comment as carrying no label, whatever is suggested, and go on."""
        self._decide(self.session.accept_none)

    def action_flip(self, label: str) -> None:
        """Switch a label and stay."""
        if self._is_judged:
            self._try(partial(self.session.flip, Label(label)))
            self._drawing.draw_comment()

    def action_skip(self) -> None:
        """Leave the comment waiting and go on."""
        self._do(self.session.skip)

    def action_hold(self) -> None:
        """Ask for the note that goes with a held comment."""
        if self._is_judged:
            self._ask(Prompt("Hold, note:", "for your colleague; may be empty"), self._hold)

    def _hold(self, note: str) -> bool:
        self._decide(partial(self.session.hold, note.strip()))
        return True

    def action_accept_because(self) -> None:
        """Ask for the reason for which the comment is settled as it stands."""
        if self._is_judged:
            self._ask(Prompt("Accept, reason:", "may be empty", offers=self.reasons), self._accept_because)

    def _accept_because(self, reason: str) -> bool:
        self._decide(partial(self.session.accept, reason.strip()))
        return True

    def action_give_reason(self) -> None:
        """Ask for the reason of the last decision, after it was made."""
        last = last_decision(self.session)
        if last is None:
            self._drawing.draw_comment()
            return
        about = f"for {decision_in_words(last)} · {named_by_id(self.session, last.id)}"
        self._ask(Prompt("Reason, afterwards:", about, offers=self.reasons), self._give_reason)

    def _give_reason(self, reason: str) -> bool:
        self._try(partial(give_reason, self.session, reason.strip()))
        return True

    def action_release(self) -> None:
        """Put a held comment back."""
        self._decide(self.session.release)

    def action_undo(self) -> None:
        """Take back the last step."""
        self._do(self.session.undo)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._do(self.session.redo)
