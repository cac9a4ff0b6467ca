"""README and help against the table of verbs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.main import parser_for
from tui.cli.verbs import VERBS, readme_table

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_verb_as_the_program_declares_it():
    """The table is the program's own, so it can't rot."""
    between = re.search(r"<!-- verbs -->\n(.*?)<!-- /verbs -->", README, re.DOTALL)

    assert between is not None
    assert between[1] == readme_table()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_each_verb_explains_itself_with_an_example(verb, capsys):
    """A verb without an example is a verb nobody dares to type."""
    with pytest.raises(SystemExit):
        parser_for(verb.name).parse_args([verb.name, "--help"])

    assert verb.example in " ".join(capsys.readouterr().out.split())


def test_help_loads_neither_screen_nor_learner_nor_numpy():
    """`triage --help` is the first thing a newcomer waits for."""
    probe = (
        "import sys; from tui.cli.main import main; main(['--help']);"
        "heavy = {'textual', 'sklearn', 'pandas', 'numpy', 'lxml', 'pyarrow'};"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    shown = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)

    assert shown.stderr.split() == []


METRICS = json.loads((ROOT / "moderation" / "scoring" / "shipped" / "manifest.json").read_text(encoding="utf-8"))[
    "metrics"
]


@pytest.mark.parametrize(
    ("row", "measured", "names"),
    [
        ("2,954 news comments", "abuse: civil", ("auc", "average_precision")),
        ("4,174 op-ed comments", "abuse: c3", ("auc", "average_precision")),
        ("3,728 functional tests", "abuse: hatecheck", ("auc", "average_precision")),
        ("under its own article", "off_topic: own or moved", ("globe_random_auc",)),
        ("93 disputes", "disputed_terminology: first stage, across folds", ("average_precision",)),
    ],
)
def test_the_readmes_figures_are_the_shipped_models_own(row, measured, names):
    """A model that is built again brings its figures with it."""
    (line,) = [line for line in README.splitlines() if row in line]

    assert re.findall(r"\.\d{3}", line) == [f"{METRICS[measured][name]:.3f}".lstrip("0") for name in names]
