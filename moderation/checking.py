"""Whether a desk is whole: its file, its log against every seal noted elsewhere, its models, and who can read it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from moderation.errors import TriageError
from moderation.locations import models_folder, outbox_folder, shown_address
from moderation.registry import BASE, Version, load_scorer, manifest_digest, versions
from moderation.store.chain import Seal
from moderation.store.store import Store
from moderation.text import one_line

_BLOCK: Final = 2_000
_FEW: Final = 20_000
"""Comments that are scored in three seconds."""

_SAME: Final = 1e-6
"""Scores of one model agree to the bit on one machine; another one may round a sum otherwise."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Checked(Struct, frozen=True):
    """What a look at a desk has found."""

    desk: str
    """Its address, as it may be shown."""
    faults: tuple[str, ...]
    """What is wrong, a sentence each; empty when all is well."""
    notes: tuple[str, ...]
    """What somebody may want to know, and is no fault."""
    seal: Seal
    """To be noted where whoever can write to the desk can't: see `noted`."""
    models: int
    """Models verified, the shipped one among them."""

    def document(self) -> dict[str, object]:
        """Return what `triage check --json` prints."""
        return {
            "desk": self.desk,
            "faults": list(self.faults),
            "notes": list(self.notes),
            "log": {"rows": self.seal.n, "seal": str(self.seal)},
            "models": self.models,
        }


def check(store: Store, noted: Seal | None = None, *, every_score: bool = False) -> Checked:
    """Look through a desk: its file, its models, and the seal that somebody noted of its log.

    Its comments are scored again where they are few; with `every_score`, however many they are.
    """
    known = versions(models_folder(store.path))
    found = store.faults()
    # A comment can be scored again only where it can be read; what keeps it from being read was said.
    scores = () if found else _score_faults(store, every=every_score)
    found += [*_model_faults(store, known), *(_noted_faults(store, noted) if noted else ()), *scores]
    notes = (*_missing_models(store, known), *readable_by_others(store.path))
    return Checked(shown_address(store.address), tuple(found), notes, store.seal(), len(known))


def _model_faults(store: Store, known: list[Version]) -> Iterator[str]:
    """Yield a sentence for each model that can't be trusted, the one in service among them."""
    models, served = models_folder(store.path), store.manifests()
    for version in sorted({store.model_in_service(), *(model.version for model in known)}):
        try:
            load_scorer(models, version)
            if version in served and manifest_digest(models, version) != served[version]:
                yield f"The model {version} is another than the one that was put in service; train it again."
        except TriageError as error:
            yield str(error)
    for model in known:
        yield from _witnessed(store, model)


def _witnessed(store: Store, model: Version) -> Iterator[str]:
    """Compare the log with the seal that a model noted of it when it was taught."""
    position, seal = model.settings.get("log_position"), model.settings.get("log_seal")
    if not isinstance(position, int):
        return
    present = store.seal_at(position)
    if not present:
        yield f"The model {model.version} was taught by the log up to row {position}, which is not there."
    elif seal and seal != present:
        yield (
            f"The model {model.version} noted another seal of row {position} of the log than it bears now: "
            "the log up to there was written anew after the model was taught."
        )


def _noted_faults(store: Store, noted: Seal) -> Iterator[str]:
    if store.seal_at(noted.n) != noted.seal:
        yield (
            f"Row {noted.n} of the log does not bear the seal {one_line(noted.seal)} that was noted: the log up to "
            "there was written anew since, or the seal was noted of another desk."
        )


def _score_faults(store: Store, *, every: bool) -> Iterator[str]:
    """Yield the comments that the model in service scores otherwise than is kept.

    Unasked, only of those that this very program has read: an earlier one may have found other scores.
    """
    if not every and store.stats().comments > _FEW:
        return
    try:
        scorer = load_scorer(models_folder(store.path), store.model_in_service())
    except TriageError:
        return  # said already, and by name
    for block in store.scored(scorer.version, _BLOCK, "" if every else scorer.digest):
        made = scorer.score([posted for posted, _ in block])
        for (posted, kept), suggestion in zip(block, map(made.__getitem__, range(len(made))), strict=True):
            if not all(map(_is_same, kept, suggestion.scores.values())):
                yield (
                    f"comment {one_line(posted.comment.id)} is scored otherwise by {scorer.version} than is kept: its "
                    "scores were changed, or another version of the program made them"
                )


def _is_same(kept: float | None, made: float | None) -> bool:
    if kept is None or made is None:
        return kept is made
    return abs(kept - made) <= _SAME


def _missing_models(store: Store, known: list[Version]) -> Iterator[str]:
    there = {model.version for model in known}
    if gone := [one_line(version) for version in store.models_named() if version not in {*there, BASE}]:
        yield f"The log names models that are not there, removed or lost: {', '.join(gone)}."


def readable_by_others(desk: Path) -> Iterator[str]:
    """Yield the files of a desk that others on this machine can open, where their folder lets them in."""
    if os.name != "posix":  # Windows tells permissions otherwise
        return
    beside = (f"{desk}-wal", f"{desk}-shm", f"{desk}.lock", f"{desk}.rescoring.lock")
    folders = (models_folder(desk), outbox_folder(desk), desk.with_name(f"{desk.name}.rejects"))
    named = [desk, *map(Path, beside), *folders, *(path for folder in folders for path in folder.rglob("*"))]
    if open_to := [path for path in named if path.exists() and path.stat().st_mode & _OTHERS]:
        more = f" and {len(open_to) - 1} more" if len(open_to) > 1 else ""
        yield f"Others on this machine may open {open_to[0]}{more}: `chmod -R go= {desk}*` keeps them out."
