"""Sampling: which samples each step trains on, which are held out, and how they are scaled."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple
from weakref import WeakValueDictionary

from micrograd.data.dataset import Dataset
from micrograd.data.normalising import AS_GIVEN, Scales, scales_of
from micrograd.data.rows import ArrayRows, is_many, taken_rows
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


class _Scaled:
    """A dataset as it was given, and as the network sees it."""

    def __init__(self, dataset: Dataset, normalise: str, training: Sequence[int]) -> None:
        self.given = dataset
        self.scales: Scales = (None, None)
        if normalise != AS_GIVEN:
            is_whole = len(training) == len(dataset)
            trained = dataset if is_whole else dataset.rows_taken(training)
            self.scales = scales_of(normalise, trained.xs, trained.targets, dataset.targets)
        of_inputs, of_targets = self.scales
        xs = of_inputs.applied(dataset.xs) if of_inputs else dataset.xs
        targets = of_targets.applied(dataset.targets) if of_targets else dataset.targets
        self.dataset = dataset.with_numbers(xs, targets) if any(self.scales) else dataset


# Those that are in use: another trainer of the same samples need not scale them again. A key has
# the identity of a dataset, which its value keeps alive.
_in_use = WeakValueDictionary[tuple[object, ...], _Scaled]()


class Samples:
    """The samples of a dataset as training takes them.

    dataset: as it was given. scaled: the same with the numbers that the network sees.
    training, held_out: rows of the dataset, in their order; held_out_set: the latter as a set.
    batch_size: how many of the training rows a step has; the last step of an epoch has what is
    left. scales: of inputs and of targets; None where they are as given.
    Rows and scales are found when they are asked for: a trainer is given its settings one by one.
    """

    def __init__(
        self,
        dataset: Dataset,
        sampling: Sampling = ALL_SAMPLES,
        order_of: Callable[[int, int, int], Sequence[int]] = shuffled,
    ) -> None:
        """order_of: does what `shuffled` does, perhaps sooner."""
        self.dataset, self.sampling, self._order_of = dataset, sampling, order_of
        self.batch_size = sampling.samples_of_step(len(dataset))
        self._split = len(dataset), sampling.test_share, sampling.seed if sampling.test_share else 0
        self._held_out_count = held_out_count(len(dataset), sampling.test_share)
        self._normalise = sampling.normalise

    @cached_property
    def _rows(self) -> tuple[Sequence[int], Sequence[int], frozenset[int]]:
        return _split(*self._split)

    @property
    def training(self) -> Sequence[int]:
        """The rows that are trained on."""
        return self._rows[0]

    @property
    def held_out(self) -> Sequence[int]:
        """The rows that are kept for testing."""
        return self._rows[1]

    @property
    def held_out_set(self) -> frozenset[int]:
        """The same as a set."""
        return self._rows[2]

    @cached_property
    def _scaled(self) -> _Scaled:
        key = id(self.dataset), self._normalise, *self._split
        found = _in_use.get(key) or _Scaled(self.dataset, self._normalise, self.training)
        _in_use[key] = found
        return found

    @property
    def scales(self) -> Scales:
        """How inputs and targets are scaled."""
        return self._scaled.scales

    @property
    def scaled(self) -> Dataset:
        """The samples as the network sees them."""
        return self._scaled.dataset

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
        return self.batch_size < len(self.dataset) - self._held_out_count

    def would_be_same(self, sampling: Sampling) -> bool:
        """True where another sampling takes the same samples, as with a seed that nothing needs."""
        if self.has_batches or self._held_out_count:
            return sampling == self.sampling
        return sampling == self.sampling._replace(seed=sampling.seed)

    @property
    def steps_per_epoch(self) -> int:
        """The number of steps in which every training row comes once."""
        return -(-(len(self.dataset) - self._held_out_count) // self.batch_size)

    def epoch_of(self, step: int) -> int:
        """The epoch that the step after `step` others belongs to, counted from 0."""
        return step // self.steps_per_epoch

    def rows_of(self, step: int) -> Sequence[int]:
        """The rows that the step after `step` others trains on, in the order of their sum."""
        if not self.has_batches:
            return self.training
        epoch, number = divmod(step, self.steps_per_epoch)
        order = self._order_of(len(self.training), self.sampling.seed, epoch)
        begin = number * self.batch_size
        return list(taken_rows(self.training, order[begin : begin + self.batch_size]))

    def taken(self, rows: Sequence[int]) -> Dataset:
        """The scaled samples of some rows; all of them as one object."""
        if len(rows) == len(self.dataset) and not self.has_batches:
            return self.scaled
        return self.scaled.rows_taken(rows)


# An edited dataset of as many samples has the same rows, which nobody changes.


@lru_cache(maxsize=4)
def _split(
    count: int, share: float, seed: int
) -> tuple[Sequence[int], Sequence[int], frozenset[int]]:
    """The rows that are trained on, those that are held out, and the latter as a set."""
    if is_many(count):
        from micrograd.data.array_sampling import split_by_chance

        wanted = held_out_count(count, share)
        training, tested = map(ArrayRows, split_by_chance(count, wanted, ~seed & MASK))
        return training, tested, frozenset(tested)
    held_out = held_out_rows(count, share, seed)
    left_out = frozenset(held_out)
    return [row for row in range(count) if row not in left_out], held_out, left_out
