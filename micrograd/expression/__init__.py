"""A typed expression as a graph of values."""
