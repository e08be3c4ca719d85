"""Where one stands in a run, as a line to move along."""
