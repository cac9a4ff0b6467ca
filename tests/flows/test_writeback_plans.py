"""Decisions back to a WordPress site over real HTTP: planned, looked at, sent, taken back; or written as a script."""

import io
import json
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from moderation.writeback.systems import SYSTEMS, variables
from tests.standins.server import Fault
from tests.standins.wordpress import PASSWORD, SECRETS, Row, WordPressSite
from tui.cli.main import main

TEXTS = {id: f"Comment {id} says <em>this</em> & that, at length." for id in range(1, 21)}
WXR = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title><item>
<title>News</title><link>https://x.example/1</link><wp:post_id>9</wp:post_id><wp:post_type>post</wp:post_type>{}
</item></channel></rss>"""
COMMENT = """<wp:comment><wp:comment_id>{}</wp:comment_id><wp:comment_author>Ann</wp:comment_author>
<wp:comment_content><![CDATA[{}]]></wp:comment_content><wp:comment_approved>{}</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[WordPressSite]:
    """Return a site of twenty comments, half of which wait, and its secrets in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"TRIAGE_{name}", value)
    with WordPressSite({id: Row(text, str(id % 2)) for id, text in TEXTS.items()}) as site:
        yield site


@pytest.fixture(scope="module")
def decided(tmp_path_factory) -> Path:
    """Return a desk that has the site's export, with 1 to 12 called abuse and 13, 14 off-topic."""
    folder = tmp_path_factory.mktemp("decided")
    comments = "".join(COMMENT.format(id, text, id % 2) for id, text in TEXTS.items())
    (folder / "export.xml").write_text(WXR.format(comments))
    desk = ["--desk", str(folder / "desk.sqlite")]
    assert main(["import", str(folder / "export.xml"), "--site", "blog", *desk]) == 0
    for ids, abuse, off_topic in ((range(1, 13), "yes", "no"), ((13, 14), "no", "yes"), ((15, 16), "no", "no")):
        labels = [f"abuse={abuse}", f"off_topic={off_topic}", "disputed_terminology=no"]
        for id in ids:
            assert main(["decide", str(id), *labels, "--as", "kim", *desk]) == 0
    return folder / "desk.sqlite"


@pytest.fixture
def desk(triage, site, decided, tmp_path):
    """Return a command line at a desk where sixteen comments of the site are decided."""
    copyfile(decided, tmp_path / "desk.sqlite")
    return triage


@pytest.fixture
def plan(desk, site, tmp_path):
    """Return the plan of these decisions, as the command printed it."""
    answer = desk("export", "--to", "wordpress", "--at", site.address, "-o", tmp_path / "plan", "--json")
    assert answer.code == 0, answer.err
    return answer.document


