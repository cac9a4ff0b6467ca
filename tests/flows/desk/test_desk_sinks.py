"""Every screen in a real terminal, filled with hostile texts: what reaches the terminal is read back byte by byte."""

import json
import os
import re
import select
import sys
import time

import pytest

from moderation.comments import Article, Comment, Status
from moderation.scoring.scorer import Scorer
from moderation.store.store import Store

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

OWN_SEQUENCE = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\]22;default\x07|\x1b(\[[0-9;?]*)?$")
"""What Textual writes: CSI sequences, the last of them perhaps cut off, and the mouse pointer's shape."""

STRIKES = (
    "\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b2J\x9d0;owned\x9c\x1bPq\x1b\\\u202e\u2066\x00\x7f\x08[@click=app.quit]x[/] [/b]"
)
"""The clipboard, the screen, the title, a device string, the direction, a backspace, and Textual's own markup."""

WALK = (
    *("j", "j", "c", "\x1b", "e", "\x1b", "i", "\x1b", "x", "j", "x", "X", "g", "\x1b", "1", "1", "m", "m"),
    *("d", " ", "\x1b", "s", "\x1b", "t", "\t", "\x1b", "f", "\x1b", "w", "\x1b", "?", "\x1b", "o", "o", "o", "o", "o"),
    *("\x1b[19~", "r", "\x1b", "\x1b"),
    *(
        "n",
        STRIKES,
        "\x1b",
        "/",
        "is:any",
        "\r",
        "j",
        "e",
        "\x1b",
        "\x1b",
        "T",
        "owned",
        "\r",
        "X",
        "a",
        "u",
        "\x10",
        "\x1b",
    ),
)
"""Keys that lead through all screens and prompts, a decision and its undoing among them."""


SCREENS = (
    "Article and thread",
    "History of this comment",
    "Corrections  ",
    "You and the model",
    "Keys",
    "filters",
    "looked out for",
    "What the decisions teach",
)
"""Words of the screens that the walk must have seen."""


def texts(root):
    """Return hostile texts: ours, and the collected ones where they are at hand."""
    collected = root.parent / "shared" / "samples" / "hostile" / "texts.jsonl"
    lines = collected.read_text("utf-8").splitlines() if collected.exists() else []
    disputed = f"Stop writing annexed. {STRIKES} It was liberated {STRIKES}"
    return [STRIKES, f"{STRIKES} you vermin", disputed, disputed, *(json.loads(line)["body"] for line in lines)]


@pytest.fixture
def hostile_desk(tmp_path, root):
    """Return a desk whose articles, authors, notes, filters and lists are all hostile, scored by the shipped model."""
    path = tmp_path / "desk.sqlite"
    with Store.open(path, create=True) as store:
        source = store.put_source(STRIKES, "jsonl", STRIKES)
        article = Article(
            "1", f"Island annexed {STRIKES}", f"The island was annexed. {STRIKES}\nThen {STRIKES}", STRIKES
        )
        store.put_articles(STRIKES, [article])
        posted = [
            Comment(str(n), text, "1", str(n - 1) if n % 3 == 0 else "", STRIKES, "", Status.REPORTED)
            for n, text in enumerate(texts(root))
        ]
        store.put_comments(STRIKES, posted, source)
        refs, judged = zip(*store.unscored("base", 1_000), strict=True)
        store.put_suggestions(refs, Scorer.shipped().score(judged), judged)
        store.hold([refs[3]], STRIKES, STRIKES)
    return path


def walked(root, path):
    """Return all that the desk writes on a walk through its screens."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(root)
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="30")
        run = "from tui.cli.main import run; run()"
        os.execv(sys.executable, [sys.executable, "-c", run, "--desk", str(path), "review", "--as", "kim"])
    written = read_until_quiet(terminal, b"", 2.0)
    for key in ("x", *WALK):  # the first leaves the page that greets whoever is new
        os.write(terminal, key.encode("utf-8", "surrogatepass"))
        written = read_until_quiet(terminal, written, 0.25)
    os.write(terminal, b"q")
    written = read_until_quiet(terminal, written, 1.0)
    os.close(terminal)
    os.waitpid(pid, 0)
    return written.decode(errors="ignore")


def read_until_quiet(terminal, written, seconds):
    """Read on until nothing has come for some seconds, 30 at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until and select.select([terminal], [], [], seconds)[0]:
        try:
            written += os.read(terminal, 65536)
        except OSError:  # the desk was left
            return written
    return written


def test_nothing_of_a_reader_reaches_the_terminal_as_a_command_on_any_screen(hostile_desk, root):
    """Every stock widget passes escape sequences on; one that slipped in would write the clipboard from a comment."""
    written = walked(root, hostile_desk)
    left = OWN_SEQUENCE.sub("", written)
    assert "Traceback" not in left
    assert not re.search("[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left)
    assert "\x08" not in left
    for screen in (*SCREENS, "0 decisions made"):
        assert screen in left, screen
