"""`python -m tui`: the same as `triage`, for a clone that isn't installed."""

from tui.cli.main import run

run()