class Keyboard(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


def applied(desk, plan, *more):
    return desk("export", "--apply", plan["plan"], "--hash", plan["hash"], "--pace", 1000, "--json", *more)


def states(site: WordPressSite) -> str:
    return " ".join(row.approved for row in site.rows.values())


def test_a_plan_holds_differences_only_and_sends_nothing(plan, site, tmp_path):
    """Twelve are to be removed and one kept back; 14 waits already, and approvals take --publish."""
    assert plan["wanted"] == {"removed": 12, "pending": 1}
    assert plan["left"] == {"so_already": 2, "kept": 1}
    assert site.done == []
    assert stat.S_IMODE((tmp_path / "plan").stat().st_mode) == 0o600


def test_neither_plan_nor_journal_holds_a_secret_or_a_readers_word(desk, plan, tmp_path):
    """They are mailed to colleagues and lie in backups."""
    applied(desk, plan)
    written = (tmp_path / "plan").read_text() + (tmp_path / "plan.journal").read_text()
    assert not re.search("|".join([PASSWORD, "at length", "Ann", r"192\.0", "Mozilla"]), written)


def test_a_plan_is_shown_with_what_readers_wrote_made_safe(desk, site, tmp_path):
    """Somebody has to look, and what they look at must not run their terminal."""
    shown = desk("export", "--to", "wordpress", "--at", site.address, "-o", tmp_path / "plan")
    assert "Ann: Comment 1 says this & that" in shown.out
    assert "approved -> removed" in shown.out
    assert "Nothing has been sent" in shown.err
    assert re.search(r"triage export --apply \S+/plan --hash [0-9a-f]{12}\n", shown.err)


def test_what_was_looked_at_is_what_is_sent(desk, plan, site):
    """Each comment gets one request, and keeps the address of who wrote it."""
    report = applied(desk, plan)
    assert (report.code, report.document["changed"], report.document["stopped"]) == (0, 13, "")
    assert states(site) == " ".join(["trash"] * 12 + ["0", "0"] + ["1", "0"] * 3)
    assert (len(site.done), site.most_sent) == (13, 1)
    assert {(row.ip, row.agent) for row in site.rows.values()} == {("192.0.2.7", "Mozilla/5.0")}


def test_the_same_again_sends_nothing(desk, plan, site):
    """Whoever is unsure whether it ran will run it again."""
    applied(desk, plan)
    again = applied(desk, plan)
    assert (again.code, again.document["changed"], len(site.done)) == (0, 13, 13)
    assert (plan["hash"] in again.err, again.document["earlier"]) == (False, 13)
    assert re.search(r"^Nothing was left to send: of 13 changes .* at 2\d{3}-.*Z: 13 changed\.$", again.err, re.M)


def test_a_run_that_goes_on_says_what_an_earlier_one_did(desk, plan):
    """The same sum twice reads as if they had been sent twice."""
    applied(desk, plan, "--most", 5)
    assert "13 changes asked for, 5 of them in an earlier run that ended at 2" in applied(desk, plan).err


def test_an_undo_brings_every_comment_back(desk, plan, site, tmp_path):
    """The whole site stands as before the plan, and only what the plan did is touched."""
    before = states(site)
    applied(desk, plan)
    asked = desk("export", "--undo", tmp_path / "plan.journal")
    assert (asked.code, states(site) == before) == (2, False)
    hash_ = re.search(r"--hash (\w+)", asked.err)[1]
    assert desk("export", "--undo", tmp_path / "plan.journal", "--hash", hash_, "--pace", 1000).code == 0
    assert states(site) == before
    again = desk("export", "--undo", tmp_path / "plan.journal", "--pace", 1000)
    assert (again.code, "Nothing was left to send" in again.err, len(site.done)) == (0, True, 26)


@pytest.mark.parametrize("name", ["plan", "plan.journal", "desk.sqlite", "-"])
def test_the_plan_of_an_undo_is_written_over_nothing_that_it_needs(desk, plan, tmp_path, name):
    """The journal is the only way back."""
    applied(desk, plan)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    asked = desk("export", "--undo", tmp_path / "plan.journal", "-o", name if name == "-" else tmp_path / name)
    assert (asked.code, "-o" in asked.err) == (2, True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_plan_is_sent_unseen(desk, plan, site, tmp_path):
    """A hash of another plan, of a changed one, or none at all is no consent."""
    path = tmp_path / "plan"
    assert desk("export", "--apply", path).code == 2
    assert desk("export", "--apply", path, "--hash", "0" * 12).code == 2
    path.write_text(path.read_text().replace('"removed"', '"spam"'))
    assert applied(desk, plan).code == 2
    assert site.done == []


@pytest.mark.parametrize(("typed", "sent"), [("13", 13), ("", 0), ("y", 0), ("12", 0), ("1", 0)])
def test_at_a_terminal_the_number_of_changes_sends_them(desk, plan, site, monkeypatch, typed, sent):
    """An Enter too many sends nothing, and nobody has to copy twelve digits."""
    monkeypatch.setattr("sys.stdin", Keyboard(f"{typed}\n"))
    answer = desk("export", "--apply", plan["plan"], "--pace", 1000)
    assert (answer.code, len(site.done)) == (0 if sent else 2, sent)
    assert ("Send 13 changes? Type 13" in answer.err, "--hash" in answer.err) == (True, False)


def test_what_a_system_asks_for_is_in_the_help(desk):
    """Without them nothing is looked at, and whoever reads --help must not have to fail first."""
    said = desk("export", "--help").out
    assert all(name in said for system in SYSTEMS for name in variables(system).values())


def test_a_plan_for_no_system_is_refused(desk, plan):
    """What a file names is not what a program loads."""
    path = Path(plan["plan"])
    path.write_text(path.read_text().replace('"wordpress"', '"planning"', 1))
    hash_ = re.search(r"--hash (\w+)", desk("export", "--apply", path).err)[1]
    answer = desk("export", "--apply", path, "--hash", hash_)
    assert (answer.code, "none of the systems" in answer.err) == (2, True)


def test_a_decision_taken_back_after_the_plan_is_not_sent(desk, plan, site):
    """Between the look and the sending somebody may have thought better of it."""
    desk("undo", 1, "--as", "kim")  # 16, approved
    desk("decide", 12, "abuse=no", "off_topic=no", "disputed_terminology=no", "--as", "kim")
    report = applied(desk, plan)
    assert "1 change whose decision was taken back" in report.err
    assert site.sent_to("12") == []


def test_what_was_edited_or_decided_on_the_site_is_left_alone(desk, plan, site):
    """The decision was about other words; or somebody at the site knows more."""
    site.rows[1].content, site.rows[3].approved = "I take it back.", "spam"
    report = applied(desk, plan)
    assert (report.code, report.document["edited"], report.document["elsewhere"]) == (0, 1, 1)
    assert site.sent_to("1") == site.sent_to("3") == []


def test_a_site_that_says_yes_and_does_nothing_is_not_believed(desk, plan, site):
    """WordPress answers 200 for nothing; only reading again tells."""
    site.ignores_statuses = True
    report = applied(desk, plan)
    assert (report.code, report.document["changed"], report.document["unexplained"]) == (1, 12, 1)


def test_after_a_change_nobody_can_explain_somebody_has_to_say_so(desk, plan, site):
    """A proxy may drop the address that we send along: the next comment would lose its own too."""
    site.drops_addresses = True
    report = applied(desk, plan)
    assert (report.code, report.document["unexplained"], "address" in report.err) == (1, 1, True)
    assert "To take it back" in report.err
    site.drops_addresses, sent = False, len(site.done)
    assert ("--explained" in applied(desk, plan).err, len(site.done)) == (True, sent)
    assert applied(desk, plan, "--explained", "--as", "ines").document["changed"] == 13
    assert "ines knows why" in Path(report.document["journal"]).read_text()


def test_another_site_than_the_exports_is_noticed(desk, plan, site):
    """The ids of two sites overlap; their texts don't."""
    for row in site.rows.values():
        row.content = "Another site's comment."
    report = applied(desk, plan)
    assert (report.code, site.done, "is this the site" in report.err) == (1, [], True)


def test_a_run_ends_at_its_cap_and_the_next_goes_on(desk, plan, site):
    """Somebody should look at the site before the next five hundred."""
    first = applied(desk, plan, "--most", 5)
    assert (first.code, first.document["changed"], first.document["skipped"]) == (1, 5, 8)
    assert (applied(desk, plan).code, site.most_sent) == (0, 1)


def test_faults_of_the_network_are_borne(desk, plan, site):
    """A connection that breaks says nothing about whether the comment was removed; reading it does."""
    site.fault(Fault.DROP_AFTER, "DELETE")
    site.fault(Fault.BUSY, "DELETE")
    report = applied(desk, plan)
    assert (report.code, report.document["changed"], site.most_sent) == (0, 13, 1)


def test_a_site_that_refuses_us_ends_the_run(desk, plan, site, monkeypatch):
    """A revoked password is nothing to try again five hundred times."""
    monkeypatch.setenv("TRIAGE_WORDPRESS_APP_PASSWORD", "wrong wrong")
    report = applied(desk, plan)
    assert (report.code, report.document["skipped"], site.done) == (1, 13, [])
    assert "wrong wrong" not in report.err + report.out


def test_secrets_come_from_the_environment_alone(desk, plan, site, monkeypatch):
    """What stands on a command line is seen by everybody on the machine."""
    monkeypatch.delenv("TRIAGE_WORDPRESS_USER")
    report = applied(desk, plan)
    assert (report.code, site.done) == (1, [])
    assert "TRIAGE_WORDPRESS_USER" in report.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "wordpress", "-o", "p"], "--at"),
        (["--to", "wordpress", "--at", "http://x.example", "-o", "p"], "https"),
        (["--to", "wordpress", "--at", "https://kim:secret@x.example", "-o", "p"], "name or password"),
        (["--to", "wordpress", "--at", "https://x.example", "-o", "-"], "file"),
        (["--to", "wordpress", "--at", "https://x.example", "--site", "other", "-o", "p"], "blog"),
        (["--to", "wp-cli", "-o", "-"], "-o"),
        (["--to", "csv", "--follow"], "--follow"),
        (["--to", "wordpress", "--follow"], "--at"),
        (["--to", "wordpress", "--at", "http://x.example", "--follow"], "https"),
        (["--apply", "absent"], "absent"),
        (["--apply", "absent", "-o", "p"], "no -o"),
        (["--apply", "absent", "--at", "https://x.example"], "--at"),
        (["--undo", "absent", "--publish"], "--publish"),
        (["--apply", "absent", "--pace", "0"], "above 0"),
        (["--apply", "desk.sqlite"], "line 1"),
        (["--undo", "desk.sqlite"], "line 1"),
        ([], "-o"),
    ],
)
def test_wrong_use_is_said_and_writes_nothing(desk, tmp_path, monkeypatch, words, said):
    """Each of them is typed by somebody some day."""
    monkeypatch.chdir(tmp_path)
    answer = desk("export", *words)
    assert answer.code in (1, 2)
    assert said in answer.err
    assert "secret" not in answer.err.replace("secrets", "")
    assert {path.name for path in tmp_path.iterdir()} <= {"desk.sqlite", "desk.sqlite.lock"}


