"""A desk's models on disk: whole or not there, told apart by version, and never the wrong one removed."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moderation.errors import ModelNotTrusted, NoModel, WrongUse
from moderation.labels import LABELS
from moderation.registry import install, load_scorer, remove, versions
from moderation.scoring.artefact import Artefact
from moderation.scoring.hashing import SLOTS

HEAD = np.zeros(SLOTS, np.float16)
MODEL = Artefact(
    "2026-11-24-3f9c2a",
    dict.fromkeys(LABELS, 0.5),
    {"hostility": (1.0, 0.0), "hate": (1.0, -3.0)},
    {"hostility": HEAD, "hate": HEAD},
    parent="base",
    created_at="2026-11-24T10:00:00.000Z",
    metrics={"abuse": {"auc": 0.8}},
)


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_an_installed_model_scores_and_is_listed(tmp_path):
    """What goes in comes out, with what its manifest says."""
    install(MODEL, tmp_path)
    base, own = versions(tmp_path)

    assert load_scorer(tmp_path, MODEL.version).version == MODEL.version
    assert (base.version, own.version, own.parent) == ("base", MODEL.version, "base")
    assert own.document("base")["metrics"] == {"abuse": {"auc": 0.8}}
    assert [model.document("base")["in_service"] for model in (base, own)] == [True, False]


def test_a_desk_without_models_has_the_shipped_one(tmp_path):
    """A new desk has no folder yet, and `triage score` may have no desk."""
    assert [model.version for model in versions(tmp_path / "none")] == ["base"]
    assert [model.version for model in versions(None)] == ["base"]
    assert load_scorer(None, "base").version == "base"


def test_models_are_listed_oldest_first(tmp_path):
    """As the desk's lead remembers them."""
    install(replace(MODEL, version="b", created_at="2026-11-25T10:00:00.000Z"), tmp_path)
    install(replace(MODEL, version="c"), tmp_path)

    assert [model.version for model in versions(tmp_path)] == ["base", "c", "b"]


@pytest.mark.parametrize("version", ["2026", "", "..", "../base", ".hidden", "a/b", "x\x1b[2J"])
def test_what_is_no_version_is_no_path_either(tmp_path, version):
    """`--model` is typed by people and read from logs; it must not lead out of the folder."""
    install(MODEL, tmp_path / "models")
    (tmp_path / "manifest.json").write_text("{}")

    with pytest.raises(NoModel) as refusal:
        load_scorer(tmp_path / "models", version)
    assert "\x1b" not in str(refusal.value)


def test_installing_again_leaves_the_same_bytes(tmp_path):
    """A version names its content; one that serves must not flicker."""
    folder = install(MODEL, tmp_path)
    before = digests(folder), folder.stat().st_ino
    install(MODEL, tmp_path)

    assert (digests(folder), folder.stat().st_ino) == before


def test_a_damaged_model_is_refused_listed_and_mended_by_installing(tmp_path):
    """One flipped bit in a weight is a model nobody measured."""
    folder = install(MODEL, tmp_path)
    whole = digests(folder)
    arrays = folder / "arrays.npz"
    arrays.write_bytes(arrays.read_bytes()[:-1] + b"\0\0")
    with pytest.raises(ModelNotTrusted, match=r"arrays\.npz"):
        load_scorer(tmp_path, MODEL.version)

    assert MODEL.version in [model.version for model in versions(tmp_path)]
    assert digests(install(MODEL, tmp_path)) == whole


def test_a_manifest_that_cannot_be_read_is_still_listed(tmp_path):
    """Otherwise nobody would learn which folder to look at."""
    (install(MODEL, tmp_path) / "manifest.json").write_text("[")

    assert [model.version for model in versions(tmp_path)] == ["base", MODEL.version]


def test_what_a_killed_writer_left_is_no_model(tmp_path):
    """Its folder has another name until it is whole."""
    install(MODEL, tmp_path)
    (tmp_path / f".{MODEL.version}.x.partial").mkdir()
    (tmp_path / "2026-11-25-000000").mkdir()

    assert [model.version for model in versions(tmp_path)] == ["base", MODEL.version]


def test_the_model_in_service_and_the_shipped_one_are_not_removed(tmp_path):
    """A desk without a model scores nothing."""
    install(MODEL, tmp_path)
    for version in (MODEL.version, "base"):
        with pytest.raises(WrongUse, match=version if version != "base" else "shipped"):
            remove(version, tmp_path, in_service=MODEL.version)

    assert len(versions(tmp_path)) == 2


def test_a_removed_model_is_gone(tmp_path):
    """And said to be, when asked for."""
    install(MODEL, tmp_path)
    remove(MODEL.version, tmp_path, in_service="base")

    with pytest.raises(NoModel, match=MODEL.version):
        load_scorer(tmp_path, MODEL.version)
    with pytest.raises(NoModel):
        remove(MODEL.version, tmp_path, in_service="base")


def test_a_desk_s_model_cannot_pass_for_the_shipped_one(tmp_path):
    """`base` always means what came with the program."""
    with pytest.raises(WrongUse):
        install(replace(MODEL, version="base"), tmp_path)


def test_a_folder_that_holds_another_version_is_not_loaded_but_mended(tmp_path):
    """Its scores would carry the other name, and the desk would be scored again for ever."""
    install(replace(MODEL, version="other"), tmp_path).rename(tmp_path / MODEL.version)
    with pytest.raises(ModelNotTrusted, match="holds other instead"):
        load_scorer(tmp_path, MODEL.version)

    install(MODEL, tmp_path)
    assert load_scorer(tmp_path, MODEL.version).version == MODEL.version


def test_what_a_killed_writer_left_goes_with_the_next_model(tmp_path):
    """Each is megabytes, and nobody would look for it; one that is being written stays."""
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    for process in (over.pid, os.getpid()):
        (tmp_path / f".other.{process}.x1.partial").mkdir()
    install(MODEL, tmp_path)

    assert [path.name for path in tmp_path.glob(".*")] == [f".other.{os.getpid()}.x1.partial"]
