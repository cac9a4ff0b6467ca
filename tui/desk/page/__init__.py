"""One comment as the desk shows it: article, author, text, suggestions, and what will happen.

Plain functions from a card to lines; no widget, so that each part can be looked at by itself.
"""
