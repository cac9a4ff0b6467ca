"""Nothing that a reader wrote leaves the program by another way than its medium's door, read from source.

A door is one function that makes a text harmless for one medium: a terminal, a spreadsheet, Markdown, HTML, a drawing,
a shell, SQL. That the doors hold is tested with hostile texts; here, that there is no hole in the wall beside them.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for room in ("moderation", "training", "tui") for path in (ROOT / room).rglob("*.py"))

CONSOLE = "tui/cli/console.py"

# What is called or imported -> where it may be. Each place is a door, or has nothing of a reader's to let through.
DOORS: dict[str, tuple[str, ...]] = {
    # a terminal's bytes: the console makes them safe; `explaining` writes values into a pipe to our own process
    "print": (),
    "sys.stdout.write": (CONSOLE,),
    "sys.stderr.write": (CONSOLE,),
    "sys.stdout.buffer": (CONSOLE, "tui/cli/explaining.py"),
    "sys.stderr.buffer": (),
    "sys.__stdout__": (),
    "sys.__stderr__": (),
    # other libraries' talk is switched off there, and none of ours is begun
    "logging": ("moderation/bulk/cluster.py", "moderation/formats/pages/article.py", "moderation/writeback/web.py"),
    "warnings.warn": (),
    # Textual's own ways: everything on the desk is a line of pieces, which `painted` makes safe
    "rich.text": (),
    "rich.markup": (),
    "rich.print": (),
    "rich.console": ("tui/cli/progress.py",),
    "rich.segment.Segment": ("tui/desk/text/lines.py",),
    "textual.content.Content": ("tui/desk/palette.py",),
    "textual.widgets": ("tui/desk/widgets/prompt.py",),
    "textual.markup": (),
    # the terminal beyond its screen
    "webbrowser": (),
    ".open_url": (),
    ".copy_to_clipboard": (),
    ".deliver_text": (),
    ".notify": (),
    ".write_terminal": (),
    # processes
    "os.system": (),
    "os.popen": (),
    "os.execv": (),
    "os.spawnv": (),
    "subprocess": ("moderation/store/mounts.py", "tui/cli/explaining.py", "tui/cli/running.py", "tui/cli/sending.py"),
    "eval": (),
    "exec": (),
    "pickle": ("tui/cli/explaining.py",),
    # tables, pages, drawings
    "csv.writer": (),
    "csv.DictWriter": (),
    "openpyxl": (),
    "xlsxwriter": (),
    "jinja2": ("training/report/page.py",),
    "markupsafe": ("training/report/page.py",),
    "matplotlib": ("training/report/drawing.py", "training/report/figures.py"),
    "matplotlib.pyplot": (),
    "matplotlib.figure": ("training/report/drawing.py",),
    # databases
    "sqlite3": ("moderation/store/", "moderation/formats/tables/isso.py"),
}


def names_used(tree: ast.AST) -> Iterator[str]:
    """Yield what a file imports, calls and reads, by its dotted name; `.method` for a method of anything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"


