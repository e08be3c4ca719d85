"""Sampling: which samples each step trains on, which are held out, and how they are scaled."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.data.normalising import AS_GIVEN, Scales, scales_of
from micrograd.data.rows import is_many
from micrograd.data.shuffling import MASK, held_out_count, held_out_rows, shuffled


class Sampling(NamedTuple):
    """How samples are taken from a dataset.

    batch_size: the samples of a step, 0 for all of them. test_share: how much of the dataset is
    held out. seed: of the shuffling and of what is held out. normalise: a name of `NORMALISERS`.
    """

    batch_size: int = 0
    test_share: float = 0.0
    seed: int = 0
    normalise: str = AS_GIVEN

    def samples_of_step(self, count: int) -> int:
        """How many of `count` samples a step trains on; the last of an epoch may have fewer."""
        return min(self.batch_size or count, count - held_out_count(count, self.test_share))


# The specification's: every step trains on all samples.
ALL_SAMPLES = Sampling()


class Samples:
    """The samples of a dataset as training takes them.

    dataset: as it was given. scaled: the same with the numbers that the network sees.
    training, held_out: rows of the dataset. batch_size: how many of the training rows a step has;
    the last step of an epoch has what is left. scales: of inputs and of targets; None where they
    are as given.
    """

    held_out: list[int]
    training: list[int]
    scales: Scales
    scaled: Dataset
    _split: tuple[int, float, int]

    def __init__(
        self,
        dataset: Dataset,
        sampling: Sampling = ALL_SAMPLES,
        before: "Samples | None" = None,
    ) -> None:
        """before: other samples, from which all that is the same is taken over."""
        self.dataset, self.sampling = dataset, sampling
        split = len(dataset), sampling.test_share, sampling.seed
        if before is None or split != before._split:
            self.held_out = _held_out(*split)
            left_out = set(self.held_out)
            self.training = [row for row in range(len(dataset)) if row not in left_out]
        else:
            self.held_out, self.training = before.held_out, before.training
        self.batch_size = sampling.samples_of_step(len(dataset))
        self._shuffled: tuple[int, list[int]] = (-1, [])
        self._split, self._scaled_for = split, (sampling.normalise, split)
        if before and before.dataset is dataset and before._scaled_for == self._scaled_for:
            self.scales, self.scaled = before.scales, before.scaled
        else:
            self.scales = self._scales()
            self.scaled = self._scaled() if any(self.scales) else dataset

    def _scales(self) -> Scales:
        dataset, name = self.dataset, self.sampling.normalise
        if name == AS_GIVEN:
            return None, None
        trained = dataset.rows_taken(self.training) if self.held_out else dataset
        return scales_of(name, trained.xs, trained.targets, dataset.targets)

    def _scaled(self) -> Dataset:
        dataset, (of_inputs, of_targets) = self.dataset, self.scales
        xs = of_inputs.applied(dataset.xs) if of_inputs else dataset.xs
        targets = of_targets.applied(dataset.targets) if of_targets else dataset.targets
        return dataset.with_numbers(xs, targets)

    def in_units(self, prediction: Sequence[float]) -> Sequence[float]:
        """An output of the network in the units of the targets as given."""
        scale = self.scales[1]
        return scale.undone(prediction) if scale else prediction

    @property
    def leaves_some_out(self) -> bool:
        """True where a step does not train on all samples of the dataset."""
        return self.batch_size < len(self.dataset)

    @property
    def has_batches(self) -> bool:
        """True where a step has only some of the training rows."""
        return self.batch_size < len(self.training)

    def would_be_same(self, sampling: Sampling) -> bool:
        """True where another sampling takes the same samples, as with a seed that nothing needs."""
        if self.has_batches or self.held_out:
            return sampling == self.sampling
        return sampling == self.sampling._replace(seed=sampling.seed)

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
            order = _order(len(self.training), self.sampling.seed, epoch)
            self._shuffled = epoch, [self.training[i] for i in order]
        begin = number * self.batch_size
        return self._shuffled[1][begin : begin + self.batch_size]

    def taken(self, rows: list[int]) -> Dataset:
        """The scaled samples of some rows; all of them as one object."""
        if len(rows) == len(self.dataset) and not self.has_batches:
            return self.scaled
        return self.scaled.rows_taken(rows)


# The same for an edited dataset of as many samples; nobody changes these lists.


@lru_cache(maxsize=4)
def _held_out(count: int, share: float, seed: int) -> list[int]:
    """`shuffling.held_out_rows`, of many rows in an array."""
    if not is_many(count):
        return held_out_rows(count, share, seed)
    from micrograd.data.array_sampling import by_chance

    return sorted(by_chance(count, ~seed & MASK)[: held_out_count(count, share)].tolist())


@lru_cache(maxsize=4)
def _order(count: int, seed: int, epoch: int) -> list[int]:
    """`shuffling.shuffled`, of many rows in an array."""
    if not is_many(count):
        return shuffled(count, seed, epoch)
    from micrograd.data import array_sampling

    return array_sampling.shuffled(count, seed, epoch)
