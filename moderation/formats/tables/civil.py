"""The table of the Civil Comments, which Jigsaw published: what moderators approved and rejected at fifty newspapers.

Its scores of toxicity are shares of annotators and answer other questions than ours: they are carried along and
never read as labels. Ratings are the site's decision.
"""

from typing import Final

from moderation.formats.tables.system import TableSystem

CIVIL: Final = TableSystem(
    "civil",
    frozenset({"comment_text", "publication_id", "article_id", "rating"}),
    {"status": ("rating",)},
)
