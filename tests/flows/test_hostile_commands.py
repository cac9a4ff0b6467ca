"""Every command with hostile texts in every field: what it says is text, and nothing in it is obeyed."""
