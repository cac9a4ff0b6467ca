"""A wave of spam at the desk: seen as one, decided by one key, and nothing in it that nobody would have read so."""

import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from moderation.comments import Comment, InContext, Status
from moderation.filters import State
from moderation.labels import Label
from moderation.review import Review
from moderation.sameness import Tier, compare
from moderation.store.store import Store
from moderation.suggestions import Evidence, Suggestions
from tui.desk.app import ReviewDesk
from tui.desk.page.copies import IN, OUT
from tui.desk.screens.copies import CopiesScreen

SPAM = (
    "Three months ago I was broke, now I earn $5,200 every single week from home and so can you, just click here "
    "http://easy.example/start and ask me how, Definitely recommended for everybody with a computer"
)
LOOK_ALIKES = (
    SPAM.replace("I earn", "I never earn"),
    SPAM.replace("broke", "a docker") + "?",
    SPAM.replace("everybody", "idiots"),
    SPAM.replace("Definitely", "Not"),
)
LOOKS = str.maketrans("aeop", "аеор")
"""Latin letters by others that look the same."""


def edited(chance: random.Random) -> str:
    """Return the text as the next sender of the wave would write it: a few edits that change no sense."""
    words = SPAM.split()
    edits = {
        "case": lambda: [word.upper() if chance.random() < 0.3 else word for word in words],
        "price": lambda: [f"${chance.randrange(1000, 9999):,}" if word == "$5,200" else word for word in words],
        "link": lambda: [f"http://{chance.randrange(10**6)}.example/x" if "://" in word else word for word in words],
        "look-alikes": lambda: [word.translate(LOOKS) if chance.random() < 0.2 else word for word in words],
        "zero width": lambda: [word[:2] + "\u200b" + word[2:] if chance.random() < 0.2 else word for word in words],
        "slip": lambda: ["recomended" if word == "recommended" else word for word in words],
        "vowel": lambda: ["Definitly" if word == "Definitely" else word for word in words],
        "drawn out": lambda: ["nowwww" if word == "now" else word for word in words],
        "greeting": lambda: [chance.choice(["Hi", "Hello", "Hey"]), *words],
        "filler": lambda: [*words[:5], "really", *words[5:]],
        "signs": lambda: [*words, chance.choice(["!!!", "...", "🤑🤑", "✨", "😀"])],
        "tag": lambda: [*words, "#" + "".join(chance.choices("25679", k=4))],
        "blanks": lambda: ["\n" + word if chance.random() < 0.1 else word for word in words],
    }
    for kind in chance.sample(sorted(edits), 3):
        words = edits[kind]()
    return " ".join(words)


NOUNS = "ferry harbour council mayor bridge tax school article tram library market strike docker island"
VERBS = "likes hates closes opens forgets paints sells defends visits repairs taxes praises"


def ordinary(chance: random.Random) -> str:
    """Return what another reader would write."""
    nouns, verbs = NOUNS.split(), VERBS.split()
    said = [f"the {chance.choice(nouns)} {chance.choice(verbs)} our {chance.choice(nouns)}" for _ in range(4)]
    return f"{', '.join(said)} on day {chance.randrange(10**6)}."


@pytest.fixture
def flooded(tmp_path: Path) -> Iterator[Store]:
    """Return a desk with 5,000 ordinary comments, 500 copies of one text among them, and four that look alike."""
    chance = random.Random(11)
    texts = [(f"o{n}", ordinary(chance)) for n in range(5000)] + [(f"s{n}", edited(chance)) for n in range(500)]
    chance.shuffle(texts)
    texts += [(f"l{n}", text) for n, text in enumerate(LOOK_ALIKES)]
    with Store.open(tmp_path / "flood.sqlite", create=True) as store:
        arrived = [
            Comment(id, text, f"a{n % 40}", "", f"{id} wrote", "2026-03-03T08:14:00Z", Status.PENDING)
            for n, (id, text) in enumerate(texts)
        ]
        store.put_comments("harbour", arrived, store.put_source("flood.jsonl", "jsonl", "harbour"))
        while store.gather(2000).read:
            pass
        refs = [ref for ref, _ in store.unscored("base", 10_000)]
        scores = [(0.2, 0.95 if texts[ref - 1][0][0] in "sl" else 0.3, 0.1) for ref in refs]
        store.put_suggestions(refs, Suggestions(np.array(scores), np.full(3, 0.5), "base"))
        yield store


def of(store: Store, kind: str) -> list[State]:
    rows = store.rows(list(range(1, store.stats().comments + 1)))
    return [row.state for row in rows if row.id.startswith(kind)]


