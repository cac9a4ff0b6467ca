"""The desk's own list: what it finds, what it costs to be hostile to it, and how it is written."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import WrongUse
from moderation.watching import Cue, Entry, Watch, Watched, checked, cue_in_words, fold, meets, read_entry, until_day

TODAY = date(2026, 3, 10)


def found(pattern, text, author="", kind=Watched.WORD):
    """Return the stretches of the text that a pattern finds, or None where it finds nothing."""
    cues = Watch([Entry(kind, pattern)], TODAY).cues(text, author)
    return [text[start:end] for start, end in cues[0].spans] if cues else None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("vermin", "You VERMIN, vermin!", ["VERMIN", "vermin"]),
        ("vermin", "verminous undervermin", None),
        ("annex*", "annexed, Annexation, reannexed", ["annexed", "Annexation"]),
        ("*bot", "a robot, bots", ["robot"]),
        ("*nnex*", "reannexed", ["reannexed"]),
        ("an*ed", "annexed and anted anode", ["annexed", "anted"]),
        ("so called", "the so-called, so called", ["so-called", "so called"]),
        ("so called", "so. He called", None),
        ("don't", "I don’t", ["don’t"]),
        ("vermin", "vеrmіn", ["vеrmіn"]),
        ("creme", "Crème", ["Crème"]),
        ("strasse", "Straße", ["Straße"]),
        ("vermin", "ver\u200bmin", ["ver\u200bmin"]),
        ("vermin", "vermin_vermin", ["vermin", "vermin"]),
    ],
)
def test_words_are_found_whole_whatever_their_dress(pattern, text, expected):
    """Case, accents and look-alikes are no disguise; a part of a word is no hit unless a star says so."""
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "author", "hit"),
    [
        ("old salt", "Old  Salt", True),
        ("old", "Old Salt", False),
        ("*bot", "SpamBot", True),
        ("*bot", "SpamBots", False),
        ("guest*", "Guest 12", True),
        ("x", "", False),
    ],
)
def test_authors_are_found_by_their_whole_name(pattern, author, hit):
    """One name is not everybody whose name has it in it."""
    assert (found(pattern, "x", author, Watched.AUTHOR) is not None) is hit


def test_what_has_expired_fires_no_more():
    """A rule outlives its reason only where nobody can end it."""
    entries = [Entry(Watched.WORD, "a", until="2026-03-09"), Entry(Watched.WORD, "a", until="2026-03-10")]
    assert [cue.entry.until for cue in Watch(entries, TODAY).cues("a", "")] == ["2026-03-10"]


@given(st.text("ab*", min_size=1, max_size=12), st.text("ab", max_size=12))
def test_a_star_is_anything_within_a_word(pattern, word):
    """The matcher agrees with the plain meaning of a star, without ever making an expression of it."""
    assert meets(word, pattern) == bool(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), word))


@given(
    st.lists(st.text("abç*ß", min_size=1, max_size=5), max_size=8), st.lists(st.text("abçßА", min_size=1), max_size=8)
)
def test_the_tables_find_what_looking_at_each_pattern_would(patterns, words):
    """Looking words up is only a quicker way of comparing them all."""
    patterns = [pattern for pattern in dict.fromkeys(patterns) if pattern.strip("*")]
    text = " ".join(words)
    cues = Watch([Entry(Watched.WORD, pattern) for pattern in patterns], TODAY).cues(text, "")
    one_by_one = {
        pattern for pattern in patterns if any(meets(fold(word), fold(pattern)) for word in text.split() if fold(word))
    }
    assert {cue.entry.pattern for cue in cues} == one_by_one
    assert all(0 <= start < end <= len(text) for cue in cues for start, end in cue.spans)


@given(st.text(), st.text(max_size=30))
def test_any_text_can_be_looked_over(text, author):
    """Readers write anything, and so do those who keep the list."""
    entries = [Entry(Watched.WORD, "a*"), Entry(Watched.AUTHOR, "*b"), Entry(Watched.WORD, "*c*")]
    for cue in Watch(entries, TODAY).cues(text, author):
        assert all(0 <= start < end <= len(text) for start, end in cue.spans)


def test_hostile_patterns_look_at_each_word_once():
    """Fifty stars, that an expression would try in every way there is, are one pass over the word."""
    pattern = "a*" * 49 + "b"
    assert found(pattern, "a" * 100_000) is None
    assert found("*" + "a*" * 49, "a" * 100_000) == ["a" * 100_000]


@pytest.mark.parametrize("pattern", ["", "*", "* *", "a?b", "[a]", "so *", "...", "x" * 101])
def test_a_pattern_that_means_nothing_is_refused(pattern):
    """An entry that marks every comment, or none, is a slip."""
    with pytest.raises(WrongUse):
        checked(Watched.WORD, pattern)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("word annex* 30d see mail", Entry(Watched.WORD, "annex*", "see mail", "kim", "", "2026-04-09")),
        ("author *bot until 2026-12-31", Entry(Watched.AUTHOR, "*bot", "", "kim", "", "2026-12-31")),
        ('WORD "so called" a reason', Entry(Watched.WORD, "so called", "a reason", "kim")),
        ("word vermin", Entry(Watched.WORD, "vermin", "", "kim")),
    ],
)
def test_an_entry_is_one_line(line, entry):
    """What, until when and why are typed in one go."""
    assert read_entry(line, "kim", TODAY) == entry


def test_an_expiry_is_a_day_or_a_number_of_days():
    """Nobody counts days on a calendar."""
    assert (until_day("2w", TODAY), until_day("2026-12-31", TODAY)) == ("2026-03-24", "2026-12-31")
    with pytest.raises(WrongUse):
        until_day("soon", TODAY)


def test_a_cue_says_why_by_whom_and_until_when():
    """A flag without a reason is noise."""
    entry = Entry(Watched.WORD, "annex*", "see mail of 3 Mar", "kim", "", "2026-12-31")
    assert cue_in_words(Cue(entry), TODAY) == ("on the desk's list: “annex*” – see mail of 3 Mar (kim, until 31 Dec)")
    assert cue_in_words(Cue(Entry(Watched.AUTHOR, "*bot", who="bo")), TODAY) == "on the desk's list: author “*bot” (bo)"
