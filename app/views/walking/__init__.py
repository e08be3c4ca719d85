"""A graph with what walks through it: transport, operation card."""
