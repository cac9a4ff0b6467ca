"""How far a run goes: caps, canary, refusals, patience, and who may write a journal."""

import pytest

from moderation.comments import Status
from moderation.errors import UnreadableExport, WrongUse
from moderation.policy import Action
from moderation.writeback.applying import apply
from moderation.writeback.changes import Change, Outcome, PlanHeader
from moderation.writeback.journal import Journal, JournalHeader, JournalInUse, read_journal
from moderation.writeback.pacing import Pace
from moderation.writeback.planfile import read_plan, write_plan
from moderation.writeback.reading import Limits
from moderation.writeback.undoing import undoing
from tests.standins.shelf import Shelf

IDS = [str(n) for n in range(1, 121)]
CHANGES = [Change(id, "s", "digest", Status.APPROVED, Status.REMOVED, Action.REMOVE, n=int(id)) for id in IDS]
HEADER = JournalHeader("plan", "shelf", "https://shelf.example", "s")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds

    def pace(self) -> Pace:
        """Return a pace by this clock, three requests a second."""
        return Pace(sleep=self.sleep, now=lambda: self.time)


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def site() -> Shelf:
    """Return a site of 120 comments that readers see."""
    return Shelf(dict.fromkeys(IDS, Status.APPROVED))


@pytest.fixture
def send(site, clock, tmp_path):
    """Return a function that runs the plan once, by one journal."""

    def once(changes=CHANGES, limits=Limits()):  # noqa: B008  frozen
        with Journal.open(tmp_path / "journal", HEADER, lambda: "2026-03-03T08:00:00.000Z") as journal:
            return apply(changes, site, journal, "kim", limits, clock.pace())

    return once


@pytest.fixture
def explain(tmp_path):
    """Return a function by which somebody says that they know why the site did otherwise than it said."""

    def say():
        with Journal.open(tmp_path / "journal", HEADER, lambda: "2026-03-03T08:00:00.000Z") as journal:
            journal.explain("ines")

    return say


def test_ten_are_sent_and_read_again_before_any_more(send, site):
    """A site that says yes and does nothing costs ten requests, not a hundred and twenty."""
    site.changing = ["nothing"] * 120
    report = send()
    assert sum(site.effects.values()) == 10
    assert report.stopped.startswith(
        "Comment 1: the site said that it is done, but it is APPROVED where removed was wanted"
    )
    assert (report.outcomes[Outcome.UNEXPLAINED], len(report.otherwise)) == (1, 10)


def test_after_what_nobody_can_explain_nothing_is_sent_until_somebody_can(send, site, explain):
    """A service that is started again by itself would spoil one more comment each time."""
    site.changing = ["", "otherwise"]
    assert send().outcomes == {Outcome.CHANGED: 1, Outcome.UNEXPLAINED: 1, Outcome.SKIPPED: 118}
    again = send()
    assert (sum(site.effects.values()), again.stopped.startswith("Comment 2, in an earlier run")) == (1, True)
    explain()
    assert (send().is_complete, site.effects["2"]) == (True, 1)


def test_a_refusal_that_comes_after_the_deed_is_found_out(send, site, tmp_path):
    """A firewall that looks at answers forbids one; what was done by us must be in the way back."""
    site.changing = ["forbidden after"]
    report = send(CHANGES[:1])
    assert (report.outcomes, bool(report.stopped)) == ({Outcome.UNSURE: 1}, True)
    assert send(CHANGES[:1]).outcomes == {Outcome.CHANGED: 1}
    assert len(undoing(tmp_path / "journal")[1]) == 1


def test_what_a_site_said_it_did_is_never_sent_again(send, site, explain):
    """Whatever became of it since, a second request would be a second verdict in the site's books."""
    site.changing = ["nothing"] * 10
    send()
    explain()
    send()
    assert max(site.effects.values()) == 1


def test_a_later_mismatch_ends_the_run_after_its_batch(send, site):
    """Fifty at a time are looked at again."""
    site.changing = [""] * 70 + ["nothing"]
    report = send()
    assert (sum(site.effects.values()), report.otherwise) == (110, ("71",))


def test_a_run_sends_no_more_than_it_may(send, site):
    """What is left is left for the next run, which starts where this one ended."""
    report = send(limits=Limits(most=30))
    assert (report.outcomes, report.is_complete) == ({Outcome.CHANGED: 30, Outcome.SKIPPED: 90}, False)
    assert (send(limits=Limits(most=100)).is_complete, max(site.effects.values())) == (True, 1)


