"""Asking: predict, then reveal. The person answers before the run shows it."""
