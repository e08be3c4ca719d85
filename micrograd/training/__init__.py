"""The training loop as one sequence of operations, on a graph of the loss."""
