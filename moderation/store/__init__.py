"""The desk file: comments, decisions and the queue in SQLite. The only SQL of the program."""
