"""Recording: what a person does in the window becomes acts of a script."""
