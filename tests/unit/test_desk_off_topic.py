"""What a desk's archive and decisions teach about off-topic and disputed terminology."""

from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.bags import Background
from moderation.scoring.relevance import Relevance
from moderation.scoring.scorer import Scorer
from training.archive import FEWEST_ARTICLES, FEWEST_OWN, MOST_OWN, archived, desk_pairs
from training.candidate import learnt
from training.desk_off_topic import taught
from training.examples import Example, Examples, Split, gathered
from training.read_anew import told

BASE = Scorer.shipped().artefact
COEFFICIENTS = "relevance_coefficients"
SUBJECTS = [
    ("lock", "lockkeeper canal towpath barge weir sluice"),
    ("choir", "soprano chorister organist hymn cathedral rehearsal"),
    ("bees", "beekeeper hive nectar swarm apiary honeycomb"),
    ("tram", "tramway depot overhead pantograph conductor timetable"),
    ("cheese", "creamery rennet cheddar dairy curd affineur"),
    ("chess", "grandmaster gambit bishop tournament opening endgame"),
]
FILLER = (
    "we read here that the {0} and the {1} of our town need the {2}, and my family says the {3} is what matters now"
)


def site(articles: int, each: int, off_topic: int = 0) -> Examples:
    """Return decisions under articles on six subjects; of every `off_topic` comments one is written elsewhere."""
    rng, rows = np.random.default_rng(5), []
    for number in range(articles):
        name, written = SUBJECTS[number % len(SUBJECTS)]
        words = [f"{word}{number}" if word == name else word for word in written.split()]
        article = Article(f"a{number}", f"On the {words[0]}, part {number}", f"{' '.join(words)}. " * 6)
        for place in range(each):
            is_off = off_topic > 0 and (number * each + place) % off_topic == 0
            spoken = SUBJECTS[(number + 3) % len(SUBJECTS)][1].split() if is_off else words
            said = FILLER.format(*rng.choice(spoken, 4))
            text = f"{place} of {number}: {said}, whatever number {rng.integers(1e9)} says"
            rows.append(
                Example(InContext(Comment(f"{number}-{place}", text, article.id), article), {Label.OFF_TOPIC: is_off})
            )
    return gathered(rows)


def replace_id(one: InContext, name: str) -> InContext:
    """Return a comment under its article by another id."""
    return structs.replace(one, article=structs.replace(one.article, id=name))


def test_a_comment_decided_to_be_off_topic_is_not_its_article_s_own():
    """A pair made of it would teach the opposite of what was decided."""
    decisions = site(12, 10, off_topic=4)
    own = archived(decisions)
    assert 0 < len(own) == decisions.carrying(Label.OFF_TOPIC, carried=False)


def test_a_text_posted_everywhere_belongs_nowhere_twice():
    """A spam wave would teach that anything goes with any article."""
    decisions = site(12, 10)
    spam = [
        Example(InContext(Comment(str(n), "Buy my book about it.", one.article.id), one.article), {Label.ABUSE: False})
        for n, one in enumerate(decisions.posted[::10])
    ]
    assert len(archived(gathered(spam))) == 1


