"""The meaning of a program's numbers, for those who write it and for the loop that reads it."""

# The number of whole numbers in one instruction.
FIELDS = 10
# KIND says what it does: one of these, or ELEMENTWISE plus the index of an operation in NAMES.
KIND = 0
DENSE, TERM, OUTPUT, ELEMENTWISE = 0, 1, 2, 3
# The first row of results, and how many rows there are.
OUT, COUNT = 1, 2
# The first row of each operand. For TERM and OUTPUT, A counts the terms or outputs of a sample.
A, B = 3, 4
# DENSE alone has inputs of a neuron, the first weight, weights from one neuron to the next (the
# bias among them), the place of the inputs in `columns`, 1 where they have gradients too.
INPUTS, WEIGHTS, STRIDE, COLUMN, PASSES_ON = 5, 6, 7, 8, 9

# What a call of the loop is told, in whole numbers: an index each of `OPTIMIZERS` and `SCHEDULES`;
# the index of the penalty's operation in NAMES, or NO_PENALTY; the step that it begins with; with
# which seed, from which epoch and batch on samples are taken, and how many batches an epoch has.
OPTIMIZER, SCHEDULE, PENALTY, FIRST_STEP, SEED, EPOCH, BATCH, BATCHES = 0, 1, 2, 3, 4, 5, 6, 7
CHOICES = 8
NO_PENALTY = -1
# And in floats: TERM_WEIGHT is that of the step under way, of all batches but the last one of an
# epoch, and of that; the settings of the optimizer are the last ones, in their order.
RATE, SCHEDULE_STEPS, WARM_UP, STRENGTH, UPDATES, TERM_WEIGHT = 0, 1, 2, 3, 4, 5
BATCH_WEIGHT, LAST_WEIGHT, SETTINGS = 6, 7, 8
MOST_SETTINGS = 4

# The ways in which a call of the loop ends.
DONE, LOSS_NOT_FINITE, STATE_NOT_FINITE, STOPPED = 0, 1, 2, 3
# The whole numbers that it leaves behind, in this order.
STATUS, STEPS_DONE, PIECES, RESULTS = 0, 1, 2, 3

# The number of samples that are computed side by side.
LANES = 8
# The operations that have a row in `elementwise.table`; an instruction has the index of one.
NAMES = (
    *("+", "*", "**2", "exp", "log", "tanh", "sigmoid", "abs", "max", "off"),
    *("relu", "leaky-relu", "elu", "gelu", "silu", "softplus", "sine"),
)
