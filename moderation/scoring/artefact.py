"""A model on disk: a folder with a manifest and arrays, checked before a single number of it is used.

No pickle is ever read: whoever can hand somebody a model must not thereby run code on their machine.
"""

import hashlib
import json
import math
import os
import shutil
import stat
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import ModelNotTrusted, NoModel
from moderation.labels import LABELS, Label
from moderation.leftovers import begun_beside
from moderation.scoring import groups, hashing

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
ARRAYS: Final = "arrays.npz"
LESSON_REFS: Final = "lesson_refs"
"""The array of a desk's own model that holds the row numbers of the comments it learnt from; no score reads it."""

_LARGEST_MANIFEST: Final = 1 << 22
_LARGEST_ARRAYS: Final = 1 << 28
"""Bytes of arrays once unpacked; the shipped model has 3 MB, so that 256 MB is a bomb and not a model."""

_UNREADABLE: Final = (
    ValueError,
    KeyError,
    OSError,
    EOFError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
    tokenize.TokenError,
    SyntaxError,
)
"""What NumPy and zipfile raise over a file that somebody made up: RuntimeError where it says that it is encrypted."""

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Artefact:
    """A fitted model as figures."""

    version: str
    thresholds: Mapping[Label, float]
    """The score from which a label is suggested."""
    calibration: Mapping[str, tuple[float, float]]
    """Head -> slope and intercept from its reading to log-odds."""
    arrays: Arrays
    """Weights of each head as float16, and what the other labels need; names are theirs."""
    parent: str = ""
    """The version it was fitted from; empty for the shipped one."""
    created_at: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    """How it was made: seed, sources, library versions. The hasher's constants are added when it is written."""
    metrics: Mapping[str, object] = field(default_factory=dict)
    """What was measured, by label or evaluation set."""


