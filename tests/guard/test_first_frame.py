"""What the desk imports before its first frame: nothing that a moderator would have to wait for."""

import subprocess
import sys
from pathlib import Path

from moderation.comments import Comment
from moderation.store.store import Store

ROOT = Path(__file__).resolve().parents[2]

HEAVY = {
    *("numpy", "scipy", "sklearn", "pandas", "pyarrow", "joblib"),
    *("markdown_it", "pygments", "lxml", "selectolax", "zstandard", "statistics"),
    *("training", "moderation.registry", "moderation.scoring.scorer", "moderation.intake", "moderation.bulk"),
    *(f"moderation.store.{concern}" for concern in ("arrivals", "check", "decisions", "undoing")),
    *(
        f"tui.desk.{part}"
        for part in ("screens.reading", "screens.corrections", "page.context", "page.help", "palette", "pictures")
    ),
    *("httpx", "tui.cli.outbox", "tui.desk.page.sent", "moderation.writeback.outbox", "moderation.writeback.lately"),
}
"""Libraries, and the parts of this program that no frame is drawn with."""

PROBE = """
import asyncio, sys
from pathlib import Path
from tui.cli.main import load

load("review")
from moderation.review import Review
from moderation.store.store import Store
from tui.cli.jobs import jobs_of
from tui.cli.sending import sending_of
from tui.desk.app import ReviewDesk
from tui.desk.outgoing import outgoing


class Seen(ReviewDesk):
    CSS_PATH = Path(sys.modules[ReviewDesk.__module__].__file__).with_name("desk.tcss")
    loaded = frozenset()

    def _begin(self):
        self.loaded = frozenset(sys.modules)


async def first_frame(store):
    sends = sending_of(store, outgoing({"to": "wordpress", "at": "https://example.org"}), "kim")
    app = Seen(Review(store, "kim"), jobs_of(store, "kim", sends))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
    return app.loaded


with Store.open(Path(sys.argv[1])) as store:
    print(*asyncio.run(first_frame(store)))
"""


def loaded_before_the_first_frame(desk: Path) -> set[str]:
    """Return the modules that are loaded when a desk has drawn its first frame."""
    command = [sys.executable, "-c", PROBE, str(desk)]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_the_first_frame_waits_for_nothing_heavy(tmp_path):
    """A bare app takes 0.2 s; numpy would add a half to that, and the model the whole of it again."""
    desk = tmp_path / "desk.sqlite"
    with Store.open(desk, create=True) as store:
        store.put_comments("site", [Comment("1", "text")], store.put_source("export.csv", "csv", "site"))
    loaded = loaded_before_the_first_frame(desk)

    assert "textual.app" in loaded
    assert sorted(loaded & HEAVY) == []
