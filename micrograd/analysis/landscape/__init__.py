"""The loss around the parameters: planes and lines through it, and how far a step went."""
