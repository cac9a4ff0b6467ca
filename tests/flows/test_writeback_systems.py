"""Every system's own export in, a decision, the decision out on its site, and back: ids and texts have to agree."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.standins import coral, discourse, disqus, lemmy, wordpress
from tests.standins.server import StandIn

BAD, FINE = "You are an <b>idiot</b> &amp; a liar.", "Well said."
REST = [
    {
        "id": number,
        "post": 1,
        "type": "comment",
        "status": "approved",
        "author_name": "Ann",
        "content": {"rendered": f"<p>{text}</p>", "raw": text},
    }
    for number, text in ((1, BAD), (2, FINE))
]
MONGO = [
    {"id": f"c{n}", "storyID": "s1", "authorID": "u1", "revisions": [{"id": "r1", "body": text}], "status": "NONE"}
    for n, text in ((1, BAD), (2, FINE))
]
QUEUE = {
    "reviewables": [
        {"id": n, "type": kind, "status": 0, "version": 0, "topic_id": 10, "raw": text}
        for n, kind, text in ((1, "ReviewableFlaggedPost", BAD), (2, "ReviewableFlaggedPost", FINE))
    ]
}
REPORTS = {
    "comment_reports": [
        {
            "comment_report": {"id": n, "comment_id": n, "original_comment_text": text, "resolved": False},
            "comment": {"id": n, "post_id": 9, "content": text, "removed": False, "deleted": False, "path": f"0.{n}"},
            "post": {"id": 9, "name": "Story"},
        }
        for n, text in ((1, BAD), (2, FINE))
    ]
}
POST = """<post dsq:id="{}"><id/><message><![CDATA[<p>{}</p>]]></message><createdAt>2026-03-03T08:14:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Ann</name></author><thread dsq:id="9"/></post>"""
DISQUS = """<?xml version="1.0" encoding="utf-8"?><disqus xmlns="http://disqus.com"
xmlns:dsq="http://disqus.com/disqus-internals"><category dsq:id="1"><forum>x</forum><title>General</title></category>
<thread dsq:id="9"><id/><forum>x</forum><category dsq:id="1"/><link>https://x.example/1</link><title>News</title>
<message/><createdAt>2026-03-03T08:00:00Z</createdAt></thread>{}</disqus>"""


@dataclass(frozen=True)
class Case:
    """A system: its export, its stand-in, and what reaches it when the first comment is removed and given back."""

    system: str
    export: str
    standin: Callable[[], StandIn]
    secrets: dict[str, str]
    bad: str
    verbs: list[str]


CASES = [
    Case(
        "wordpress",
        json.dumps(REST),
        lambda: wordpress.WordPressSite({1: wordpress.Row(BAD, "1"), 2: wordpress.Row(FINE, "1")}),
        wordpress.SECRETS,
        "1",
        ["trash", "untrash"],
    ),
    Case(
        "coral",
        "\n".join(map(json.dumps, MONGO)),
        lambda: coral.CoralServer({"c1": coral.CoralComment([BAD]), "c2": coral.CoralComment([FINE])}),
        coral.SECRETS,
        "c1",
        ["rejectComment", "approveComment"],
    ),
    Case(
        "disqus",
        DISQUS.format(POST.format(1, BAD) + POST.format(2, FINE)),
        lambda: disqus.DisqusApi(
            {"1": disqus.Post(f"<p>{BAD}</p>", isApproved=True), "2": disqus.Post(f"<p>{FINE}</p>", isApproved=True)}
        ),
        disqus.SECRETS,
        "1",
        ["remove", "restore"],
    ),
    Case(
        "discourse",
        json.dumps(QUEUE),
        lambda: discourse.Forum({"1": discourse.Item(BAD), "2": discourse.Item(FINE)}),
        discourse.SECRETS,
        "1",
        ["agree_and_hide"],
    ),
    Case(
        "lemmy",
        json.dumps(REPORTS),
        lambda: lemmy.LemmyServer({1: lemmy.LemmyComment(BAD), 2: lemmy.LemmyComment(FINE)}),
        lemmy.SECRETS,
        "1",
        ["remove", "give back"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.system)
def test_a_decision_finds_its_comment_and_the_way_back(
    triage, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A closed report of Discourse is the one thing that can't be taken back through a queue, and says so."""
    for name, value in case.secrets.items():
        monkeypatch.setenv(f"TRIAGE_{name}", value)
    (tmp_path / "export").write_text(case.export)
    assert triage("import", tmp_path / "export", "--site", "x").code == 0
    assert triage("decide", case.bad, "abuse=yes", "--as", "kim").code == 0

    with case.standin() as standin:
        to = ("export", "--to", case.system, "--at", standin.address, "-o", tmp_path / "plan", "--json")
        planned = triage(*to)
        assert planned.document["wanted"] == {"removed": 1}, planned.err
        sending = ("--pace", 1000, "--as", "kim", "--json")
        sent = triage("export", "--apply", tmp_path / "plan", "--hash", planned.document["hash"], *sending)
        assert (sent.code, sent.document["changed"]) == (0, 1), sent.err
        undo = ("export", "--undo", sent.document["journal"])
        hash = re.findall(r"--hash ([0-9a-f]{12})", triage(*undo).err)[0]
        back = triage(*undo, "--hash", hash, *sending)

    refused = case.system == "discourse"
    assert (back.code, back.document["changed"], back.document["refused"]) == (refused, not refused, refused), back.err
    assert [done.verb for done in standin.done] == case.verbs
