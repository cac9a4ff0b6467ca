"""The domain: comments, labels, scoring, explaining, policy, the store and the formats.

It imports neither `training` nor `tui`, and loading it costs nothing: the command line's `--help` and the
desk's first paint both go through here.
"""

__version__ = "0.1.0"
