"""The page that trains many runs and compares them."""
