"""Views and windows that nobody sees, for pictures and films."""
