"""The parts of the desk that a moderator looks at all the time."""
