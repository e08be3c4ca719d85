"""What all contestants train: a network, its data and its learning rate."""

import random
from dataclasses import dataclass

from micrograd import MLP, Dataset, four_samples


@dataclass(frozen=True)
class Problem:
    """So many samples, and a network of tanh; the same numbers for everyone."""

    samples: int
    nin: int
    nouts: tuple[int, ...]

    def __str__(self) -> str:
        widths = ",".join(map(str, self.nouts))
        return f"{self.samples:,} samples, {self.nin}-[{widths}]"

    @property
    def learning_rate(self) -> float:
        """The loss is a sum over the samples: with this, nobody diverges or saturates."""
        return 0.1 / self.samples

    def dataset(self) -> Dataset:
        """The four samples of the specification, or else made-up ones, each target 1 or -1."""
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
        return MLP(self.nin, self.nouts, rng=random.Random(0))


FOUR_SAMPLES = Problem(4, 3, (4, 4, 1))
HUNDRED_SAMPLES = Problem(100, 2, (16, 16, 1))
