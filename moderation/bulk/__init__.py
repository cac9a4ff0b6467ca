"""Scoring exports in bulk, without a desk: rows in, the same rows with scores out, at any size."""
