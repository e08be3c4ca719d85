"""A script that needs PyTorch: the next step after scalars."""

from collections.abc import Iterator
from typing import ClassVar

from micrograd.data.dataset import Dataset
from micrograd.export.dialect import Dialect, is_drawn
from micrograd.export.python_text import rows
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.runs.run import Start

MODULES = {
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "sigmoid": "nn.Sigmoid()",
    "leaky-relu": "nn.LeakyReLU()",
    "elu": "nn.ELU()",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
    "softplus": "nn.Softplus()",
    "sine": "Sine()",
}
# The module that PyTorch has not.
SINE = """\


class Sine(nn.Module):
    def forward(self, x):
        return torch.sin(x)

"""

IMPORTS = """\
import torch
from torch import nn

# Numbers are as precise as Python's own.
torch.set_default_dtype(torch.float64)"""

# The parameters come from `random` in micrograd's order.
DRAW = """\
with torch.no_grad():
    for layer in layers:
        for weights, bias in zip(layer.weight, layer.bias, strict=True):
            for weight in (*weights, bias):
                weight.fill_(rng.uniform(-1, 1))"""

STEPS = """\
    for k in range(first, end):
        # The forward pass goes through all samples at once, a row each.
        loss = ((model(xs) - ys) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(k, repr(loss.item()))"""


class TorchScript(Dialect):
    """Trains with tensors and PyTorch's autograd."""

    about = (
        "Written by Micrograd Playground. It needs nothing but PyTorch, and prints `k loss` "
        "for each step k: the loss before update k. For the first 1,000 steps or so they are "
        "the window's within 1e-9; PyTorch adds in another order, and training that jumps "
        "about makes more and more of such differences in the last bit."
    )
    cell = "samples[{}, {}] = {!r}"
    copy_numbers = """\
with torch.no_grad():
    for layer, neurons in zip(layers, map(torch.tensor, numbers), strict=True):
        layer.weight.copy_(neurons[:, :-1])
        layer.bias.copy_(neurons[:, -1])"""
    before_data = "with torch.no_grad():"
    weight = "    layers[{}].weight[{}, {}] = {!r}"
    bias = "    layers[{}].bias[{}] = {!r}"
    setting = 'optimizer.param_groups[0]["{}"] = {!r}'
    names: ClassVar = {"learning_rate": "lr"}

    def imports(self) -> Iterator[str]:
        if any(map(is_drawn, self.starts)):
            yield from ("import random", "")
        yield IMPORTS
        if any("sine" in start.recipe.activations for start in self.starts):
            yield SINE

    def samples(self, dataset: Dataset) -> Iterator[str]:
        yield from ("samples = torch.tensor(", "    [")
        yield f"        # {', '.join(dataset.column_names())}"
        yield from rows(dataset.rows(), " " * 8)
        yield from ("    ]", ")")
        yield "# Two views of the same numbers."
        yield f"xs, ys = samples[:, :{dataset.nin}], samples[:, {dataset.nin}:]"

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
            yield from (f"rng = random.Random({recipe.seed})", DRAW)

    def trainer(self, start: Start) -> list[str]:
        made = OPTIMIZERS[start.recipe.optimizer].torch.format(**vars(start.recipe))
        return [f"optimizer = torch.optim.{made}"]

    def steps(self) -> str:
        return STEPS
