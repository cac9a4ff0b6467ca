"""What work beside the desk is to the desk: something that runs, says how far it is, and ends in a sentence."""

from collections.abc import Callable

Say = Callable[[str], None]
"""Told how far a job is; may be called from any thread."""

Job = Callable[[Say], str]
"""Works in a process of its own, waits for it, and returns in a sentence what came of it."""
