"""The script for WP-CLI, run by a real shell against a stand-in `wp` that keeps WP-CLI's documented traps."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from moderation.comments import Status
from moderation.errors import UnreadableExport, WrongUse
from moderation.policy import Action
from moderation.writeback.changes import Change
from moderation.writeback.script import script, undoing_script
from tests import hostile

WP = '''#!{python}
"""WP-CLI as its own tests and source say: what is so already is an error, delete is for good, PHP may warn."""
import json, pathlib, sys
sys.stdin.read()  # as ssh does
here = pathlib.Path(__file__).with_name("site.json")
site = json.loads(here.read_text())
site["calls"].append(sys.argv[2:])
print("PHP Deprecated:  Creation of dynamic property in plugin.php on line 1")
assert sys.argv[1] == "--url=https://x.example/*", sys.argv
words, code = sys.argv[2:], 0
if words[0] == "eval":
    print(site["trash_days"])
elif words[:2] == ["comment", "get"]:
    state = site["comments"].get(words[2])
    code = state is None
    print("Error: Could not find the comment." if code else state)
elif words[0] == "comment":
    verb, id = words[1], words[2]
    before = site["comments"][id]
    became = {{"approve": "1", "unapprove": "0", "spam": "spam"}}.get(verb)
    if verb == "trash":
        site["stored"][id], became = before, "trash"
    if verb in ("untrash", "unspam"):
        became = site["stored"].get(id, "0") if before == verb[2:] else before
    if verb == "delete" or (verb == "trash" and site["trash_days"] == 0):
        became = None
    code = became == before or id in site["stuck"]
    if not code:
        site["comments"][id] = became
    print("Error: Could not update comment status" if code else f"Success: {{verb}} comment {{id}}.")
here.write_text(json.dumps(site))
sys.exit(int(code))
'''


class Site:
    """A WordPress site behind a `wp` in a folder."""

    def __init__(self, folder: Path, comments: dict[str, str]) -> None:
        self.folder, self.state = folder, folder / "site.json"
        self.wp = folder / "wp"
        self.wp.write_text(WP.format(python=sys.executable))
        self.wp.chmod(0o755)
        self.set(comments=comments, calls=[], stored={}, stuck=[], trash_days=30)

    def set(self, **values: object) -> None:
        """Change the site behind everybody's back."""
        known = json.loads(self.state.read_text()) if self.state.exists() else {}
        self.state.write_text(json.dumps({**known, **values}))

    def __getitem__(self, name: str):
        return json.loads(self.state.read_text())[name]

    def run(self, content: bytes, name: str = "changes.sh") -> subprocess.CompletedProcess[str]:
        """Run a script as its reader would."""
        path = self.folder / name
        path.write_bytes(content)
        environment = {"PATH": "/usr/bin:/bin", "WP": f"{self.wp} --url=https://x.example/*"}
        return subprocess.run(["sh", str(path)], capture_output=True, text=True, env=environment)

    @property
    def verbs(self) -> list[str]:
        """What was asked of comments, looking apart."""
        return [" ".join(call[1:]) for call in self["calls"] if call[0] == "comment" and call[1] != "get"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site with comments in every state."""
    return Site(tmp_path, {"1": "1", "2": "0", "3": "trash", "4": "1", "5": "spam"})


def change(id: str, before: Status, wanted: Status) -> Change:
    return Change(id, "s", "digest", before, wanted, Action.REMOVE)


REMOVALS = [change(id, Status.APPROVED, Status.REMOVED) for id in ("1", "2", "3", "4", "9")]


def test_only_differences_are_asked_for_and_the_rest_is_told(site: Site):
    """`wp comment trash 3` would end with an error on what is in the trash already, and stop there."""
    ran = site.run(script(REMOVALS, "test", 500))

    assert (ran.returncode, site.verbs) == (0, ["trash 1", "trash 4"])
    assert "2 changed, 1 already so, 2 left alone" in ran.stderr
    assert "expected 1, found 0" in ran.stderr
    assert "found gone" in ran.stderr


def test_the_log_gives_the_way_back(site: Site):
    """A mistake by hundreds must be undone by one command, where the site's own trash is emptied after 30 days."""
    before = site["comments"]
    site.run(script([*REMOVALS, change("2", Status.PENDING, Status.APPROVED)], "test", 500))
    assert site["comments"] != before
    back = site.run(undoing_script(site.folder / "changes.sh.tsv", 500), "back.sh")

    assert (back.returncode, site["comments"]) == (0, before)
    assert site.verbs[-3:] == ["unapprove 2", "untrash 4", "untrash 1"]


def test_a_site_without_a_trash_is_not_touched(site: Site):
    """With EMPTY_TRASH_DAYS at 0, `wp comment trash` deletes for good."""
    site.set(trash_days=0)
    ran = site.run(script(REMOVALS, "test", 500))

    assert (ran.returncode, site.verbs) == (1, [])
    assert "keeps no trash" in ran.stderr


def test_a_change_that_does_not_take_ends_the_run(site: Site):
    """What can't be explained once will not be explained by a hundred more."""
    site.set(stuck=["1"])
    ran = site.run(script(REMOVALS, "test", 500))

    assert (ran.returncode, site.verbs) == (1, ["trash 1"])
    assert "comment 1 was to become trash and is 1" in ran.stderr


def test_a_second_run_asks_for_nothing(site: Site):
    """Whoever is unsure whether it ran will run it again."""
    site.run(script(REMOVALS, "test", 500))
    ran = site.run(script(REMOVALS, "test", 500))

    assert (ran.returncode, len(site.verbs)) == (0, 2)


def test_a_run_ends_at_its_cap_and_the_next_goes_on(site: Site):
    """Five hundred wrong removals are noticed sooner than fifty thousand."""
    capped = site.run(script(REMOVALS, "test", 1))
    assert (capped.returncode, site.verbs) == (1, ["trash 1"])
    site.run(script(REMOVALS, "test", 1))
    assert site.verbs == ["trash 1", "trash 4"]


def test_a_run_that_was_killed_after_asking_can_be_taken_back(site: Site):
    """The log says what was about to be asked; the comment says whether it was."""
    site.run(script(REMOVALS, "test", 500))
    log = site.folder / "changes.sh.tsv"
    kept = [line for line in log.read_text().splitlines(keepends=True) if not line.startswith("4\t1\ttrash\tchanged")]
    log.write_text("".join([*kept, "77\tca"]))
    back = site.run(undoing_script(log, 500), "back.sh")

    assert (back.returncode, site["comments"]["4"]) == (0, "1")


def test_an_unknown_state_is_taken_for_one_that_readers_see_or_that_waits(site: Site):
    """A saved page says nothing of states; what others took away must stay away."""
    unknown = [change(id, Status.UNKNOWN, Status.PENDING) for id in ("1", "3", "5")]
    site.run(script(unknown, "test", 500))

    assert site.verbs == ["unapprove 1"]


def test_no_script_ever_deletes(site: Site):
    """`wp comment delete` is for good on spam and trash, and prints that it trashed."""
    every = [change("1", before, wanted) for before in Status for wanted in (Status.REMOVED, Status.PENDING)]
    assert b"delete" not in script(every, "", 1).replace(b"never deletes", b"").replace(b"would delete for good", b"")


@pytest.mark.parametrize("id", ["1; rm -rf /", "$(x)", "0", "-1", "1\n2", "٣", "", "1" * 21])
def test_an_id_that_is_no_number_reaches_no_shell(id: str):
    """Ids come from files that anybody could have written."""
    with pytest.raises(WrongUse):
        script([change(id, Status.APPROVED, Status.REMOVED)], "test", 500)


def test_the_name_of_a_site_reaches_no_shell(site: Site):
    """It is the host in an export, or whatever was typed."""
    content = script([], "x\ntouch owned\n`touch owned`; $(touch owned)\r", 500)
    assert site.run(content).returncode == 0
    assert not (site.folder / "owned").exists()
    assert content.isascii()


@pytest.mark.parametrize(
    "line",
    [
        "1;x\t1\ttrash\tchanged\ttrash\tt",
        "1\t1\t$(x)\tchanged\t$(x)\tt",
        "1\tapproved\ttrash\tchanged\ttrash\tt",
        "1\t1\ttrash\tchange\ttrash\tt",
        "1\t1\ttrash\tchanged\t1\tt",
        "1\t1\ttrash\tsent\ttrash\tt",
        "hello",
        "1\t1",
        "",
    ],
)
def test_a_log_that_was_tampered_with_makes_no_script(site: Site, line: str):
    """What stands in it would stand in a shell script next."""
    log = site.folder / "log.tsv"
    log.write_text(f"id\tbefore\twanted\toutcome\tafter\tat\n{line}\n")
    with pytest.raises(UnreadableExport, match="line 2"):
        undoing_script(log, 500)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS)
def test_nothing_of_a_sites_name_or_a_files_is_run(site, text):
    """The head of a script says whose it is: a line end in that would begin a command."""
    content = script([change("1", Status.APPROVED, Status.REMOVED)], f"For {text}, {text}.", 5)
    ran = site.run(content)

    assert ran.returncode == 0, ran.stderr
    assert site.verbs == ["trash 1"]
    assert sorted(path.name for path in site.folder.iterdir()) == ["changes.sh", "changes.sh.tsv", "site.json", "wp"]
