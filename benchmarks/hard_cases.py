"""Hand-written hard cases, rule by rule: what a model holds to, and every case it fails.

The cases stand in `tests/golden/hard_cases.jsonl`, written from the rules of the three labels by somebody who saw
neither the training cases nor the code of the features, so that a pass says something about the rule.

    python benchmarks/hard_cases.py [--model FOLDER] [--write]

`--write` makes the present figures the floor that `tests/contract/test_hard_cases.py` holds the shipped model to.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import SHIPPED, Scorer

GOLDEN: Final = Path(__file__).resolve().parents[1] / "tests" / "golden"
CASES: Final = GOLDEN / "hard_cases.jsonl"
FLOOR: Final = GOLDEN / "hard_cases_passed.json"

_UNCERTAIN: Final = (0.05, 0.95)
"""Where a score must stand when a person has to decide: sure of neither answer."""


@dataclass(frozen=True, slots=True)
class HardCase:
    """A comment in its context, and what a rule of the labels says of it."""

    rule: str
    label: Label
    expected: bool | Literal["middling"] | None
    """True and False: suggested or not; None: "not judged"; "middling": judged, and sure of neither answer."""
    posted: InContext
    why: str

    @property
    def name(self) -> str:
        """The rule with its label, as the table and the floor name it."""
        return f"{self.label.title}: {self.rule}"

    def holds(self, score: float, threshold: float) -> bool:
        """Whether a score (NaN: "not judged") says what the rule says."""
        if self.expected is None:
            return bool(np.isnan(score))
        if self.expected == "middling":
            return _UNCERTAIN[0] <= score <= _UNCERTAIN[1]
        return not np.isnan(score) and (score >= threshold) == self.expected


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, the score it got, and whether that is what the rule says."""

    case: HardCase
    score: float
    holds: bool

    def __str__(self) -> str:
        score = "not judged" if np.isnan(self.score) else f"{self.score:.2f}"
        return f"{score:>10}  expected {self.case.expected!s:8}  {self.case.posted.comment.text}  [{self.case.why}]"


def read_cases(path: Path = CASES) -> list[HardCase]:
    """Return the cases of a file."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        HardCase(line["rule"], Label(line["label"]), line["expected"], in_context(line), line["why"]) for line in lines
    ]


def in_context(line: Mapping[str, object]) -> InContext:
    """Return the comment of a line under the line's article, answering the line's parent."""
    article, parent = line.get("article"), line.get("parent")
    return InContext(
        Comment("case", str(line["text"]), "article", "parent" if parent else ""),
        Article("article", article["title"], article["text"]) if isinstance(article, dict) else None,
        Comment("parent", str(parent), "article") if parent else None,
    )


def outcomes(scorer: Scorer, cases: Sequence[HardCase]) -> list[Outcome]:
    """Return how a scorer does on cases, in their order."""
    scores = scorer.score([case.posted for case in cases]).scores
    return [
        Outcome(case, float(row[column]), case.holds(float(row[column]), float(scorer.thresholds[column])))
        for case, row in zip(cases, scores, strict=True)
        for column in [LABELS.index(case.label)]
    ]


def by_rule(results: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return outcomes under the name of their rule, rules in the order of the cases."""
    rules: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in results:
        rules[outcome.case.name].append(outcome)
    return dict(rules)


def passed(results: Sequence[Outcome]) -> int:
    """Return how many outcomes are what the rule says."""
    return sum(outcome.holds for outcome in results)


def report(results: Sequence[Outcome]) -> Iterator[str]:
    """Return the lines of the table: a line a rule, a line a label, and every failure."""
    rules = by_rule(results)
    for name, found in rules.items():
        yield f"{name:64} {passed(found):3} of {len(found):3}"
    for label in LABELS:
        found = [outcome for outcome in results if outcome.case.label is label]
        yield f"{label.title + ' in all':64} {passed(found):3} of {len(found):3}  {passed(found) / len(found):.0%}"
    for name, found in rules.items():
        failures = [str(outcome) for outcome in found if not outcome.holds]
        yield from ["", f"{name} fails"] * bool(failures) + failures


def write_floor(results: Sequence[Outcome], path: Path = FLOOR) -> None:
    """Write how many cases of each rule pass: what the shipped model may not fall below."""
    floor = {name: {"passed": passed(found), "of": len(found)} for name, found in by_rule(results).items()}
    path.write_text(json.dumps(floor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Print the table of a model, and make it the floor if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder of a model (default: the shipped one)")
    parser.add_argument("--write", action="store_true", help="make the figures the floor of the test")
    options = parser.parse_args()
    results = outcomes(Scorer.load(options.model), read_cases())
    sys.stdout.writelines(f"{line}\n" for line in report(results))
    if options.write:
        write_floor(results)


if __name__ == "__main__":
    main()
