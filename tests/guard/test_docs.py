"""README and help against the table of verbs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import fuzzing, hardness, hostile, learning, record
from benchmarks.fuzz.targets import TARGETS
from benchmarks.storms import STORMS
from tui.cli.main import parser_for
from tui.cli.verbs import VERBS, readme_table
from tui.desk.commands import readme_keys

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_verb_as_the_program_declares_it():
    """The table is the program's own, so it can't rot."""
    between = re.search(r"<!-- verbs -->\n(.*?)<!-- /verbs -->", README, re.DOTALL)

    assert between is not None
    assert between[1] == readme_table()


def test_the_readme_lists_every_key_of_the_desk_as_the_program_declares_it():
    """A key described in one place must not work differently in another."""
    between = re.search(r"<!-- keys -->\n(.*?)<!-- /keys -->", README, re.DOTALL)

    assert between is not None
    assert between[1] == readme_keys()


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


SHIPPED = ROOT / "moderation" / "scoring" / "shipped"
METRICS = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))["metrics"]
RECORD = record.read()
OURS = {row.what: row.ours for row in RECORD.rows}
AGAIN = "run `python benchmarks/scorer.py ../shared/data --record`"


def test_the_readmes_table_is_the_last_run_of_the_benchmark():
    """Figures copied by hand are figures of some other model."""
    assert record.rewritten(README, RECORD) == README, AGAIN
    assert record.section(RECORD) in README


def test_the_readmes_table_of_the_desk_is_the_last_run_of_its_benchmark():
    """What the desk costs is measured, then claimed."""
    desk = record.read(record.DESK)
    assert record.with_desk(README, desk) == README, "run `python benchmarks/desk.py --record`"
    assert record.desk_section(desk) in README


@pytest.mark.skipif(not fuzzing.KEPT.exists(), reason="benchmarks/fuzzing.py was not recorded yet")
def test_what_the_fuzzers_did_is_what_they_did_last():
    """A run that found nothing says something only together with how long it looked."""
    assert fuzzing.rewritten(README, fuzzing.read()) == README, "run `python benchmarks/fuzzing.py --record`"
    assert all(row.target in TARGETS for row in fuzzing.read())


@pytest.mark.skipif(not hostile.KEPT.exists(), reason="benchmarks/hostile.py was not recorded yet")
def test_what_hostile_files_came_to_is_what_they_came_to_last():
    """It is stated in the README, and a missed bound is a figure like any other."""
    assert hostile.rewritten(README, hostile.read()) == README, "run `python benchmarks/hostile.py SAMPLES --record`"


@pytest.mark.skipif(not record.BATCH.exists(), reason="benchmarks/batch.py was not recorded yet")
def test_the_readmes_table_of_bulk_scoring_is_the_last_run_of_its_benchmark():
    """How fast an export is scored is what decides whether anybody waits for it."""
    batch = record.read(record.BATCH)
    assert record.with_batch(README, batch) == README, "run `python benchmarks/batch.py ../shared/data --record`"
    assert record.batch_section(batch) in README


def test_the_readmes_table_of_learning_is_the_last_run_of_its_benchmarks():
    """What a desk's decisions are worth is why anybody makes them here."""
    parts = learning.read()
    assert learning.rewritten(README, parts) == README, "run benchmarks/{replay,retraining,...}.py with --record"
    assert learning.section(parts) in README


def test_the_readmes_table_of_what_can_go_wrong_is_the_last_run_of_its_benchmarks():
    """A promise that nothing is lost is worth what was counted."""
    parts = learning.read(hardness.KEPT)
    assert hardness.rewritten(README, parts) == README, "run benchmarks/{storms.py all,moderators.py} with --record"
    assert hardness.section(parts) in README
    assert {row.what.rpartition(": ")[2] for row in parts["storms"].rows} == set(STORMS)


def test_the_last_run_of_the_benchmark_measured_the_shipped_model():
    """A model that is built again brings its figures with it."""
    assert RECORD.model == record.fingerprint(SHIPPED), AGAIN


@pytest.mark.parametrize("name", ["civil", "c3", "ucc", "impermium", "hatecheck", "madlibs"])
def test_the_benchmark_and_the_card_state_the_same_figure(name):
    """Both are measured by the same lines; a card of another build would differ."""
    assert OURS[f"abuse: AUC, {name}"].value == METRICS[f"abuse: {name}"]["auc"], AGAIN
