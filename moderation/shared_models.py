"""The models of a desk that several machines share: kept in the desk, and laid down beside it on each machine.

A machine trusts no file for where it came from: a model laid down here is verified by its digests when it is loaded,
like any other.
"""

import shutil
from pathlib import Path

from moderation.leftovers import begun_beside
from moderation.locations import models_folder
from moderation.registry import BASE, folder_of, is_version, manifest_digest
from moderation.scoring.artefact import MANIFEST
from moderation.store.store import Store


def put_in_service(store: Store, version: str, who: str, note: str = "") -> None:
    """Put a version in service, the digest of its manifest beside it in the log.

    Of a shared desk its files are in the desk before anybody is told of it.

    Raises NoModel where the version isn't there.
    """
    if store.is_shared and version != BASE:
        folder = folder_of(models_folder(store.path), version)
        store.keep_model(version, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    store.serve(version, who, note, manifest_digest(models_folder(store.path), version))


def lay_down(store: Store, models: Path) -> None:
    """Lay the models that a shared desk keeps beside it on this machine, those it lacks, whole or not at all."""
    for version in store.kept_models():
        if is_version(version) and not (models / version / MANIFEST).is_file():
            folder = begun_beside(models / version)
            for name, content in store.kept_model(version).items():
                (folder / Path(name).name).write_bytes(content)
            _move(folder, models / version)


def _move(folder: Path, place: Path) -> None:
    try:
        folder.replace(place)
    except OSError:  # another process of this machine was first, or what lies there is no model
        shutil.rmtree(folder)
