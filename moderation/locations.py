"""Where things lie on disk: the desk file and the models beside it."""

import os
from pathlib import Path

DESK_VARIABLE = "TRIAGE_DESK"


def desk_path(given: str | None = None) -> Path:
    """Return the desk file: the one given, else the one `TRIAGE_DESK` names, else the platform's data folder."""
    named = given or os.environ.get(DESK_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path  # 6 ms, and most calls name their desk

    return user_data_path("comment-triage", appauthor=False) / "desk.sqlite"


def models_folder(desk: Path) -> Path:
    """Return the folder of the models of a desk, `DESK.models/`."""
    return desk.with_name(desk.name + ".models")
