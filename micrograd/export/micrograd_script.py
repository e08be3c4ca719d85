"""A script that needs `micrograd`: readable, and with the same bits."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.export.dialect import Dialect, ParameterAddress
from micrograd.export.python_text import call, docstring, rows
from micrograd.runs.run import Start
from micrograd.training.step_cost import expected_step_s

# Seconds of training on the engine from which compiling, which may take seconds, is worth it.
LONG_S = 10.0

COMPILED = '''\
def make_trainer(model, dataset, learning_rate):
    """The training loop, compiled where Numba is at hand: the same bits, 300 times as fast."""
    try:
        from micrograd.compiled import compiled_trainer

        return compiled_trainer(model, dataset, learning_rate)
    except (ImportError, RuntimeError):
        return Trainer(model, dataset, learning_rate)'''

TRAIN = '''\
def train(first, end):
    """Do the steps from `first` to before `end`, and print the loss of each."""
    for k in range(first, end):
        # A forward pass for the loss, zero grad, a backward pass, an update.
        loss = trainer.step()
        print(k, repr(loss))'''

TRAIN_COMPILED = '''\
def train(first, end):
    """Do the steps from `first` to before `end`, and print the loss of each."""
    for begin in range(first, end, 1000):
        # Each a forward pass for the loss, zero grad, a backward pass, an update.
        losses = trainer.run(min(1000, end - begin))
        for k, loss in enumerate(losses, start=begin):
            print(k, repr(loss))'''


class MicrogradScript(Dialect):
    """Trains with the engine, or with the compiled loop where the engine would take long."""

    def opening(self, title: str) -> Iterator[str]:
        yield from docstring(
            title,
            "Written by Micrograd Playground. It needs nothing but micrograd, and prints `k loss` "
            "for each step k: the loss before update k, to the last bit as the window had it "
            "(tanh and exp are those of the C library, which may round otherwise elsewhere).",
        )
        yield from ("", "import random", "", "from micrograd import MLP, Dataset, Trainer", "")
        if self._is_long:
            yield from ("", *COMPILED.split("\n"), "", "")

    def samples(self, dataset: Dataset) -> Iterator[str]:
        yield "samples = ["
        yield f"    # {', '.join(dataset.column_names())}"
        yield from rows(dataset.rows(), " " * 4)
        yield "]"

    def cell(self, sample: int, column: int, number: float) -> str:
        return f"samples[{sample}][{column}] = {number!r}"

    def samples_changed(self, dataset: Dataset) -> Iterator[str]:
        yield f"trainer.dataset = {_made(dataset)}"

    def network(self, start: Start) -> Iterator[str]:
        recipe, names = start.recipe, [f'"{name}"' for name in start.recipe.activations]
        activations = names[0] if len(set(names)) == 1 else f"[{', '.join(names)}]"
        sizes, rng = (str(recipe.dataset.nin), str(list(recipe.layers))), recipe.seed
        yield from call("model = MLP", [*sizes, activations, f"random.Random({rng})"])

    def all_parameters(self) -> Iterator[str]:
        yield "for layer, neurons in zip(model.layers, numbers, strict=True):"
        yield "    for neuron, data in zip(layer.neurons, neurons, strict=True):"
        yield "        for parameter, number in zip(neuron.parameters(), data, strict=True):"
        yield "            parameter.data = number"

    def parameters(self, numbers: Mapping[ParameterAddress, float]) -> Iterator[str]:
        for (layer, neuron, weight), number in numbers.items():
            which = "b" if weight is None else f"w[{weight}]"
            yield f"model.layers[{layer}].neurons[{neuron}].{which}.data = {number!r}"

    def trainer(self, start: Start) -> Iterator[str]:
        kind = "make_trainer" if self._is_long else "Trainer"
        dataset, rate = _made(start.recipe.dataset), start.recipe.learning_rate
        yield from call(f"trainer = {kind}", ["model", dataset, f"learning_rate={rate!r}"])

    def setting(self, name: str, value: Any) -> str:
        return f"trainer.{name} = {value!r}"

    def training(self) -> Iterator[str]:
        yield from (TRAIN_COMPILED if self._is_long else TRAIN).split("\n")

    @cached_property
    def _is_long(self) -> bool:
        starts = [change.begins for change in self.changes if change.begins]
        settings = [change.settings for change in self.changes]
        settings += [vars(start.recipe) for start in starts]
        samples = max(len(each["dataset"]) for each in settings if "dataset" in each)
        parameters = max(len(start.data) for start in starts)
        steps = self.end - self.changes[0].step
        return steps * expected_step_s(parameters, samples, False) > LONG_S


def _made(dataset: Dataset) -> str:
    return f"Dataset.from_rows(samples{f', nout={dataset.nout}' if dataset.nout > 1 else ''})"
