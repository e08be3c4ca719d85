"""Proposals: what to train with, where settings do not suit the data or each other."""

import math
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.data.generators import hidden_for
from micrograd.data.normalising import NORMALISERS
from micrograd.data.rows import ArrayRows, Rows
from micrograd.data.tasks import Task
from micrograd.recipe.losses import LOSSES, NUMBERS, SHARES, SQUARED_ERRORS, Loss
from micrograd.recipe.optimizers import GRADIENT_DESCENT, OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS

# With more samples than these a sum of errors needs another rate for each dataset.
FEW_SAMPLES = 10
# The activations whose outputs have bounds, so that no error grows without end.
BOUNDED = ("tanh", "sigmoid", "sine")
# The outputs of the activations that don't give every number.
OUTPUTS = {
    "tanh": (-1.0, 1.0),
    "sine": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "relu": (0.0, math.inf),
    "softplus": (0.0, math.inf),
    "elu": (-1.0, math.inf),
}
# The rate for a sum over a mini-batch, or for an output without bounds; it is divided by the number
# of terms, as measured.
RATE_OF_ANY_SUM = 0.1
# No smaller rate is proposed, whatever the numbers.
SMALLEST_RATE = 1e-9
# A rate that is so many times the usual one, or as small a part of it, is proposed anew.
FAR_OFF = 4.0
# A column whose numbers are larger than this, or smaller than its reciprocal, is to be normalised.
FAR_FROM_1 = 10.0
# The settings that are proposed, as the command lines tell them.
PROPOSED = ("loss", "learning_rate", "normalise", "layers", "activations")
MEANS_OF_ERRORS = ("mean-squared", "mean-absolute", "huber")


class Proposal(NamedTuple):
    """A row for each task. suited: the losses that need no proposal."""

    loss: str
    suited: tuple[str, ...]


FOR_NUMBERS = Proposal("mean-squared", MEANS_OF_ERRORS)
FOR_TWO_CLASSES = Proposal(
    "binary-cross-entropy", (*MEANS_OF_ERRORS, "hinge", "binary-cross-entropy")
)
FOR_CLASSES = Proposal("cross-entropy", (*FOR_TWO_CLASSES.suited, "cross-entropy"))


class Misfit(NamedTuple):
    """Targets that a loss is not made for. found: in short; reason, advice: as sentences."""

    found: str
    reason: str
    advice: str

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.reason} {self.advice}"


def proposal_for(task: Task) -> Proposal:
    """The row of a task."""
    if not task.classes:
        return FOR_NUMBERS
    return FOR_TWO_CLASSES if task.targets == 1 else FOR_CLASSES


def proposed(recipe: Recipe, chosen: Collection[str] = ()) -> dict[str, Any]:
    """The settings of a recipe that should have other values, with those; empty if all is well.

    A loss that suits the task is kept; the last activation may not belong to it, the layers may
    be too small for the data, the rate may not belong to the optimizer.
    chosen: the names of settings that a person chose: they are kept, the rate as long as the loss.
    """
    better = recipe if _trains_as_usual(recipe) else _with_better_network(recipe, chosen)
    usual, is_chosen = usual_rate(better), "learning_rate" in chosen
    if better.loss != recipe.loss or not (is_chosen or is_near(recipe.learning_rate, usual)):
        better = better.changed(learning_rate=usual)
    names = (name for name in PROPOSED if getattr(better, name) != getattr(recipe, name))
    return {name: getattr(better, name) for name in names}


def usual_rate(recipe: Recipe) -> float:
    """The learning rate to begin with, of one digit, for its data, loss and optimizer."""
    optimizer = OPTIMIZERS[recipe.optimizer]
    settings = [getattr(recipe, name) for name in optimizer.settings]
    rate = optimizer.usual_rate(_rate_of_descent(recipe), *settings)
    return float(f"{max(SMALLEST_RATE, rate):.1g}")


def is_near(rate: float, usual: float) -> bool:
    """True where a rate can stay, since it is not far from the usual one."""
    return usual / FAR_OFF < rate < usual * FAR_OFF


