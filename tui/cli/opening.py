"""From the command line's options to an open desk and the model that serves it."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from moderation.errors import ModelNotTrusted, NoModel, WrongUse
from moderation.locations import desk_address, models_folder
from moderation.review import Review
from moderation.store.store import Store
from tui.cli.console import Console

if TYPE_CHECKING:
    from moderation.scoring.scorer import Scorer


def open_desk(options: argparse.Namespace, *, create: bool = False) -> Store:
    """Open the desk the options name; `create` makes a missing one, with its folder."""
    return Store.open(desk_address(options.desk), create=create)


def desk_if_any(options: argparse.Namespace) -> Store | None:
    """Open the desk the options name, or None where there is none and none was asked for by name."""
    desk = desk_address(options.desk)
    return Store.open(desk) if options.desk is not None or isinstance(desk, str) or desk.exists() else None


def models_of(store: Store) -> Path:
    """Return the folder of a desk's own models, with those that another machine has put in service."""
    models = models_folder(store.path)
    if store.is_shared:
        from moderation.shared_models import lay_down  # with numpy, 0.1 s that a desk file doesn't pay

        lay_down(store, models)
    return models


def scorer_in_service(store: Store) -> Scorer:
    """Load the model that serves a desk."""
    from moderation.registry import load_scorer  # with numpy, 0.2 s that the first frame of the desk doesn't pay

    return load_scorer(models_of(store), store.model_in_service())


def explaining(store: Store, console: Console) -> Review:
    """Return a review whose cards carry evidence, for commands that only look.

    A model that is missing or can't be trusted is said; it hides no comment.
    """
    review = Review(store, "", lambda: scorer_in_service(store))
    try:
        review.load_scorer()
    except (NoModel, ModelNotTrusted) as error:
        console.say(f"No evidence: {error}")
    return review


def add_who(parser: argparse.ArgumentParser, does: str = "who decides") -> None:
    """Declare `--as NAME`, who decides or does something else that is recorded."""
    parser.add_argument("--as", dest="who", metavar="NAME", help=f"{does} (default: your login name)")


def who(options: argparse.Namespace) -> str:
    """Return who decides: the name given, else the login name.

    Raises:
        WrongUse: the name is empty, or there is no login name to fall back on.

    """
    name = options.who if options.who is not None else _login_name()
    if not name.strip():
        raise WrongUse("--as needs a name: decisions are recorded with who made them. Add `--as NAME`.")
    return str(name)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
