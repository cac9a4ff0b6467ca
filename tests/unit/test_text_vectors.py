"""Words as the desk in PostgreSQL finds them, against FTS5, which a desk file is searched by."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.store.search import author_expression, match_expression, near_expression
from moderation.store.tsvector import query, words

LETTERS = st.characters(categories=["Ll", "Lu", "Nd", "Po", "Zs", "Sm"], exclude_characters="\x00", max_codepoint=0x17F)
"""FTS5 knows the letters of Unicode 6.1, and takes no accent off a letter that has two."""


def words_of_fts5(text: str) -> set[str]:
    """Return the words that FTS5 keeps of a text."""
    db = sqlite3.connect(":memory:")
    db.execute('CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = "unicode61 remove_diacritics 2")')
    db.execute("INSERT INTO t VALUES (?)", (text,))
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, row)")
    found = {word for (word,) in db.execute("SELECT term FROM v")}
    db.close()
    return found


@given(st.text(LETTERS, max_size=60))
def test_both_kinds_of_desk_take_the_same_for_a_word(text):
    """A search has to find the same comments wherever the desk lies."""
    assert set(words(text)) == words_of_fts5(text)


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        (match_expression(["goat"]), "('goat')"),
        (match_expression(["Åland ferry"]), "('aland' <-> 'ferry')"),
        (match_expression(["anne*", "goat"]), "('anne':*) & ('goat')"),
        (author_expression("Ann O'Hara"), "('ann':A <-> 'o':A <-> 'hara':A)"),
        ('("goat") NOT ("ferry" OR author : "ann")', "( ('goat') ) & ! ( ('ferry') | ('ann':A) )"),
        ('text : ("goat" OR "ferry") AND "sea"', "( ('goat':B) | ('ferry':B) ) & ('sea')"),
        (match_expression(["---"]), "('·')"),
    ],
)
def test_an_expression_is_asked_for_in_the_servers_own_terms(expression, asked):
    """As `search.py` writes it, which is the only place that does."""
    assert " ".join(query(expression).split()) == asked


def test_words_near_each_other_are_asked_for_in_either_order():
    """Four words in between at most, as FTS5's NEAR(a b, 4) counts."""
    asked = query(near_expression([("sea", "goat")]))
    assert "'sea':B <5> 'goat':B" in asked
    assert "'goat':B <1> 'sea':B" in asked
    assert "<6>" not in asked
