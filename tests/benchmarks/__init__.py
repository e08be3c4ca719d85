"""How fast training is, how its cost grows, and how fluently the window runs."""
