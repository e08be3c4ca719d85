"""GENERATORS: datasets that are drawn by a rule, a row each.

Each is a pure function of the number of samples, the noise and the seed: the same numbers on
every machine whose `math` is the same. Classes take turns, so that the first rows show all of
them, but for those of a formula. The numbers are the dataset; its name says where they came from.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

from micrograd.data import shapes
from micrograd.data.dataset import Dataset
from micrograd.data.tasks import REGRESSION, TWO_CLASSES, Task
from micrograd.data.typed import shortest

# The hidden layers of data that wind too much for a few neurons.
WIDE = (16, 16)


class Generator(NamedTuple):
    """One row.

    make(samples, noise, rng, **more): the rows of a dataset, inputs before targets.
    task: what the usual targets ask for. samples, noise: the usual ones. about: the rule in a
    sentence. more: what else `make` is called with, and its usual values; told: how the name of
    the dataset tells it, as `blobs, {classes} classes`. hidden: the widths of the hidden layers
    that learn it; empty where few neurons do.
    """

    name: str
    title: str
    task: Task
    make: Callable[..., list[list[float]]]
    samples: int
    noise: float
    about: str
    more: Mapping[str, Any] = {}
    told: str = ""
    hidden: tuple[int, ...] = ()

    @property
    def usual(self) -> dict[str, Any]:
        """What `dataset` is called with unless something else is wanted."""
        return {"samples": self.samples, "noise": self.noise, "data_seed": 0, **self.more}

    def dataset(
        self,
        samples: int | None = None,
        noise: float | None = None,
        data_seed: int = 0,
        **more: Any,
    ) -> Dataset:
        """The dataset of a seed; its name tells all of this. None: as many, or as much, as usual.

        Raises ValueError where noise is so large that a number is not finite, and for a formula
        that can't be computed.
        """
        samples = self.samples if samples is None else samples
        noise = self.noise if noise is None else noise
        chosen = {**self.more, **more}
        rows = self.make(samples, noise, Random(data_seed), **chosen)
        texts = {
            key: shortest(value) if isinstance(value, float) else value
            for key, value in chosen.items()
        }
        name = (self.told or self.name).format(**texts)
        name = f"{name}, {samples:,} samples, noise {shortest(noise)}, seed {data_seed}"
        return Dataset.from_rows(rows, chosen.get("classes", self.task.targets), name)


_ROWS = (
    Generator(
        "four-samples",
        "Four samples",
        TWO_CLASSES,
        shapes.four_samples_again,
        4,
        0.0,
        "The samples that the playground starts with, again and again, moved by the noise.",
    ),
    Generator(
        "xor",
        "XOR",
        TWO_CLASSES,
        shapes.xor,
        4,
        0.0,
        "The corners of a square, moved by the noise; 1 where the signs of the inputs differ.",
    ),
    Generator(
        "two-gaussians",
        "Two Gaussians",
        TWO_CLASSES,
        shapes.two_gaussians,
        100,
        0.4,
        "Two clouds around (−0.75, −0.75) and (0.75, 0.75); the noise is their standard deviation.",
    ),
    Generator(
        "moons",
        "Two moons",
        TWO_CLASSES,
        shapes.moons,
        100,
        0.1,
        "Two half circles, one in the other, as make_moons of scikit-learn.",
    ),
    Generator(
        "circles",
        "Two circles",
        TWO_CLASSES,
        shapes.circles,
        100,
        0.1,
        "A circle of radius 0.5 in one of radius 1, as make_circles of scikit-learn.",
    ),
    Generator(
        "spirals",
        "Two spirals",
        TWO_CLASSES,
        shapes.spirals,
        200,
        0.02,
        "Two arms that wind around each other 1¾ times, as in TensorFlow's playground.",
        hidden=WIDE,
    ),
    Generator(
        "checkerboard",
        "Checkerboard",
        TWO_CLASSES,
        shapes.checkerboard,
        400,
        0.0,
        "A board of 4 by 4 squares from −1 to 1; the colour of its square is the class.",
        hidden=WIDE,
    ),
    Generator(
        "blobs",
        "Blobs",
        Task(3, 3),
        shapes.blobs,
        150,
        0.25,
        "Clouds around points of a circle, a class each; a target for each class.",
        {"classes": 3},
        "blobs, {classes} classes",
    ),
    Generator(
        "sine",
        "Sine",
        REGRESSION,
        shapes.sine,
        50,
        0.1,
        "y = sin(π x) from −1.5 to 1.5, with noise in y.",
    ),
    Generator(
        "line",
        "Noisy line",
        REGRESSION,
        shapes.line,
        50,
        0.2,
        "y = 0.8 x − 0.2 from −1.5 to 1.5, with noise in y.",
    ),
    Generator(
        "step",
        "Step",
        REGRESSION,
        shapes.step,
        50,
        0.05,
        "y = −0.5 below x = 0, and 0.5 from there on, with noise in y.",
    ),
    Generator(
        "ripple",
        "Ripple",
        REGRESSION,
        shapes.ripple,
        200,
        0.0,
        "y = cos(2π r) of the distance r from the middle of a square, with noise in y.",
        hidden=WIDE,
    ),
    Generator(
        "trainability",
        "Trainability",
        REGRESSION,
        shapes.trainability,
        272,
        0.0,
        "16 inputs and a target without any pattern, all from normal distributions: those of "
        "Sohl-Dickstein's maps of what can be trained.",
        hidden=(shapes.PAPER_WIDTH,),
    ),
    Generator(
        "formula",
        "Formula",
        TWO_CLASSES,
        shapes.formula,
        200,
        0.0,
        "A formula of your own gives y, as sin(2*x1); a comparison, as x2 > x1**2, makes the "
        "classes 0 and 1. Inputs are drawn evenly; noise moves those of classes, else y.",
        {"formula": "x2 > x1**2", "inputs": 2, "low": -1.0, "high": 1.0},
        "formula {formula}, {inputs} inputs from {low} to {high}",
    ),
)
GENERATORS = {row.name: row for row in _ROWS}


def hidden_for(dataset: Dataset) -> tuple[int, ...]:
    """The hidden layers that learn what a dataset is named after; empty where few neurons do."""
    row = GENERATORS.get(dataset.name.partition(",")[0])
    return row.hidden if row else ()
