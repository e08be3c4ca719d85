"""The command line: its options, exports without a window, what the machine lacks."""
