"""Exports that are JSON: lines, lists and documents of a dozen systems, behind one table of them."""
