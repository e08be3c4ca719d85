"""DRAWING: what a generator draws samples with, a row each.

They are no settings of a recipe, which has the samples themselves.
"""

from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.recipe.kinds import Number, Setting, Whole, counted
from micrograd.recipe.settings import MAX_SEED

MOST_CLASSES = 10
MOST_SAMPLES, TOO_MUCH_NOISE = 100_000, 1000.0

_ROWS = (
    Setting(
        "samples",
        Whole(1, MOST_SAMPLES),
        None,
        caption="samples",
        help=f"How many samples are drawn with --data {', '.join(GENERATORS)}",
        flag="--samples",
    ),
    Setting(
        "noise",
        Number(low=0, below=TOO_MUCH_NOISE),
        None,
        caption="noise",
        help="The standard deviation of what is added to inputs, or to the targets of curves",
        flag="--noise",
        example="X",
    ),
    Setting(
        "data_seed",
        Whole(0, MAX_SEED),
        0,
        caption="data seed",
        help="The same seed draws the same samples",
        flag="--data-seed",
    ),
    Setting(
        "classes",
        Whole(2, MOST_CLASSES),
        None,
        caption="classes",
        help="How many classes there are, with --data blobs",
        flag="--classes",
    ),
)
DRAWING = {row.name: row for row in _ROWS}


def in_words(dataset: Dataset) -> str:
    """`2 inputs, 1 target, two classes`."""
    shape = counted(dataset.nin, "input"), counted(dataset.nout, "target")
    return ", ".join((*shape, dataset.task.text))
