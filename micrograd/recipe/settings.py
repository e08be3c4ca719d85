"""SETTINGS: everything that a person can choose about training, a row each.

A new setting needs only its row: the command lines, the schema of the file, the differences
between runs, the window's form and the attributes of `Recipe` follow from the table.
"""

from micrograd.data.dataset import four_samples
from micrograd.nn import ACTIVATIONS
from micrograd.recipe.initialisers import INITIALISERS
from micrograd.recipe.kinds import (
    Choice,
    EachActivation,
    EachLayer,
    Number,
    Samples,
    Setting,
    Whole,
)
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS

# Bounds of what the command line and the window offer; the network's classes have none.
MAX_LAYERS = 8
MAX_WIDTH = 32
MAX_SEED = 2**31 - 1

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
    ),
    Setting(
        "init_scale",
        Number(above=0),
        1.0,
        caption="scale",
        help="What starting weights are multiplied by",
        flag="--init-scale",
        example="X",
        told="scale {}",
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
        "sum of squared errors",
        caption="loss",
        help="What training makes small",
    ),
    Setting(
        "optimizer",
        Choice(OPTIMIZERS),
        "gradient descent",
        caption="optimizer",
        help="How an update follows from the gradient",
    ),
)
SETTINGS = {row.name: row for row in _ROWS}
# The settings whose value can change in the course of a run.
CHANGEABLE = [row.name for row in _ROWS if row.can_change]
