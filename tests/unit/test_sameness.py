"""Near-copies are what says the same: words decide, and one that turns the sense is never overlooked."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.reading import LONGEST, read
from moderation.sameness import ONE_IN, Tier, compare, differing_places, likeness

SAME_IN_MEANING = [
    ("a citation from end to end", "They want to burn the harbour down", '"They want to burn the harbour down."'),
    ("thousands", "They spent 1,500 crowns on the new ferry", "They spent 1500 crowns on the new ferry"),
    ("case", "The harbour office closes at four every day", "THE HARBOUR office closes at four every DAY"),
    ("signs", "The harbour office closes at four, every day.", "The harbour office closes at four - every day!!!"),
    ("blanks", "The harbour office closes at four every day", "The  harbour\n\noffice closes at\tfour every day "),
    ("ornaments", "The harbour office closes at four every day", "✨ The harbour office closes at four every day ⭐"),
    ("a smile", "The harbour office closes at four every day", "The harbour office closes at four every day 😀😀"),
    (
        "zero width",
        "The harbour office closes at four every day",
        "The har\u200bbour off\u200dice closes at four every day",
    ),
    ("look-alikes", "The harbour office closes at four every day", "The hаrbоur оffice clоses at fоur every dаy"),
    (
        "wide letters",
        "The harbour office closes at four every day",
        "The ｈａｒｂｏｕｒ office closes at four every day",
    ),
    ("drawn out", "This is so good that we all came back", "This is soooooo good that we all came back"),
    ("a contraction", "They do not belong in that harbour at all", "They don't belong in that harbour at all"),
    ("a curly one", "They don't belong in that harbour at all", "They don’t belong in that harbour at all"),
    (
        "a doubled letter",
        "The committee has to recommend a harbour for us",
        "The comittee has to recommend a harbour for us",
    ),
    (
        "swapped letters",
        "Seven hundred people received a letter from them",
        "Seven hundred people recieved a letter from them",
    ),
    (
        "a vowel left out",
        "The definition of a harbour is different in law",
        "The defintion of a harbour is different in law",
    ),
    (
        "a greeting",
        "The harbour office closes at four every single working day",
        "Hello everyone, the harbour office closes at four every single working day",
    ),
    ("a filler", "The harbour office closes at four every day", "The harbour office really closes at four every day"),
    (
        "an article",
        "Ferry returns to harbour after a year of silence",
        "The ferry returns to harbour after a year of silence",
    ),
    (
        "a trailing code",
        "The harbour office closes at four every day",
        "The harbour office closes at four every day x7k2q",
    ),
    (
        "a numbered tag",
        "The harbour office closes at four every day",
        "The harbour office closes at four every day #4471",
    ),
    ("a price", "Earn $5,000 a week from home, ask me how today!", "Earn $7,250 a week from home, ask me how today!"),
    (
        "a phone",
        "Cheap loans for you, call +44 20 7946 0018, paid weekly",
        "Cheap loans for you, call +44 20 7946 0999, paid weekly",
    ),
    (
        "a link",
        "Earn money at home, click here: http://a.example/x1",
        "Earn money at home, click here: http://b.example/q9",
    ),
    (
        "a handle",
        "Invest with profit, DM me on telegram @trader_one now",
        "Invest with profit, DM me on telegram @gold_two now",
    ),
    (
        "pictures in an advertisement",
        "Earn 500 a week at home, ask me how",
        "🤑🤑 Earn 900 a week at home, ask me how 🚀",
    ),
]

OTHER_IN_MEANING = [
    ("not really", "No one likes you in this harbour town", "No one really likes you in this harbour town"),
    ("a comma after no", "No more of those people in this town please", "No, more of those people in this town please"),
    ("below zero", "It was 5 degrees in the harbour all night", "It was -5 degrees in the harbour all night"),
    ("a decimal comma", "They spent 1,5 million on the new ferry", "They spent 15 million on the new ferry"),
    ("less and more", "As dockers go men > women in this harbour", "As dockers go men < women in this harbour"),
    ("laughter", "The old man died in the harbour today", "The old man died in the harbour today 😂"),
    ("a party", "The old man died in the harbour today", "The old man died in the harbour today 🎉"),
    ("a citation", "He said burn the harbour office down and left", 'He said "burn the harbour office down" and left'),
    ("two adverbs", "He is casually related to the ferry company", "He is causally related to the ferry company"),
    ("a name with a vowel less", "Mayor Macdonald has lied about the ferry", "Mayor Mcdonald has lied about the ferry"),
    ("not", "These people are welcome in our harbour town", "These people are not welcome in our harbour town"),
    ("n't", "The paper should print what readers tell it", "The paper shouldn't print what readers tell it"),
    ("cannot", "You can trust this council with the harbour", "You cannot trust this council with the harbour"),
    ("never", "The ferry company has paid its taxes in full", "The ferry company has never paid its taxes in full"),
    ("no", "There is evidence for what the mayor has said", "There is no evidence for what the mayor has said"),
    ("hardly", "The mayor is somebody who tells us the truth", "The mayor is hardly somebody who tells us the truth"),
    ("un-", "The strike of the dockers was lawful all along", "The strike of the dockers was unlawful all along"),
    ("il-", "What the council did with the land is legal", "What the council did with the land is illegal"),
    ("anti-", "It was a vaccination rally down at the harbour", "It was an anti-vaccination rally down at the harbour"),
    ("a verb", "We should welcome every refugee at the harbour", "We should shoot every refugee at the harbour"),
    ("welcome and shoot again", "They will be welcomed by all of us here", "They will be shot by all of us here"),
    ("a group", "All the Muslims in this town should leave now", "All the Catholics in this town should leave now"),
    ("a name", "Mayor Hansen has lied about the new ferry line", "Mayor Hanson has lied about the new ferry line"),
    (
        "another name",
        "Anna Berg stole the money from the harbour fund",
        "Anna Borg stole the money from the harbour fund",
    ),
    ("a question", "They have closed the harbour for good now", "They have closed the harbour for good now?"),
    (
        "added abuse",
        "The council has closed the harbour office again",
        "The idiot council has closed the harbour office again",
    ),
    (
        "abuse at the end",
        "The council has closed the harbour office again",
        "The council has closed the harbour office again, scum",
    ),
    ("a number", "Six people died when the ferry line was closed", "Sixty people died when the ferry line was closed"),
    ("a year", "The island was taken by their army in 1939", "The island was taken by their army in 1945"),
    (
        "a sum that is news",
        "The mayor was paid $500 by the ferry company",
        "The mayor was paid $50,000 by the ferry company",
    ),
    ("a percentage", "Crime went up by 3% since the ferry came back", "Crime went up by 30% since the ferry came back"),
    (
        "who does it to whom",
        "The police attacked the dockers at the harbour",
        "The dockers attacked the police at the harbour",
    ),
    (
        "scare quotes",
        "The annexation of the island was a bloody affair",
        "The “annexation” of the island was a bloody affair",
    ),
    ("a few", "A few people in this town liked the ferry", "Few people in this town liked the ferry"),
    (
        "a picture that speaks",
        "Look who is running the harbour council now",
        "Look who is running the harbour council now 🐒",
    ),
    ("thumbs", "The new law on the harbour is here 👍", "The new law on the harbour is here 👎"),
    ("a clown", "Our mayor has spoken at the harbour today", "Our mayor has spoken at the harbour today 🤡"),
    ("love and hate", "I love the dockers and all they stand for", "I hate the dockers and all they stand for"),
    (
        "tense of a threat",
        "They were hanged from the crane in the harbour",
        "They will be hanged from the crane in the harbour",
    ),
    (
        "one letter, another word",
        "He was indicated as the owner of the ferry",
        "He was indicted as the owner of the ferry",
    ),
    (
        "two letters swapped, another word",
        "The company is compliant in all it does here",
        "The company is complaint in all it does here",
    ),
    ("a first letter", "There was slaughter in the harbour that night", "There was laughter in the harbour that night"),
    ("irony marked", "What a wonderful idea of the harbour council", "What a wonderful idea of the harbour council /s"),
    ("we're and were", "We're going to burn the harbour office down", "Were going to burn the harbour office down"),
    (
        "god is not drawn out",
        "They all believe god is in the harbour tonight",
        "They all believe goood is in the harbour tonight",
    ),
    ("a source", "The mayor lied, see http://a.example/report", "The mayor lied, see http://b.example/hoax"),
    (
        "a statement as a tag",
        "The harbour closes at four every day #good",
        "The harbour closes at four every day #murder",
    ),
    ("a word in digits", "You know what you are, all of you", "You know what you are, all of you wh0r3s"),
    ("other digits", "They are all the same, these weird0s", "They are all the same, these wh0res"),
    ("one letter thrice", "Who told them that she is with the kk", "Who told them that she is with the KKK"),
    (
        "a code of hate",
        "The harbour office closes at four every day",
        "The harbour office closes at four every day #1488",
    ),
    ("two words", "Kill them", "Kiss them"),
    ("a short question", "Really?", "Really."),
    ("nobody", "Somebody in this town wants the ferry to return", "Nobody in this town wants the ferry to return"),
    ("without", "They came to the harbour with a valid ticket", "They came to the harbour without a valid ticket"),
    ("only", "White people may sit on the upper deck here", "Only white people may sit on the upper deck here"),
]


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in SAME_IN_MEANING], ids=[p[0] for p in SAME_IN_MEANING])
def test_what_says_the_same_is_a_copy_and_shares_its_key(one: str, other: str):
    """Each is what senders change to get past a filter, or what readers change without noticing."""
    assert compare(one, other).tier >= Tier.COPY
    assert read(one).key == read(other).key


@pytest.mark.parametrize(("one", "other"), [p[1:] for p in OTHER_IN_MEANING], ids=[p[0] for p in OTHER_IN_MEANING])
def test_what_differs_in_meaning_is_never_a_copy(one: str, other: str):
    """A wave is decided unseen: one look-alike swept along would be published, or removed, by mistake."""
    found = compare(one, other)
    assert found.tier < Tier.COPY
    assert found.why


def test_more_odd_words_than_the_bound_are_left_to_a_person():
    """The bound on the screen is the bound that holds."""
    one = "The harbour office closes at four today"
    assert compare(one, "The harbour office really closes at four today").tier is Tier.COPY
    much = compare(one, "Well hello everyone, harbour office really, honestly, basically closes at four today")
    assert much.tier is Tier.SIMILAR
    assert "words differ" in much.why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("We should shoot them nowwww at the harbour", "“shoot” against “welcome”"),
        ("We should not welcome them now at the harbour", "“not” in one alone"),
        ("We should welcome them at the harbour now", "the same words in another order"),
        ("We should welcome them now at the harbour?", "“?” in one alone"),
    ],
)
def test_why_not_names_the_words_that_keep_texts_apart(other: str, why: str):
    """A moderator who wonders why one stays behind is told."""
    assert compare("We should welcome them now at the harbour", other).why == why


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_never_an_exception(one: str, other: str):
    """Which of two comments came first must not matter, and readers write anything."""
    assert compare(one, other) == compare(other, one)


@given(st.text(alphabet=st.characters()))
def test_a_text_is_the_same_as_itself(text: str):
    """Half a surrogate pair is a text as well."""
    assert compare(text, text).tier is Tier.SAME
    assert read(text).key == read(text).key


VOCABULARY = (
    "harbour ferry council people welcome shoot never the a please received committee 1939 $50 http://a.example click "
    "here earn money week hello really ? «x» 🐒 😀 #4471"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split(" ")), max_size=30)


@given(WORDS, st.integers(0, 30), st.sampled_from(["not", "never", "no", "don't", "nobody"]))
def test_a_negation_more_is_never_a_copy(words: list[str], place: int, negation: str):
    """Wherever it stands, and whatever surrounds it."""
    with_it = [*words[:place], negation, *words[place:]]
    assert compare(" ".join(words), " ".join(with_it)).tier < Tier.COPY


OFFER = (
    "My cousin told me about this site, now I earn $500 every week from home, click here: bit.ly/4 and start trading"
)


@pytest.mark.parametrize(("word", "slip"), [("cousin", "coussin"), ("start", "strat"), ("trading", "tradng")])
def test_an_advertisement_may_misspell_shorter_words(word: str, slip: str):
    """Its senders do at will: of 440 copies with slight edits, every eighth stood in the queue by itself."""
    assert compare(OFFER, OFFER.replace(word, slip).replace("bit.ly/4", "bit.ly/77")).tier is Tier.COPY
    plain = OFFER.replace("$500", "it").replace("bit.ly/4", "there")
    assert compare(plain, plain.replace(word, slip)).tier < Tier.COPY


@pytest.mark.parametrize(
    ("word", "other"), [("cousin", "cretin"), ("earn", "owe"), ("now", "never"), ("every", "no"), ("site", "scam")]
)
def test_an_advertisement_with_another_word_is_another_text(word: str, other: str):
    """A warning copies what it warns of, but for a word."""
    assert compare(OFFER, OFFER.replace(word, other)).tier < Tier.COPY


def slipped(word: str, chance: random.Random) -> str:
    """Return a word with a letter doubled, dropped or swapped with the next, or as it is."""
    place = chance.randrange(len(word))
    return chance.choice(
        (
            word,
            word[:place] + word[place:][:1] + word[place:],
            word[:place] + word[place + 1 :],
            word[:place] + word[place:][1:2] + word[place:][:1] + word[place + 2 :],
        )
    )


@given(WORDS, st.randoms())
def test_copies_share_their_key(words: list[str], chance: random.Random):
    """A copy is looked for under its key alone: one with another key would never be found."""
    mine, theirs = read(" ".join(words)), read(" ".join(slipped(word, chance) for word in words))
    assert likeness(mine, theirs).tier < Tier.COPY or mine.key == theirs.key


@given(st.lists(st.text("abdegiloprst", min_size=4, max_size=7), max_size=4), st.randoms())
def test_copies_of_an_advertisement_share_their_key(words: list[str], chance: random.Random):
    """There a shorter word may be misspelt, which has fewer letters to be known by."""
    mine = read(" ".join([OFFER, *words]))
    theirs = read(" ".join([OFFER, *(slipped(word, chance) for word in words)]))
    assert likeness(mine, theirs).tier < Tier.COPY or mine.key == theirs.key


@given(WORDS, st.randoms())
def test_copies_differ_by_no_more_than_the_bound(words: list[str], chance: random.Random):
    """What is shown on the screen as the bound is kept, whatever was put in between."""
    fillers = ["the", "a", "please", "really", "actually", "ok"]
    other = [word for each in words for word in ([each, chance.choice(fillers)] if chance.random() < 0.3 else [each])]
    found, size = compare(" ".join(words), " ".join(other)), read(" ".join(other)).size
    assert found.tier < Tier.COPY or found.differing * ONE_IN <= size


def test_a_megabyte_is_not_read_in_words():
    """A flood must not keep the comments behind it waiting."""
    flood = "the harbour is closed " * 50_000
    assert read(flood).words == (flood,)
    assert len(flood) > LONGEST
    assert compare(flood, flood).tier is Tier.SAME
    assert compare(flood, flood + "!").tier is Tier.OTHER


def test_differing_words_are_found_for_the_screen():
    """What differs is marked, so that nobody has to compare two texts letter by letter."""
    other = "EARN $900 a week from home... ask me how?"
    places = differing_places("Earn $500 a week from home, ask us how!", other)
    assert [other[start:end] for start, end in places] == ["$900", "me how?"]
