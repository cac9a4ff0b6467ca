"""Decisions sent as they are made: a while later, once, and put back when they are taken back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from moderation.clock import stamp
from moderation.comments import Comment, Status
from moderation.errors import WrongUse
from moderation.labels import LABELS, Label
from moderation.queue import Settlement
from moderation.store.store import Store
from moderation.suggestions import Suggestions
from moderation.writeback.changes import Outcome
from moderation.writeback.journal import Journal, JournalHeader, read_journal
from moderation.writeback.outbox import Looked, Outbox
from moderation.writeback.pacing import Pace
from moderation.writeback.planning import Asked
from moderation.writeback.reading import Limits, Stopped
from moderation.writeback.wordpress import connect
from tests.standins.server import Fault
from tests.standins.wordpress import SECRETS, Row, WordPressSite

ABUSE = {label: label is Label.ABUSE for label in LABELS}
OFF_TOPIC = {label: label is Label.OFF_TOPIC for label in LABELS}
FINE = dict.fromkeys(LABELS, False)
GRACE = timedelta(seconds=60)

Start = Callable[..., Outbox]


@pytest.fixture
def standin() -> Iterator[WordPressSite]:
    with WordPressSite({n: Row(f"text {n}", "1" if n < 6 else "0") for n in range(1, 7)}) as site:
        yield site


@pytest.fixture
def store(desk: Path | str) -> Iterator[Store]:
    """Return a desk of five comments that readers see, and one that waits."""
    with Store.open(desk, create=True) as opened:
        source = opened.put_source("export.csv", "csv", "site")
        seen = [Comment(str(n), f"text {n}", author="Ann", status=Status.APPROVED) for n in range(1, 6)]
        opened.put_comments("site", [*seen, Comment("6", "text 6", author="Ann", status=Status.PENDING)], source)
        opened.put_suggestions(range(1, 7), Suggestions(np.full((6, 3), 0.5), np.full(3, 0.5), "m1"))
        yield opened


@pytest.fixture
def start(store: Store, standin: WordPressSite, tmp_path: Path) -> Iterator[Start]:
    """Return a function that begins an outbox, or goes on with it as a new process would."""
    with ExitStack() as running:

        def begin(
            most: int = 500, publish: bool = False, after: int = 0, desk: Store = store, outlasts: bool = False
        ) -> Outbox:
            running.close()
            pace = Pace(1000.0, sleep=lambda _: None)
            header = JournalHeader("outbox", "wordpress", standin.address, "site")
            journal = running.enter_context(Journal.open(tmp_path / "outbox.jsonl", header, pace.stamp))
            asked = Asked("wordpress", standin.address, "site", publish=publish)
            site = connect(standin.address, SECRETS)
            limits = Limits(most, outlasts=outlasts)
            return Outbox(desk, asked, site, journal, "kim", GRACE, limits, pace, after)

        yield begin


def settle(store: Store, *refs: int, labels: dict[Label, bool] = ABUSE) -> None:
    cards = [store.card(ref) for ref in refs]
    store.settle([Settlement(card.ref, labels, card.answers, card.digest, card.seen) for card in cards], "ann")


def later(outbox: Outbox) -> Looked:
    """Return what a look after the grace finds."""
    return outbox.look_once(datetime.now(UTC) + GRACE + timedelta(seconds=1))


def test_a_decision_waits_before_it_leaves(store: Store, standin: WordPressSite, start: Start):
    """A slip of the finger is taken back within a minute, and the site need not know of it."""
    outbox = start()
    settle(store, 1)

    assert outbox.look_once(datetime.now(UTC)) == Looked(waiting=1)
    assert standin.asked == []
    assert [change.id for change in later(outbox).changes] == ["1"]
    assert (standin.status(1), standin.sent_to("1")) == ("trash", ["trash"])


def test_what_is_taken_back_in_time_is_never_sent(store: Store, standin: WordPressSite, start: Start):
    """Nor asked about."""
    outbox = start()
    settle(store, 1)
    store.undo("ann")

    assert later(outbox).changes == ()
    assert standin.asked == []


def test_what_was_sent_is_put_back_when_it_is_taken_back(store: Store, standin: WordPressSite, start: Start):
    """To what the journal found, each way once, as often as people change their minds."""
    outbox = start()
    settle(store, 1)
    later(outbox)
    store.undo("ann")
    later(outbox)
    assert standin.sent_to("1") == ["trash", "untrash"]

    store.redo("ann")
    later(outbox)
    assert (standin.status(1), standin.sent_to("1")) == ("trash", ["trash", "untrash", "trash"])


@pytest.mark.parametrize(("labels", "shown"), [(OFF_TOPIC, "hold"), (FINE, "approved")])
def test_a_decision_made_anew_replaces_the_one_that_was_sent(
    store: Store, standin: WordPressSite, start: Start, labels: dict[Label, bool], shown: str
):
    """Without --publish nothing is published, but what was there before may be there again."""
    outbox = start()
    settle(store, 1)
    later(outbox)
    settle(store, 1, labels=labels)
    later(outbox)

    assert standin.status(1) == shown


def test_approvals_are_sent_when_asked_for(store: Store, standin: WordPressSite, start: Start):
    """A site mails people about them."""
    settle(store, 6, labels=FINE)

    assert later(start()).changes == ()
    assert [change.wanted for change in later(start(publish=True)).changes] == [Status.APPROVED]


def test_a_restart_sends_nothing_twice(store: Store, standin: WordPressSite, start: Start):
    """The journal says what was sent, and the log what was decided meanwhile."""
    later(start())
    settle(store, 1, 2)
    later(start())
    settle(store, 3)
    later(start())

    assert later(start()).changes == ()
    assert {done.id: done.verb for done in standin.done} == {"1": "trash", "2": "trash", "3": "trash"}
    assert standin.most_sent == 1


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.FAIL_AFTER, Fault.BUSY])
def test_a_request_without_an_answer_is_looked_into(store: Store, standin: WordPressSite, start: Start, fault: Fault):
    """Done is done, and what wasn't is sent again."""
    settle(store, 1)
    standin.fault(fault, "DELETE")
    later(start())

    assert (standin.status(1), standin.most_sent) == ("trash", 1)


