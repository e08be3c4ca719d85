"""The view of a walk: its graph, its transport and its operation card."""
