"""Dialect: the parts of a script that are the same whichever library it needs."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

from micrograd.data.dataset import Dataset
from micrograd.export.changes import Change, differing
from micrograd.export.python_text import comment, number_list, rows
from micrograd.recipe.network import draw_network
from micrograd.runs.run import Start

# At most this many changed numbers are written one by one; otherwise all of them as a list.
FEW = 8


class ParameterAddress(NamedTuple):
    """The place of a parameter, counted from 0; weight: None for a bias."""

    layer: int
    neuron: int
    weight: int | None


class Dialect(ABC):
    """Writes one script as lines; remembers the samples and the widths that it has come to.

    changes: all changes on the way to step `end`.
    """

    def __init__(self, changes: Sequence[Change], end: int) -> None:
        self.changes, self.end = changes, end
        self._dataset: Dataset | None = None
        self._widths: Sequence[int] = ()

    def lines(self, title: str) -> Iterator[str]:
        """The whole script."""
        first, *others = self.changes
        assert first.begins
        yield from self.opening(title)
        yield from self._begin(first.begins)
        yield from ("", "", *self.training(), "", "")
        step = first.step
        for change in others:
            if change.step > step:
                yield from (f"train({step:_}, {change.step:_})", "")
                step = change.step
            yield from comment(f"Step {step:,}: {change.text}")
            yield from self._change(change)
            yield ""
        if self.end > step or step == first.step:
            yield f"train({step:_}, {self.end:_})"

    def _begin(self, start: Start) -> Iterator[str]:
        """The samples if they changed, then a network and its trainer."""
        dataset = start.recipe.dataset
        if dataset != self._dataset:
            yield from self._samples(dataset)
            yield ""
        self._widths = (dataset.nin, *start.recipe.layers)
        yield from comment(f"The network: {_described(self._widths)}.")
        yield from self.network(start)
        if is_drawn(start):
            yield from self.parameters(self._placed(_edited(start)))
        else:
            yield from ("", "# The parameters that it begins with.")
            yield from (*self._numbers(start.data), *self.all_parameters())
        yield from self.trainer(start)

    def _change(self, change: Change) -> Iterator[str]:
        if change.begins:
            yield from self._begin(change.begins)
        for name, value in change.settings.items():
            if name == "dataset":
                yield from self._samples(value)
                yield from self.samples_changed(value)
            else:
                yield self.setting(name, value)
        yield from self.parameters(self._placed(change.parameters))

    def _samples(self, dataset: Dataset) -> Iterator[str]:
        """The numbers that changed; all numbers where many changed."""
        cells = _changed_cells(self._dataset, dataset)
        self._dataset = dataset
        if cells is None:
            yield from self.samples(dataset)
        else:
            yield from (self.cell(i, j, number) for (i, j), number in cells.items())

    def _numbers(self, data: Sequence[float]) -> Iterator[str]:
        """All parameters as a list of layers, each a list of neurons."""
        numbers = iter(data)
        yield "numbers = ["
        for layer, (inputs, neurons) in enumerate(pairwise(self._widths), start=1):
            weights = "w1" if inputs == 1 else "w1, w2" if inputs == 2 else f"w1 to w{inputs}"
            yield f"    [  # layer {layer}, each neuron: {weights}, b"
            yield from rows([list(islice(numbers, inputs + 1)) for _ in range(neurons)], " " * 8)
            yield "    ],"
        yield "]"

    def _placed(self, numbers: Mapping[int, float]) -> dict[ParameterAddress, float]:
        addresses = [
            ParameterAddress(layer, neuron, weight if weight < inputs else None)
            for layer, (inputs, neurons) in enumerate(pairwise(self._widths))
            for neuron in range(neurons)
            for weight in range(inputs + 1)
        ]
        return {addresses[i]: number for i, number in numbers.items()}

    # The parts that each library has in its own way.

    @abstractmethod
    def opening(self, title: str) -> Iterator[str]:
        """Docstring and imports, to the empty line before the samples."""

    @abstractmethod
    def samples(self, dataset: Dataset) -> Iterator[str]:
        """All samples, as `samples`."""

    @abstractmethod
    def cell(self, sample: int, column: int, number: float) -> str:
        """One number of `samples`."""

    @abstractmethod
    def samples_changed(self, dataset: Dataset) -> Iterator[str]:
        """Train on the new numbers of `samples` from here on."""

    @abstractmethod
    def network(self, start: Start) -> Iterator[str]:
        """A network, as `model`, with the parameters of its seed if these are used."""

    @abstractmethod
    def all_parameters(self) -> Iterator[str]:
        """Copy `numbers` to all parameters."""

    @abstractmethod
    def parameters(self, numbers: Mapping[ParameterAddress, float]) -> Iterator[str]:
        """Give some parameters, or none, other data."""

    @abstractmethod
    def trainer(self, start: Start) -> Iterator[str]:
        """The trainer or optimizer of `model`."""

    @abstractmethod
    def setting(self, name: str, value: Any) -> str:
        """Use another value of a setting, except the data, from here on."""

    @abstractmethod
    def training(self) -> Iterator[str]:
        """`train(first, end)`: a function that does steps and prints their losses."""


def is_drawn(start: Start) -> bool:
    """True where all parameters, except for at most `FEW`, are those of the seed."""
    return len(_edited(start)) <= FEW


def _edited(start: Start) -> dict[int, float]:
    drawn = draw_network(start.recipe).parameters()
    return differing(start.data, [parameter.data for parameter in drawn])


def _described(widths: Sequence[int]) -> str:
    inputs, *layers = widths
    return " ".join(
        [
            "1 input, then" if inputs == 1 else f"{inputs} inputs, then",
            "a layer of" if len(layers) == 1 else "layers of",
            number_list(layers),
            "neuron" if layers == [1] else "neurons",
        ]
    )


def _changed_cells(old: Dataset | None, new: Dataset) -> dict[tuple[int, int], float] | None:
    """Each changed number by sample and column; None where all are written again."""
    if old is None or (len(old), old.nin, old.nout) != (len(new), new.nin, new.nout):
        return None
    pairs = enumerate(zip(new.rows(), old.rows(), strict=True))
    cells = {
        (i, j): number for i, (row, before) in pairs for j, number in differing(row, before).items()
    }
    return cells if len(cells) <= FEW else None
