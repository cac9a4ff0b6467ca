"""The desk file: comments, decisions and the queue in SQLite. The only SQL of the program.

`from moderation.store import MODULE` gives a module that is imported when something of it is first used: of a dozen
concerns the desk's first frame needs four.
"""

from typing import TYPE_CHECKING

from moderation.later import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__, __file__)
