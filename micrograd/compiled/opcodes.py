"""What the program's numbers mean, to those who write it and to the compiled loop that reads it."""

# An instruction is one row of so many whole numbers.
FIELDS = 10
# What it does: one of these, or from ELEMENTWISE on the operation with a place in the table.
KIND = 0
DENSE, TERM, OUTPUT, ELEMENTWISE = 0, 1, 2, 3
# The first row of results, and how many rows there are.
OUT, COUNT = 1, 2
# The first row of each operand. Of TERM and OUTPUT, A is which one of the sample's it is.
A, B = 3, 4
# Of DENSE: inputs of a neuron, the first weight, weights from one neuron to the next (the bias
# among them), the place of the inputs in `columns`, 1 where they have gradients too.
INPUTS, WEIGHTS, STRIDE, COLUMN, PASSES_ON = 5, 6, 7, 8, 9

# How a call of the loop ended.
DONE, LOSS_NOT_FINITE, PARAMETER_NOT_FINITE, STOPPED = 0, 1, 2, 3
# What it says about that: integers, in this order.
STATUS, STEPS_DONE, PIECES, RESULTS = 0, 1, 2, 3

# So many samples are computed side by side.
LANES = 8
# The operations that have a row in `elementwise.table`; an instruction names one by its place.
NAMES = ("+", "**2", "tanh", "relu", "sigmoid")
