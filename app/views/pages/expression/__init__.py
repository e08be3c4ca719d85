"""The page for `Value` alone: an expression that one types."""