def test_six_refusals_in_a_row_end_the_run(send, site):
    """One comment may be beyond us; six say that it isn't the comments."""
    site.changing = ["refused"] * 6
    assert send().outcomes == {Outcome.REFUSED: 6, Outcome.SKIPPED: 114}


def test_refusals_here_and_there_do_not(send, site):
    """A row of refusals is broken by a change that is made."""
    site.changing = ["refused", "refused", "", "refused", "refused", "refused", "refused"]
    assert send().outcomes == {Outcome.CHANGED: 114, Outcome.REFUSED: 6}


def test_a_conflict_is_looked_at_again_and_refused_in_the_end(send, site):
    """Another version of the same text is no reason to give up; three are."""
    site.changing = ["stale", "", "stale", "stale", "stale"]
    assert send(CHANGES[:2]).outcomes == {Outcome.CHANGED: 1, Outcome.REFUSED: 1}


def test_a_site_that_asks_for_patience_gets_it(send, site, clock):
    """Two seconds are waited, and the comment is read anew before it is tried again."""
    site.changing = ["busy"]
    assert send(CHANGES[:1]).is_complete
    assert 2 < clock.time < 5


def test_patience_has_an_end(send, site):
    """Nobody watches a program that waits for an hour."""
    site.changing = ["", "busy", "busy", "busy", "busy"]
    report = send()
    assert report.outcomes == {Outcome.CHANGED: 1, Outcome.SKIPPED: 119}
    assert "Run the same again later" in report.stopped


def test_no_more_than_three_requests_are_made_in_a_second(send, clock):
    """Reads count: four for ten and fifty, and four to look again, on the way and in the end."""
    send()
    assert clock.time > 120 / 3


class Timed(Shelf):
    """A site that notes how old a reading is when it is acted on."""

    def __init__(self, statuses: dict[str, Status], clock: Clock) -> None:
        super().__init__(statuses)
        self.clock, self.read_at, self.ages = clock, {}, []

    def read(self, ids):
        """Note when comments are read."""
        self.read_at |= dict.fromkeys(ids, self.clock.time)
        return super().read(ids)

    def change(self, live, wanted):
        """Note how long ago a comment was read."""
        self.ages.append(self.clock.time - self.read_at[live.id])
        super().change(live, wanted)


def test_no_reading_older_than_five_seconds_is_acted_on(clock, tmp_path):
    """Fifty changes take longer, and people moderate meanwhile: what was read has to be read anew."""
    site = Timed(dict.fromkeys(IDS, Status.APPROVED), clock)
    with Journal.open(tmp_path / "journal", HEADER, str) as journal:
        assert apply(CHANGES, site, journal, "kim", pace=clock.pace()).is_complete
    assert (len(site.ages), max(site.ages) < 6) == (120, True)


class OneByOne(Timed):
    """A site without a list by ids, which takes its time over each comment, as Disqus does."""

    at_once = 1
    reads = 0

    def read(self, ids):
        """Take 3.6 seconds for each."""
        self.reads += len(ids)
        self.clock.sleep(3.6 * (len(ids) - 1))
        found = super().read(ids)
        self.clock.sleep(3.6)
        return found


def test_a_site_that_is_read_one_by_one_is_read_no_more_than_needed(clock, tmp_path):
    """A thousand requests an hour is all that Disqus allows: a look before, a look after, and one in the end."""
    site = OneByOne(dict.fromkeys(IDS, Status.APPROVED), clock)
    with Journal.open(tmp_path / "journal", HEADER, str) as journal:
        assert apply(CHANGES, site, journal, "kim", pace=clock.pace()).is_complete
    assert (site.reads, max(site.ages) < 6) == (3 * len(IDS), True)


def test_a_request_nobody_answers_is_tried_three_times(send, site):
    """Each time the comment is read in between, so that none of them is a repeat."""
    site.changing = ["lost", "late"]
    assert send(CHANGES[:1]).outcomes == {Outcome.CHANGED: 1}
    site.changing = ["lost"] * 3
    assert send(CHANGES[1:2]).outcomes == {Outcome.UNSURE: 1}
    assert send(CHANGES[1:2]).outcomes == {Outcome.CHANGED: 1}
    assert site.effects == {"1": 1, "2": 1}


def test_a_comment_that_is_gone_is_said_to_be(send, site):
    """It may have been deleted, or the plan is for another site."""
    del site.statuses["2"]
    assert send(CHANGES[:2]).outcomes == {Outcome.CHANGED: 1, Outcome.GONE: 1}


def test_what_others_changed_after_us_is_told_and_left(send, site):
    """A moderator at the site has brought one back."""
    send()
    site.statuses["7"] = Status.APPROVED
    again = send()
    assert (again.otherwise, site.statuses["7"]) == (("7",), Status.APPROVED)


