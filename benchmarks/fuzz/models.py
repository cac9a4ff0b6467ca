"""Targets that load a model which somebody made up: its checksums are right, and everything else may be wrong."""

import hashlib
import io
import json
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.fuzz.claims import claim, claim_sentence
from benchmarks.fuzz.texts import PLAIN
from moderation.comments import Article, Comment, InContext
from moderation.errors import TriageError
from moderation.registry import load_scorer, versions
from moderation.scoring.artefact import ARRAYS, LESSON_REFS, MANIFEST, Artefact, read
from moderation.scoring.fitting import fitting
from moderation.scoring.scorer import SHIPPED, Scorer

_VERSION: Final = "v1"
_DTYPES: Final = ("<f2", "<f4", "<f8", "|u1", "|i1", "<i8", "<u8", "|b1", "<U4", "<c16", ">f8", "<M8[s]")
_POSTED: Final = [
    InContext(Comment("c", PLAIN), Article("a", "Annexation", PLAIN)),
    InContext(Comment("d", "Goats eat anything, and so did my neighbour last week, on the ferry.")),
]


@cache
def models() -> Path:
    """Return the folder of the models that are tried."""
    made = Path(tempfile.mkdtemp(prefix="fuzzed"))
    (made / _VERSION).mkdir()
    return made


@cache
def shipped() -> Artefact:
    """Return the shipped model."""
    return read(SHIPPED)


@cache
def _few_arrays() -> bytes:
    whole = io.BytesIO()
    np.savez(whole, **{LESSON_REFS: np.arange(3)})  # type: ignore[arg-type]  # of the stubs, whose keyword is a flag
    return whole.getvalue()


@cache
def _sound() -> dict[str, Any]:
    stated: dict[str, Any] = json.loads((SHIPPED / MANIFEST).read_bytes())
    return {**stated, "version": _VERSION, "metrics": {}, "settings": {}}


def manifest(given: bytes) -> bool:
    """Load a model whose manifest was made up, as a whole or by its fields."""
    if not given:
        return False
    if given[0] % 2:
        return _loaded(given[1:], _few_arrays())
    try:
        changes = json.loads(given[1:])
    except (ValueError, RecursionError):
        return False
    return isinstance(changes, dict) and _loaded(_manifest(_few_arrays(), **changes), _few_arrays())


def arrays(given: bytes) -> bool:
    """Load a model whose file of arrays was made up, under a checksum that is right."""
    return _loaded(_manifest(given), given)


def figures(given: bytes) -> bool:
    """Score by a model of which one array was made up."""
    if len(given) < 4:
        return False
    names = sorted(shipped().arrays)
    name = names[given[0] % len(names)]
    changed = _changed(shipped().arrays[name], given)
    if changed is None:
        return False
    try:
        scorer = Scorer(fitting(replace(shipped(), arrays={**shipped().arrays, name: changed})))
    except TriageError as refused:
        claim_sentence(refused)
        return True
    _claim_scores(scorer)
    return True


def _changed(array: NDArray[Any], given: bytes) -> NDArray[Any] | None:
    """Return an array with other figures, of another kind, or of another shape; None where bytes make none."""
    kind, figures = given[1] % 4, given[4:]
    if kind == 0:
        dtype = np.dtype(_DTYPES[given[2] % len(_DTYPES)])
        usable = figures[: len(figures) // dtype.itemsize * dtype.itemsize]
        return np.frombuffer(usable, dtype)
    if kind == 1:
        try:
            with np.errstate(all="ignore"):
                return array.astype(_DTYPES[given[2] % len(_DTYPES)])
        except (ValueError, TypeError):
            return None
    if kind == 2:
        return (array[: given[2]], array[None], array[..., None], array[::-1], np.array(array.flat[0]))[given[2] % 5]
    usable = figures[: len(figures) // array.itemsize * array.itemsize]
    drawn = np.frombuffer(usable, array.dtype)[: array.size]
    changed = array.copy().ravel()
    at = int.from_bytes(given[2:4]) % max(1, array.size - drawn.size + 1)
    changed[at : at + drawn.size] = drawn
    return changed.reshape(array.shape)


def _manifest(packed: bytes, **changes: object) -> bytes:
    files = {"files": {ARRAYS: hashlib.sha256(packed).hexdigest()}}
    return json.dumps({**_sound(), **files, **changes}).encode()


def _loaded(stated: bytes, packed: bytes) -> bool:
    """Load a model of these files, and list it."""
    folder = models() / _VERSION
    (folder / MANIFEST).write_bytes(stated)
    (folder / ARRAYS).write_bytes(packed)
    for listed in versions(models()):
        json.dumps(listed.document("base"))
    try:
        scorer = load_scorer(models(), _VERSION)
    except TriageError as refused:
        claim_sentence(refused)
    else:
        _claim_scores(scorer)
    return True


def _claim_scores(scorer: Scorer) -> None:
    scores = scorer.score(_POSTED).scores
    claim(bool(np.all(np.isnan(scores) | ((scores >= 0) & (scores <= 1)))), "a score lies in [0, 1] or is none")
    claim(all(evidence.why for evidence in scorer.explain(_POSTED[0]).values()), "evidence says why")
