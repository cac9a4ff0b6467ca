"""What the commands of the desk do, a file a group of commands."""