def test_two_runs_do_not_write_one_journal(send, tmp_path):
    """The second would send what the first is about to send."""
    with Journal.open(tmp_path / "journal", HEADER, str), pytest.raises(JournalInUse, match="another run"):
        send()


def test_a_journal_of_another_plan_is_not_gone_on_with(send, tmp_path):
    """What it calls done was done by another list."""
    send(CHANGES[:1])
    other = JournalHeader("other", "shelf", "https://shelf.example", "s")
    with pytest.raises(WrongUse, match="another plan"):
        Journal.open(tmp_path / "journal", other, str)


def test_a_journal_with_a_spoilt_line_is_not_guessed_at(send, tmp_path):
    """Only its last line may be cut, by a power cut."""
    send(CHANGES[:2])
    lines = (tmp_path / "journal").read_text().splitlines(keepends=True)
    (tmp_path / "journal").write_text("".join([*lines[:2], "oops\n", *lines[2:]]))
    with pytest.raises(UnreadableExport, match="line 3"):
        send(CHANGES[:2])


def test_a_journal_is_for_its_owners_eyes(send, tmp_path):
    """It says who decided what about whose comment."""
    send(CHANGES[:1])
    assert (tmp_path / "journal").stat().st_mode & 0o077 == 0


def test_what_a_newer_program_wrote_is_refused_before_any_of_it_is_believed(send, tmp_path):
    """It may say of a change what this program would pass over."""
    send(CHANGES[:1])
    header = PlanHeader("shelf", "https://shelf.example", "s", "2026-03-03T08:00:00.000Z", "desk", 2)
    write_plan(tmp_path / "plan", header, CHANGES[:2])
    for name, read in (("plan", read_plan), ("journal", read_journal), ("journal", lambda _: send(CHANGES[:1]))):
        path = tmp_path / name
        path.write_text(path.read_text().replace('"format":1', '"format":2').replace("removed", "shadowed"))
        with pytest.raises(UnreadableExport, match="newer comment-triage"):
            read(path)


def test_an_undo_goes_backwards_over_what_was_changed(send, site, tmp_path):
    """What was so already, or refused, was not our doing."""
    site.statuses["1"], site.changing = Status.REMOVED, ["refused"]
    send(CHANGES[:4])
    _, changes = undoing(tmp_path / "journal")
    assert [(change.id, change.before, change.wanted) for change in changes] == [
        ("4", Status.REMOVED, Status.APPROVED),
        ("3", Status.REMOVED, Status.APPROVED),
    ]


def test_a_comment_that_was_changed_twice_goes_back_to_its_first_state(send, tmp_path):
    """Decided, and decided anew while decisions are sent as they are made."""
    send([Change("1", "s", "digest", Status.APPROVED, Status.REMOVED, Action.REMOVE, n=1)])
    send([Change("1", "s", "digest", Status.REMOVED, Status.PENDING, Action.HOLD, n=2)])
    _, (change,) = undoing(tmp_path / "journal")
    assert (change.before, change.wanted) == (Status.PENDING, Status.APPROVED)


def test_a_plan_is_read_as_it_was_written(tmp_path):
    """By its bytes it is confirmed."""
    header = PlanHeader("shelf", "https://shelf.example", "s", "2026-03-03T08:00:00.000Z", "desk", len(CHANGES))
    written = write_plan(tmp_path / "plan", header, CHANGES)
    assert read_plan(tmp_path / "plan") == written


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[:-1], "holds 1 changes where"),
        (lambda lines: [*lines[:-1], lines[1]], "more than once"),
        (lambda lines: [*lines[:-1], b"{}"], "line 3"),
        (lambda lines: [lines[0], lines[1].replace(b"removed", b"deleted"), lines[2]], "line 2"),
        (lambda lines: [lines[0].replace(b"https:", b"file:"), *lines[1:]], "line 1.*https"),
        (lambda lines: lines[1:], "line 1"),
        (lambda lines: [], "line 1"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused(tmp_path, spoil, said):
    """A plan comes by mail, through editors."""
    header = PlanHeader("shelf", "https://shelf.example", "s", "2026-03-03T08:00:00.000Z", "desk", 2)
    write_plan(tmp_path / "plan", header, CHANGES[:2])
    lines = (tmp_path / "plan").read_bytes().splitlines()
    (tmp_path / "plan").write_bytes(b"\n".join(spoil(lines)))
    with pytest.raises(UnreadableExport, match=said):
        read_plan(tmp_path / "plan")
