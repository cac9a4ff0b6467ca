"""What the desk says where there is no comment to show: what happened, and what to do next."""

from collections.abc import Sequence

from moderation.review import Review
from moderation.text import one_line, plural
from tui.desk.keys import Keys
from tui.desk.text.lines import BLANK, Line, Piece, Role


def nothing_lines(review: Review, query: str, keys: Keys) -> list[Line]:
    """Return the lines for an empty queue: nothing found, nothing imported, or all done."""
    search, leave = keys.name("search"), (keys.name("quit"), "leave")
    if len(review):
        names = ", ".join(dict.fromkeys(one_line(name) for name in review.company.taken().values())) or "Others"
        left = [(Piece(f"{names} · {plural(len(review), 'comment')} still open there."),)]
        look = (f"{keys.name('next')} {keys.name('previous')}", "look at one all the same")
        return _told("The rest is with others", left, look, (keys.name("undo"), "take the last one back"))
    if query:
        sought = [(Piece(f"/ {query}", Role.DIM),)]
        return _told("Nothing matches", sought, (search, "search again"), (keys.name("everything"), "the whole queue"))
    progress = review.progress()
    # The figures are a sweep over the desk, affordable only here, where there is nothing else to do.
    if not review.store.stats().comments:
        return _told(
            "This desk is empty",
            [
                (Piece("Import an export, a saved page or a spreadsheet, then come back:"),),
                (Piece("  triage import PATH", Role.STRONG),),
            ],
            leave,
        )
    done = [
        (Piece("Nothing waits."),),
        (Piece(f"You settled {plural(progress.today, 'comment')} today."),),
        (Piece("Whatever you decided is on disk already.", Role.DIM),),
    ]
    back = (keys.name("undo"), "take the last one back")
    return _told("All done", done, back, (search, "is:held or status:any"), leave)


def _told(title: str, lines: Sequence[Line], *keys: tuple[str, str]) -> list[Line]:
    offered = [(Piece(f"{key:>4}  ", Role.KEY), Piece(what, Role.DIM)) for key, what in keys]
    return [(Piece(title, Role.STRONG),), BLANK, *lines, BLANK, *offered]
