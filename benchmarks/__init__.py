"""Scripts that measure the program: figures too slow, too noisy or too dependent on data for a test."""
