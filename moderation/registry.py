"""The models of a desk on disk, each in a folder of its own: `DESK.models/VERSION/`.

Which one serves is what the desk's log says and never a file here, so that a model can be laid down, or be left half
written by a killed process, without any comment being scored by it.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import ModelNotTrusted, NoModel, WrongUse
from moderation.scoring.artefact import LESSON_REFS, MANIFEST, Artefact, read, write
from moderation.scoring.fitting import fitting
from moderation.scoring.scorer import SHIPPED, Scorer
from moderation.text import one_line

BASE: Final = "base"
"""The version of the model that comes with the program."""

CARD: Final = "MODEL_CARD.md"
"""Lies beside a model for people, and says what it is."""

_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Version:
    """What a model's manifest says of it."""

    version: str
    parent: str = ""
    created_at: str = ""
    metrics: Mapping[str, object] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    def document(self, in_service: str) -> dict[str, object]:
        """Return what `triage models --json` prints of it, given the version in service."""
        return {
            "version": self.version,
            "parent": self.parent or None,
            "created_at": self.created_at or None,
            "in_service": self.version == in_service,
            "incumbent": self.settings.get("incumbent"),
            "log_position": self.settings.get("log_position"),
            "lessons": self.settings.get("lessons"),
            "fingerprint": self.settings.get("lessons_fingerprint"),
            "metrics": dict(self.metrics),
        }


def is_version(name: str) -> bool:
    """Whether a model can be called so: what can be a folder's name, and nothing that leads elsewhere."""
    return _VERSION.fullmatch(name) is not None


def load_scorer(models: Path | None, version: str) -> Scorer:
    """Return a model at work: `base`, or one of a desk's own.

    Raises:
        NoModel: there is none of this version.
        ModelNotTrusted: its files do not match its manifest, or it is another version than its folder says.

    """
    folder = folder_of(models, version)
    if version == BASE and not (folder / MANIFEST).is_file():
        raise NoModel(
            f"The model that comes with the program is not at {folder}; install the program again. Until then "
            "comments come in unscored, and are read and decided by hand."
        )
    scorer = Scorer.load(folder)
    if scorer.version != version:
        # Its scores would carry the other name, and never be found to be those of the model in service.
        raise ModelNotTrusted(
            f"The folder of the model {version} holds {one_line(scorer.version)} instead; it was not loaded. "
            "Train the model again."
        )
    return scorer


def folder_of(models: Path | None, version: str) -> Path:
    """Return where a version lies; raises NoModel for what isn't one, or isn't there."""
    if version == BASE:
        return SHIPPED
    folder = models / version if models and is_version(version) else None
    if folder is None or not (folder / MANIFEST).is_file():
        raise NoModel(
            f"There is no model {one_line(version)}; `triage models` lists those there are, "
            "and where it served, `triage models rollback` goes back to the one before."
        )
    return folder


def versions(models: Path | None) -> list[Version]:
    """Return the models there are, the shipped one first and then the oldest first.

    Only manifests are read. A folder whose manifest can't be read is listed by its name; loading it says what is wrong.
    """
    folders = [path for path in models.iterdir() if is_version(path.name)] if models and models.is_dir() else []
    own = [_stated(folder) for folder in folders if (folder / MANIFEST).is_file()]
    return [_stated(SHIPPED, BASE), *sorted(own, key=lambda model: (model.created_at, model.version))]


def manifest_digest(models: Path | None, version: str) -> str:
    """Return what tells a model of a desk from any other: the hash of its manifest, which states those of its files.

    Empty for the shipped one, which comes with the program. Raises NoModel.
    """
    if version == BASE:
        return ""
    return hashlib.sha256((folder_of(models, version) / MANIFEST).read_bytes()).hexdigest()[:16]


def install(artefact: Artefact, models: Path, beside: Mapping[str, bytes] | None = None) -> Path:
    """Lay a model down beside the others, whole or not at all, and return its folder.

    `beside` are files for people that lie in it, name -> content, such as its card. A model that lies there already
    and is sound stays as it is: a version names its content.
    """
    if artefact.version == BASE or not is_version(artefact.version):
        raise WrongUse(f"A desk's own model can't be called {one_line(artefact.version)}.")
    folder = models / artefact.version
    if not _is_sound(folder):
        write(artefact, folder, beside or {})
    return folder


def lesson_refs(models: Path | None, version: str) -> NDArray[np.int64] | None:
    """Return the row numbers of the comments that a version learnt from, rising; none for the shipped one.

    None where the model does not say: it was made by an earlier version of the program. Raises NoModel,
    ModelNotTrusted.
    """
    if version == BASE:
        return np.zeros(0, np.int64)
    refs: NDArray[np.int64] | None = read(folder_of(models, version)).arrays.get(LESSON_REFS)
    return refs


def learnt_from(models: Path | None, refs: Collection[int]) -> list[str]:
    """Return the versions that learnt from any of these comments, or can't say that they didn't; oldest first."""
    asked = np.array(sorted(refs), np.int64)
    return [each.version for each in versions(models) if _may_contain(models, each.version, asked)]


def _may_contain(models: Path | None, version: str, refs: NDArray[np.int64]) -> bool:
    try:
        lessons = lesson_refs(models, version)
    except ModelNotTrusted:
        return True
    return lessons is None or bool(np.isin(refs, lessons).any())


def remove(version: str, models: Path, in_service: str) -> None:
    """Delete one of a desk's own models; raises WrongUse for the one in service and the shipped one."""
    if version == in_service:
        raise WrongUse(f"{version} is in service; put another in service before you remove it.")
    if version == BASE:
        raise WrongUse("The shipped model is part of the program and can't be removed.")
    folder = folder_of(models, version)
    # the manifest goes first: a folder without one is no model, however far the rest of the deletion comes
    (folder / MANIFEST).unlink()
    shutil.rmtree(folder)


def _is_sound(folder: Path) -> bool:
    try:
        return fitting(read(folder)).version == folder.name
    except (NoModel, ModelNotTrusted):
        return False


def _stated(folder: Path, version: str = "") -> Version:
    """Return what a manifest says, as far as it can be read; the folder's name is the version."""
    name = version or folder.name
    try:
        stated = json.loads((folder / MANIFEST).read_bytes())
        texts = {key: str(stated.get(key) or "") for key in ("parent", "created_at")}
        return Version(name, **texts, metrics=dict(stated["metrics"]), settings=dict(stated["settings"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Version(name)
