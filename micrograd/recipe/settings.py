"""SETTINGS: everything that a person can choose about training, a row each.

A new setting needs only its row: the command lines, the schema of the file, the differences
between runs, the window's form and the attributes of `Recipe` follow from the table.
"""

from micrograd.data.dataset import four_samples
from micrograd.data.normalising import NORMALISERS
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.kinds import Choice, EachActivation, EachLayer, Fed, Number, Setting, Whole
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.parts import Parts, neuron_names, parameter_names
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.samples import Samples
from micrograd.recipe.schedules import SCHEDULES

# Bounds of what the command line and the window offer; the network's classes have none.
MAX_LAYERS = 8
MAX_WIDTH = 32
MAX_SEED = 2**31 - 1
# What starting weights are multiplied by stays far from making them infinite.
MAX_SCALE = 1e6
MAX_STEPS = 10**15
# A number in the name of a part, see `micrograd.recipe.parts`.
NUMBER = r"[1-9]\d{0,8}"
MAX_BATCH = 10**6

_ROWS = (
    Setting(
        "learning_rate",
        Number(above=0),
        0.1,
        caption="learning rate",
        help="How far an update goes against the gradient: too small is slow, too large diverges",
        flag="--learning-rate",
        told="rate {}",
        can_change=True,
        feeds=("rate",),
    ),
    Setting(
        "layers",
        EachLayer(Whole(1, MAX_WIDTH), MAX_LAYERS),
        (4, 4, 1),
        caption="layers",
        help="The number of neurons in each layer, in the last one as many as there are targets",
        flag="--layers",
        example="4,4,1",
        told="layers {}",
    ),
    Setting(
        "activations",
        EachActivation(Choice(ACTIVATIONS), MAX_LAYERS),
        ("tanh", "tanh", "tanh"),
        caption="activations",
        help="The function that each neuron of a layer ends with, one for all layers or one for "
        f"each: {', '.join(ACTIVATIONS)}",
        flag="--activations",
        example="relu,relu,linear",
    ),
    Setting(
        "seed",
        Whole(0, MAX_SEED),
        0,
        caption="seed",
        help="The same seed draws the same starting weights, so a run can be repeated",
        flag="--seed",
        told="seed {}",
        feeds=("weights", "samples"),
    ),
    Setting(
        "init",
        Choice(INITIALISERS),
        "uniform",
        caption="weights",
        help="How starting weights are drawn: "
        + "; ".join(f"{row.name}: {row.words}" for row in INITIALISERS.values()),
        flag="--init",
        example="NAME",
        told="initialiser {}",
        feeds=("weights",),
    ),
    Setting(
        "init_scale",
        Number(above=0, below=MAX_SCALE),
        1.0,
        caption="scale",
        help="What starting weights are multiplied by",
        flag="--init-scale",
        example="X",
        told="scale {}",
        feeds=("weights",),
    ),
    Setting(
        "dataset",
        Samples(MAX_WIDTH),
        four_samples(),
        caption="data",
        help="Inputs and targets, one sample per line",
        flag="--data",
        example="FILE.csv",
        can_change=True,
    ),
    Setting(
        "loss",
        Choice(LOSSES),
        "sum-squared",
        caption="loss",
        help="What training makes small",
        flag="--loss",
        example="NAME",
        keeps_weights=True,
    ),
    Setting(
        "penalty",
        Choice(PENALTIES),
        "none",
        caption="penalty",
        help="What large weights add to the loss; biases are spared",
        flag="--penalty",
        example="NAME",
        told="penalty {}",
        can_change=True,
        feeds=("graph",),
    ),
    Setting(
        "penalty_strength",
        Number(low=0),
        0.001,
        caption="penalty strength",
        help="The factor of the penalty",
        flag="--penalty-strength",
        told="strength {}",
        can_change=True,
        feeds=("graph",),
    ),
    Setting(
        "optimizer",
        Choice(OPTIMIZERS),
        "gradient-descent",
        caption="optimizer",
        help="How an update follows from the gradient",
        flag="--optimizer",
        example="NAME",
        keeps_weights=True,
    ),
    Setting(
        "momentum",
        Number(low=0, below=1),
        0.9,
        caption="momentum",
        help="How much of the velocity is kept from step to step",
        flag="--momentum",
        told="momentum {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "beta1",
        Number(low=0, below=1),
        0.9,
        caption="beta 1",
        help="How much of the mean gradient is kept from step to step",
        flag="--beta1",
        told="β1 {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "beta2",
        Number(low=0, below=1),
        0.999,
        caption="beta 2",
        help="How much of the mean squared gradient is kept from step to step",
        flag="--beta2",
        told="β2 {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "epsilon",
        Number(above=0),
        1e-8,
        caption="epsilon",
        help="Keeps the division by a root from being one by 0",
        flag="--epsilon",
        told="ε {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "weight_decay",
        Number(low=0),
        0.01,
        caption="weight decay",
        help="How far each update takes a parameter towards 0, in proportion to the rate",
        flag="--weight-decay",
        told="decay {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "output_rate",
        Number(low=0, zero="same"),
        0.0,
        caption="output rate",
        help="The learning rate of the last layer, after the same schedule; 0 for the rate of all "
        "others",
        flag="--output-rate",
        told="output rate {}",
        can_change=True,
        feeds=("rate",),
    ),
    Setting(
        "schedule",
        Choice(SCHEDULES),
        "constant",
        caption="schedule",
        help="How the learning rate changes from step to step",
        flag="--schedule",
        example="NAME",
        told="{} schedule",
        can_change=True,
        feeds=("rate",),
    ),
    Setting(
        "schedule_steps",
        Whole(1, MAX_STEPS),
        1000,
        caption="schedule steps",
        help="The steps in which the schedule takes the learning rate down, after the warm-up",
        flag="--schedule-steps",
        told="over {} steps",
        can_change=True,
        feeds=("rate",),
    ),
    Setting(
        "warm_up",
        Whole(0, MAX_STEPS),
        0,
        caption="warm-up",
        help="The first steps, in which the learning rate grows from 0",
        flag="--warm-up",
        told="warm-up {}",
        can_change=True,
        feeds=("rate",),
    ),
    Setting(
        "frozen",
        Parts("parameter", parameter_names, rf"{NUMBER}(\.{NUMBER}(\.(w{NUMBER}|b))?)?"),
        (),
        caption="frozen",
        help="Parameters that updates leave as they are: 2.1.w3 and 2.1.b are a weight and the "
        "bias of neuron 1 in layer 2, 2.1 is all of that neuron, 2 all of the layer",
        flag="--frozen",
        example="PARTS",
        told="frozen: {}",
        can_change=True,
        feeds=("update",),
    ),
    Setting(
        "off",
        Parts("neuron", neuron_names, rf"{NUMBER}(\.{NUMBER})?"),
        (),
        caption="off",
        help="Neurons that are switched off, their output held at 0: 2.1 is neuron 1 in layer 2, "
        "2 is all of the layer",
        flag="--off",
        example="PARTS",
        told="off: {}",
        can_change=True,
        feeds=("graph",),
    ),
    Setting(
        "batch_size",
        Whole(0, MAX_BATCH, zero="all"),
        0,
        caption="batch size",
        help="The samples that a step trains on, another part of them in each step of an epoch; "
        "0 for all of them in every step",
        flag="--batch-size",
        told="batches of {}",
        can_change=True,
        feeds=("samples",),
    ),
    Setting(
        "test_share",
        Number(low=0, below=1),
        0.0,
        caption="test share",
        help="How much of the data is held out: not trained on, to see what is done with new data",
        flag="--test-share",
        example="X",
        told="test share {}",
        feeds=("samples",),
    ),
    Setting(
        "normalise",
        Choice(NORMALISERS),
        "none",
        caption="normalise",
        help="Which columns are moved and scaled to mean 0 and standard deviation 1",
        flag="--normalise",
        example="NAME",
        told="normalised {}",
        can_change=True,
        feeds=("samples",),
    ),
    Setting(
        "fault",
        Choice(FAULTS, is_told_by_title=True),
        "none",
        caption="fault",
        help="The line of the training loop that is wrong on purpose, to see what comes of it",
        flag="--fault",
        example="NAME",
        told="one line wrong: {}",
        untold="no line wrong",
        can_change=True,
        feeds=("graph",),
    ),
)
SETTINGS = {row.name: row for row in _ROWS}
# The settings whose value can change in the course of a run.
CHANGEABLE = [row.name for row in _ROWS if row.can_change]
# Those that a trainer stands with: the samples of a step also depend on two that begin a run.
OF_TRAINER = [row.name for row in _ROWS if row.can_change or "samples" in row.feeds]
# Those of them that are not the dataset: the updates and the graph of the loss read them.
TRAINING = {row.name: row.default for row in _ROWS if row.can_change and row.name != "dataset"}
# The settings that act only while something else is chosen, such as the momentum.
OWNED = {
    name
    for row in _ROWS
    if isinstance(row.kind, Choice)
    for choice in row.kind.names
    for name in row.kind.settings_of(choice)
}


def feeding(*fed: Fed) -> tuple[str, ...]:
    """The names of the settings from which one of these is made."""
    return tuple(row.name for row in _ROWS if not {*fed}.isdisjoint(row.feeds))
