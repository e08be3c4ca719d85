"""Dialect: the parts of a script that are the same whichever library it needs."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, ClassVar

from micrograd.data.dataset import Dataset
from micrograd.export.changes import Beginning, differing
from micrograd.export.python_text import comment, docstring, number_list, rows
from micrograd.recipe.fault import Fault
from micrograd.recipe.network import draw_network, drawn_from
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event
from micrograd.runs.run import Start

# The most changed numbers that are written one by one; more are written as a list of all.
FEW = 8

TRAIN = '''\
def train(first, end):
    """Do the steps from `first` to before `end`, and print the loss of each."""'''


class Dialect(ABC):
    """Writes one script piece by piece; remembers the recipe that it has come to.

    changes: all changes on the way to step `end`. starts: those of its networks. recipes: after
    each change. recipe: with all settings as they are where the script is being written.

    Each library has its own texts. copy_numbers: copies `numbers` to all
    parameters. Texts that give one number another value: cell of `samples`, by row and column;
    weight and bias, by layer, neuron and input, before_data above the first of them.
    """

    copy_numbers: ClassVar[str]
    cell: ClassVar[str]
    weight: ClassVar[str]
    bias: ClassVar[str]
    before_data: ClassVar[str] = ""
    # What the script needs, in words, and whether it can have a line that is wrong on purpose.
    needs: ClassVar[str]
    has_faults: ClassVar[bool] = False

    def __init__(self, changes: Sequence[Event], end: int) -> None:
        self.changes, self.end = changes, end
        self.starts = [each.start for each in changes if isinstance(each, Beginning)]
        self.recipes = list(_recipes(changes))
        self.recipe = self.recipes[0]
        self._dataset: Dataset | None = None

    @property
    def faults(self) -> list[Fault]:
        """The lines that are wrong on purpose, each once."""
        return list({r.fault: r.sabotage for r in self.recipes if r.sabotage.is_any}.values())

    def prepare(self) -> Iterator[float]:
        """Find out what the script says of itself; yields the share that is done."""
        return iter(())

    def lines(self, title: str, notes: Sequence[str] = ()) -> Iterator[str]:
        """The whole script; some texts are several lines. notes: comments at the top."""
        first, *others = self.changes
        for note in notes:
            yield from comment(note)
        yield from (*docstring(title, self.about), "", *self.imports(), "")
        yield from self._begin(self.starts[0])
        yield from ("", "", TRAIN, self.steps(), "", "")
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
        self.recipe = start.recipe
        if self.recipe.dataset != self._dataset:
            yield from self._samples(self.recipe.dataset)
            yield ""
        yield from comment(f"The network: {_described(self._widths)}.")
        yield from self.network(start)
        if is_drawn(start):
            yield from self._parameters(_edited(start))
        else:
            yield from ("", "# The parameters that it begins with.")
            yield from (*self.numbers(start.data), self.copy_numbers)
        yield from self.trainer(start)

    def _change(self, change: Event) -> Iterator[str]:
        if isinstance(change, Beginning):
            yield from self._begin(change.start)
        for name, value in change.settings.items():
            if name == "dataset":
                yield from self._samples(value)
            yield from self.setting(name, value)
            self.recipe = self.recipe.changed(**{name: value})
        yield from self._parameters(change.edits)

    @property
    def _widths(self) -> tuple[int, ...]:
        return self.recipe.dataset.nin, *self.recipe.layers

    def _samples(self, dataset: Dataset) -> Iterator[str]:
        """The numbers that changed; all numbers, and where they came from, where many changed."""
        cells = _changed_cells(self._dataset, dataset)
        self._dataset = dataset
        if cells is None:
            yield from comment(dataset.name)
            yield from self.samples(dataset)
        else:
            yield from (self.cell.format(*place, number) for place, number in cells.items())

    def numbers(self, data: Sequence[float]) -> Iterator[str]:
        """A number of each parameter, as `numbers`: a list of layers, each a list of neurons."""
        numbers = iter(data)
        yield "numbers = ["
        for layer, (inputs, neurons) in enumerate(pairwise(self._widths), start=1):
            weights = "w1" if inputs == 1 else "w1, w2" if inputs == 2 else f"w1 to w{inputs}"
            yield f"    [  # layer {layer}, each neuron: {weights}, b"
            yield from rows([list(islice(numbers, inputs + 1)) for _ in range(neurons)], " " * 8)
            yield "    ],"
        yield "]"

    def _parameters(self, numbers: Mapping[int, float]) -> Iterator[str]:
        """Give some parameters, or none, other data."""
        if numbers and self.before_data:
            yield self.before_data
        places = [
            (layer, neuron, weight)
            for layer, (inputs, neurons) in enumerate(pairwise(self._widths))
            for neuron in range(neurons)
            for weight in range(inputs + 1)
        ]
        for i, number in numbers.items():
            layer, neuron, weight = places[i]
            if weight < self._widths[layer]:
                yield self.weight.format(layer, neuron, weight, number)
            else:
                yield self.bias.format(layer, neuron, number)

    # The parts that each library has in its own way.

    @property
    @abstractmethod
    def about(self) -> str:
        """What the script needs and prints, for its docstring."""

    @abstractmethod
    def imports(self) -> Iterable[str]:
        """The imports, and what the script needs before its samples."""

    @abstractmethod
    def samples(self, dataset: Dataset) -> Iterator[str]:
        """All samples, as `samples`."""

    @abstractmethod
    def setting(self, name: str, value: Any) -> Iterable[str]:
        """Give a setting that can change another value; `samples` are the new ones by then."""

    @abstractmethod
    def network(self, start: Start) -> Iterable[str]:
        """A network, as `model`, with the parameters of its seed if these are used."""

    @abstractmethod
    def trainer(self, start: Start) -> Iterable[str]:
        """The trainer or optimizer of `model`."""

    @abstractmethod
    def steps(self) -> str:
        """The steps from `first` to before `end`, with their losses printed."""


def is_drawn(start: Start) -> bool:
    """True where a script can draw the parameters, except for at most `FEW`, from the seed.

    It draws evenly between -1 and 1 only; other numbers are written.
    """
    is_usual = drawn_from(start.recipe) == drawn_from(Recipe(seed=start.recipe.seed))
    return is_usual and len(_edited(start)) <= FEW


def _recipes(changes: Sequence[Event]) -> Iterator[Recipe]:
    """The recipe after each change."""
    recipe = Recipe()
    for change in changes:
        recipe = change.start.recipe if isinstance(change, Beginning) else recipe
        recipe = recipe.changed(**change.settings)
        yield recipe


def _edited(start: Start) -> dict[int, float]:
    drawn = draw_network(start.recipe).parameters()
    return differing(start.data, [parameter.data for parameter in drawn])


def _described(widths: Sequence[int]) -> str:
    inputs, *layers = widths
    before = "1 input, then" if inputs == 1 else f"{inputs} inputs, then"
    what = "a layer of" if len(layers) == 1 else "layers of"
    return f"{before} {what} {number_list(layers)} {'neuron' if layers == [1] else 'neurons'}"


def _changed_cells(old: Dataset | None, new: Dataset) -> dict[tuple[int, int], float] | None:
    """Each changed number by sample and column; None where all are written again."""
    if old is None or (len(old), old.nin, old.nout) != (len(new), new.nin, new.nout):
        return None
    pairs = enumerate(zip(new.rows(), old.rows(), strict=True))
    cells = {
        (i, j): number for i, (row, before) in pairs for j, number in differing(row, before).items()
    }
    return cells if len(cells) <= FEW else None