async def test_500_near_copies_among_5000_are_handled_in_under_10_keys(flooded, at_desk, screen_text):
    """What takes 500 keys elsewhere takes a few, and what means something else is not swept along."""
    keys = 0
    async with at_desk(flooded, size=(120, 40)) as pilot:
        assert "×500" in screen_text(pilot.app)
        while of(flooded, "s").count(State.WAITING):
            shown = pilot.app.session.shown.card
            await pilot.press("a" if shown.copies else "j")
            keys += 1
            assert keys < 10
        assert "500 comments" in pilot.app.session.told.text
    assert of(flooded, "s") == [State.SETTLED] * 500
    assert of(flooded, "l") == [State.WAITING] * len(LOOK_ALIKES)
    assert of(flooded, "o") == [State.WAITING] * 5000


async def test_the_500_are_taken_back_by_one_key(flooded, at_desk, screen_text):
    """Undo is as short as the decision, and the wave stands where it stood."""
    async with at_desk(flooded, size=(120, 40)) as pilot:
        while not pilot.app.session.shown.card.copies:
            await pilot.press("j")
        await pilot.press("a", "u")
        assert "taken back: 500 comments" in pilot.app.session.told.text
        assert pilot.app.session.shown.card.copies == 499
        assert "×500" in screen_text(pilot.app)
    assert flooded.waiting() == 5504
    assert flooded.faults() == []


def test_the_generator_makes_copies_and_look_alikes():
    """The tests above would prove nothing with texts that are all the same."""
    chance = random.Random(3)
    texts = {edited(chance) for _ in range(100)}
    assert len(texts) > 90
    assert all(compare(SPAM, text).tier < Tier.COPY for text in LOOK_ALIKES)


@pytest.fixture
def wave(store: Store) -> Store:
    """Return the small desk with a wave of four and a look-alike on top."""
    texts = (SPAM, f"Hi {SPAM}", SPAM.upper(), SPAM.replace("5,200", "900"), LOOK_ALIKES[0])
    arrived = [Comment(f"s{n}", text, "a1", "", f"Sender {n}", "", Status.PENDING) for n, text in enumerate(texts)]
    store.put_comments("harbour", arrived, store.put_source("wave.jsonl", "jsonl", "harbour"))
    store.gather(100)
    refs = [ref for ref, _ in store.unscored("base", 100)]
    store.put_suggestions(refs, Suggestions(np.full((len(refs), 3), 0.99), np.full(3, 0.5), "base"))
    return store


async def test_the_page_says_what_the_key_does_to_a_wave(wave, at_desk, screen_text):
    """Nobody should have to guess whether one is decided, or four."""
    async with at_desk(wave, size=(160, 45)) as pilot:
        seen = screen_text(pilot.app)
        assert "×4 near-copies: a decides all; at most 1 word in 6 differs, none that changes the sense" in seen
        assert "a accepts all 4" in seen
    async with at_desk(wave, size=(80, 24)) as pilot:
        assert "g shows them" in screen_text(pilot.app)


async def open_copies(pilot: Pilot[None]) -> None:
    """Open the page, and wait for what is looked for beside it."""
    await pilot.press("g")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize(
    ("key", "seen"),
    [("j", lambda app: app.session.cursor == 1), ("g", lambda app: isinstance(app.screen, CopiesScreen))],
)
async def test_a_first_key_on_a_first_day_has_its_effect_where_a_wave_is_on_top(wave, key, seen):
    """The footer under the first page offers the near-copies already."""
    app = ReviewDesk(Review(wave, "kim"), greets=True)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.session.shown.card.copies
        await pilot.press(key)
        await pilot.pause()
        assert seen(app)


async def test_the_copies_are_shown_with_what_differs_and_the_similar_ones_out(wave, at_desk, screen_text):
    """Before a hundred are decided by their sample, a look at them is one key away."""
    async with at_desk(wave, size=(120, 40)) as pilot:
        await open_copies(pilot)
        seen = screen_text(pilot.app)
        assert isinstance(pilot.app.screen, CopiesScreen)
        assert "decides this one and 3 more · 1 out" in seen
        assert f"{IN} Sender 1" in seen
        assert f"{OUT} Sender 4 · “never” in one alone" in seen
        assert seen.index("Sender 4") < seen.index("Sender 1")


async def test_one_taken_out_stays_and_one_taken_in_goes_along(wave, at_desk):
    """A person who has read them knows better."""
    async with at_desk(wave, size=(120, 40)) as pilot:
        await open_copies(pilot)
        await pilot.press("x", "home", "x", "a")
        assert pilot.app.session.told.text.startswith("✓ remove")
        assert "4 comments" in pilot.app.session.told.text
        assert pilot.app.screen.id == "_default"
    assert of(wave, "s") == [State.SETTLED, State.WAITING, State.SETTLED, State.SETTLED, State.SETTLED]


async def test_escape_leaves_the_page_of_copies_and_decides_nothing(wave, at_desk):
    """Looking is free."""
    async with at_desk(wave, size=(120, 40)) as pilot:
        await pilot.press("g", "x", "x", "escape")
        assert pilot.app.session.shown.card.id == "s0"
    assert wave.waiting() == 11


