"""What a comment costs on its way from one file into another, beside a TF-IDF pipeline that has it all in memory.

Everything is processor time, every round times every contender, and what starting takes (the program, the model)
is taken off: the command is timed on a file of one comment as well.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

import numpy as np

from benchmarks import exports
from benchmarks.batch_command import score
from benchmarks.setting import Setting
from benchmarks.table import Figure, Row
from benchmarks.texts import in_context
from moderation.comments import InContext
from moderation.locations import models_folder
from moderation.registry import BASE, install
from moderation.scoring.ngrams import HEADS
from moderation.scoring.scorer import Scorer
from moderation.scoring.stage import ARRAYS
from moderation.store.store import Store

ROUNDS: Final = 3
FEW: Final = 1_000
"""Comments a round for the plain pipeline."""

COMMENTS: Final = 50_000
"""Comments of a file at least, so that meeting most words for the first time, .2 s, is a small part. The blog stands in
it several times, its comments each time under ids of their own and too far apart for any memory of them."""

ARTICLES: Final = 200
"""Articles of the blog with the most comments: 44 each, as under a news site's."""

BATCH: Final = 1_000

WITHOUT_TREES: Final = "no-trees"
N_GRAMS: Final = "n-grams"
"""Versions of the model that lack something."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Microseconds a comment in each round."""

    rounds: Sequence[float]

    @property
    def best(self) -> float:
        """The best round."""
        return min(self.rounds)

    @property
    def figure(self) -> Figure:
        """The best round as a figure."""
        return Figure(self.best)

    @property
    def note(self) -> str:
        """The median, which tells how busy the machine was."""
        return f"median {median(self.rounds):.1f}"


PLAIN: Final = "TF-IDF in memory, JSON read and written"
BLOG: Final = "triage score, a blog's comments, 13 an article"
NEWS: Final = "triage score, 44 an article"
TREELESS: Final = "without the second stage"
FIRST: Final = "n-gram heads alone, one label"
SCORER: Final = "scoring alone, 44 an article"


def rows(setting: Setting, folder: Path, least: int = COMMENTS) -> Iterator[Row]:
    """Yield what a comment costs, how many times as fast as the plain pipeline, and what share reading is."""
    posted = in_context(setting.data)
    discussed = Counter(id(one.article) for one in posted).most_common(ARTICLES)
    chosen = {article for article, _ in discussed}
    news = [one for one in posted if id(one.article) in chosen]
    timed = _rounds(_contenders(setting, posted, news, folder, least))
    plain = timed[PLAIN]
    for name, found in timed.items():
        beside = None if found is plain else plain.figure
        yield Row(f"JSONL to JSONL, a comment: {name}", found.figure, beside, unit="us", note=found.note)
    for name, goal in ((NEWS, 15.0), (BLOG, None), (TREELESS, 35.0), (FIRST, 35.0)):
        times = Figure(plain.best / timed[name].best)
        yield Row(f"JSONL to JSONL, times as fast: {name}", times, Figure(1.0), goal, "times")
    share = Figure(1.0 - timed[SCORER].best / timed[NEWS].best)
    yield Row("share of reading and writing", share, None, 0.25, at_most=True)


