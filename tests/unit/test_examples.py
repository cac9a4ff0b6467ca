"""From decisions to examples, and how they are split to measure on."""

from dataclasses import replace

import numpy as np
from msgspec import structs

from moderation.comments import Article, Comment, InContext
from moderation.decisions import Answered, Kind, LogEntry
from moderation.formats.records import Found
from moderation.labels import LABELS, Label
from moderation.queue import Decided
from training.copies import near_copies
from training.examples import Example, from_labelled, from_log, gathered, in_utc, split

CLEAN = dict.fromkeys(LABELS, False)


def sentence(number: int) -> str:
    """Return a comment with no word pair in common with another number's."""
    letters = np.random.default_rng(number).choice(list("aeioulmnrst"), (8, 6))
    return f"{' '.join(map(''.join, letters))}, said nobody {number}"


def example(number: int, **changes: object) -> Example:
    """Return a decision, one a minute."""
    posted = InContext(Comment(str(number), sentence(number), article_id=f"a{number}"))
    return replace(Example(posted, CLEAN, f"2026-11-24T{number // 60:02}:{number % 60:02}:00.000Z"), **changes)


def test_a_decision_that_judged_nothing_teaches_nothing():
    """None is "not judged", which is no answer to learn."""
    kept = gathered([example(1), example(2, labels=dict.fromkeys(LABELS))])

    assert [posted.comment.id for posted in kept.posted] == ["1"]


def test_one_key_press_weighs_as_one_judgement():
    """Thirty comments removed at a stroke were not read thirty times."""
    bulk = gathered([example(1, judgement=7), example(2, judgement=7), example(3)])

    assert bulk.weight.tolist() == [0.5, 0.5, 1.0]


def test_a_copy_that_followed_a_decision_weighs_with_it():
    """It joined that key press days later, so the log names both by one step and only the latter as one of several."""
    decided = [
        Decided(
            ref, "north", example(ref).posted, CLEAN, LogEntry(n, f"2026-11-2{n}", "kim", Kind.SETTLE, step=1), bulk
        )
        for ref, n, bulk in ((1, 1, False), (2, 3, True))
    ]

    assert from_log(decided).weight.tolist() == [0.5, 0.5]


def test_two_sites_number_their_articles_alike():
    """An article is one site's, so what was learnt under another's of that number leaves it unseen."""
    articles = gathered([example(1, site="north"), example(1, site="south"), example(1, site="north")]).article

    assert (articles[0] == articles[2], articles[0] == articles[1]) == (True, False)


def test_a_label_file_has_its_articles_and_parents_whatever_the_order():
    """Context decides two of three labels; an article may stand behind its comments."""
    parent = Found(Comment("1", "Where?"), "line 1")
    reply = Found(Comment("2", "Here.", article_id="a", parent_id="1"), "line 2", labels={Label.ABUSE: False})
    (posted,) = from_labelled([parent, reply, Article("a", "Title")]).posted

    assert (posted.article, posted.parent) == (Article("a", "Title"), parent.comment)


def test_a_parent_is_the_one_of_the_same_site():
    """Two sites number their comments alike; an export that names no site may hold the parent of either."""
    north, south, nowhere = (
        Found(Comment(id, site), "line 1", {"site": site}) for id, site in (("1", "north"), ("1", "south"), ("2", ""))
    )
    replies = [
        Found(Comment("3", "Here.", parent_id=parent), "line 4", {"site": "north"}, {Label.ABUSE: False})
        for parent in ("1", "2")
    ]
    first, second = from_labelled([north, south, nowhere, *replies]).posted

    assert (first.parent, second.parent) == (north.comment, nowhere.comment)


def test_accepting_a_suggestion_is_an_echo_and_overriding_it_is_not():
    """The gate asks which decisions were people's own."""
    answers = Answered(
        "base", {Label.ABUSE: 0.8, Label.OFF_TOPIC: 0.1, Label.DISPUTED_TERMINOLOGY: None}, {Label.ABUSE}
    )
    found = gathered([example(1, answers=answers), example(2)])

    assert found.echoes.tolist() == [[False, True, False], [False, False, False]]


def test_times_of_any_zone_sort_as_one():
    """A labelled file may come from a desk elsewhere."""
    assert in_utc("2026-11-24T10:00:00+02:00") == "2026-11-24T08:00:00.000Z"
    assert in_utc("2026-11-24") == "2026-11-24T00:00:00.000Z"
    assert in_utc("yesterday") == ""


def test_the_latest_decisions_are_held_out():
    """A model will be used on what comes next."""
    parts = split(gathered([example(number) for number in range(200)]))

    assert (len(parts.taught), len(parts.held_out), parts.other_articles) == (150, 50, True)
    assert max(parts.taught.at.tolist()) < min(parts.held_out.at.tolist())


def test_a_copy_of_what_was_learnt_is_not_measured_on():
    """Knowing a spam wave's first wave is no skill at its second."""
    early = example(3).posted.comment.text
    rows = [example(number) for number in range(199)]
    copy = replace(example(199), posted=InContext(Comment("x", early.upper() + "!!! 42")))
    parts = split(gathered([*rows, copy]))

    assert "x" not in {posted.comment.id for posted in parts.held_out.posted}


def test_nothing_the_model_in_service_has_learnt_is_measured_on():
    """Otherwise the older model would be the better one for having seen the answers."""
    rows = gathered([example(number) for number in range(200)])
    parts = split(rows, unseen_after="2026-11-24T02:59:00.000Z")

    assert min(parts.held_out.at.tolist()) == "2026-11-24T03:00:00.000Z"
    assert len(parts.held_out) == 20


def test_decisions_of_one_moment_stand_on_one_side_of_the_cut():
    """A bulk decision cut in two would be measured on once and, after the promotion, never again."""
    moment = example(150).at
    rows = [replace(example(number), at=moment) if 140 <= number < 160 else example(number) for number in range(200)]
    parts = split(gathered(rows))

    assert moment in parts.taught.at
    assert moment not in parts.held_out.at


def test_articles_learnt_from_are_left_out_where_enough_others_remain():
    """A comment shares its subject with its neighbours, and a name in the news is easily learnt."""
    rows = [example(number) for number in range(200)]
    shared = structs.replace(rows[180].posted.comment, article_id="a1")
    rows[180] = replace(rows[180], posted=InContext(shared))
    parts = split(gathered(rows))

    assert parts.other_articles
    assert "180" not in {posted.comment.id for posted in parts.held_out.posted}


def test_reposts_with_small_changes_are_copies_and_other_texts_are_not():
    """Spammers change a figure, a name, the capitals."""
    text = "Make five thousand a week from home like my sister did, just ask me how and I will send you the link"
    texts = [text, text.upper() + " 7000", text.replace("sister", "brother"), sentence(1), sentence(2), "ok", "OK!", ""]
    groups = near_copies(texts).tolist()

    assert groups == [0, 0, 0, 3, 4, 5, 5, 7]
