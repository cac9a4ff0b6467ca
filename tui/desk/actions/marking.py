"""The commands that mark comments, and those that act on all that are marked."""

from collections.abc import Callable
from functools import partial

from tui.desk import marking
from tui.desk.actions.acting import Acting
from tui.desk.widgets.prompt import Prompt


class Marking(Acting):
    """Marks comments by one, by a range, by a pattern; Shift and a deciding letter acts on them as one step."""

    def action_mark(self) -> None:
        """Mark the comment on screen, or take its mark off, and go down."""
        self._do(partial(marking.mark, self.session))

    def action_mark_range(self) -> None:
        """Begin a range, or end it and mark what is in it."""
        self._do(partial(marking.mark_range, self.session))

    def action_mark_matching(self) -> None:
        """Ask what the comments to mark have in common."""
        hint = "words, label:abuse, author:, score:abuse>0.5; nothing marks the whole queue"
        self._ask(Prompt("Mark all with:", hint), partial(marking.mark_matching, self.session))

    def action_unmark(self) -> None:
        """Take all marks off, or put them back."""
        self._do(partial(marking.unmark, self.session))

    def action_accept_marked(self) -> None:
        """Settle the marked, each as suggested."""
        self._decide_marked(partial(marking.accept, self.session))

    def action_accept_marked_because(self) -> None:
        """Ask for the reason for which the marked are accepted."""
        self._ask_for_marked("Accept {}, reason:", "may be empty", partial(marking.accept, self.session), self.reasons)

    def action_label_marked(self) -> None:
        """Ask for the labels that the marked get alike."""
        hint = "digits of the labels, in any order; nothing for no label"
        self._ask_for_marked("Label {} alike:", hint, partial(marking.label, self.session))

    def action_hold_marked(self) -> None:
        """Ask for the note that goes with the marked when they are held."""
        self._ask_for_marked("Hold {}, note:", "for your colleague; may be empty", partial(marking.hold, self.session))

    def action_release_marked(self) -> None:
        """Put the marked back, those of them that are held."""
        self._decide_marked(partial(marking.release, self.session))

    def _ask_for_marked(
        self, question: str, hint: str, step: Callable[[str], bool | None], offers: tuple[str, ...] = ()
    ) -> None:
        """Ask for a line and take a step over the marked with it; a step that returns False wants it mended."""
        count = len(self.session.marks)
        if not count:
            self._decide_marked(partial(step, ""))
            return
        prompt = Prompt(question.format(f"{count:,}"), hint, offers=offers)
        self._ask(prompt, lambda line: self._try(partial(step, line.strip())) is not False)
