"""Builds a desk's own model again from the log it was taught by, and compares the bytes.

A model that can't be built again can't be explained: nobody could say that its figures come from these decisions and
nothing else. The log is never rewritten, so it is read as it stood then, whatever was decided since.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from moderation.errors import NoModel, WrongUse
from moderation.registry import BASE, folder_of, load_scorer
from moderation.scoring.artefact import ARRAYS, MANIFEST, Artefact, read, write
from moderation.store.store import Store
from training.examples import from_log
from training.origin import versions
from training.outcome import Progress
from training.retrain import tried

FILES: Final = (MANIFEST, ARRAYS)
"""The files that make a model; what lies beside them is for people."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of building a model again."""

    version: str
    hashes: Mapping[str, str]
    """File -> SHA-256 of the model that lies there."""
    again: Mapping[str, str]
    """The same of the model built again."""
    differences: tuple[str, ...]
    """What is known to be otherwise than when it was taught, in sentences; may be empty where the bytes differ."""

    @property
    def is_same(self) -> bool:
        """Whether both are the same to the byte."""
        return self.hashes == self.again

    def document(self) -> dict[str, object]:
        """Return what `triage models rebuild --json` prints."""
        return {
            "version": self.version,
            "same": self.is_same,
            "files": {name: {"there": self.hashes[name], "again": self.again[name]} for name in FILES},
            "differences": list(self.differences),
        }


def rebuild(store: Store, models: Path, version: str, progress: Progress = lambda _stage, _comments: None) -> Rebuilt:
    """Build one of a desk's own models again, from its log as it stood; nothing of the desk is changed.

    Raises NoModel where it or the model it stood against is not there, WrongUse where it was not taught by this log,
    NothingToTrainOn where too little is left of what taught it.
    """
    folder = folder_of(models, version)
    there = read(folder)
    position = _position(there)
    incumbent = load_scorer(models, _incumbent(models, there))
    seal = store.seal_at(position) if "log_seal" in there.settings else ""  # an earlier program noted none
    again = tried(from_log(store.decided_at(position)), position, incumbent, progress, seal).artefact
    with tempfile.TemporaryDirectory() as place:
        write(again, Path(place) / version)
        return Rebuilt(version, hashes(folder), hashes(Path(place) / version), tuple(_differences(there, again)))


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that makes a model."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def _position(there: Artefact) -> int:
    """Return the row of the log that a model was taught up to."""
    if there.version == BASE:
        raise WrongUse("The shipped model was not taught by this desk; its card says how it is built.")
    if there.parent != BASE:
        raise WrongUse(f"{there.version} is {there.parent} with other thresholds; build that one again.")
    if "log_position" not in there.settings:
        raise WrongUse(f"{there.version} doesn't say what taught it; an earlier version of the program made it.")
    position = there.settings["log_position"]
    if not isinstance(position, int):
        raise WrongUse(
            f"{there.version} was taught by a labelled file, not by this desk's log; `triage retrain --decisions FILE "
            "--promote never` builds it again under the same name."
        )
    return position


def _incumbent(models: Path, there: Artefact) -> str:
    """Return the version that a model stood against, known to be there: it says what was held out, and thresholds."""
    stood_against = str(there.settings["incumbent"])
    try:
        folder_of(models, stood_against)
    except NoModel as error:
        raise NoModel(
            f"{there.version} stood against {stood_against}, which was removed; it can't be built again without it."
        ) from error
    return stood_against


def _differences(there: Artefact, again: Artefact) -> Iterator[str]:
    """Yield what is known to be otherwise than it was."""
    then, now = there.settings, again.settings
    if then.get("versions") != now.get("versions"):
        yield f"It was taught with {_listed(then.get('versions'))}; this is {_listed(versions())}."
    if then.get("base_fingerprint") != now.get("base_fingerprint"):
        yield "The shipped model, which it grew from, is another by now."
    for key, what in (("lessons", "learnt from"), ("held_out", "measured on")):
        if then.get(f"{key}_fingerprint") != now.get(f"{key}_fingerprint"):
            counts = f"{then.get(key)} decisions then, {now.get(key)} now"
            yield f"What it was {what} reads otherwise ({counts}): comments or articles were edited or erased since."


def _listed(stated: Any) -> str:
    return ", ".join(f"{name} {number}" for name, number in stated.items()) if isinstance(stated, Mapping) else "others"
