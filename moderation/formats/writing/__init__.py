"""Tables out: where the bytes go, and what a row looks like in each format."""
