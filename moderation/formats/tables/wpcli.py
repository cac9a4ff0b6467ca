"""`wp comment list --format=csv`: WordPress' own columns, written by PHP (see `phpcsv` for its quotes)."""

from typing import Final

from moderation.formats.records import NO_SITE
from moderation.formats.tables.system import TableSystem

WP_CLI: Final = TableSystem("wp-cli-csv", frozenset({"comment_content"}), unknown=(NO_SITE,))
