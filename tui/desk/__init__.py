"""The review desk, a Textual app."""
