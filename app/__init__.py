"""The desktop window around `micrograd`."""

# Added to the number of the signal that ended the program, for the exit code, as shells do. It
# stands here because Ctrl+C may come before any other module is loaded.
ENDED_BY_SIGNAL = 128