@pytest.mark.parametrize(("articles", "each"), [(FEWEST_ARTICLES - 1, 20), (12, FEWEST_OWN // 12)])
def test_a_small_archive_makes_no_pairs(articles, each):
    """A dozen pairs say less than the thousands that the base was fitted on."""
    assert desk_pairs(archived(site(articles, each)), Background.of(BASE.arrays)) is None


def test_each_comment_is_moved_to_another_article_twice():
    """Once to any other, once to the one most alike; never home, or a pair would teach a contradiction."""
    own = archived(site(12, 10))
    pairs = desk_pairs(own, Background.of(BASE.arrays))
    home = np.array([one.article.id == one.comment.article_id for one in pairs.posted])

    assert np.array_equal(home, ~pairs.moved)
    assert (int(home.sum()), int(pairs.near.sum()), len(pairs.posted)) == (len(own), len(own), 3 * len(own))


def test_two_sites_that_number_alike_stay_two():
    """Article 7 of one paper is no home for a comment under article 7 of another."""
    own = archived(site(24, 5))
    renamed = [replace_id(one, f"a{int(one.article.id[1:]) % 12}") for one in own.posted]
    pairs = desk_pairs(gathered(Example(one, {Label.OFF_TOPIC: False}) for one in renamed), Background.of(BASE.arrays))
    assert len({one.article for one in pairs.posted}) == 24


def test_a_large_archive_costs_no_more_than_its_bound():
    """A desk retrains at a key; a hundred thousand comments would be measured for a minute."""
    assert len(archived(site(60, 40))) == MOST_OWN


def test_an_archive_teaches_off_topic_where_no_decision_carries_it():
    """Every desk has an archive; few have marked ten comments as off-topic."""
    decisions = site(60, 10)
    found = taught(BASE, decisions, decisions, by_decisions=False)

    assert found is not None
    assert found.pairs["after"] > found.pairs["before"]
    assert not np.array_equal(found.artefact.arrays[COEFFICIENTS], BASE.arrays[COEFFICIENTS])


def test_a_candidate_learns_off_topic_from_its_archive_and_says_so():
    """The report would else call a label untouched that was not."""
    decisions = site(60, 10)
    found = learnt(BASE, Split(decisions[:400], decisions[400:], other_articles=True))

    assert found.labels == {Label.OFF_TOPIC}
    assert any("400 comments under their own article" in line for line in told(found.artefact))


def test_pairs_do_not_say_how_common_off_topic_is():
    """Two in three of them are moved, and a desk taught so would flag half its queue."""
    decisions = site(60, 10)
    found = taught(BASE, decisions, decisions, by_decisions=False)
    before, after = (
        Relevance.of(one).scores_of_all(list(decisions.posted)).mean() for one in (BASE.arrays, found.artefact.arrays)
    )
    assert after == pytest.approx(before, rel=0.5)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.3])
def test_pairs_leave_a_moderator_as_many_suggestions_as_before(share):
    """A desk whose decisions can't measure off-topic would else find its queue emptied, or full, of it."""
    decisions = site(60, 10)
    posted = list(decisions.posted)
    before = Relevance.of(BASE.arrays).scores_of_all(posted)
    threshold = float(np.quantile(before, 1 - share)) if share else 0.999
    desk = replace(BASE, thresholds={**BASE.thresholds, Label.OFF_TOPIC: threshold})
    found = taught(desk, decisions, decisions, by_decisions=False)

    after = Relevance.of(found.artefact.arrays).scores_of_all(posted)
    assert (after >= threshold).sum() == pytest.approx((before >= threshold).sum(), abs=0.01 * len(posted))


def test_decisions_say_how_common_it_is():
    """A desk that finds one in four off its topics gets scores that say so."""
    decisions = site(60, 10, off_topic=4)
    found = taught(BASE, decisions, decisions, by_decisions=True)
    assert Relevance.of(found.artefact.arrays).scores_of_all(list(decisions.posted)).mean() == pytest.approx(
        0.25, abs=0.05
    )


def test_decisions_that_are_read_apart_did_not_teach_what_reads_them():
    """Else a map of scores would be fitted on what the model knows by heart."""
    decisions = site(30, 10, off_topic=4)
    column = LABELS.index(Label.OFF_TOPIC)
    swapped = replace(decisions, truth=decisions.truth.copy())
    first = decisions.article == decisions.article[0]
    swapped.truth[first, column] = 1 - swapped.truth[first, column]
    one, other = (taught(BASE, decisions, part, by_decisions=True).unseen for part in (decisions, swapped))

    assert np.allclose(one.log_odds[first], other.log_odds[first], atol=1e-9)
    assert not np.allclose(one.log_odds[~first], other.log_odds[~first], atol=1e-3)


def test_the_same_archive_teaches_the_same_bytes():
    """A model that can't be made again can't be checked."""
    one, again = (taught(BASE, site(30, 10, 4), site(30, 10, 4), by_decisions=True).artefact.arrays for _ in range(2))
    assert all(np.array_equal(one[name], again[name]) for name in one)