def read(folder: Path) -> Artefact:
    """Return the model of a folder.

    Raises:
        NoModel: there is none.
        ModelNotTrusted: a file does not match the manifest, or the manifest is not one this program can serve.

    """
    stated = _manifest(folder)
    arrays = _arrays(folder, stated)
    try:
        return Artefact(
            str(stated["version"]),
            {label: _finite(stated["thresholds"][label]) for label in LABELS},
            {head: (_finite(line[0]), _finite(line[1])) for head, line in stated["calibration"].items()},
            arrays,
            str(stated["parent"]),
            str(stated["created_at"]),
            dict(stated["settings"]),
            dict(stated["metrics"]),
        )
    except (LookupError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise _untrusted(folder / MANIFEST, f"lacks or garbles a field ({error})") from error


def write(artefact: Artefact, folder: Path, beside: Mapping[str, bytes] | None = None) -> None:
    """Write a model, and files for people `beside` it, so that its folder is either the old one or the whole new."""
    partial = begun_beside(folder)
    try:
        _fill(partial, artefact)
        for name, content in (beside or {}).items():
            (partial / name).write_bytes(content)
        _open_like(folder.parent, partial)
        _take_place(partial, folder)
    except OSError as fault:
        fault.filename = fault.filename or str(folder)  # of a file that is open the system doesn't say which
        fault.add_note("Nothing of the model was kept.")
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def with_delta(
    artefact: Artefact, deltas: Mapping[str, NDArray[np.floating]], shift: float = 0.0, **changes: Any
) -> Artefact:
    """Return a model whose heads have moved by what a desk taught, in units of log-odds.

    `deltas` maps a head to one figure a slot: its log-odds for a text move by `hashed(text) @ delta + shift`. The head
    `desk` is added to the abuse score as it is; a head that a model lacks begins at nothing. Each delta is divided by
    its head's slope and added to the float16 weights, which are quantised anew when the model is loaded.
    """
    weights = dict(artefact.arrays)
    lines = dict(artefact.calibration)
    for head, delta in deltas.items():
        slope, intercept = lines.get(head, (1.0, 0.0))
        before = artefact.arrays[head].astype(np.float64) if head in artefact.arrays else 0.0
        weights[head] = (before + delta / slope).astype(np.float16)
        lines[head] = slope, intercept + shift
    return replace(artefact, arrays=weights, calibration=lines, **changes)


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder, known to be of this format and hasher."""
    path = folder / MANIFEST
    try:
        if not path.is_file():
            raise NoModel(f"There is no model at {folder}; `triage models` lists those there are.")
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise _untrusted(path, "is far too large for a manifest")
        stated = json.loads(path.read_bytes())
    except OSError as error:
        raise _untrusted(path, f"can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _untrusted(path, "is not valid JSON") from error
    if not isinstance(stated, dict) or stated.get("format") != FORMAT:
        raise _untrusted(path, f"is not of format {FORMAT}, the one this program reads")
    if stated.get("hashing") != _hashing():
        raise _untrusted(path, "was made for another way of hashing")
    return stated


def _finite(stated: Any) -> float:
    """Return a figure of the manifest; JSON as Python reads it has NaN and Infinity as well."""
    figure = float(stated)
    if not math.isfinite(figure):
        raise ValueError(f"{figure} is no figure")
    return figure


def _arrays(folder: Path, stated: Mapping[str, Any]) -> Arrays:
    """Return the arrays of a folder, known to be those the manifest was written with."""
    files = stated.get("files")
    if not isinstance(files, dict) or set(files) != {ARRAYS}:
        raise _untrusted(folder / MANIFEST, "does not state its files")
    path = folder / ARRAYS
    try:
        if not path.is_file():
            raise _untrusted(path, "is missing")
        if _sha256(path) != files[ARRAYS]:
            raise _untrusted(path, "does not match its checksum in the manifest")
        return _unpacked(path)
    except _UNREADABLE as error:
        raise _untrusted(path, f"can't be read as plain arrays ({error})") from error


def _unpacked(path: Path) -> Arrays:
    """Return the arrays of an npz file; a pickled object in it is refused by NumPy."""
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _LARGEST_ARRAYS:
            raise ValueError("too large once unpacked")
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _fill(folder: Path, artefact: Artefact) -> None:
    """Write both files of a model and see them onto the disk."""
    np.savez_compressed(folder / ARRAYS, allow_pickle=False, **dict(sorted(artefact.arrays.items())))
    stated = {
        "format": FORMAT,
        "version": artefact.version,
        "parent": artefact.parent,
        "created_at": artefact.created_at,
        "thresholds": {label.value: artefact.thresholds[label] for label in LABELS},
        "calibration": {head: list(line) for head, line in artefact.calibration.items()},
        "settings": dict(artefact.settings),
        "metrics": dict(artefact.metrics),
        "hashing": _hashing(),
        "files": {ARRAYS: _sha256(folder / ARRAYS)},
    }
    (folder / MANIFEST).write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8")
    for name in (ARRAYS, MANIFEST):
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())


def _open_like(parent: Path, partial: Path) -> None:
    """Let those read a model who may look into the folder it goes to: its owner alone, unless somebody opened that."""
    mode = stat.S_IMODE(parent.stat().st_mode)
    for path in partial.iterdir():
        path.chmod(mode & 0o666)
    partial.chmod(mode & 0o777)


def _take_place(partial: Path, folder: Path) -> None:
    """Put a finished folder where it belongs; the old one steps aside first, since only an empty one gives way."""
    aside = partial.with_suffix(".old")
    if folder.exists():
        folder.rename(aside)
    partial.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _hashing() -> dict[str, object]:
    """Return how this program turns texts into features, which a model's weights must have been fitted on."""
    return {**hashing.settings(), "groups": groups.fingerprint()}


def _sha256(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _untrusted(path: Path, fault: str) -> ModelNotTrusted:
    """Return the refusal of a model, by the name of the file that is wrong."""
    return ModelNotTrusted(
        f"The model file {path} {fault}; it was not loaded. Install the program again where it came with it; "
        "elsewhere `triage models rollback` goes back to the one before."
    )