def misfit(recipe: Recipe) -> Misfit | None:
    """The objection to targets that the loss is not made for, else None."""
    dataset, loss = recipe.dataset, LOSSES[recipe.loss]
    found = _objection(dataset, loss)
    if not found:
        return None
    title = LOSSES[proposal_for(dataset.task).loss].title
    reason = f"{loss.title[0].upper()}{loss.title[1:]} takes {loss.targets.words}; {found}."
    return Misfit(found, reason, f"Choose {title}, or change the targets.")


def out_of_reach(recipe: Recipe) -> Misfit | None:
    """The objection to targets that the last activation never gives, else None."""
    last = recipe.activations[-1]
    if (
        LOSSES[recipe.loss].of_classes
        or last not in OUTPUTS
        or NORMALISERS[recipe.normalise].targets
    ):
        return None
    low, high = OUTPUTS[last]
    number, far = _outside(recipe.dataset.targets, low, high)
    if not number:
        return None
    reach = f"{low:g} to {high:g}" if high < math.inf else f"{low:g} and more"
    count = f"{number:,} {'target' if number == 1 else 'targets'}"
    found = f"{count} out of reach".replace("-", "−")
    reason = f"Targets are out of reach: {last} at the end gives {reach}, one is {far:.3g}."
    return Misfit(found, reason.replace("-", "−"), "Choose linear, or change the targets.")


def _outside(rows: Rows, low: float, high: float) -> tuple[int, float]:
    """How many numbers are outside of some bounds, and the one that is farthest from them."""
    if isinstance(rows, ArrayRows):
        array = rows.array
        count, ends = int(((array < low) | (array > high)).sum()), [array.min(), array.max()]
    else:
        ends = [y for row in rows for y in row if not low <= y <= high]
        count = len(ends)
    return count, float(max(ends, key=lambda y: max(low - y, y - high), default=0.0))


def _objection(dataset: Dataset, loss: Loss) -> str:
    is_of_classes = dataset.task.classes and (dataset.nout > 1 or loss.targets is not SHARES)
    if is_of_classes or loss.targets is NUMBERS:
        return ""
    distinct = _distinct(dataset.targets)
    if any(map(loss.targets.objection, distinct)):
        each = enumerate(map(loss.targets.objection, dataset.targets), start=1)
        return next(f"sample {number:,} {wrong}" for number, wrong in each if wrong)
    values = {y for row in distinct for y in row}
    both = values >= {-1.0, 0.0} and loss.encode(-1.0) == loss.encode(0.0)
    return "here −1 and 0 would be the same" if both else ""


def _distinct(rows: Rows) -> set[tuple[float, ...]]:
    """All different rows."""
    if isinstance(rows, ArrayRows) and len(rows[0]) == 1:
        return {(y,) for y in set(rows.array[:, 0].tolist())}
    return set(map(tuple, rows))


def _rate_of_descent(recipe: Recipe) -> float:
    """The rate of plain descent: large numbers make the slopes steep, so does a sum of many."""
    if _trains_as_usual(recipe) and recipe.activations[-1] in BOUNDED:
        usual: float = SETTINGS["learning_rate"].default
        return usual
    dataset, loss, done = recipe.dataset, LOSSES[recipe.loss], NORMALISERS[recipe.normalise]
    terms = 1 if loss.is_mean else recipe.samples_of_step * dataset.nout
    inputs = 1.0 if done.inputs else max(1.0, _size(dataset.xs))
    targets = 1.0 if done.targets else max(1.0, _size(dataset.targets))
    # The power of 1.5 was measured: slopes grow with the inputs, and their changes with the square.
    return _factor(recipe, loss) / terms / (inputs * math.sqrt(inputs)) / targets


def _factor(recipe: Recipe, loss: Loss) -> float:
    """The rate for numbers around 1: a sum's own one is for steady slopes of bounded outputs."""
    is_steady = not recipe.has_batches and recipe.activations[-1] in BOUNDED
    return loss.rate if loss.is_mean or is_steady else RATE_OF_ANY_SUM


