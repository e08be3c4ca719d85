"""DRAWING: what a generator draws samples with, a row each.

They are no settings of a recipe, which has the samples themselves.
"""

from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.data.typed import shortest
from micrograd.recipe.kinds import Kind, Number, Setting, Whole, counted
from micrograd.recipe.settings import MAX_SEED

MOST_CLASSES, MOST_INPUTS = 10, 10
MOST_SAMPLES, TOO_MUCH_NOISE = 100_000, 1000.0


class FormulaText(Kind):
    """A formula, see `Formula`, which is checked once the number of inputs is known."""

    def check(self, value: str) -> None:
        if not value:
            raise ValueError("there is nothing here yet; write sin(2*x1), or x2 > x1**2")

    def parsed(self, text: str) -> str:
        return text.strip()


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
    Setting(
        "formula",
        FormulaText(),
        None,
        caption="formula",
        help="A formula of the inputs, as sin(2*x1) or x2 > x1**2, with --data formula or alone",
        flag="--formula",
        example="TEXT",
    ),
    Setting(
        "inputs",
        Whole(1, MOST_INPUTS),
        None,
        caption="inputs",
        help="How many inputs there are, x1, x2, …, with --data formula",
        flag="--inputs",
    ),
    Setting(
        "low",
        Number(),
        None,
        caption="from",
        help="The lower end of the range that inputs are drawn from, with --data formula",
        flag="--low",
        example="X",
    ),
    Setting(
        "high",
        Number(),
        None,
        caption="to",
        help="The upper end of the range that inputs are drawn from, with --data formula",
        flag="--high",
        example="X",
    ),
)
DRAWING = {row.name: row for row in _ROWS}


def in_words(dataset: Dataset) -> str:
    """`2 inputs, 1 target, two classes`; also if all targets are the same."""
    shape = counted(dataset.nin, "input"), counted(dataset.nout, "target")
    first = dataset.targets[0]
    is_same = len(dataset) > 1 and all(each == first for each in dataset.targets)
    same = [f"every target is {', '.join(map(shortest, first))}"] if is_same else []
    return ", ".join((*shape, dataset.task.text, *same))
