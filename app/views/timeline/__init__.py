"""The timeline: the steps of a run as a line to move along."""
