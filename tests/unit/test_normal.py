"""The scoring copy: what it undoes, what it leaves alone, and that its places lead back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.scoring.hashing import joined
from moderation.scoring.normal import (
    FOREIGN_ENOUGH,
    READ,
    copied,
    foreign_share,
    has_letters,
    is_latin,
    readable,
    scoring_copies,
    scoring_copy,
)

DISGUISES = {
    "1d10t": "idiot",
    "i d i o t": "idiot",
    "i.d.i.o.t": "idiot",
    "i\u200bd\u200ci\u200do\u2060t": "idiot",
    "ｉｄｉｏｔ": "idiot",
    "𝓲𝓭𝓲𝓸𝓽": "idiot",
    "ⓘⓓⓘⓞⓣ": "idiot",
    "іdіоt": "idiot",
    "ïdìöt": "idiot",
    "i\u0338d\u0334i\u0335o\u0336t\u0337": "idiot",
    "idiooooot": "idiot",
    "a$$": "ass",
    "sh!t": "shit",
    "killlll": "kill",
    "ᎥᎠᎥՕТ": "idiot",
    "ıԁıо𝗍": "idiot",
}

PLAIN = [
    "4th of July",
    "covid19 and mp3",
    "$5 each",
    "@bob no",
    "it's a b-side",
    "e.g. this",
    "so cool",
    "ends!",
    "KKK",
    "U.S. and U.K.",
    "a b-side of I or A",
    "wait!Then go",
]

WILD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("aAbs01$@! .-'éаі\u200b\u0301ﬁ\ud800İß１")), max_size=40
)


@pytest.mark.parametrize(("disguised", "word"), DISGUISES.items())
def test_a_disguise_is_undone(disguised, word):
    """Each of these gets an insult past a filter that reads letters as they come."""
    assert scoring_copy(f"You {disguised} there").text.lower() == f"you {word} there"


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_writing_is_left_alone(text):
    """Undoing what was never disguised would invent words."""
    assert scoring_copy(text).text == text


@given(st.lists(WILD, max_size=6))
@settings(max_examples=300, deadline=None)
def test_the_quick_way_and_the_traced_way_make_the_same_copy(batch):
    """Scores are made by the one, evidence by the other."""
    assert scoring_copies(batch) == [scoring_copy(text).text for text in batch]


@given(st.lists(WILD, max_size=6))
@settings(max_examples=150, deadline=None)
def test_the_block_of_copies_is_the_copies_joined(batch):
    """What shows no sign of a disguise is encoded once; what does is put in its place."""
    block, slow = copied(batch), joined(scoring_copies(batch))

    assert block.blob == slow.blob
    assert block.starts.tolist() == slow.starts.tolist()


@given(st.lists(st.text(st.sampled_from("aAkK01$@! .-_'3"), max_size=14), max_size=8))
@settings(max_examples=300, deadline=None)
def test_no_disguise_goes_unseen_in_the_bytes(batch):
    """The bytes tell which texts the rules are tried on; a rule that would change another must not be missed."""
    assert scoring_copies(batch) == [scoring_copy(text).text for text in batch]


@given(WILD)
@settings(max_examples=200, deadline=None)
def test_the_quick_bound_on_foreign_letters_agrees_with_the_count(text):
    """Nine in ten texts beyond ASCII are decided by it."""
    assert is_latin(text) == (foreign_share(text) < FOREIGN_ENOUGH)
    assert readable([text]).tolist() == [has_letters(text) and is_latin(text)]


@given(WILD)
@settings(max_examples=300, deadline=None)
def test_places_lead_back_in_order_and_within_the_text(text):
    """Evidence is marked in the text as written."""
    copy = scoring_copy(text)

    assert len(copy.places) == len(copy.text) + 1
    assert list(copy.places) == sorted(copy.places)
    assert 0 <= copy.places[0] <= copy.places[-1] == len(text)


def test_a_word_found_in_the_copy_is_marked_whole_in_the_original():
    """A moderator sees the disguise marked from its first letter to its last."""
    text = "what an i\u200b-d-i-o-t he is"
    copy = scoring_copy(text)
    start = copy.text.index("idiot")

    assert text[copy.places[start] : copy.places[start + 5]] == "i\u200b-d-i-o-t"


@pytest.mark.parametrize(
    ("text", "share"),
    [("plain", 0.0), ("Привет всем", 1.0), ("нет", 1.0), ("你好", 1.0), ("іdіоt", 0.0), ("été", 0.0), ("?!", 0.0)],
)
def test_scripts_are_told_apart(text, share):
    """Look-alikes in a Latin text are a disguise; a text made of them is another script."""
    assert foreign_share(text) == share


def test_what_lies_beyond_the_bound_is_not_read():
    """A giant text must not cost more than a bounded one."""
    copy = scoring_copy("ab " * READ)

    assert len(copy.text) == READ
    assert scoring_copies(["ab " * READ]) == [copy.text]


def test_hostile_texts_have_a_copy(samples):
    """Control characters, floods of accents, tags, mojibake: none may raise."""
    lines = (samples / "hostile" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["body"] for line in lines]

    assert scoring_copies(texts) == [scoring_copy(text).text for text in texts]
