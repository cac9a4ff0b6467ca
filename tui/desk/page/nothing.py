"""What the desk says where there is no comment to show: what happened, and what to do next."""

from collections.abc import Sequence

from moderation.review import Review
from moderation.text import one_line, plural
from tui.desk.text.lines import BLANK, Line, Piece, Role


def nothing_lines(review: Review, query: str) -> list[Line]:
    """Return the lines for an empty queue: nothing found, nothing imported, or all done."""
    if len(review):
        names = ", ".join(dict.fromkeys(one_line(name) for name in review.company.taken().values())) or "Others"
        left = [(Piece(f"{names} · {plural(len(review), 'comment')} still open there."),)]
        return _told(
            "The rest is with others", left, ("j k", "look at one all the same"), ("u", "take the last one back")
        )
    if query:
        sought = [(Piece(f"/ {query}", Role.DIM),)]
        return _told("Nothing matches", sought, ("/", "search again"), ("Esc", "the whole queue"))
    progress = review.progress()
    # The figures are a sweep over the desk, affordable only here, where there is nothing else to do.
    if not review.store.stats().comments:
        return _told(
            "This desk is empty",
            [
                (Piece("Import an export, a saved page or a spreadsheet, then come back:"),),
                (Piece("  triage import PATH", Role.STRONG),),
            ],
            ("q", "leave"),
        )
    done = [
        (Piece("Nothing waits. "), Piece(f"You settled {plural(progress.today, 'comment')} today.")),
        (Piece("Whatever you decided is on disk already.", Role.DIM),),
    ]
    return _told("All done", done, ("u", "take the last one back"), ("/", "is:held or status:any"), ("q", "leave"))


def _told(title: str, lines: Sequence[Line], *keys: tuple[str, str]) -> list[Line]:
    offered = [(Piece(f"{key:>4}  ", Role.KEY), Piece(what, Role.DIM)) for key, what in keys]
    return [(Piece(title, Role.STRONG),), BLANK, *lines, BLANK, *offered]
