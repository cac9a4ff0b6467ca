"""Every command, with hostile texts in every field of the desk and as every argument: its answer is text."""

import gc
import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests import hostile
from tui.cli.main import main
from tui.cli.verbs import BY_NAME

SECOND_LINES = hostile.second_lines()

# As arguments: one of each kind is enough, since the doors are tried with all of them elsewhere.
ARGUMENTS = {
    name: hostile.as_argument(hostile.TEXTS[name])
    for name in (
        "writes the clipboard",
        "C1 as one sign",
        "overwrites the line",
        "forges a line",
        "line ends of all kinds",
        "turns the line round",
        "half a pair",
        "words in tags",
        "runs an action",
        "names an emoji",
        "query",
        "option",
        "device",
        "words for nothing",
    )
}

X = "\0"
"""Stands for the hostile argument."""

ASKED: tuple[tuple[str, ...], ...] = (
    ("import", X),
    ("import", "EXPORT", "--site", X),
    ("import", "EXPORT", "--encoding", X),
    ("inspect", X),
    ("review", "--filter", X, "--as", X),
    ("queue", "--filter", X),
    ("queue", "--order", X),
    ("show", X),
    ("decide", X, "accept", "--as", X, "--note", X),
    ("decide", "1", f"{X}=yes", "--as", X),
    ("decide", "1", "accept", "--as", X, "--note", X),
    ("hold", X, "--note", X, "--as", X),
    ("hold", "2", "--note", X, "--as", X),
    ("undo", X),
    ("undo", "1", "--as", X),
    ("log", X),
    ("policy", "set", X, X),
    ("policy", "set", "abuse", X),
    ("filters", "save", X, "ferry", "--as", X),
    ("filters", "save", "mine", X, "--as", X),
    ("filters", "remove", X, "--as", X),
    ("watch", "add", "word", X, "--why", X, "--as", X),
    ("watch", "add", "author", X, "--why", X, "--as", X),
    ("watch", "add", "word", "x", "--until", X),
    ("score", X, "-o", "OUT.csv"),
    ("score", "EXPORT", "-o", "OUT.csv", "--model", X),
    ("score", "EXPORT", "-o", "OUT.csv", "--rate", X),
    ("retrain", "--decisions", X),
    ("models", "show", X),
    ("models", "use", X, "--reason", X),
    ("models", "remove", X),
    ("models", "card", X),
    ("models", "diff", X),
    ("models", "rebuild", X),
    ("evaluate", X),
    ("evaluate", "EXPORT", "--html", X),
    ("export", "-o", "OUT.csv", "--since", X),
    ("export", "--to", X, "-o", "OUT.csv"),
    ("export", "--to", "wordpress", "--at", X, "-o", "OUT.plan"),
    ("export", "--to", "wp-cli", "--site", X, "-o", "OUT.sh"),
    ("export", "--apply", X),
    ("export", "--undo", X),
    ("corrections", "--article", X, "--term", X),
    ("corrections", "set", X, "--article", X, "--term", X, "--note", X, "--as", X),
    ("corrections", "set", "declined", "--article", X, "--note", X, "--as", X),
    ("erase", "--author", f"{X}?", "--yes", "--note", X, "--as", "kim"),
    ("stats", X),
    ("settings", "--settings", X),
    ("demo", "--size", X),
    ("check", X),
    ("check", "--noted", X),
    ("backup", X),
    (X,),
)

