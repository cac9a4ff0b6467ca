"""What the desk says where there is no comment to show: what happened, and what to do next."""

from collections.abc import Sequence

from msgspec.structs import replace

from moderation.queue import Filter, Order, State
from moderation.review import Review
from moderation.searching import FIRST_PAGE, first_of
from moderation.text import one_line, plural
from tui.desk.keys import Keys
from tui.desk.text.lines import BLANK, Line, Piece, Role


def decided_too(review: Review) -> int:
    """Return how many settled or held comments a search for waiting ones would find as well, up to a page of them."""
    if review.filter.states != Filter().states:
        return 0
    decided = replace(review.filter, states=frozenset({State.HELD, State.SETTLED}))
    return len(first_of(review.store, Order.NEWEST, decided, FIRST_PAGE))


def nothing_lines(review: Review, query: str, keys: Keys, elsewhere: int = 0) -> list[Line]:
    """Return the lines for an empty queue: nothing found, nothing imported, or all done.

    `elsewhere` is how many the search would find among the settled and held.
    """
    search, leave = keys.name("search"), (keys.name("quit"), "leave")
    if len(review):
        names = ", ".join(dict.fromkeys(one_line(name) for name in review.company.taken().values())) or "Others"
        left = [(Piece(f"{names} · {plural(len(review), 'comment')} still open there."),)]
        look = (f"{keys.name('next')} {keys.name('previous')}", "look at one all the same")
        return _told("The rest is with others", left, look, (keys.name("undo"), "take the last one back"))
    if query:
        sought = [(Piece(f"/ {query}", Role.DIM),), *([_offered(elsewhere)] if elsewhere else [])]
        title = "Nothing that waits matches" if elsewhere else "Nothing matches"
        return _told(title, sought, (search, "search again"), (keys.name("everything"), "the whole queue"))
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
    held = review.store.held()
    done = [
        (Piece("Nothing waits."),),
        (Piece(f"You settled {plural(progress.today, 'comment')} today."),),
        *([(Piece(f"{held:,} held: {search} is:held shows what was set aside."),)] if held else []),
        (Piece("Whatever you decided is on disk already.", Role.DIM),),
    ]
    back = (keys.name("undo"), "take the last one back")
    return _told("All done", done, back, (search, "is:held or status:any"), leave)


def _offered(elsewhere: int) -> Line:
    count = f"{elsewhere}{' or more' if elsewhere >= FIRST_PAGE else ''}"
    verb = "matches" if elsewhere == 1 else "match"
    return Piece(f"{count} settled or held {verb}; add "), Piece("is:any", Role.STRONG)


def _told(title: str, lines: Sequence[Line], *keys: tuple[str, str]) -> list[Line]:
    offered = [(Piece(f"{key:>4}  ", Role.KEY), Piece(what, Role.DIM)) for key, what in keys]
    return [(Piece(title, Role.STRONG),), BLANK, *lines, BLANK, *offered]
