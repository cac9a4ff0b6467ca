"""Nothing leaves the machine: every verb runs with a network that must not be touched, workers included."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"

HOOK = """
import os, sys

def refuse(event, values):
    if event.startswith("socket.") and event.split(".")[1] in {
        "connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"
    }:
        if getattr(values[0], "family", None) == 1:  # AF_UNIX: a process talks to its own
            return
        if event == "socket.bind" and values[1] == ("::1", 0):  # urllib3, imported by trafilatura: is there IPv6 here?
            return
        with open(os.environ["TOUCHED"], "a") as file:
            file.write(f"{event} {values[1:]!r} {sys.argv!r}\\n")
        raise PermissionError(f"the network was touched: {event}")

sys.addaudithook(refuse)
"""
"""Python loads it in every process of its own accord; what a library does in C alone passes it by."""

WALK = """
import json, sys
from tui.cli.main import main
for words in json.load(open(sys.argv[1])):
    code = main(words)
    if code not in (0, 1):
        sys.exit(f"{words}: {code}")
"""

COMMANDS = [
    ["import", SAMPLE / "comments.jsonl", "--site", "harbour-courier.example"],
    ["import", SAMPLE / "wordpress.xml", SAMPLE / "saved-page.html"],
    ["inspect", SAMPLE / "wordpress.xml"],
    ["queue", "--limit", "3"],
    ["show", "51601"],
    ["decide", "51601", "abuse=no", "--as", "kim"],
    ["hold", "51602", "--note", "libel?", "--as", "kim"],
    ["undo", "1", "--as", "kim"],
    ["log"],
    ["policy", "set", "off_topic", "remove", "--as", "kim"],
    ["filters", "save", "rude", "score:abuse>0.5", "--as", "kim"],
    ["watch", "add", "word", "annex*", "--as", "kim"],
    ["score", SAMPLE / "comments.csv", SAMPLE / "saved-page.html", "-o", "out.csv", "--jobs", "2", "--explain"],
    ["retrain", "--decisions", SAMPLE / "decisions.jsonl", "--promote", "always", "--reason", "test", "--as", "kim"],
    ["models"],
    ["evaluate", SAMPLE / "decisions.jsonl", "--html", "page.html"],
    ["export", "-o", "decisions.csv"],
    ["corrections", "-o", "corrections.md"],
    ["erase", "--author", "Old Salt", "--yes", "--as", "kim"],
    ["stats", "--agreement"],
    ["settings"],
    ["check"],
    ["backup", "backup.sqlite"],
    ["--desk", "demo.sqlite", "demo", "--json"],
    ["--desk", "demo.sqlite", "demo", "--picture", "review.svg", "--keys", "j a u d escape t"],
]


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which every Python process notes that it touched the network, and fails."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(HOOK)
    here = {"TOUCHED": str(tmp_path / "touched"), "PYTHONPATH": f"{hooks}{os.pathsep}{ROOT}"}
    return {**os.environ, **here, "TRIAGE_DESK": str(tmp_path / "desk.sqlite")}


def test_no_verb_touches_the_network(watched, tmp_path):
    """A moderator's texts, a source's address, a model: all stay. `demo --picture` draws the review desk."""
    (tmp_path / "commands.json").write_text(json.dumps([[str(word) for word in words] for words in COMMANDS]))
    run = subprocess.run(
        [sys.executable, "-c", WALK, "commands.json"],
        cwd=tmp_path,
        env=watched,
        capture_output=True,
        text=True,
        check=False,
    )

    assert not (tmp_path / "touched").exists(), (tmp_path / "touched").read_text()
    assert run.returncode == 0, run.stderr[-2000:]
    assert (tmp_path / "review.svg").stat().st_size > 10_000


def test_every_verb_is_among_them():
    """A new verb has to be looked at as well."""
    walked = {word for words in COMMANDS for word in words[:3] if isinstance(word, str)}

    assert {verb.name for verb in VERBS} - walked == {"review"}


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('reader.example', 80)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import httpx; httpx.get('http://127.0.0.1:9')",
        "import multiprocessing as m, socket; p = m.get_context('spawn').Pool(1); "
        "p.apply(socket.getaddrinfo, ('reader.example', 80))",
    ],
)
def test_an_attempt_is_noticed(watched, tmp_path, attempt):
    """The test above can fail, in a worker as well."""
    run = subprocess.run([sys.executable, "-c", attempt], cwd=tmp_path, env=watched, capture_output=True, check=False)

    assert run.returncode != 0
    assert (tmp_path / "touched").exists()
