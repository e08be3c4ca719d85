"""The page of one gradient: slope, sources, check."""
