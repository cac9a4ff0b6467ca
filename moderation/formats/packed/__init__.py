"""Archives and packed files, up to a ratio and a size."""
