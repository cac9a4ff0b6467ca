"""`triage corrections`: from the sample export to the page an editor gets."""

import json

import pytest

ARTICLE = "2101"


@pytest.fixture
def desk(full_desk):
    """Return a command line at a desk with the sample comments."""
    return full_desk


def test_the_annexation_of_the_sample_data_shows_up(desk):
    """The founding complaint is there: the word, the article's sentence with another form of it, the readers."""
    found = [one for one in desk("corrections", "--json").lines if one["article"]["id"] == ARTICLE]
    annexed = next(one for one in found if one["term"] == "annexed")
    assert "since the annexation of the valley" in annexed["sentence"]
    assert annexed["readers"] >= 3
    assert annexed["state"] == "open"


def test_a_state_is_set_listed_and_taken_into_the_export(desk, tmp_path):
    """What a key does, a script can."""
    named = ("--article", ARTICLE, "--term", "annexation")
    assert desk("corrections", "set", "forwarded", *named, "--as", "kim").code == 0
    answer = desk("corrections", "set", "declined", *named, "--as", "kim")
    assert answer.code == 2
    assert "reason" in answer.err
    assert len(desk("corrections", "--state", "forwarded", "--json").lines) == 1
    assert desk("corrections", "--state", "forwarded", "-o", tmp_path / "c.md").code == 0
    page = (tmp_path / "c.md").read_text()
    assert "### “annexed”" in page
    assert "**Forwarded** by kim" in page
    assert "the **annexation** of the valley" in page


def test_each_format_is_written_to_stdout_and_to_a_file(desk, tmp_path):
    """The name's ending chooses, `--to` overrules it."""
    assert json.loads(desk("corrections", "--to", "json").out)
    assert desk("corrections", "--to", "markdown").out.startswith("# Wording")
    assert desk("corrections", "-o", tmp_path / "c.csv").code == 0
    assert (tmp_path / "c.csv").read_text().startswith('"site","article_id"')


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sett",), "set STATE"),
        (("set", "done", "--article", "1", "--term", "x"), "one of open, forwarded"),
        (("set", "open"), "which one?"),
        (("--term", "annexed"), "go with a change"),
        (("-o", "corrections.pdf"), "may end in .md"),
        (("set", "open", "--article", "nope", "--term", "annexed", "--as", "kim"), "No reader disputes"),
        (("set", "open", "--article", ARTICLE, "--term", "annexed", "--as", " "), "--as needs a name"),
    ],
)
def test_what_is_not_understood_is_said(desk, words, says):
    """Each refusal names what to type instead."""
    answer = desk("corrections", *words)
    assert answer.code == 2
    assert says in answer.err


def test_a_decision_against_the_suggestion_counts(desk):
    """`triage decide` is a key of the desk as well."""
    before = len(desk("corrections", "--json").lines)
    waiting = desk("queue", "--json", "--limit", "300").lines
    other = next(one["id"] for one in waiting if not one["suggested"])
    assert desk("decide", other, "disputed_terminology=yes", "--as", "kim").code == 0
    assert len(desk("corrections", "--json").lines) == before + 1


def test_the_founding_page_is_a_correction_of_its_own(triage, samples):
    """It is the complaint that the label, and this desk, were made for."""
    assert triage("import", samples / "seed" / "saved-page.txt").code == 0
    found = triage("corrections", "--json").lines
    assert [(one["term"], one["readers"]) for one in found] == [("annexed", 1)]
    assert "annexation of Crimea" in found[0]["sentence"]
