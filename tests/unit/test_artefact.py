"""A model on disk: what was written comes back, and anything else is refused by name."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moderation.errors import ModelNotTrusted, NoModel
from moderation.labels import LABELS
from moderation.scoring.artefact import ARRAYS, MANIFEST, Artefact, read, with_delta, write
from moderation.scoring.hashing import SLOTS
from moderation.scoring.scorer import Scorer

HEADS = {head: np.linspace(-3, 3, SLOTS).astype(np.float16) for head in ("hostility", "hate")}
MODEL = Artefact(
    "2026-11-24-abc123",
    dict.fromkeys(LABELS, 0.25),
    {"hostility": (2.0, -4.5), "hate": (0.5, -6.0)},
    HEADS,
    parent="base",
    metrics={"abuse": {"auc": 0.9}},
)


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a model written to disk."""
    write(MODEL, tmp_path / "model")
    return tmp_path / "model"


def change(folder, **changes):
    """Rewrite fields of a manifest, as somebody who hands out a model might."""
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_model_comes_back_as_it_was_written(folder):
    """A desk's model must serve after a restart as it was measured before."""
    back = read(folder)

    assert (back.version, back.parent, back.thresholds) == (MODEL.version, "base", MODEL.thresholds)
    assert (back.calibration, back.metrics) == (MODEL.calibration, MODEL.metrics)
    assert all(np.array_equal(back.arrays[head], HEADS[head]) for head in HEADS)


def test_writing_twice_gives_the_same_bytes(folder, tmp_path):
    """A model that can be built again can be checked."""
    write(MODEL, tmp_path / "again")

    for name in (ARRAYS, MANIFEST):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_writing_over_a_model_leaves_one_whole_model_and_no_scraps(folder):
    """A rebuilt model takes the old one's place."""
    write(Artefact("next", MODEL.thresholds, MODEL.calibration, HEADS), folder)

    assert read(folder).version == "next"
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_a_missing_model_is_said_to_be_missing(tmp_path):
    """Not there and not trusted are mended in different ways."""
    with pytest.raises(NoModel, match=r"There is no model at .*nowhere"):
        read(tmp_path / "nowhere")


