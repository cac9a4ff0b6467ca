"""Retraining, choosing and measuring models, as typed."""

from pathlib import Path

import pytest

from moderation.store.store import Store


@pytest.fixture
def decided_desk(triage, root, monkeypatch):
    """Return the demo's desk: sample comments, and the sample decisions in its log."""
    monkeypatch.chdir(root)
    answer = triage("demo", "--json")
    assert answer.code == 0, answer.err
    return triage, answer.document


def test_the_demo_walks_the_whole_round(decided_desk):
    """Import, decisions, retraining, export: one document, nothing to configure."""
    _, walked = decided_desk

    assert walked["files"][0]["comments"] > 300
    assert walked["retrain"]["decisions"] > 300
    assert walked["export"]["rows"] > 300


def test_the_demo_keeps_out_of_a_working_desk(triage, tmp_path):
    """Sample comments among real ones would be answered to real readers."""
    (tmp_path / "real.csv").write_text("id,text\n1,A real reader wrote this.\n", encoding="utf-8")
    triage("import", tmp_path / "real.csv", "--site", "paper.example")
    refused = triage("demo", "--json")

    assert refused.code == 2
    assert "paper.example" in refused.err


def test_a_promotion_can_be_rolled_back(decided_desk):
    """`always` promotes whatever was measured; one command goes back."""
    triage, _ = decided_desk
    candidate = triage("retrain", "--promote", "always", "--reason", "a test", "--json").document["candidate"]
    serving = [model["version"] for model in triage("models", "--json").document if model["in_service"]]
    triage("models", "rollback", "--as", "kim")
    after = [model["version"] for model in triage("models", "--json").document if model["in_service"]]

    assert (serving, after) == ([candidate], ["base"])


def test_the_model_in_service_cannot_be_removed(triage):
    """A desk without a model is a desk that stops."""
    triage("import", "sample_data/saved-page.txt")

    assert triage("models", "remove", "base").code == 2


def test_a_labelled_file_is_measured_label_by_label(triage, root):
    """Every label, its count and its ranking, with the threshold it was measured at."""
    measured = triage("evaluate", root / "sample_data" / "decisions.jsonl", "--json").document

    assert measured["model"] == "base"
    assert set(measured["labels"]) == {"abuse", "off_topic", "disputed_terminology"}
    assert all(0.5 < figures["auc"] <= 1 for figures in measured["labels"].values())


def test_a_file_without_labels_is_refused_by_name(triage, root):
    """Measuring against nothing would print a table of dashes."""
    refused = triage("evaluate", root / "sample_data" / "comments.csv")

    assert refused.code == 2
    assert "comments.csv" in refused.err


def test_too_few_decisions_are_said_with_numbers(full_desk):
    """How many there are, and how many it takes."""
    refused = full_desk("retrain")

    assert refused.code == 1
    assert "50" in refused.err


def test_rolling_back_passes_over_a_model_that_was_removed(decided_desk):
    """A version without files can't score anything."""
    triage, walked = decided_desk
    candidate = walked["retrain"]["candidate"]
    triage("models", "use", candidate, "--as", "kim")
    triage("models", "use", "base", "--as", "kim")
    triage("models", "remove", candidate)
    triage("models", "rollback", "--as", "kim")

    assert [model["version"] for model in triage("models", "--json").document if model["in_service"]] == ["base"]


def test_removing_a_model_says_what_can_no_longer_be_done(decided_desk):
    """Rollback would have gone back to it; nobody should find out on the day it is needed."""
    triage, walked = decided_desk
    candidate = walked["retrain"]["candidate"]
    triage("models", "use", candidate, "--as", "kim", "--reason", "a test")
    triage("models", "use", "base", "--as", "kim")
    removed = triage("models", "remove", candidate)

    assert removed.code == 0
    assert "would have gone back to it, and goes back to base now" in removed.err


def test_a_model_is_built_again_as_typed(decided_desk):
    """Exit 0 says: to the byte what the log teaches."""
    triage, walked = decided_desk
    candidate = walked["retrain"]["candidate"]
    again = triage("models", "rebuild", candidate, "--json")

    assert again.code == 0
    assert again.document["same"]
    assert triage("models", "rebuild", "base").code == 2
    assert triage("models", "card", candidate).out.startswith(f"# Model card: `{candidate}`")


def test_thresholds_come_from_history_and_can_be_rolled_back(decided_desk):
    """The model stays the same, under another name and other thresholds, and the comments waiting follow."""
    triage, _ = decided_desk
    told = triage("models", "thresholds", "--recall", "0.9", "--label", "abuse", "--json").document
    (abuse,) = told["labels"]
    used = triage("models", "thresholds", "--recall", "0.9", "--label", "abuse", "--use", "--json").document["used"]
    serving = [model["version"] for model in triage("models", "--json").document if model["in_service"]]
    lines = triage("queue", "--json").lines

    assert abuse["after"]["recall"] >= 0.9
    assert (told["used"], serving) == ("", [used])
    waiting = sum(line["scores"]["abuse"] >= abuse["after"]["threshold"] for line in lines if line["scores"]["abuse"])
    assert abuse["after"]["waiting"] == waiting == sum("abuse" in line["suggested"] for line in lines)
    assert triage("models", "rollback", "--as", "kim", "--json").document["in_service"] == told["model"]


