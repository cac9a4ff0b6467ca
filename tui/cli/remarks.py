"""What is to be said of an export beyond its comments: left out, mended, unreadable."""

from moderation.intake import Taken
from moderation.text import plural


def remarks(taken: Taken, rejects: object) -> str:
    """Return what its kind can't tell, what was left out, mended and unreadable, each after a semicolon.

    `rejects` is where the unreadable records lie.
    """
    said = f"; can't tell: {'; nor '.join(taken.unknown)}" if taken.unknown else ""
    said += "".join(f"; {plural(count, kind)} left out" for kind, count in taken.skipped.items())
    said += "".join(f"; {what}: {count:,}" for what, count in taken.repairs.items())
    if taken.rejected:
        where = f", see {rejects}" if rejects else ""
        said += f"; {plural(taken.rejected, 'record')} could not be read{where}"
    return said