def test_a_plan_that_was_sent_is_not_written_over(desk, plan, site):
    """Its journal would belong to a plan that nobody has any more."""
    applied(desk, plan)
    again = desk("export", "--to", "wordpress", "--at", site.address, "-o", plan["plan"])
    assert (again.code, "plan.journal" in again.err) == (2, True)


@pytest.mark.parametrize("known", [{"status": "approved"}, {}])
def test_half_of_what_readers_see_is_not_taken_away_unasked(triage, tmp_path, known):
    """A policy set wrongly must not empty a site, known by an export with states or by one without."""
    lines = [{"id": n, "text": f"Comment {n}.", **known} for n in range(1, 101)]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    triage("import", tmp_path / "x.jsonl", "--site", "s")
    triage("decide", *range(1, 61), "abuse=yes", "off_topic=no", "disputed_terminology=no", "--as", "kim")
    at = ["--to", "wordpress", "--at", "https://x.example", "--offline", "-o", tmp_path / "p", "--json"]
    plan = triage("export", *at).document
    refused = applied(triage, plan)
    assert (refused.code, "60 of the 100" in refused.err, "--share 61" in refused.err) == (2, True, True)


def test_a_script_is_written_of_the_same_decisions(desk, tmp_path):
    """Who runs the site runs it; nothing of ours has to reach it."""
    answer = desk("export", "--to", "wp-cli", "-o", tmp_path / "changes.sh", "--json")
    content = (tmp_path / "changes.sh").read_text()
    assert (answer.document["changes"], content.count("\nchange ")) == (13, 13)
    assert "at length" not in content
    assert subprocess.run(["sh", "-n", str(tmp_path / "changes.sh")]).returncode == 0


def test_the_log_of_a_script_makes_the_script_that_takes_it_back(desk, tmp_path):
    """One verb undoes, whichever way the decisions went."""
    log = tmp_path / "changes.sh.tsv"
    log.write_text("id\tbefore\twanted\toutcome\tafter\tat\n1\t1\ttrash\tchanged\ttrash\t2026-03-03T08:00:00Z\n")
    assert desk("export", "--undo", log).code == 2
    assert desk("export", "--undo", log, "-o", tmp_path / "back.sh").code == 0
    assert (tmp_path / "back.sh").read_text().endswith("\nchange 1 trash 1\ntotal\n")


@pytest.mark.parametrize(
    ("system", "why"), [("isso", "wipes the text"), ("facebook", "no ids"), ("blogger", "none of")]
)
def test_a_system_with_no_way_back_says_why(desk, system: str, why: str):
    """What can't be taken back is not done by a program."""
    answer = desk("export", "--to", system, "-o", "out.csv")

    assert (answer.code, why in answer.err) == (2, True)
