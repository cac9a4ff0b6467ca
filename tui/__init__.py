"""Everything a person meets in the terminal: the command line and the review desk."""
