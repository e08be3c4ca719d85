"""The list of runs, and in what they differ."""
