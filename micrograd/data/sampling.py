"""Sampling: which samples each step trains on, and which are held out for testing."""

from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.data.shuffling import held_out_rows, shuffled


class Sampling(NamedTuple):
    """How samples are taken from a dataset.

    batch_size: the samples of a step, 0 for all of them. test_share: how much of the dataset is
    held out. seed: of the shuffling and of what is held out.
    """

    batch_size: int = 0
    test_share: float = 0.0
    seed: int = 0


# The specification's: every step trains on all samples.
ALL_SAMPLES = Sampling()


class Samples:
    """The samples of a dataset as training takes them.

    training, held_out: rows of the dataset. batch_size: how many of the training rows a step has;
    the last step of an epoch has what is left.
    """

    def __init__(self, dataset: Dataset, sampling: Sampling = ALL_SAMPLES) -> None:
        self.dataset, self.sampling = dataset, sampling
        count = len(dataset)
        self.held_out = held_out_rows(count, sampling.test_share, sampling.seed)
        left_out = set(self.held_out)
        self.training = [row for row in range(count) if row not in left_out]
        self.batch_size = min(sampling.batch_size or count, len(self.training))
        self._shuffled: tuple[int, list[int]] = (-1, [])

    @property
    def has_batches(self) -> bool:
        """True where a step has only some of the training rows."""
        return self.batch_size < len(self.training)

    @property
    def steps_per_epoch(self) -> int:
        """The number of steps in which every training row comes once."""
        return -(-len(self.training) // self.batch_size)

    def epoch_of(self, step: int) -> int:
        """The epoch that the step after `step` others belongs to, counted from 0."""
        return step // self.steps_per_epoch

    def rows_of(self, step: int) -> list[int]:
        """The rows that the step after `step` others trains on, in the order of their sum."""
        if not self.has_batches:
            return self.training
        epoch, number = divmod(step, self.steps_per_epoch)
        if self._shuffled[0] != epoch:
            order = shuffled(len(self.training), self.sampling.seed, epoch)
            self._shuffled = epoch, [self.training[i] for i in order]
        begin = number * self.batch_size
        return self._shuffled[1][begin : begin + self.batch_size]

    def taken(self, rows: list[int]) -> Dataset:
        """The samples of some rows; the dataset itself where that is all of them."""
        if len(rows) == len(self.dataset) and not self.has_batches:
            return self.dataset
        return self.dataset.rows_taken(rows)
