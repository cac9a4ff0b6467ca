"""The arrows between the rooms, checked from source so that no import is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "moderation": set(),
    "training": {"moderation"},
    "tui": {"moderation", "training"},
    "benchmarks": {"moderation", "training"},
}
ONLY_IN = {
    "textual": ("tui/", "benchmarks/bare_app.py"),
    "sklearn": ("training/",),
    "sqlite3": (
        "moderation/store/",
        "moderation/formats/tables/isso.py",
        "benchmarks/samples.py",
        "benchmarks/fuzz/seeds.py",
    ),
}
ROOMS_APART = ("formats", "scoring", "store")
SOURCES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]
CORE = ["moderation", "moderation.comments", "moderation.policy", "moderation.review", "moderation.intake"]
HEAVY = {"textual", "sklearn", "pandas", "training", "tui"}


def imported(path: Path) -> set[str]:
    """Return every module a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports by dots; name the package"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def backward(path: Path, names: set[str], root: Path = ROOT) -> Iterator[str]:
    """Yield each arrow of a file that runs against the design."""
    parts = path.relative_to(root).parts
    home, tops = parts[0], {name.partition(".")[0] for name in names}
    # The fuzzer reads settings, and hostile files are imported as `triage import` does it, in processes by thousands.
    more = {"tui"} if parts[:2] == ("benchmarks", "fuzz") else set()
    yield from sorted(tops & set(MAY_IMPORT) - {home} - MAY_IMPORT[home] - more)
    yield from (lib for lib, where in ONLY_IN.items() if lib in tops and not "/".join(parts).startswith(where))
    if home == "tui" and parts[1] == "desk" and "training" in tops:
        yield "training (the desk is handed retraining as a callable)"
    if home == "moderation" and parts[1] in ROOMS_APART:
        others = {f"moderation.{room}" for room in ROOMS_APART if room != parts[1]}
        yield from sorted(name for name in names if ".".join(name.split(".")[:2]) in others)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_lies_below_it(path: Path):
    """Data goes one way round; an arrow back would tie the domain to a screen or a learner."""
    assert list(backward(path, imported(path))) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("moderation/policy.py", "training.fit"),
        ("moderation/store/log.py", "moderation.scoring.scorer"),
        ("training/fit.py", "tui.cli.main"),
        ("tui/desk/app.py", "training.retrain"),
        ("moderation/scoring/abuse.py", "sklearn.linear_model"),
        ("tui/desk/app.py", "sqlite3"),
    ],
)
def test_a_planted_arrow_is_found(place: str, name: str):
    """The check above can fail."""
    assert list(backward(ROOT / place, {name})) != []


@pytest.mark.parametrize("module", CORE)
def test_the_domain_loads_without_screen_or_learner(module: str):
    """`--help`, the first paint and a batch worker all import the domain and pay for what it pulls in."""
    probe = f"import {module}, sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []


def test_a_retraining_loads_no_library_of_the_laboratory():
    """Loading scikit-learn and pandas takes 1.2 s, of the 3 that 1,000 decisions may take from command to report."""
    loads = (
        "import sys, tui.cli.retrain; sys.exit(', '.join({'sklearn', 'pandas', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
