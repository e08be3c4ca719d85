"""Sweep page: many runs at once, and how their losses compare."""
