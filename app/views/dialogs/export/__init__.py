"""The dialog that takes an experiment out as a file."""
