"""Pages of the stage, one at a time."""
