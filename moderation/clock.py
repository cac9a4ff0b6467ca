"""Where days begin, and moments as the log writes them."""

from datetime import UTC, datetime, tzinfo


def midnight_before(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Return where the day of a moment began, in UTC, by a zone's clock or the machine's own."""
    day = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=zone, fold=0)
    # Without a zone the naive time is the machine's own, read with the offset that held at midnight.
    return day.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """Return a moment as the log writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
