"""The samples, edited in place."""