def test_a_copy_with_other_thresholds_has_a_card_of_its_own(decided_desk):
    """Whoever finds it among the models learns whose copy it is and what was wished for."""
    triage, _ = decided_desk
    serves = triage("models", "thresholds", "--recall", "0.9", "--json").document["model"]
    used = triage("models", "thresholds", "--recall", "0.9", "--label", "abuse", "--use", "--json").document["used"]
    card = triage("models", "card", used).out
    refused = triage("models", "rebuild", used)
    triage("models", "rollback", "--as", "kim")

    assert f"A copy of `{serves}` with other thresholds" in card
    assert "that a share of 0.9 of what carries the label is suggested. Moved for it: abuse." in card
    assert "builds no copies" in card
    assert refused.code == 2


@pytest.mark.parametrize(
    "typed", [["thresholds"], ["thresholds", "--precision", "80"], ["--recall", "0.9"], ["thresholds", "--recall", "x"]]
)
def test_an_unclear_wish_for_a_threshold_is_refused(decided_desk, typed):
    """None, an impossible one, and one that another action would pass over."""
    assert decided_desk[0]("models", *typed).code == 2


def test_what_would_change_is_listed_before_the_switch(decided_desk):
    """Both scores beside each other, ids and figures alone, and nothing in service changes."""
    triage, walked = decided_desk
    before = triage("models", "--json").document
    other = "base" if walked["retrain"]["promoted"] else walked["retrain"]["candidate"]
    lines = triage("models", "diff", other, "--json").lines

    assert lines
    for line in lines:
        assert set(line["suggested_before"]) != set(line["suggested_after"])
        assert set(line["scores_before"]) == set(line["scores_after"]) == {"abuse", "off_topic", "disputed_terminology"}
        assert not {"text", "author"} & set(line)
        assert triage("show", line["id"], "--json").document["suggested"] == line["suggested_before"]
    assert triage("models", "--json").document == before


def test_the_list_of_changes_ends_where_it_is_told_to(decided_desk):
    """A million comments may wait; the first hundred are the riskiest."""
    triage, walked = decided_desk
    other = "base" if walked["retrain"]["promoted"] else walked["retrain"]["candidate"]
    answer = triage("models", "diff", other, "--limit", "1")

    assert len(answer.out.splitlines()) == 1
    assert " to " in answer.out
    assert "At least 1 comment" in answer.err


def test_a_limit_belongs_to_the_difference(triage):
    """Passed over in silence, it would be taken for heeded."""
    assert triage("models", "--limit", "3").code == 2


def test_why_a_model_was_put_in_service_stands_in_the_log(decided_desk):
    """Whoever goes against the gate says so to those who come after."""
    triage, walked = decided_desk
    triage("models", "use", "base", "--as", "kim")
    triage("models", "use", walked["retrain"]["candidate"], "--as", "kim", "--reason", "robin left the desk")

    assert triage("log", "--json").lines[-1]["note"] == "robin left the desk"
    assert triage("models", "rollback", "--reason", "x").code == 2


def test_a_promotion_in_any_case_is_logged_with_its_reason(decided_desk):
    """Whoever asks later why this model serves finds who wanted it, and why."""
    triage, _ = decided_desk
    triage("retrain", "--promote", "always", "--reason", "Ann read \x1b[31mfifty of them", "--as", "kim")
    (row,) = [row for row in triage("log", "--json").lines if row["kind"] == "model"]
    printed = triage("log").out

    assert (row["who"], row["note"].endswith("Ann read \x1b[31mfifty of them")) == ("kim", True)
    assert "\x1b" not in printed


def test_what_the_gate_did_not_pass_serves_only_with_a_reason(decided_desk):
    """By whichever command: the log is asked one day why."""
    triage, walked = decided_desk
    candidate = walked["retrain"]["candidate"]

    assert not walked["retrain"]["passes"]
    assert triage("retrain", "--promote", "always").code == 2
    assert "--reason" in (refused := triage("models", "use", candidate)).err
    assert refused.code == 2
    assert triage("models", "use", candidate, "--reason", "Ann read fifty of them").code == 0


def test_what_would_change_is_told_against_the_model_in_service_while_it_is_still_scoring(decided_desk):
    """A rescoring that was killed leaves scores of another model, by which nothing would seem to change."""
    triage, walked = decided_desk
    candidate = walked["retrain"]["candidate"]
    before = triage("models", "diff", candidate, "--json").lines
    triage("models", "use", candidate, "--reason", "a test")
    with Store.open(Path(walked["desk"])) as store:
        store.serve("base", "kim")

    after = triage("models", "diff", candidate, "--json").lines
    assert {one["id"] for one in after} == {one["id"] for one in before}
    assert before


def test_a_model_measured_on_its_own_lessons_says_so(decided_desk, root):
    """It would seem far better than it is."""
    triage, walked = decided_desk
    lessons = root / "sample_data" / "decisions.jsonl"
    candidate = walked["retrain"]["candidate"]

    assert "taught this very model" in triage("evaluate", lessons, "--model", candidate).err
    assert "taught this very model" not in triage("evaluate", lessons, "--model", "base").err


def test_a_reason_without_a_forced_promotion_is_wrong_use(decided_desk):
    """It would be kept nowhere, and its writer would believe otherwise."""
    triage, _ = decided_desk

    assert triage("retrain", "--reason", "because").code == 2
