"""`triage import --follow`: what comes into files and folders is taken into the desk as it comes, and scored."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final, NoReturn

from msgspec.structs import replace

from moderation.errors import ModelNotTrusted, NoModel, UnreadableExport, WrongUse
from moderation.following import Followed, Stretch, look_once
from moderation.formats.opening import open_export
from moderation.formats.records import Item, Reject
from moderation.intake import Progress, Taken, score_unscored
from moderation.store.store import Store
from tui.cli.arrivals import document, reason_of, sentence, take_export
from tui.cli.console import Console
from tui.cli.inputs import refuse_addresses
from tui.cli.opening import scorer_in_service
from tui.cli.progress import progress

if TYPE_CHECKING:
    from moderation.scoring.scorer import Scorer

EVERY: Final = 1.0
"""Seconds between two looks."""

_SOON: Final = 4 << 20
"""Bytes that are taken in within a second or two."""


def follow(
    store: Store, options: argparse.Namespace, console: Console, pause: Callable[[float], None] = sleep
) -> NoReturn:
    """Take in what comes until somebody stops it; `pause` waits so many seconds.

    Raises:
        WrongUse: a path is neither a file nor a folder, such as a pipe or an address.

    """
    refuse_addresses(options.paths)
    paths = [Path(path) for path in options.paths]
    for path in paths:
        _announce(path, console)
    followed = Followed(paths, options.encoding, but=store.path.name)
    desk = _Intake(store, options, console)
    try:
        while True:
            look_once(followed, monotonic(), desk.take, desk.refused)
            desk.score()
            pause(options.every or EVERY)
    finally:
        followed.close()


def _announce(path: Path, console: Console) -> None:
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise WrongUse(f"{path} is neither a file nor a folder: only these can be followed.")
    console.say(f"Following {path}{'' if path.exists() else ', which is not there yet'}; Ctrl+C ends it.")


class _Intake:
    """Takes stretches of files into a desk and says so."""

    def __init__(self, store: Store, options: argparse.Namespace, console: Console) -> None:
        self._store, self._options, self._console = store, options, console
        self._scorer: Scorer | None = None
        self._trouble = ""
        """Why there is no scorer, as it was said."""

    def take(self, stretch: Stretch) -> None:
        """Take in a stretch, a line of narration for what was in it."""
        with stretch.opened() as stream, self._progress(stretch) as advance:
            by_lines = stretch.end is not None
            export = open_export(stream, name=stretch.path.name, encoding=self._options.encoding, apart=not by_lines)
            if stretch.start:
                export = replace(export, items=_placed(export.items, stretch.start), unknown=())
            taken = take_export(
                self._store,
                export,
                stretch.path,
                self._console,
                self._options.site,
                advance,
                following=not self._options.no_follow,
                goes_on=bool(stretch.start),
                later_wins=by_lines,
                personal=self._options.personal,
            )
        self._say(taken)

    def _progress(self, stretch: Stretch) -> AbstractContextManager[Progress]:
        """Show how far a stretch is where that takes a while; a bar for every line that comes would flicker."""
        if stretch.end is not None and stretch.end - stretch.start < _SOON:
            return nullcontext(lambda _: None)
        return progress(self._console, f"reading {stretch.path.name}")

    def _say(self, taken: Taken) -> None:
        if not (taken.comments or taken.articles or taken.rejected):
            return
        self._console.tell(sentence(taken))
        if self._console.as_json:
            self._console.document(document(taken))
            sys.stdout.flush()

    def refused(self, path: Path, error: UnreadableExport | OSError) -> None:
        """Say why a file can't be read."""
        self._console.say(f"triage: {reason_of(str(path), error)}")

    def score(self) -> None:
        """Score what has come, by the model that serves by now; where there is none, say so once."""
        try:
            if self._scorer is None or self._scorer.version != self._store.model_in_service():
                self._scorer = scorer_in_service(self._store)
        except (NoModel, ModelNotTrusted) as error:
            if str(error) != self._trouble:
                self._console.tell(f"triage: {error} What comes stays unscored until then.")
            self._trouble = str(error)
            return
        self._trouble = ""
        score_unscored(self._store, self._scorer)


def _placed(items: Iterator[Item], start: int) -> Iterator[Item]:
    """Yield items whose places count from where their stretch of the file begins, with that said of rejects."""
    for item in items:
        if isinstance(item, Reject):
            item = replace(item, place=f"{item.place}, counted from byte {start:,}")
        yield item