def _contenders(
    setting: Setting, posted: Sequence[InContext], news: Sequence[InContext], folder: Path, least: int
) -> Mapping[str, Callable[[], float]]:
    """Return what is timed, by name: each returns the microseconds a comment of one round."""
    blog_file, news_file, one_file = folder / "blog.jsonl", folder / "news.jsonl", folder / "one.jsonl"
    counts = {blog_file: written(blog_file, posted, least), news_file: written(news_file, news, least)}
    written(one_file, posted[:1], least=1)
    desk = _desk(folder, setting)

    def command(source: Path, model: str) -> float:
        """Return the microseconds a comment of one run, without what it takes to start."""
        options = ("--jobs", "1", "--desk", str(desk), "--model", model)
        begun = score(one_file, folder / "one.out.jsonl", *options).cpu
        return (score(source, folder / "out.jsonl", *options).cpu - begun) / counts[source] * 1e6

    texts = [one.comment.text for one in posted]
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts[:: len(texts) // FEW][:FEW])]
    return {
        PLAIN: lambda: _plain(setting, lines),
        BLOG: lambda: command(blog_file, BASE),
        NEWS: lambda: command(news_file, BASE),
        TREELESS: lambda: command(news_file, WITHOUT_TREES),
        FIRST: lambda: command(news_file, N_GRAMS),
        SCORER: lambda: _scored(setting, news),
    }


def _rounds(contenders: Mapping[str, Callable[[], float]]) -> dict[str, Timed]:
    """Return what each takes in each round, the first round left out."""
    taken = [{name: go() for name, go in contenders.items()} for _ in range(ROUNDS + 1)][1:]
    return {name: Timed([each[name] for each in taken]) for name in contenders}


def _plain(setting: Setting, lines: Sequence[str]) -> float:
    """Score lines of JSON by the plain pipeline, all in memory."""
    pipeline = setting.plain
    begun = process_time()
    records = [json.loads(line) for line in lines]
    scores = pipeline.three_labels([record["text"] for record in records])
    keys = ("abuse", "off_topic", "disputed_terminology")
    "\n".join(
        json.dumps(record | dict(zip(keys, row, strict=True)))
        for record, row in zip(records, scores.tolist(), strict=True)
    )
    return (process_time() - begun) / len(lines) * 1e6


def _scored(setting: Setting, posted: Sequence[InContext]) -> float:
    """Score comments that are in memory, by a model that has seen none of their articles."""
    scorer = Scorer(setting.scorer.artefact)
    begun = process_time()
    for first in range(0, len(posted), BATCH):
        scorer.score(posted[first : first + BATCH])
    return (process_time() - begun) / len(posted) * 1e6


def written(target: Path, posted: Sequence[InContext], least: int) -> int:
    """Write comments under their articles, article by article, as often as it takes, and return how many there are."""
    repeats = -(-least // len(posted))
    with target.open("w", encoding="utf-8") as lines:
        for repeat in range(repeats):
            lines.writelines(json.dumps(stated, ensure_ascii=False) + "\n" for stated in _stated(posted, repeat))
    return len(posted) * repeats


def _stated(posted: Sequence[InContext], repeat: int) -> Iterator[Mapping[str, str]]:
    """Yield comments as an export states them, each article before the first of its own, under ids of this repeat."""
    last = ""
    for number, one in enumerate(posted):
        key = f"{repeat}-{one.article.id}" if one.article else ""
        if one.article and key != last:
            last = key
            yield {"kind": "article", "id": key, "title": one.article.title, "text": one.article.text}
        comment = {"kind": "comment", "id": f"{repeat}-{number}", "article_id": key, "author": f"reader {number}"}
        yield comment | {"created_at": "2026-11-25T02:00:00Z", "text": one.comment.text}


def _desk(folder: Path, setting: Setting) -> Path:
    """Return a desk that has the model without its trees, and its n-gram heads alone."""
    desk = folder / "models.sqlite"
    Store.open(desk, create=True).close()
    whole = setting.scorer.artefact
    treeless = {name: array for name, array in whole.arrays.items() if name not in ARRAYS}
    heads = {name: array for name, array in treeless.items() if name in (*HEADS, "known", "telling")}
    for version, arrays in ((WITHOUT_TREES, treeless), (N_GRAMS, heads)):
        install(replace(whole, version=version, arrays=arrays), models_folder(desk))
    return desk


def rates(folder: Path, size: int) -> Iterator[Row]:
    """Yield how fast CSV and WXR are scored, as a share of the rate of JSONL."""
    forms = ("jsonl", "csv", "wxr")
    counts = {form: exports.write(folder / f"rate.{form}", form, size) for form in forms}
    beyond = {form: count - exports.write(folder / f"small.{form}", form, 1) for form, count in counts.items()}
    taken = [{form: _rate(folder, form, beyond[form]) for form in forms} for _ in range(ROUNDS)]
    best = {form: min(each[form] for each in taken) for form in forms}
    for form in ("csv", "wxr"):
        middle = np.median([each["jsonl"] / each[form] for each in taken])
        note = f"{best[form]:.1f} us a comment beside {best['jsonl']:.1f}; median {middle:.2f}"
        share = Figure(best["jsonl"] / best[form])
        yield Row(f"{form.upper()}, of the rate of JSONL", share, Figure(1.0), 0.7, note=note)


def _rate(folder: Path, form: str, beyond: int) -> float:
    """Return the microseconds a comment of an export that has so many beyond the small one."""
    out = folder / ("rate.out.csv" if form == "csv" else "rate.out.jsonl")
    begun = score(folder / f"small.{form}", out, "--jobs", "1").cpu
    return (score(folder / f"rate.{form}", out, "--jobs", "1").cpu - begun) / beyond * 1e6
