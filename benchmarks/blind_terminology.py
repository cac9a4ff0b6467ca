"""Disputed terminology on cases that nobody tuned on: the right word marked, and the right sentence found.

The cases stand in `tests/golden/blind_terminology.jsonl`, under articles on other subjects than the training cases',
written by somebody who saw neither those nor the code of the features. A term is right when the marked one overlaps
the contested one in the comment, a sentence when it is one of the article's that use the term.

    python benchmarks/blind_terminology.py [--model FOLDER] [--write]

`--write` makes the present figures the floor of `tests/contract/test_blind_terminology.py`.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from moderation.comments import Article, Comment, InContext
from moderation.labels import LABELS, Label
from moderation.scoring.scorer import SHIPPED, Scorer
from moderation.suggestions import Evidence

GOLDEN: Final = Path(__file__).resolve().parents[1] / "tests" / "golden"
CASES: Final = GOLDEN / "blind_terminology.jsonl"
FLOOR: Final = GOLDEN / "blind_terminology_passed.json"

LONGEST_TERM: Final = 60
"""Characters: a longer "term" would overlap the right one by swallowing the comment."""


@dataclass(frozen=True, slots=True)
class BlindCase:
    """A comment in its context, and what it contests."""

    posted: InContext
    disputes: bool
    terms: tuple[str, ...]
    """The contested expression as written in the comment, then what names it ("headline"); none if it disputes none."""
    sentences: tuple[str, ...]
    """The article's sentences that use the term, the first that a desk would be sent first."""

    def marks_term(self, marked: str | None) -> bool:
        """Whether a marked term overlaps the contested one in the comment."""
        if not marked or len(marked) > LONGEST_TERM:
            return False
        text = self.posted.comment.text
        contested = [place for term in self.terms for place in _places(term, text)]
        return any(a < d and c < b for a, b in contested for c, d in _places(marked, text))

    def finds_sentence(self, found: str | None) -> bool:
        """Whether a sentence is one of the article's that use the contested term."""
        return " ".join((found or "").split()) in self.sentences


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model made of a case."""

    case: BlindCase
    score: float
    suggested: bool
    evidence: Evidence

    @property
    def term_right(self) -> bool:
        """Whether the contested expression is marked."""
        return self.case.marks_term(self.evidence.term)

    @property
    def sentence_right(self) -> bool:
        """Whether the article's sentence is found."""
        return self.case.finds_sentence(self.evidence.article_sentence)

    def __str__(self) -> str:
        return (
            f"{self.score:.2f}  {self.case.posted.comment.text}\n"
            f"      term: {self.evidence.term!r}, expected {self.case.terms}\n"
            f"      sentence: {self.evidence.article_sentence!r}, expected {self.case.sentences}"
        )


def read_cases(path: Path = CASES) -> list[BlindCase]:
    """Return the cases of a file."""
    return [_case(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _case(line: dict[str, Any]) -> BlindCase:
    article = Article("article", line["article"]["title"], line["article"]["text"])
    parent = Comment("parent", line["parent"], "article") if line.get("parent") else None
    posted = InContext(Comment("case", line["text"], "article", "parent" if parent else ""), article, parent)
    sentences = tuple(s for s in (line["sentence"], *line.get("also", ())) if s)
    terms = tuple(term for term in (line["term"], line.get("named")) if term)
    return BlindCase(posted, line["disputes"], terms, sentences)


def _places(part: str, text: str) -> list[tuple[int, int]]:
    """Return where an expression stands in a text, capitals aside."""
    return [found.span() for found in re.finditer(re.escape(part), text, re.IGNORECASE)]


def readings(scorer: Scorer, cases: Sequence[BlindCase]) -> list[Reading]:
    """Return what a scorer makes of cases, in their order."""
    column = LABELS.index(Label.DISPUTED_TERMINOLOGY)
    scores = scorer.score([case.posted for case in cases]).scores[:, column]
    return [
        Reading(
            case,
            float(score),
            bool(score >= scorer.thresholds[column]),
            scorer.explain(case.posted)[Label.DISPUTED_TERMINOLOGY],
        )
        for case, score in zip(cases, scores, strict=True)
    ]


def figures(found: Sequence[Reading]) -> dict[str, int]:
    """Return the counts that a floor is held to; all but the last two are over cases that dispute a wording."""
    disputing = [reading for reading in found if reading.case.disputes]
    others = [reading for reading in found if not reading.case.disputes]
    return {
        "disputing": len(disputing),
        "term right": sum(reading.term_right for reading in disputing),
        "sentence right": sum(reading.sentence_right for reading in disputing),
        "both right": sum(reading.term_right and reading.sentence_right for reading in disputing),
        "suggested": sum(reading.suggested for reading in disputing),
        "not disputing": len(others),
        "rightly not suggested": sum(not reading.suggested for reading in others),
    }


def report(found: Sequence[Reading]) -> Iterator[str]:
    """Return the lines of the table, and every case that fails."""
    counts = figures(found)
    for name, count in counts.items():
        of = counts["not disputing" if "not" in name else "disputing"]
        yield f"{name:24} {count:3}  {count / of:.0%}"
    for name, failures in {
        "wrong term or sentence": [r for r in found if r.case.disputes and not (r.term_right and r.sentence_right)],
        "not suggested": [r for r in found if r.case.disputes and not r.suggested],
        "wrongly suggested": [r for r in found if not r.case.disputes and r.suggested],
    }.items():
        yield from ["", f"{name}: {len(failures)}", *map(str, failures)]


def main() -> None:
    """Print the figures of a model, and make them the floor if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder of a model (default: the shipped one)")
    parser.add_argument("--write", action="store_true", help="make the figures the floor of the test")
    options = parser.parse_args()
    found = readings(Scorer.load(options.model), read_cases())
    sys.stdout.writelines(f"{line}\n" for line in report(found))
    if options.write:
        FLOOR.write_text(json.dumps(figures(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
