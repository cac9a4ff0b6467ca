"""Storms: parts of the program killed at hundreds of moments, and what is left compared with what was acknowledged."""
