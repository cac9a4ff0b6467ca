"""What is thrown at the program by the thousand, and what it has to bear: `fuzzing.py` and `hostile.py` run it."""
