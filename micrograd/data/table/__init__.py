"""A table of text as a dataset: what is understood of it, what is left open, what is chosen."""
