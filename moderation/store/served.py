"""The model's side of a desk: which version serves, what it said of each comment, and what it was taught by."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from moderation.comments import InContext
from moderation.judgements import Judgement
from moderation.labels import Label
from moderation.policy import Action, Policy
from moderation.queue import Decided
from moderation.readings import Readings
from moderation.store import comments, decisions, earlier, judgements, service, suggestions, suspected
from moderation.store.connection import Connection
from moderation.suggestions import Suggestions
from moderation.suspects import Suspect


class ServedDesk:
    """A desk as the model that serves it sees it."""

    _db: Connection

    def unscored(self, model: str, limit: int) -> list[tuple[int, InContext]]:
        """Return up to `limit` comments that this model has not scored, each with its row number."""
        refs = suggestions.unscored_refs(self._db, model, limit)
        return list(zip(refs, comments.contexts(self._db, refs), strict=True))

    def scored(
        self, model: str, size: int, reader: str = ""
    ) -> Iterator[list[tuple[InContext, tuple[float | None, ...]]]]:
        """Yield the comments that this model has scored, each with the scores kept, `size` at a time.

        With the digest of a `reader`, only those that were read by it.
        """
        for rows in suggestions.scored_rows(self._db, model, size, reader):
            judged = comments.contexts(self._db, [ref for ref, *_ in rows])
            yield [(posted, tuple(scores)) for posted, (_, *scores) in zip(judged, rows, strict=True)]

    def unscored_count(self, model: str) -> int:
        """Return how many comments this model has not scored."""
        return suggestions.unscored_count(self._db, model)

    def put_suggestions(
        self,
        refs: Sequence[int],
        suggested: Suggestions,
        judged: Sequence[InContext] | None = None,
        readings: Readings | None = None,
    ) -> int:
        """Record the model's word on comments, in their order, and return how many were recorded.

        With what was `judged`, only those that still read so, and only while this model serves; of those `readings`
        are kept too.
        """
        return suggestions.put_suggestions(self._db, refs, suggested, judged, readings)

    def lessons(self) -> tuple[int, list[Decided]]:
        """Return the last row of the log that moved a decision, and the settlements in effect at that moment."""
        with self._db.reading():
            return earlier.decisions_row(self._db), list(decisions.decided(self._db, ""))

    def decided_at(self, row: int) -> Iterator[Decided]:
        """Yield the settlements that were in effect when `row` was the last of the log, oldest first.

        What was edited or erased since is left out, as its words are gone.
        """
        return decisions.decided_at(self._db, row)

    def decisions_row(self) -> int:
        """Return the last row of the log that moved a decision, 0 for none."""
        return earlier.decisions_row(self._db)

    def judgements(self) -> Iterator[Judgement]:
        """Yield who found what of each comment read by itself, oldest first, what was overruled too."""
        return judgements.judgements(self._db)

    def put_suspects(self, found: Sequence[Suspect]) -> None:
        """Keep the decisions that a retraining would look at again, in the place of the last one's."""
        suspected.put_suspects(self._db, found)

    def suspects(self) -> list[Suspect]:
        """Return the decisions in effect that the last retraining would look at again, most suspicious first."""
        return suspected.suspects(self._db)

    def policy(self) -> Policy:
        """Return the desk's table label -> action."""
        return service.policy(self._db)

    def set_policy(self, label: Label, action: Action, who: str) -> None:
        """Change what the site does with a label."""
        service.set_policy(self._db, label, action, who)

    def model_in_service(self) -> str:
        """Return the version that scores; `base` until another is put in service."""
        return service.model_in_service(self._db)

    def models_put_in_service(self) -> list[str]:
        """Return the versions put in service and not rolled back, the shipped one first, the one in service last."""
        return service.put_in_service(self._db)

    def serve(self, version: str, who: str, note: str = "", manifest: str = "") -> None:
        """Put a version in service, for a reason or none; the log keeps the digest of its `manifest`."""
        service.serve(self._db, version, who, note, manifest)

    def manifests(self) -> dict[str, str]:
        """Return the digest of the manifest of each version that was put in service, where the log has it."""
        return service.manifests(self._db)

    def models_named(self) -> list[str]:
        """Return the versions that the log names, in order of their names."""
        return service.models_named(self._db)

    def keep_model(self, version: str, files: Mapping[str, bytes]) -> None:
        """Keep the files of a model in the desk, by name, for its other machines."""
        with self._db.writing():
            rows = [(version, name, content) for name, content in files.items()]
            self._db.run_many(
                """INSERT INTO model_file (version, name, content) VALUES (?, ?, ?)
                ON CONFLICT (version, name) DO UPDATE SET content = excluded.content""",
                rows,
            )

    def kept_models(self) -> list[str]:
        """Return the versions whose files are kept in the desk."""
        return [version for (version,) in self._db.all("SELECT DISTINCT version FROM model_file ORDER BY version")]

    def kept_model(self, version: str) -> dict[str, bytes]:
        """Return the files of a model that are kept in the desk, by name."""
        return dict(self._db.all("SELECT name, content FROM model_file WHERE version = ?", (version,)))

    def forget_model(self, version: str) -> None:
        """Forget the files of a model."""
        with self._db.writing():
            self._db.run("DELETE FROM model_file WHERE version = ?", (version,))

    def taken_back(self, version: str) -> str:
        """Return who took a version out of service by going back, last; empty where nobody did, or it serves again."""
        return service.taken_back(self._db, version)

    def roll_back(self, who: str, exists: Callable[[str], bool] = lambda _: True) -> str:
        """Go back to the latest version that served before and still exists, and return it.

        Raises WrongUse where there is none.
        """
        return service.roll_back(self._db, who, exists)
