"""The commands about what is sent to the live site while the desk is open."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from textual import work
from textual.message import Message

from tui.desk.actions.keeping import Keeping
from tui.desk.actions.looking import HISTORY, Looking
from tui.desk.background import Sender, apart, outcome_of
from tui.desk.outgoing import NOWHERE
from tui.desk.page import context, sent
from tui.desk.screens import reading
from tui.desk.session import Told
from tui.desk.text.lines import Role

NAME = "sending"
"""What the outbox is called among the work beside the desk."""


class Sending(Keeping, Looking):
    """Begins the outbox, pauses it for everybody at the desk, and says how it stands."""

    _sender: Sender | None = None
    sentence = ""
    """The last thing that the outbox said at length."""

    @dataclass
    class Stands(Message):
        """Says in a few words how the outbox stands, or something at length."""

        sender: Sender
        words: str = ""
        sentence: str = ""

    @dataclass
    class Stood(Message):
        """Says that an outbox has ended, and why; without a reason it was told to."""

        sender: Sender
        why: str

    def begin_sending(self) -> None:
        """Have decisions sent from now on, where the settings say so."""
        if self._jobs.sending is not None:
            self._sender = self._jobs.sending.begin()
            self._stand("sending begins")
            self._send(self._sender)

    def action_sending(self) -> None:
        """Pause what is sent, or go on."""
        if self._jobs.sending is None:
            self.session.told = Told(NOWHERE, Role.WARNING)
        else:
            self._try(partial(self._pause_or_go_on, self._jobs.sending.outbox))
        self._drawing.draw_comment()

    def _pause_or_go_on(self, outbox: Path) -> None:
        from moderation.writeback.pausing import go_on, pause, paused_by  # after the first frame

        if self._sender is not None and not paused_by(outbox):
            pause(outbox, self.session.review.who)
            self._stand("sending paused")
            again = self.session.keys.name("sending")
            self.session.told = Told(f"Nothing is sent from this desk until somebody presses {again} again.")
            return
        go_on(outbox)
        self._stand("sending goes on")
        if self._sender is None:
            self.begin_sending()
        self.session.told = Told("Decisions are sent again, those made meanwhile first.")

    def on_unmount(self) -> None:
        """End what sends; the desk is left."""
        if self._sender is not None:
            self._sender.stop()

    def action_sent(self) -> None:
        """Show what was sent last."""
        how = self.session.doing.get(NAME, "")
        lay = partial(sent.sent_flow, self.session.review, self.session.veil, self._jobs.sending)
        self.push_screen(reading.ReadingScreen("Sent to the site", lambda width: lay(how, self.sentence, width)))

    def action_history(self) -> None:
        """Show all that was decided about the comment, and when it was sent."""
        sending, shown = self._jobs.sending, self.session.shown
        if sending is None or shown is None:
            super().action_history()
            return
        self._read_about(HISTORY, partial(context.history_flow, sent=sent.sent_about(sending, shown.card)), "history")

    @property
    def sending_in_words(self) -> str:
        """How the outbox stands; empty where there is none."""
        return self.session.doing.get(NAME, "")

    def _stand(self, words: str) -> None:
        self.session.doing[NAME] = words

    @work
    async def _send(self, sender: Sender) -> None:
        def say(words: str) -> None:
            """Show how the outbox stands."""
            self._post(self.Stands(sender, words=words))

        def tell(sentence: str) -> None:
            """Keep what the outbox says at more length."""
            self._post(self.Stands(sender, sentence=sentence))

        why = await apart(partial(outcome_of, lambda _: sender.run(say, tell), say))
        self.post_message(self.Stood(sender, why))

    def _post(self, message: Message) -> None:
        with suppress(RuntimeError):  # the loop is closed: the desk was left
            self.post_message(message)

    def on_sending_stands(self, event: Stands) -> None:
        """Show how the outbox stands, in the status row."""
        if event.sender is self._sender:
            self.sentence = event.sentence or self.sentence
            if event.words:
                self._stand(event.words)
                self._drawing.draw_status()

    def on_sending_stood(self, event: Stood) -> None:
        """Say why nothing is sent any more; the desk goes on."""
        if event.sender is self._sender:
            self._sender, self.sentence = None, event.why
            self._stand("sending stopped")
            again = self.session.keys.name("sending")
            self.session.told = Told(f"Nothing is sent any more: {event.why} {again} tries again.", Role.WARNING)
            self._drawing.draw_comment()
