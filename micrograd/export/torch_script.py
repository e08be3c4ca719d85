"""A script that needs PyTorch: the next step after scalars."""

from collections.abc import Iterator, Mapping
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.export.dialect import Dialect, ParameterAddress, is_drawn
from micrograd.export.python_text import docstring, rows
from micrograd.runs.run import Start

# The names that PyTorch's optimizers give to the settings.
NAMES = {"learning_rate": "lr"}
MODULES = {"tanh": "nn.Tanh()", "relu": "nn.ReLU()", "sigmoid": "nn.Sigmoid()"}

TRAIN = '''\
def train(first, end):
    """Do the steps from `first` to before `end`, and print the loss of each."""
    for k in range(first, end):
        # The forward pass goes through all samples at once, a row each.
        loss = ((model(xs) - ys) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(k, repr(loss.item()))'''


class TorchScript(Dialect):
    """Trains with tensors and PyTorch's autograd."""

    def opening(self, title: str) -> Iterator[str]:
        yield from docstring(
            title,
            "Written by Micrograd Playground. It needs nothing but PyTorch, and prints `k loss` "
            "for each step k: the loss before update k. For the first 1,000 steps or so they are "
            "the window's within 1e-9; PyTorch adds in another order, and training that jumps "
            "about makes more and more of such differences in the last bit.",
        )
        yield ""
        if any(change.begins and is_drawn(change.begins) for change in self.changes):
            yield from ("import random", "")
        yield from ("import torch", "from torch import nn", "")
        yield "# As precise as Python's own numbers."
        yield from ("torch.set_default_dtype(torch.float64)", "")

    def samples(self, dataset: Dataset) -> Iterator[str]:
        yield from ("samples = torch.tensor(", "    [")
        yield f"        # {', '.join(dataset.column_names())}"
        yield from rows(dataset.rows(), " " * 8)
        yield from ("    ]", ")")
        yield "# Two views of the same numbers."
        yield f"xs, ys = samples[:, :{dataset.nin}], samples[:, {dataset.nin}:]"

    def cell(self, sample: int, column: int, number: float) -> str:
        return f"samples[{sample}, {column}] = {number!r}"

    def samples_changed(self, dataset: Dataset) -> Iterator[str]:
        yield from ()

    def network(self, start: Start) -> Iterator[str]:
        yield "model = nn.Sequential("
        recipe, inputs = start.recipe, start.recipe.dataset.nin
        for neurons, name in zip(recipe.layers, recipe.activations, strict=True):
            yield f"    nn.Linear({inputs}, {neurons}),"
            if name in MODULES:
                yield f"    {MODULES[name]},"
            inputs = neurons
        yield from (")", "layers = [part for part in model if isinstance(part, nn.Linear)]")
        if is_drawn(start):
            yield from _drawing(recipe.seed)

    def all_parameters(self) -> Iterator[str]:
        yield "with torch.no_grad():"
        yield "    for layer, neurons in zip(layers, map(torch.tensor, numbers), strict=True):"
        yield "        layer.weight.copy_(neurons[:, :-1])"
        yield "        layer.bias.copy_(neurons[:, -1])"

    def parameters(self, numbers: Mapping[ParameterAddress, float]) -> Iterator[str]:
        if numbers:
            yield "with torch.no_grad():"
        for (layer, neuron, weight), number in numbers.items():
            where = f"bias[{neuron}]" if weight is None else f"weight[{neuron}, {weight}]"
            yield f"    layers[{layer}].{where} = {number!r}"

    def trainer(self, start: Start) -> Iterator[str]:
        rate = start.recipe.learning_rate
        yield f"optimizer = torch.optim.SGD(model.parameters(), lr={rate!r})"

    def setting(self, name: str, value: Any) -> str:
        return f'optimizer.param_groups[0]["{NAMES[name]}"] = {value!r}'

    def training(self) -> Iterator[str]:
        yield from TRAIN.split("\n")


def _drawing(seed: int) -> Iterator[str]:
    """Draw the parameters from `random`, in micrograd's order."""
    yield f"rng = random.Random({seed})"
    yield "with torch.no_grad():"
    yield "    for layer in layers:"
    yield "        for weights, bias in zip(layer.weight, layer.bias, strict=True):"
    yield "            for weight in (*weights, bias):"
    yield "                weight.fill_(rng.uniform(-1, 1))"
