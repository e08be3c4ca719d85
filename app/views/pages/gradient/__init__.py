"""The page that says what the gradient of a parameter means."""