SHOWN: tuple[tuple[str, ...], ...] = (
    ("queue",),
    ("queue", "--order", "mixed", "--limit", "20"),
    ("log",),
    ("stats",),
    ("stats", "--agreement"),
    ("check",),
    ("filters",),
    ("watch",),
    ("corrections",),
    ("models",),
    ("policy",),
    ("inspect", "EXPORT"),
    ("import", "EXPORT"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """Return the folder of a desk in which readers, sites, articles and colleagues are all hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "export.jsonl").write_text("".join(json.dumps(row) + "\n" for row in hostile.rows()), encoding="utf-8")
    more = [{"id": str(n), "text": text, "author": text, "site": text} for n, text in enumerate(hostile.TEXTS.values())]
    (folder / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in more), encoding="utf-8")
    for words in (
        ["import", str(folder / "export.jsonl")],
        ["import", str(folder / "more.jsonl"), "--site", "harbour"],
    ):
        assert main([*words, "--desk", str(folder / "desk.sqlite")]) == 0
    for n, text in enumerate(map(hostile.as_argument, hostile.TEXTS.values())):
        settled = ["decide", f"harbour:{n}", "abuse=yes", "disputed_terminology=yes"]
        main([*settled, f"--as={text}", f"--note={text}", f"--desk={folder / 'desk.sqlite'}"])
        main(["watch", f"--why={text}", f"--as={text}", f"--desk={folder / 'desk.sqlite'}", "--", "add", "word", text])
        main(["filters", f"--as={text}", f"--desk={folder / 'desk.sqlite'}", "--", "save", f"f{n}", text])
    return folder


@pytest.fixture
def said(desk, capfd, monkeypatch, tmp_path):
    """Return a function that runs a command on that desk and returns what came out on stdout and on stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_DESK", str(desk / "desk.sqlite"))
    for name in ("NO_NETWORK", "WORDPRESS_USER"):
        monkeypatch.delenv(name, raising=False)

    def run(words, argument=""):
        given = [word.replace(X, argument).replace("EXPORT", str(desk / "export.jsonl")) for word in words]
        main([word.replace("OUT", str(tmp_path / "out")) for word in given])
        return capfd.readouterr()

    return run


def assert_inert(text: str) -> None:
    """No sign that a terminal obeys, none that is not seen, no line of a reader's own."""
    for forbidden in (hostile.NOT_FOR_A_TERMINAL, hostile.NOT_SEEN):
        found = forbidden.search(text.replace("\u034f", ""))  # what variation selectors are shown as
        assert not found, ascii(text[max(found.start() - 80, 0) : found.end() + 20])
    forged = [line for line in text.splitlines() if line.strip().startswith(SECOND_LINES)]
    assert not forged, ascii(forged)


@pytest.mark.parametrize("argument", ARGUMENTS.values(), ids=ARGUMENTS)
@pytest.mark.parametrize("words", ASKED, ids=lambda words: " ".join(words).replace(X, "X"))
def test_what_is_typed_comes_back_as_text(said, words, argument):
    """`triage show *` hands over whatever files are called, and a script whatever a site calls its comments."""
    answer = said(words, argument)

    assert_inert(answer.out)
    assert_inert(answer.err)


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_what_a_desk_holds_is_printed_as_text(said, words, as_json):
    """A terminal obeys what it is sent, and a colleague believes a line that looks like the log's."""
    answer = said([*words, *(["--json"] if as_json else [])])

    assert_inert(answer.out)
    assert_inert(answer.err)
    assert not as_json or [json.loads(line) for line in answer.out.splitlines()]


def test_each_comment_is_shown_as_text_and_as_json(said, desk):
    """Its text has lines of its own, each marked as the reader's."""
    asked = ["queue", "--json", "--order", "oldest", "--limit", str(2 * len(hostile.TEXTS))]
    listed = [json.loads(line) for line in said(asked).out.splitlines()]
    assert len(listed) >= len(hostile.TEXTS)
    for comment in listed:
        gc.collect()  # each command loads a model, 8 MB that hang together in a circle
        id = comment["id"]
        assert_inert(said(["show", "--", id]).out)
        told = said(["show", "--json", "--", id])
        assert told.out, ascii((id, told.err))
        document = json.loads(told.out)
        assert document["text"] == comment["text"]
        assert document["author"] == comment["author"]


def test_a_list_has_a_line_for_each_comment(said):
    """Whoever counts lines, or cuts them, must not count a reader's."""
    listed = said(["queue", "--json"]).out.splitlines()

    assert len(said(["queue"]).out.splitlines()) == len(listed)


def test_every_verb_is_asked():
    """A verb that comes later must be tried as well."""
    assert {words[0] for words in ASKED} >= BY_NAME.keys()


@pytest.mark.skipif(os.name != "posix", reason="a file's name is no bytes there")
@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_file_may_be_called_anything(said, desk, tmp_path, name):
    """Readers name the attachments, sites their exports."""
    file = tmp_path / (ARGUMENTS[name].replace("/", "_")[:60] + ".jsonl")
    file.write_text('{"id": "a1", "text": "The ferry was late."}\n{"id": "a2", "text": \n', encoding="utf-8")
    for verb in ("inspect", "import", "score", "evaluate"):
        more = ["-o", "OUT.csv", "--jobs", "1"] if verb == "score" else []
        answer = said([verb, *more, "--", str(file)])
        assert_inert(answer.out)
        assert_inert(answer.err)


def test_an_export_may_have_the_longest_name_there_is(triage, tmp_path):
    """What is set aside of it is called after it, and had no room for more: nothing of it came in."""
    export = tmp_path / f"{'é' * 124}.jsonl"
    export.write_text('{"id": "a1", "text": "The ferry was late."}\n{"id": "a2", "text": \n', encoding="utf-8")
    (taken,) = triage("import", export, "--json").document["files"]

    assert (taken["new"], taken["rejected"]) == (1, 1)
    assert Path(taken["rejects"]).exists()


def test_texts_without_end_come_in_and_out_of_every_list(triage, tmp_path):
    """A megabyte without a blank, 100,000 line ends or as many brackets are one comment each, and one line each."""
    rows: list[dict[str, object]] = []
    for n, text in enumerate(hostile.LONG.values()):
        rows.append({"kind": "article", "id": f"a{n}", "title": text, "text": text, "url": text})
        rows.append({"id": str(n), "article_id": f"a{n}", "author": text, "text": text})
    (tmp_path / "long.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert triage("import", tmp_path / "long.jsonl").code == 0
    ids = [str(n) for n in range(len(hostile.LONG))]
    assert triage("decide", *ids, "abuse=no", "disputed_terminology=yes", "--as", "kim").code == 0
    for words in (["queue", "--filter", "is:any"], ["log"], ["corrections"], ["export", "-o", tmp_path / "out.csv"]):
        answer = triage(*words)
        assert answer.code == 0
        assert len(answer.out.splitlines()) <= len(ids)
    assert all(len(triage("show", id, "--json").document["text"]) >= 100_000 for id in ids)


def test_a_table_on_a_terminal_is_text_as_well(lines_on_a_terminal):
    """`score -o -` writes a file's bytes into a pipe; a terminal obeys them."""
    written = lines_on_a_terminal("score", "EXPORT", "-o", "-", "--to", "jsonl", "--jobs", "1")

    assert "clears the screen" not in written
    assert "before" in written
    own = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
    assert not hostile.NOT_FOR_A_TERMINAL.search(own.replace("\r", "\n"))
    assert "Traceback" not in own


def test_a_bar_of_progress_shows_the_name_of_a_file_as_text(lines_on_a_terminal, tmp_path):
    """Beside the bar stands what is being read, in a terminal that draws."""
    written = lines_on_a_terminal("import", "NAMED")
    own = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)

    assert not hostile.NOT_FOR_A_TERMINAL.search(own.replace("\r", "\n"))
    assert "]52;c;" in own


@pytest.fixture
def lines_on_a_terminal(desk, root, tmp_path):
    """Return a function that runs a command on a pseudo-terminal and returns all that was written on it."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    named = tmp_path / "\x1b]52;c;cHduZWQ=\x07[red]\u202e.jsonl"
    named.write_bytes((desk / "more.jsonl").read_bytes())

    def run(*words):
        given = [word.replace("EXPORT", str(desk / "more.jsonl")).replace("NAMED", str(named)) for word in words]
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(root)
            os.environ.update(TERM="xterm-256color", TRIAGE_DESK=str(tmp_path / "other.sqlite"))
            os.execv(sys.executable, [sys.executable, "-m", "tui", *given])
        written = b""
        while True:
            try:
                chunk = os.read(terminal, 65_536)
            except OSError:
                break
            written += chunk
            if not chunk:
                break
        os.waitpid(pid, 0)
        os.close(terminal)
        return written.decode()

    return run
