"""The systems whose exports are tables, each known by its header; any other table is read by its columns' names."""

from collections.abc import Sequence
from typing import Final

from moderation.formats.tables.civil import CIVIL
from moderation.formats.tables.coraltables import CORAL_CSV, CORAL_IMPORTER
from moderation.formats.tables.dialects import Dialect
from moderation.formats.tables.system import TableSystem
from moderation.formats.tables.wpcli import WP_CLI
from moderation.formats.tables.youtube_takeout import YOUTUBE

SYSTEMS: Final[tuple[TableSystem, ...]] = (YOUTUBE, CIVIL, CORAL_CSV, CORAL_IMPORTER, WP_CLI)


def system_of(columns: Sequence[str], dialect: Dialect) -> TableSystem | None:
    """Return the system whose header this is."""
    known = next((system for system in SYSTEMS if system.reads(columns)), None)
    # WordPress' columns may come out of any database tool; only PHP's quoting makes them WP-CLI's.
    return None if known is WP_CLI and not dialect.php else known