def holes(path: Path) -> list[str]:
    """Return what a file uses that only a door may, unless it is that door."""
    where = path.relative_to(ROOT).as_posix()
    used = set(names_used(ast.parse(path.read_text(encoding="utf-8"))))
    return sorted(
        name
        for name, places in DOORS.items()
        if any(each == name or each.startswith(f"{name}.") for each in used) and not where.startswith(places or ("-",))
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_only_a_door_may_do_is_done_by_no_other_file(path):
    """A second way out would be one that nobody thinks of when the first is mended."""
    assert holes(path) == []


def test_a_hole_would_be_found():
    """A check that sees nothing in a file full of holes would see nothing in ours."""
    source = (
        "import webbrowser, sys\nfrom rich.text import Text\nprint(1)\nsys.stdout.write('x')\nself.app.notify('x')\n"
    )
    used = set(names_used(ast.parse(source)))

    assert {"webbrowser", "rich.text.Text", "print", "sys.stdout.write", ".notify"} <= used


# Text on the desk


def calls_in(path: Path, name: str) -> Iterator[ast.Call]:
    """Yield the calls of a function or class by its bare name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def test_stock_widgets_with_text_parse_no_markup():
    """Textual parses `[markup]` by default: an unclosed tag ends the desk and `[@click=...]` runs an action."""
    for path in SOURCES:
        for name in ("Label", "Static", "TextColumn"):
            for call in calls_in(path, name):
                if name == "Label" and "textual.widgets" not in path.read_text(encoding="utf-8"):
                    continue  # the three labels of a comment
                said = {word.arg: ast.unparse(word.value) for word in call.keywords}
                is_constant = all(isinstance(each, ast.Constant) for each in call.args)
                assert said.get("markup") == "False" or is_constant, (path, ast.unparse(call))


def test_every_line_of_the_desk_passes_the_door_where_it_is_painted():
    """Whatever a page forgets, the one place that makes segments of pieces does not."""
    (segment,) = calls_in(ROOT / "tui/desk/text/lines.py", "Segment")
    made = {path.relative_to(ROOT).as_posix() for path in SOURCES if list(calls_in(path, "Strip"))}
    assert made == {"tui/desk/text/lines.py"}
    assert ast.unparse(segment.args[0]) == "one_line(piece.text)"


@pytest.mark.parametrize("method", ["data", "say", "tell", "ask", "page"])
def test_everything_the_console_writes_passes_the_door(method):
    """The only place that talks has a door in each way of talking."""
    tree = ast.parse((ROOT / CONSOLE).read_text(encoding="utf-8"))
    (found,) = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == method)
    assert re.search(r"\b(one_line|visible)\(|self\.say\(", ast.unparse(found))


def test_json_on_a_terminal_is_ascii():
    """A control character in it stays an escape on the screen and in the file."""
    (dumped,) = calls_in(ROOT / CONSOLE, "dumps")
    assert "ensure_ascii=True" in ast.unparse(dumped)


# Pages and drawings


def test_the_page_escapes_everything_but_its_own_style_and_drawings():
    """`ours` is the only filter that lets HTML through, and stands at what the program draws."""
    template = (ROOT / "training/report/page.html").read_text(encoding="utf-8")
    assert re.findall(r"\{\{\s*([^{}]*?)\|ours\s*\}\}", template) == ["style", "drawing.svg"]
    assert not re.search(r"\|\s*safe\b|autoescape|\|\s*(e|escape)\b", template)
    assert not re.search(r"\b(href|src|style|on\w+)=\"[^\"]*\{\{\s*(one|each|part|page)\.(text|name|article)", template)
    (environment,) = calls_in(ROOT / "training/report/page.py", "Environment")
    assert "autoescape=True" in ast.unparse(environment)
    made = [ast.unparse(call) for path in SOURCES for call in calls_in(path, "Markup")]
    assert made == []


def test_a_drawing_reads_no_mathematics_into_what_it_says():
    """A title with `$` in it would end the report in the parser for formulas."""
    assert '"text.parse_math": False' in (ROOT / "training/report/drawing.py").read_text(encoding="utf-8")
    for path in SOURCES:
        assert not list(calls_in(path, "subplots")), path
        assert path.name == "drawing.py" or not list(calls_in(path, "Figure")), path


# SQL and shells


def interpolated(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is put into the f-strings of an expression."""
    for each in ast.walk(node):
        if isinstance(each, ast.FormattedValue):
            yield each.value


def test_files_that_put_statements_together_are_those_that_say_so():
    """Ruff's S608 is lifted where a reason stands beside it, and each such place was looked at."""
    lifting = [path.relative_to(ROOT).as_posix() for path in SOURCES if "S608" in path.read_text(encoding="utf-8")]
    assert [
        place for place in lifting if not place.startswith(("moderation/store/", "moderation/formats/tables/isso"))
    ] == []


def test_no_value_of_a_person_is_written_into_a_statement():
    """A search, a name or an id is a value beside the statement, never a part of it."""
    theirs = re.compile(r"\b(text|author|query|name|word|words|who|note|url|title|pattern|typed|comment)\b(?!\()")
    for path in SOURCES:
        if not path.relative_to(ROOT).as_posix().startswith("moderation/store/"):
            continue
        for method in ("run", "all", "count", "one", "run_many", "all_in", "numbers"):
            for call in calls_in(path, method):
                for value in interpolated(call.args[0]) if call.args else ():
                    is_own = ast.unparse(value) == "name" and path.name == "rescoring.py"  # of an index
                    assert is_own or not theirs.fullmatch(ast.unparse(value)), (path, ast.unparse(call)[:200])


def test_processes_are_started_by_words_and_never_by_a_line_for_a_shell():
    """`shell=True` with a file's name in it is the oldest hole of all."""
    for path in SOURCES:
        for name in ("Popen", "run", "call", "check_output"):
            for call in calls_in(path, name):
                assert not [word for word in call.keywords if word.arg == "shell"], (path, ast.unparse(call))
