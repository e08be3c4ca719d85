"""The list of runs, and the settings in which they differ."""
