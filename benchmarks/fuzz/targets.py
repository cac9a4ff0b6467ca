"""Every target of the fuzzer by its name, with the inputs it begins from and the words it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.fuzz import asked, models, readers, texts

Claim = Callable[[bytes], bool]
"""Holds the program to its claims for one input; returns whether the input is worth keeping."""


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the program, and what is thrown at it."""

    run: Claim
    seeds: str
    """Which of the seeds it begins from."""
    longest: int = 8_192
    """Bytes of an input at most."""


TARGETS: Final[dict[str, Target]] = {
    "any file": Target(readers.read_any, "any"),
    "wxr": Target(readers.reading("wxr"), "wxr"),
    "disqus": Target(readers.reading("disqus"), "disqus"),
    "saved html": Target(readers.reading("wpdiscuz", "saved", "wordpress", "html"), "html"),
    "saved text": Target(readers.reading("saved", "wpdiscuz"), "page"),
    "json": Target(readers.read_any, "json"),
    "tables": Target(readers.read_any, "tables"),
    "parquet": Target(readers.read_any, "parquet", 16_384),
    "excel": Target(readers.workbook, "excel"),
    "isso": Target(readers.read_any, "isso", 16_384),
    "zip": Target(readers.archived, "zip"),
    "packed": Target(readers.packed, "packed"),
    "encodings": Target(readers.encoded, "encodings", 2_048),
    "markup": Target(texts.marked_up, "markup", 2_048),
    "cells": Target(texts.celled, "cells", 256),
    "doors": Target(texts.doors, "texts", 512),
    "scorer": Target(texts.judged, "texts", 2_048),
    "filters": Target(asked.filtered, "queries", 256),
    "search": Target(asked.sought, "queries", 128),
    "settings": Target(asked.settled, "settings", 2_048),
    "plans": Target(asked.planned, "plans", 4_096),
    "journals": Target(asked.journalled, "journals", 4_096),
    "manifests": Target(models.manifest, "manifests", 4_096),
    "arrays": Target(models.arrays, "arrays", 4_096),
    "figures": Target(models.figures, "figures", 1_024),
}
