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
# which seed, from which epoch and batch on samples are taken, and how many batches an epoch has;
# from which weight on the rate is OUTPUT_RATE.
OPTIMIZER, SCHEDULE, PENALTY, FIRST_STEP, SEED, EPOCH, BATCH, BATCHES = 0, 1, 2, 3, 4, 5, 6, 7
LAST_LAYER, CHOICES = 8, 9
# Of many runs also: the index of the measure; 1 where the state before each update, the losses, and
# the parameters at the end are wanted.
MEASURE, KEEPS_BEFORE, KEEPS_LOSSES, LOOKS, CHOICES_OF_RUNS = 9, 10, 11, 12, 13
NO_PENALTY = -1
# And in floats: TERM_WEIGHT is that of the step under way, of all batches but the last one of an
# epoch, and of that; the settings of the optimizer are the last ones, in their order.
RATE, SCHEDULE_STEPS, WARM_UP, STRENGTH, UPDATES, TERM_WEIGHT = 0, 1, 2, 3, 4, 5
BATCH_WEIGHT, LAST_WEIGHT, OUTPUT_RATE, SETTINGS = 6, 7, 8, 9
MOST_SETTINGS = 4
# Of many runs also: the target of the measure, the first of the last losses, and what the terms of
# all samples trained on are multiplied with, and those of all that are held out.
NUMBERS = SETTINGS + MOST_SETTINGS
TARGET, FIRST_OF_LAST, WHOLE_WEIGHT, TEST_WEIGHT = (NUMBERS + i for i in range(4))
NUMBERS_OF_RUNS = NUMBERS + 4
# The most numbers that a measure keeps of a run.
FOLDED = 4

# The ways in which a call of the loop ends.
DONE, LOSS_NOT_FINITE, STATE_NOT_FINITE, STOPPED = 0, 1, 2, 3
# The whole numbers that it leaves behind, in this order.
STATUS, STEPS_DONE, PIECES, RESULTS = 0, 1, 2, 3

# The number of samples, or runs, that are computed side by side.
LANES = 8
# The most samples of a run that are computed together, where the lanes are runs.
ABREAST = 8
# The operations that have a row in `elementwise.table`; an instruction has the index of one.
NAMES = (
    *("+", "*", "**2", "exp", "log", "tanh", "sigmoid", "abs", "max", "off"),
    *("relu", "leaky-relu", "elu", "gelu", "silu", "softplus", "sine"),
)