def _trains_as_usual(recipe: Recipe) -> bool:
    """True for a few samples whose targets tanh comes to: the default settings train them."""
    few = recipe.dataset.targets[: FEW_SAMPLES + 1]
    is_small = len(few) <= FEW_SAMPLES and all(abs(y) <= 1 for row in few for y in row)
    return recipe.loss == SQUARED_ERRORS.name and is_small and not _are_far(recipe.dataset.xs)


def _with_better_network(recipe: Recipe, chosen: Collection[str]) -> Recipe:
    """The recipe with a loss, layers and a last activation that suit the data."""
    row = proposal_for(recipe.dataset.task)
    loss, layers = recipe.loss, recipe.layers
    *inner, last = recipe.activations
    if loss not in row.suited and "loss" not in chosen:
        loss, last = row.loss, "linear"
    hidden = hidden_for(recipe.dataset)
    if sum(layers[:-1]) < sum(hidden) and "layers" not in chosen:
        layers = (*hidden, layers[-1])
        inner = [*inner, *["tanh"] * len(hidden)][: len(hidden)]
    activations = (*inner, LOSSES[loss].last_activation or last)
    if out_of_reach(recipe.changed(loss=loss, layers=layers, activations=activations)):
        activations = (*inner, "linear")
    if "activations" in chosen and len(layers) == len(recipe.layers):
        activations = recipe.activations
    normalise = recipe.normalise if "normalise" in chosen else _normaliser(recipe)
    values = {"loss": loss, "layers": layers, "activations": activations, "normalise": normalise}
    return recipe.changed(**values)


def _normaliser(recipe: Recipe) -> str:
    """The normaliser with which tanh tells inputs apart, and targets are reached soon."""
    dataset, done = recipe.dataset, NORMALISERS[recipe.normalise]
    targets = done.targets or (not dataset.task.classes and _are_far(dataset.targets))
    inputs = done.inputs or targets or _are_far(dataset.xs)
    return next(row.name for row in NORMALISERS.values() if row[2:] == (inputs, targets))


def _are_far(rows: Sequence[Sequence[float]]) -> bool:
    """True where the numbers of a column are far from 1, but not all 0."""
    if isinstance(rows, ArrayRows):
        sizes = [_size_of(column) for column in rows.array.T]
    else:
        sizes = [_size([column]) for column in zip(*rows, strict=True)]
    return any(size and not 1 / FAR_FROM_1 <= size <= FAR_FROM_1 for size in sizes)


def _size(rows: Sequence[Sequence[float]]) -> float:
    """The root of the mean square of all numbers, also where the squares would be infinite."""
    if isinstance(rows, ArrayRows):
        return _size_of(rows.array)
    numbers = [number for row in rows for number in row]
    return math.hypot(*numbers) / math.sqrt(len(numbers))


def _size_of(array: Any) -> float:
    """The same of an array, up to rounding: a proposal has one digit."""
    largest = float(abs(array).max())
    return largest * math.sqrt(float(((array / largest) ** 2).mean())) if largest else 0.0


def in_words(recipe: Recipe, values: dict[str, Any]) -> str:
    """A proposal as a text: `for two classes: hinge loss, linear output, rate 0.1`."""
    better, parts = recipe.changed(**values), []
    if "loss" in values:
        parts.append(LOSSES[better.loss].title)
    if "normalise" in values:
        parts.append(f"{NORMALISERS[better.normalise].title} normalised")
    if "layers" in values:
        parts.append(f"layers {SETTINGS['layers'].text(better.layers)}")
    if better.activations[-1] != recipe.activations[-1]:
        parts.append(f"{better.activations[-1]} output")
    if "learning_rate" in values:
        parts.append(f"rate {better.learning_rate:g}")
    return f"for {_reason(recipe, values)}: {', '.join(parts)}"


def _reason(recipe: Recipe, values: dict[str, Any]) -> str:
    """What a proposal suits: `two classes`, `two classes with Adam`, `Adam`."""
    task = recipe.dataset.task.text
    title = SETTINGS["optimizer"].kind.title(recipe.optimizer)
    if values.keys() == {"learning_rate"}:
        return title
    is_plain = recipe.optimizer == GRADIENT_DESCENT.name or "learning_rate" not in values
    return task if is_plain else f"{task} with {title}"
