"""The training doctor: what is the matter with a run, by what was measured, and what helps."""