def test_a_changed_array_is_refused_by_its_name(folder):
    """One flipped bit, by accident or on purpose, is enough."""
    whole = bytearray((folder / ARRAYS).read_bytes())
    whole[len(whole) // 2] ^= 1
    (folder / ARRAYS).write_bytes(whole)

    with pytest.raises(ModelNotTrusted, match=r"arrays\.npz does not match its checksum"):
        read(folder)


def test_a_missing_array_file_is_refused_by_its_name(folder):
    """A half-copied folder is no model."""
    (folder / ARRAYS).unlink()

    with pytest.raises(ModelNotTrusted, match=r"arrays\.npz is missing"):
        read(folder)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"format": 99}, "not of format"),
        ({"hashing": {"seed": 8}}, "another way of hashing"),
        ({"files": {}}, "does not state its files"),
        ({"files": {ARRAYS: "0", "../evil.npy": "0"}}, "does not state its files"),
        ({"thresholds": {}}, "lacks or garbles"),
        ({"calibration": {"hate": ["x"]}}, "lacks or garbles"),
        ({"metrics": 3}, "lacks or garbles"),
        ({"thresholds": dict.fromkeys(LABELS, float("nan"))}, "lacks or garbles"),
        ({"thresholds": dict.fromkeys(LABELS, 10**400)}, "lacks or garbles"),
        ({"calibration": {"hate": [1.0, float("inf")]}}, "lacks or garbles"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(folder, changes, fault):
    """Each field that serving leans on is checked before it is used."""
    change(folder, **changes)

    with pytest.raises(ModelNotTrusted, match=fault):
        read(folder)


@pytest.mark.parametrize("junk", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_no_manifest_is_refused(folder, junk):
    """Whatever lies there, the program says which file is wrong and goes on."""
    (folder / MANIFEST).write_bytes(junk)

    with pytest.raises(ModelNotTrusted, match=r"manifest\.json"):
        read(folder)


def test_pickles_are_never_read(folder, tmp_path):
    """An object array could run code; its checksum being right changes nothing."""
    evil = Artefact("evil", MODEL.thresholds, MODEL.calibration, HEADS)
    write(evil, tmp_path / "evil")
    np.savez(tmp_path / "evil" / ARRAYS, hate=np.array([print], dtype=object))
    digest = hashlib.sha256((tmp_path / "evil" / ARRAYS).read_bytes()).hexdigest()
    change(tmp_path / "evil", files={ARRAYS: digest})

    with pytest.raises(ModelNotTrusted, match="plain arrays"):
        read(tmp_path / "evil")


def test_a_delta_moves_log_odds_by_itself_whatever_the_slopes():
    """What a desk taught is fitted on log-odds, and the heads weigh in units of their own."""
    delta = np.zeros(SLOTS)
    delta[7] = 0.5
    moved = with_delta(MODEL, {"hostility": delta, "hate": delta}, 0.25, version="candidate")

    assert moved.version == "candidate"
    for head, (slope, intercept) in moved.calibration.items():
        gained = (moved.arrays[head].astype(float) - HEADS[head].astype(float)) * slope
        assert gained[7] == pytest.approx(0.5, abs=0.005)
        assert (intercept - MODEL.calibration[head][1], np.abs(gained).sum()) == (0.25, gained[7])


def test_a_desk_teaches_a_head_of_its_own_in_log_odds():
    """What it taught is added after everything else, so that no stage in between can bend it."""
    delta = np.linspace(-0.5, 0.5, SLOTS)
    once = with_delta(MODEL, {"desk": delta}, 0.25)
    twice = with_delta(once, {"desk": delta}, 0.25)

    assert (once.calibration["desk"], twice.calibration["desk"]) == ((1.0, 0.25), (1.0, 0.5))
    assert np.allclose(twice.arrays["desk"], 2 * delta, atol=1e-3)
    assert once.arrays["hate"] is MODEL.arrays["hate"]


@pytest.mark.parametrize(
    ("arrays", "fault"),
    [
        ({"hate": HEADS["hate"]}, "lacks hostility"),
        ({**HEADS, "hate": HEADS["hate"][1:]}, "in hate"),
        ({**HEADS, "hate": np.full(SLOTS, np.nan, np.float16)}, "in hate"),
        ({**HEADS, "hate": np.full(SLOTS, "x")}, "in hate"),
        ({**HEADS, "known": np.ones(SLOTS // 8)}, "in known"),
        ({**HEADS, "telling": np.array([3, 2], np.uint64)}, "in telling"),
        ({**HEADS, "telling": np.array([2.0, 3.0])}, "in telling"),
        ({**HEADS, "relevance_coefficients": np.zeros(3)}, "lacks relevance_deviation, relevance_idf, relevance_mean"),
        (
            {**HEADS, "terminology_speech": np.zeros(3)},
            "lacks terminology_alone, terminology_screen, terminology_standing",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused_before_they_serve(tmp_path, arrays, fault):
    """A checksum says that a model is as it was written, not that it was written well."""
    write(replace(MODEL, arrays=arrays), tmp_path / "model")

    with pytest.raises(ModelNotTrusted, match=fault):
        Scorer.load(tmp_path / "model")


def test_a_head_without_its_calibration_is_refused(folder):
    """It would be a KeyError in the middle of loading a desk."""
    change(folder, calibration={"hate": [1.0, 0.0]})

    with pytest.raises(ModelNotTrusted, match="calibration of a head"):
        Scorer.load(folder)


def test_a_model_with_a_desk_head_serves_and_one_without_its_line_does_not(tmp_path):
    """The second table is optional, what is in it is checked like the first."""
    taught = with_delta(MODEL, {"desk": np.zeros(SLOTS)})
    write(taught, tmp_path / "taught")
    write(replace(taught, calibration=MODEL.calibration), tmp_path / "no line")

    assert Scorer.load(tmp_path / "taught").version == MODEL.version
    with pytest.raises(ModelNotTrusted, match="calibration of a head"):
        Scorer.load(tmp_path / "no line")


@pytest.mark.parametrize("header", [b"{'descr': '<f2'", b"  'a\n'b': (", b"{'descr': '<f2', 'shape': (1,), 'x': 1}"])
def test_arrays_whose_header_is_none_are_refused(folder, header):
    """NumPy reads a header by Python's own tokenizer, whose errors are none of NumPy's."""
    with zipfile.ZipFile(folder / ARRAYS, "w") as packed:
        packed.writestr("hate.npy", b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header)
    change(folder, files={ARRAYS: hashlib.sha256((folder / ARRAYS).read_bytes()).hexdigest()})

    with pytest.raises(ModelNotTrusted, match=r"arrays\.npz can't be read"):
        read(folder)