def killed(standin: WordPressSite, tmp_path: Path, *, arrived: bool) -> None:
    """Leave the journal and the site as a kill does between a request for comment 1 and its answer."""
    journal = tmp_path / "outbox.jsonl"
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:2]))
    if not arrived:
        standin.rows[1].approved = "1"


@pytest.mark.parametrize(("arrived", "verbs"), [(True, ["trash", "untrash"]), (False, ["trash"])])
def test_an_undo_after_a_kill_finds_what_it_takes_back(
    store: Store, standin: WordPressSite, start: Start, tmp_path: Path, arrived: bool, verbs: list[str]
):
    """The journal ends with an intent; whether it arrived is the site's to say."""
    settle(store, 1)
    later(start())
    killed(standin, tmp_path, arrived=arrived)
    store.undo("ann")
    later(start())

    assert (standin.status(1), standin.sent_to("1")) == ("approved", verbs)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_new_decision_after_a_kill_goes_on_from_where_the_site_is(
    store: Store, standin: WordPressSite, start: Start, tmp_path: Path, arrived: bool
):
    """Whichever of the two states it is in, it is there by us or stands as we found it."""
    settle(store, 1)
    later(start())
    killed(standin, tmp_path, arrived=arrived)
    settle(store, 1, labels=OFF_TOPIC)
    later(start())

    assert standin.status(1) == "hold"


def test_what_the_site_edited_or_decided_is_left_alone(store: Store, standin: WordPressSite, start: Start):
    """Another text was not judged; another moderator was quicker."""
    standin.rows[1].content = "Another text"
    standin.rows[2].approved = "spam"
    settle(store, 1, 2, 3)
    outbox = start()

    assert len(later(outbox).changes) == 3
    assert [done.id for done in standin.done] == ["3"]
    assert later(outbox).changes == ()
    assert later(start()).changes == ()


def test_a_comment_that_moves_by_itself_ends_it(store: Store, standin: WordPressSite, start: Start):
    """A plugin that undoes what we do would have us do it for ever."""
    standin.ignores_statuses = True
    settle(store, 1, labels=OFF_TOPIC)

    with pytest.raises(Stopped):
        later(start())
    assert standin.status(1) == "approved"


