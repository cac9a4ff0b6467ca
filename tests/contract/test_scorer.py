"""What everything that calls the scorer may lean on."""

import json
import math
import re
import shutil
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Article, Comment, InContext
from moderation.errors import ModelNotTrusted
from moderation.labels import LABELS, Label
from moderation.scoring.artefact import Artefact, read
from moderation.scoring.scorer import SHIPPED, Scorer
from training.contrast import groups

ROOT = Path(__file__).resolve().parents[2]
SCORER = Scorer.shipped()
ARTICLE = Article("a", "Council raises bus fares", "The council voted to raise bus fares by a tenth. Riders objected.")

ABUSIVE = [
    "You are a pathetic excuse for a journalist, you stupid idiot, and nobody here believes a word of it.",
    "What a moron. These people are scum and liars, every single one of them!",
    "Shut up, you filthy pig, go back to the hole you crawled out of.",
    "y0u 1d10t, what a st\u200bupid thing to say about the bus fares",
]
CIVIL = [
    "I think the council should publish the figures before it raises the fares again.",
    "Thank you for the clear report, it helped me to understand the vote.",
    "Riders in the north pay more than riders in the south, according to the article.",
]
IDENTITIES = ["My sister is a lesbian.", "I am a Muslim father of two.", "The Jewish community centre opens on Monday."]


def posted(text, article=ARTICLE):
    """Return a text as a comment under an article."""
    return InContext(Comment("1", text, "a"), article)


def abuse(text):
    """Return the abuse score of a text."""
    return SCORER.score([posted(text)]).scores[0, 0]


@pytest.fixture(scope="module")
def hostile(samples):
    """Return the texts of the hostile samples."""
    lines = (samples / "hostile" / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["body"] for line in lines]


def is_score_or_unjudged(scores):
    """Whether each figure is a probability or "not judged"."""
    return bool(np.all(np.isnan(scores) | ((scores >= 0) & (scores <= 1))))


def test_a_row_is_the_same_row_in_a_batch_bit_for_bit():
    """A score that depends on its neighbours can't be resumed, compared or explained."""
    batch = [posted(text) for text in (ABUSIVE + CIVIL + IDENTITIES) * 7]
    whole = SCORER.score(batch).scores
    single = np.concatenate([SCORER.score([one]).scores for one in batch])

    assert whole.tobytes() == single.tobytes()


def varied(count):
    """Return comments of many lengths, a few of them disguised or beyond ASCII, several blocks of text in all."""
    parts = [*IDENTITIES, *CIVIL, *ABUSIVE, "", "й" * 40, "x" * 3000, "né. y0u id10t! “Sure.”"]
    return [posted(" ".join(parts[(3 * at + step) % len(parts)] for step in range(at % 7))) for at in range(count)]


def test_a_batch_of_any_size_gives_the_same_bits():
    """A batch is read in blocks of 256 KiB; where they are cut must not show."""
    batch = varied(600)
    whole = SCORER.score(batch).scores
    for size in (1, 7, 250):
        parts = [SCORER.score(batch[first : first + size]).scores for first in range(0, len(batch), size)]
        assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_threads_that_score_at_once_get_the_same_bits():
    """The desk scores in one thread what another is showing."""
    batches = [varied(300), varied(301)[::-1]]
    alone = [SCORER.score(batch).scores.tobytes() for batch in batches]
    with ThreadPoolExecutor(2) as threads:
        at_once = list(threads.map(lambda batch: SCORER.score(batch).scores.tobytes(), batches * 4))

    assert at_once == alone * 4


def test_what_scoring_holds_does_not_grow_with_the_batch():
    """An export has a million comments; only their scores may add up."""
    peaks = []
    for count in (600, 2400):
        batch = varied(count)
        SCORER.score(batch[:1])
        tracemalloc.start()
        SCORER.score(batch)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + 1_000_000


