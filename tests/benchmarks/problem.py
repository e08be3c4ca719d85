"""What all contestants train: a network, its data and its learning rate."""

import random
from dataclasses import dataclass

from micrograd import MLP, Dataset, four_samples
from micrograd.data.generators import GENERATORS


@dataclass(frozen=True)
class Problem:
    """A network of tanh and its samples; every contestant has the same numbers.

    batch_size: the samples of a step, 0 for all. is_adam: Adam, not gradient descent. is_logistic:
    mean binary cross-entropy of a linear output and moons for data, not the sum of squared errors.
    """

    samples: int
    nin: int
    nouts: tuple[int, ...]
    is_adam: bool = False
    is_logistic: bool = False
    batch_size: int = 0

    def __str__(self) -> str:
        widths = ",".join(map(str, self.nouts))
        kinds = ", cross-entropy" * self.is_logistic + ", Adam" * self.is_adam
        kinds += f", batches of {self.batch_size}" if self.batch_size else ""
        return f"{self.samples:,} samples, {self.nin}-[{widths}]{kinds}"

    @property
    def learning_rate(self) -> float:
        """A rate at which nobody diverges or saturates if the loss is a sum over the samples."""
        return 0.01 if self.is_adam else 0.1 / self.samples

    @property
    def loss(self) -> str:
        return "binary-cross-entropy" if self.is_logistic else "sum-squared"

    @property
    def optimizer(self) -> str:
        return "adam" if self.is_adam else "gradient-descent"

    def dataset(self) -> Dataset:
        """The four samples of the specification, or else made-up ones, each target 1 or -1."""
        if self.is_logistic:
            return GENERATORS["moons"].dataset(samples=self.samples)
        if (self.samples, self.nin, self.nouts[-1]) == (4, 3, 1):
            return four_samples()
        chance = random.Random(1)
        rows = [
            [chance.uniform(-1, 1) for _ in range(self.nin)]
            + [chance.choice([-1.0, 1.0]) for _ in range(self.nouts[-1])]
            for _ in range(self.samples)
        ]
        return Dataset.from_rows(rows, self.nouts[-1])

    def model(self) -> MLP:
        """The network with its first weights."""
        last = "linear" if self.is_logistic else "tanh"
        activations = [*["tanh"] * (len(self.nouts) - 1), last]
        return MLP(self.nin, self.nouts, activations, rng=random.Random(0))


FOUR_SAMPLES = Problem(4, 3, (4, 4, 1))
HUNDRED_SAMPLES = Problem(100, 2, (16, 16, 1))
FOUR_BY_ADAM = Problem(4, 3, (4, 4, 1), is_adam=True)
BATCHES = Problem(1000, 2, (4, 4, 1), batch_size=32)
MOONS = Problem(200, 2, (16, 16, 1), is_adam=True, is_logistic=True)
