"""The loss over a plane through the parameters, the path walked in it, and how far steps went."""
