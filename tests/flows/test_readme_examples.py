"""The README's examples, typed one after the other on the sample data."""

import shlex

from tui.cli.verbs import VERBS

NEEDS_A_TERMINAL = {"review", "demo"}


def test_every_example_runs_in_the_order_of_the_table(triage, root, monkeypatch, tmp_path):
    """An example that fails as written is the first thing a newcomer meets."""
    for path in ("sample_data",):
        (tmp_path / path).symlink_to(root / path)
    monkeypatch.chdir(tmp_path)
    failed = {}
    for verb in VERBS:
        if verb.name not in NEEDS_A_TERMINAL:
            answer = triage(*shlex.split(verb.example)[1:])
            failed |= {verb.example: answer.err} if answer.code else {}

    assert set(failed) == {"triage retrain"}, failed
    assert "decision" in failed["triage retrain"]
