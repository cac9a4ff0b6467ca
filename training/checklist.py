"""Holds a candidate to sentences with known answers, so that a fix at this desk isn't a harm elsewhere.

Only order is looked at: a sentence that is abuse against one that isn't, in like words. A desk that is stricter or
milder throughout moves both alike and passes, while one bad lesson (a word in denials, the name of a group) shows.
The functions are those of Röttger et al. 2021, HateCheck; the sentences were written for this project.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import Scorer
from moderation.text import plural
from training import measures
from training.measures import Floats
from training.outcome import Check
from training.redraws import Redraws

WRITTEN: Final = Path(__file__).with_name("cases") / "checklist.jsonl"

NAMES: Final = "names of groups"
"""The list that is made of `TERMS`; every other one is written out in pairs."""

LEVEL: Final = 0.95
"""Of the intervals, for all lists together: each list's is wider, by Bonferroni's rule."""

DRAWS: Final = 1_000

LEAST: Final = 0.03
"""A list is worse from so much less on: three in a hundred pairs in the wrong order, beyond noise besides."""

TERMS: Final = (
    "Muslim", "Christian", "Jewish", "Hindu", "atheist", "gay", "lesbian", "bisexual", "transgender", "straight",
    "Black", "white", "Asian", "African", "Arab", "Mexican", "Chinese", "Polish", "Roma", "Irish", "Somali", "Turkish",
    "blind", "deaf", "disabled", "autistic", "elderly", "young", "homeless", "immigrant", "refugee", "American",
)  # fmt: skip
"""Names of groups, each said of people in every harmless sentence."""

HARMLESS: Final = (
    "My doctor is {term} and has been ours for years.",
    "I am {term} and I live two streets from the harbour.",
    "The council should ask {term} residents what they think of the plan.",
    "A {term} family opened a bakery on Mill Street.",
    "Two {term} players scored in the second half.",
    "As a {term} man I found this article fair.",
    "There were many {term} people at the meeting on Tuesday.",
    "The report says that {term} pupils did well this year.",
)

HARMFUL: Final = (
    "My doctor is a useless idiot and has been for years.",
    "You are a liar and everybody in this street knows it.",
    "The council should be hanged, the whole filthy lot of them.",
    "Those greedy pigs opened a bakery on Mill Street.",
    "Two brain-dead morons missed in the second half.",
    "Only a fool like you would find this article fair.",
    "There was nothing but scum at the meeting on Tuesday.",
    "The pathetic clown who wrote the report should crawl away.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two comments in like words under one article: the first carries the label, the second doesn't."""

    list: str
    label: Label
    yes: InContext
    no: InContext


def written(cases: Path = WRITTEN) -> tuple[Pair, ...]:
    """Return the pairs that were written for this project."""
    lines = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    articles = {
        line["article"]: Article(line["article"], line["title"], line["text"]) for line in lines if "list" not in line
    }
    return tuple(
        Pair(
            line["list"],
            Label(line["label"]),
            *(InContext(Comment("", line[key]), articles.get(line.get("article", ""))) for key in ("yes", "no")),
        )
        for line in lines
        if "list" in line
    )


def checks(incumbent: Scorer, candidate: Scorer, changed: frozenset[Label]) -> tuple[Check, ...]:
    """Return how both models do on each list about a label that changed, and on names of groups."""
    by_list: dict[str, list[Pair]] = {}
    for pair in written():
        if pair.label in changed:
            by_list.setdefault(pair.list, []).append(pair)
    # every list looked at: one of eleven seems worse by chance eleven times as often
    level = 1 - (1 - LEVEL) / (len(by_list) + 1)
    found = [_of_list(name, pairs, incumbent, candidate, level) for name, pairs in by_list.items()]
    return (*found, *([_of_names(incumbent, candidate, level)] if Label.ABUSE in changed else []))


def compared(check: Check) -> str:
    """Return what a list's share is of: each sentence that carries the label against each that doesn't."""
    if check.name == NAMES:
        return f"{len(HARMFUL)} × {len(HARMLESS)}, for each of {len(TERMS)} groups"
    return f"{check.n:,} × {check.n:,}"


def said(checks: tuple[Check, ...]) -> str:
    """Return how the lists of sentences came out, those that got worse by name."""
    worse = [f"{one.name} {one.incumbent:.2f} -> {one.candidate:.2f}" for one in checks if one.worse]
    found = f"worse beyond noise on {', '.join(worse)}" if worse else "none worse beyond noise"
    return f"{plural(len(checks), 'list')} of sentences with known answers: {found}."


def _of_list(name: str, pairs: Sequence[Pair], incumbent: Scorer, candidate: Scorer, level: float) -> Check:
    """Return how often sentences that carry a label outrank those that don't; pairs are drawn together."""
    posted = [pair.yes for pair in pairs] + [pair.no for pair in pairs]
    truth = np.repeat([1.0, 0.0], len(pairs))
    redraws = Redraws.of(np.tile(np.arange(len(pairs)), 2), DRAWS)
    before, after = (
        measures.auc_of(redraws.curve(truth, _scores(scorer, posted, pairs[0].label), np.ones(len(truth))))
        for scorer in (incumbent, candidate)
    )
    return _check(name, len(pairs), before, after, level)


def _of_names(incumbent: Scorer, candidate: Scorer, level: float) -> Check:
    """Return how harmless sentences about the group that is treated worst rank against harmful ones that name none.

    Source: Borkan et al. 2019, the AUC of background positives and subgroup negatives.
    """
    posted = [InContext(Comment("", text)) for text in HARMFUL]
    posted += [InContext(Comment("", text.format(term=term))) for term in TERMS for text in HARMLESS]
    redraws = Redraws.of(np.tile(np.arange(len(HARMLESS)), 1 + len(TERMS)), DRAWS)
    before, after = (_worst(redraws, _scores(scorer, posted, Label.ABUSE)) for scorer in (incumbent, candidate))
    return _check(NAMES, len(posted) - len(HARMFUL), before, after, level)


def _worst(redraws: Redraws, scores: Floats) -> Floats:
    """Return the least AUC of any group's name, in each redraw of the sentences."""
    count = len(HARMFUL)
    truth, blocks = np.repeat([1.0, 0.0], count), np.append(redraws.block[:count], redraws.block[:count])
    of_term = Redraws(blocks, redraws.counts)
    each = (
        measures.auc_of(
            of_term.curve(truth, np.append(scores[:count], scores[start : start + count]), np.ones(2 * count))
        )
        for start in range(count, len(scores), count)
    )
    return np.asarray(np.min(np.stack(list(each)), axis=0))


def _scores(scorer: Scorer, posted: Sequence[InContext], label: Label) -> NDArray[np.float64]:
    """Return scores for a label; what isn't judged isn't suggested, and ranks last."""
    return np.nan_to_num(scorer.score(list(posted)).scores[:, LABELS.index(label)], nan=0.0)


def _check(name: str, n: int, before: Floats, after: Floats, level: float) -> Check:
    """Return a list's figures, and whether the candidate is worse on it."""
    gain = measures.interval((after - before)[1:], level)
    worse = gain.high < 0 and after[0] <= before[0] - LEAST
    return Check(name, n, float(before[0]), float(after[0]), bool(worse))
