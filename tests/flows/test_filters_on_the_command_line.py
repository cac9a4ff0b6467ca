"""Saved filters and the desk's own list from the command line, on the sample comments."""

import pytest


def test_a_filter_saved_by_one_is_used_by_name_wherever_a_filter_is_taken(full_desk):
    """What a script and the desk both ask for is written once."""
    assert full_desk("filters", "save", "rude", "score:abuse>0.5", "status:any", "--as", "kim").code == 0
    by_name = full_desk("queue", "--filter", "@rude", "--json")
    assert by_name.code == 0
    assert by_name.lines == full_desk("queue", "--filter", "score:abuse>0.5 status:any", "--json").lines
    (saved,) = full_desk("filters", "--json").document
    assert (saved["name"], saved["query"], saved["who"]) == ("rude", "score:abuse>0.5 status:any", "kim")
    assert saved["comments"] == len(by_name.lines) > 0


def test_a_removed_filter_says_what_it_was(full_desk):
    """The way back is the line that was printed."""
    full_desk("filters", "save", "rude", "label:abuse", "--as", "kim")
    assert "it was: label:abuse" in full_desk("filters", "remove", "rude", "--as", "kim").err
    assert full_desk("queue", "--filter", "@rude").code == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("filters", "save", "rude"), "filters save rude"),
        (("filters", "save", "two words", "x"), '"two words"'),
        (("filters", "save", "x", "colour:red"), '"colour:"'),
        (("filters", "remove", "nobody"), '"nobody"'),
        (("watch", "add", "phrase", "x"), "watch add phrase x"),
        (("watch", "add", "word", "*"), '"*"'),
        (("watch", "add", "word", "x", "--until", "soon"), '"soon"'),
        (("watch", "remove", "nobody"), '"nobody"'),
        (("queue", "--filter", "@nobody"), '"nobody"'),
    ],
)
def test_wrong_use_is_a_sentence_that_names_the_part(full_desk, words, named):
    """Exit code 2, and what to mend."""
    answer = full_desk(*words)
    assert answer.code == 2
    assert named in answer.err


def test_what_is_looked_out_for_is_listed_found_and_shown(full_desk):
    """A hit is explained where a comment is printed."""
    assert full_desk("watch", "add", "word", "annex*", "--until", "30d", "--why", "mail", "--as", "kim").code == 0
    (entry,) = full_desk("watch", "--json").document
    assert (entry["kind"], entry["pattern"], entry["why"], entry["expired"]) == ("word", "annex*", "mail", False)
    hits = full_desk("queue", "--filter", "watched:yes", "--json").lines
    assert hits
    assert all("annex" in hit["text"].lower() for hit in hits)
    assert hits[0]["watched"][0]["pattern"] == "annex*"
    assert "on the desk's list: “annex*” – mail (kim, until " in full_desk("show", hits[0]["id"]).out
    assert full_desk("watch", "remove", "ANNEX*", "--as", "kim").code == 0
    assert full_desk("watch", "--json").document == []


def test_a_limit_prints_the_beginning_of_the_same_queue(full_desk):
    """The first page is found another way than the whole; it must be the same page."""
    for query in ("", "status:any", "is:any -the", "label:abuse status:any"):
        for order in ("risk", "newest", "reported", "mixed"):
            whole = full_desk("queue", "--filter", query, "--order", order).out.splitlines()
            assert full_desk("queue", "--filter", query, "--order", order, "--limit", 3).out.splitlines() == whole[:3]
