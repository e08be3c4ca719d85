"""The page of typed expressions."""
