"""Decisions back to the site they came from: planned, looked at, applied, journalled, undone."""
