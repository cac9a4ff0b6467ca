"""What is to be said of an export beyond its comments: left out, mended, unreadable."""

from moderation.intake import Taken
from moderation.text import plural


def remarks(taken: Taken, rejects: object) -> str:
    """Return what was left out, mended and unreadable, each after a semicolon, and behind that what it can't tell.

    `rejects` is where the unreadable records lie.
    """
    said = "".join(f"; {plural(count, kind)} left out" for kind, count in taken.skipped.items())
    said += "".join(f"; {what}: {count:,}" for what, count in taken.repairs.items())
    if taken.rejected:
        where = f", see {rejects}" if rejects else ""
        said += f"; {plural(taken.rejected, 'record')} could not be read{where}"
    return f"{said}. It can't tell: {'; '.join(taken.unknown)}" if taken.unknown else said