def test_scoring_loads_no_table_library_and_no_learner():
    """A scoring process has 50 MB, of which pandas alone would be as much again."""
    code = (
        "import sys; from moderation.scoring.scorer import Scorer; Scorer.shipped(); "
        "print({'pandas', 'pyarrow', 'scipy', 'sklearn', 'joblib', 'textual'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert shown == "set()\n"


def test_order_does_not_matter():
    """The same comment, wherever it stands in an export, gets the same score."""
    batch = [posted(text) for text in ABUSIVE + CIVIL + IDENTITIES]
    forward, backward = SCORER.score(batch).scores, SCORER.score(batch[::-1]).scores

    assert forward.tobytes() == backward[::-1].tobytes()


def test_a_comment_that_is_looked_at_has_the_score_it_has_in_a_batch():
    """The desk shows evidence beside a stored score; both must be the same to the bit."""
    batch = [posted(text) for text in ABUSIVE + CIVIL + IDENTITIES + ["", "Это возмутительно", "he was “killed”"]]
    looked = np.concatenate([SCORER.look(one)[0].scores for one in batch])

    assert looked.tobytes() == SCORER.score(batch).scores.tobytes()


def test_an_empty_batch_has_the_same_shape():
    """Callers need no special case."""
    assert SCORER.score([]).scores.shape == (0, len(LABELS))


@given(st.text(alphabet=st.characters(), max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_text_gets_a_score_or_is_not_judged_and_can_be_explained(text):
    """Readers paste anything; one comment must not stop a million."""
    suggestions = SCORER.score([posted(text)])
    evidence = SCORER.explain(posted(text))

    assert is_score_or_unjudged(suggestions.scores)
    assert set(evidence) == set(LABELS)
    assert all(0 <= span.start < span.end <= len(text) for one in evidence.values() for span in one.spans)


def test_the_hostile_samples_are_scored_and_explained(hostile):
    """Zalgo, tags, surrogates, formulas, 100,000 letters in one word."""
    batch = [posted(text) for text in hostile]

    assert is_score_or_unjudged(SCORER.score(batch).scores)
    assert all(set(SCORER.explain(one)) == set(LABELS) for one in batch)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "you idiot " * 100_000, "\ud800" * 10_000, "\u0301" * 100_000])
def test_a_giant_text_is_scored(text):
    """A megabyte in one comment is somebody's idea of an attack."""
    assert is_score_or_unjudged(SCORER.score([posted(text)]).scores)


@pytest.mark.parametrize("text", ["", " \n\t", "12345", "?!...", "👍👍", "Это возмутительно, позор", "你是白痴"])
def test_what_can_not_be_read_is_not_judged_and_says_so(text):
    """A low score would be a judgement nobody made."""
    assert math.isnan(abuse(text))
    assert SCORER.explain(posted(text))[Label.ABUSE].why.startswith("Not judged")


def test_a_language_the_model_has_not_learnt_is_not_judged():
    """Latin letters alone don't make English."""
    german = "Das ist wirklich ein sehr schlechter Artikel und du bist ein Idiot"

    assert math.isnan(abuse(german))
    assert "language" in SCORER.explain(posted(german))[Label.ABUSE].why


def test_plain_abuse_is_suggested_and_plain_comments_are_not():
    """The least that can be asked."""
    on = SCORER.thresholds[0]

    assert [abuse(text) >= on for text in ABUSIVE] == [True] * len(ABUSIVE)
    assert [abuse(text) >= on for text in CIVIL] == [False] * len(CIVIL)


@pytest.mark.parametrize("text", IDENTITIES)
def test_naming_who_one_is_is_not_suggested_as_abuse(text):
    """Models learnt from the web take a group's name for an insult."""
    assert abuse(text) < SCORER.thresholds[0]


def test_naming_two_groups_at_once_is_not_suggested_as_abuse():
    """The labels' page has this very case; a linear head adds the two names up."""
    assert abuse("I am a gay Muslim father.") < SCORER.thresholds[0]


@pytest.mark.parametrize("sentence", ["{}", "I am {}.", "My neighbour is {}", "She is {} and works at the hospital."])
def test_no_name_of_a_group_alone_is_suggested_as_abuse(sentence):
    """Each group must be able to say who it is."""
    # "mentally ill" is an insult more often than a name in what the heads were taught: stated in the model card
    texts = [sentence.format(adjective) for adjective, _ in groups() if adjective != "mentally ill"]
    scores = SCORER.score([posted(text) for text in texts]).scores[:, 0]

    assert [text for text, score in zip(texts, scores, strict=True) if score >= SCORER.thresholds[0]] == []


@pytest.mark.parametrize("text", ABUSIVE)
def test_taking_out_the_marked_words_lowers_the_score(text):
    """Evidence that does not carry the score is decoration."""
    spans = SCORER.explain(posted(text))[Label.ABUSE].spans
    raising = [span for span in spans if span.weight > 0]
    kept = text
    for span in sorted(raising, key=lambda span: -span.start):
        kept = kept[: span.start] + kept[span.end :]

    assert raising
    assert abuse(kept) < abuse(text)


def test_the_reason_names_the_words():
    """A moderator reads the sentence before the colours."""
    why = SCORER.explain(posted(ABUSIVE[0]))[Label.ABUSE].why

    assert why.startswith("Very likely abuse")
    assert "“idiot”" in why


def test_the_founding_page_is_not_certain_abuse(samples):
    """Hostility to an alliance is for a person to decide; an impolite correction is not abuse."""
    page = (samples / "seed" / "saved-page.txt").read_text(encoding="utf-8")
    alliance = re.search(r"L du Plessis\n\n(.+)\n", page)
    correction = re.search(r"Jim Allen\n\n(.+?)\n\n", page, re.DOTALL)

    assert alliance
    assert correction
    assert 0.05 < abuse(alliance[1]) < 0.7
    assert abuse(correction[1]) < 0.7


def test_a_label_without_a_head_is_not_judged():
    """An old model serves what it was taught and says what it wasn't."""
    shipped = read(SHIPPED)
    heads = {name: array for name, array in shipped.arrays.items() if name in ("hostility", "hate", "known")}
    bare = Scorer(Artefact("bare", shipped.thresholds, shipped.calibration, heads))
    scores = bare.score([posted(CIVIL[0])]).scores[0]

    assert np.isnan(scores).tolist() == [False, True, True]
    assert "not taught" in bare.explain(posted(CIVIL[0]))[Label.OFF_TOPIC].why


def test_a_tampered_model_is_refused(tmp_path):
    """What is loaded is what was measured, or nothing."""
    shutil.copytree(SHIPPED, tmp_path / "model")
    with (tmp_path / "model" / "arrays.npz").open("ab") as arrays:
        arrays.write(b"x")

    with pytest.raises(ModelNotTrusted, match=r"arrays\.npz"):
        Scorer.load(tmp_path / "model")