def test_no_more_leave_in_an_hour_than_may(store: Store, standin: WordPressSite, start: Start):
    """One key can settle thousands of copies; somebody should look at the site before all of them are gone."""
    settle(store, 1, 2, 3, 4, 5)
    outbox = start(most=2)
    assert [change.id for change in later(outbox).changes] == ["1", "2"]
    with pytest.raises(Stopped, match="within the hour"):
        later(outbox)

    with pytest.raises(Stopped, match="within the hour"):
        later(start(most=2))
    assert len(later(start(most=5)).changes) == 3
    assert standin.most_sent == 1


def test_a_site_out_of_reach_for_a_moment_is_waited_for(store: Store, standin: WordPressSite, start: Start):
    """Once it has been within reach; a wrong password is said at once."""
    outbox = start()
    settle(store, 1)
    later(outbox)
    settle(store, 2)
    standin.fault(Fault.FORBIDDEN, "DELETE")
    looked = later(outbox)
    assert ("403" in looked.stumbled, looked.pause) == (True, timedelta(seconds=20))

    later(outbox)
    assert standin.status(2) == "trash"
    standin.fault(Fault.FORBIDDEN, "GET")
    settle(store, 3)
    with pytest.raises(Stopped, match="403"):
        later(start())


def test_beside_a_desk_a_site_out_of_reach_is_waited_for_from_the_first(
    store: Store, standin: WordPressSite, start: Start
):
    """A laptop is opened before its network is there; a wrong password is said at once all the same."""
    outbox = start(outlasts=True)
    settle(store, 1)
    standin.fault(Fault.BUSY, "GET", times=1_000)
    pauses = [later(outbox).pause.total_seconds() for _ in range(7)]
    assert pauses == [20, 40, 80, 160, 320, 320, 320]

    standin.heal()
    assert later(outbox).changes != ()
    settle(store, 2)
    standin.fault(Fault.FORBIDDEN, "GET")
    with pytest.raises(Stopped, match="403"):
        later(start(outlasts=True))


def test_earlier_decisions_are_left_to_a_plan(store: Store, standin: WordPressSite, start: Start):
    """An outbox sends what is decided from its beginning on."""
    settle(store, 1)

    assert later(start(after=store.last_row())).changes == ()


@pytest.mark.parametrize("fault", [Fault.FAIL_BEFORE, Fault.DROP_BEFORE])
def test_a_change_that_nobody_answers_is_looked_into_again(
    store: Store, standin: WordPressSite, start: Start, fault: Fault
):
    """Three tries in vain are a site that is busy, once it was within reach; it is left alone for a while."""
    outbox = start()
    settle(store, 1)
    later(outbox)
    settle(store, 2)
    standin.fault(fault, "DELETE", times=3)

    assert "no answer to 1 change" in later(outbox).stumbled
    assert (later(outbox).stumbled, standin.sent_to("2")) == ("", ["trash"])


def test_a_change_that_arrived_too_late_for_an_answer_is_written_down_in_the_end(
    store: Store, standin: WordPressSite, start: Start, tmp_path: Path
):
    """Else the journal would say for ever that nobody knows."""
    settle(store, 1)
    later(start())
    killed(standin, tmp_path, arrived=True)
    later(start())

    assert read_journal(tmp_path / "outbox.jsonl")[1][-1].outcome is Outcome.CHANGED
    assert standin.most_sent == 1


@pytest.mark.parametrize("desk", ["file"], indirect=True)
def test_a_desk_that_came_back_from_a_backup_is_not_taken_for_the_one_that_sent(
    store: Store, standin: WordPressSite, start: Start, tmp_path: Path
):
    """Its next decisions would have the numbers of some that were sent, and never leave."""
    store.copy_to(tmp_path / "backup.sqlite")
    settle(store, 1)
    later(start())

    with Store.open(tmp_path / "backup.sqlite") as older, pytest.raises(WrongUse, match="older copy"):
        start(desk=older)


def test_a_clock_set_back_hides_no_decision(
    store: Store, standin: WordPressSite, start: Start, monkeypatch: pytest.MonkeyPatch
):
    """What was decided later is what counts, whatever time stands beside it."""
    settle(store, 1, labels=FINE)
    hour_ago = stamp(datetime.now(UTC) - timedelta(hours=1))
    monkeypatch.setattr("moderation.store.log.now", lambda: hour_ago)
    settle(store, 1)
    later(start())

    assert standin.status(1) == "trash"
