"""Marks over a window, for those who watch: rings, arrows, clicks, keys, captions, the pen."""
