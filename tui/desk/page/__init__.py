"""One comment as the desk shows it: article, author, text, suggestions, and what will happen.

Plain functions from a card to lines; no widget, so that each part can be looked at by itself.

`from tui.desk.page import MODULE` gives a module that is imported when something of it is first used: a key that nobody
has pressed yet costs the first frame nothing.
"""

from typing import TYPE_CHECKING

from moderation.later import modules_of

if not TYPE_CHECKING:
    __getattr__ = modules_of(__name__, __file__)
