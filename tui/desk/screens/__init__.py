"""Screens that lie over the desk for a while: help, the whole article, a comment's history.

`from tui.desk.screens import MODULE` gives a module that is imported when something of it is first used: a key that
nobody has pressed yet costs the first frame nothing.
"""

from typing import TYPE_CHECKING

from moderation.later import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__, __file__)