async def test_a_copy_is_read_whole_and_left_again(wave, at_desk, screen_text):
    """A row shows where it differs; Space shows all of it."""
    async with at_desk(wave, size=(60, 24)) as pilot:
        await pilot.press("g", "j", "space")
        assert "EVERYBODY WITH A COMPUTER" in " ".join(screen_text(pilot.app).split())
        await pilot.press("escape", "escape")
        assert pilot.app.screen.id == "_default"


async def test_where_nothing_resembles_a_comment_the_desk_stays_and_says_so(store, at_desk, screen_text):
    """A page with nothing on it would be a riddle."""
    async with at_desk(store, size=(120, 40)) as pilot:
        await open_copies(pilot)
        assert "Nothing else that waits resembles this comment." in screen_text(pilot.app)
        assert pilot.app.screen.id == "_default"


async def test_what_only_resembles_a_comment_is_said_and_shown_by_the_same_key(wave, at_desk, screen_text):
    """Finding look-alikes takes a moment, and a page that opened by itself would take keys meant for the desk."""
    async with at_desk(wave, size=(120, 40)) as pilot:
        await pilot.press("slash", *"never", "enter")
        await open_copies(pilot)
        assert "Another one that waits resembles this comment; g shows it." in screen_text(pilot.app)
        await pilot.press("g")
        assert isinstance(pilot.app.screen, CopiesScreen)
        assert "decides this one alone · 1 out" in screen_text(pilot.app)


async def test_a_wave_held_says_how_many(wave, at_desk):
    """The colleague will ask."""
    async with at_desk(wave, size=(120, 40)) as pilot:
        await pilot.press("h", "enter")
        assert pilot.app.session.told.text.startswith("‖ held with 3 near-copies")
    assert wave.stats().held == 4


class StrongWord:
    """Knows one strong word."""

    def explain(self, posted: InContext) -> dict[Label, Evidence]:
        """Return evidence that says nothing."""
        return {label: Evidence("No strong word.") for label in Label}

    def stretches(self, asked):
        """Return where the word stands in each text."""
        return [[(text.find("vermin"), text.find("vermin") + 6)] if "vermin" in text else [] for text, _ in asked]


async def test_strong_words_are_covered_on_the_page_of_copies_as_well(store, screen_text):
    """A wave of abuse would be a wall of it."""
    text = "Every single one of you is a vermin and so is the goat that you came with"
    arrived = [Comment(f"v{n}", text + "!" * n, "a1", "", f"Sender {n}", "", Status.PENDING) for n in range(3)]
    store.put_comments("harbour", arrived, store.put_source("wave.jsonl", "jsonl", "harbour"))
    store.gather(100)
    refs = [ref for ref, _ in store.unscored("base", 100)]
    store.put_suggestions(refs, Suggestions(np.full((len(refs), 3), 0.99), np.full(3, 0.5), "base"))
    async with ReviewDesk(Review(store, "kim", StrongWord)).run_test(size=(120, 40)) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.press("g")
        covered = screen_text(pilot.app)
        await pilot.press("m")
        assert ("vermin" in covered, "vermin" in screen_text(pilot.app)) == (False, True)


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J\x1b]52;c;cHduZWQ=\x07", "\u202egpj\u2066", "[@click=app.quit]x[/] [/b", "\ud800 \x9b31m"]
)
async def test_hostile_texts_stay_text_on_the_page_of_copies(store, at_desk, hostile):
    """Texts, authors and what keeps them apart are all readers' words."""
    said = f"The white ferry left the harbour {hostile} with nine passengers and a goat this morning"
    texts = [said, said.upper(), f"{said} never {hostile}word"]
    arrived = [Comment(f"h{n}", text, "a1", "", hostile, "", Status.PENDING) for n, text in enumerate(texts)]
    store.put_comments("harbour", arrived, store.put_source("hostile.jsonl", "jsonl", "harbour"))
    store.gather(100)
    refs = [ref for ref, _ in store.unscored("base", 100)]
    store.put_suggestions(refs, Suggestions(np.full((len(refs), 3), 0.99), np.full(3, 0.5), "base"))
    async with at_desk(store, size=(100, 30)) as pilot:
        await open_copies(pilot)
        for key in ("j", "space", "escape", "m", "x", "a"):
            await pilot.press(key)
            segments = [segment for strip in pilot.app.screen._compositor.render_strips() for segment in strip]
            assert not [
                one
                for one in segments
                if one.control or {unicodedata.category(letter) for letter in one.text} & {"Cc", "Cs"}
            ]
            assert not {"\u202e", "\u2066"} & set("".join(one.text for one in segments))
    assert store.card(store.find("h0")).state is State.SETTLED
