"""Exports that are XML, cut into comments before any of them is parsed."""
