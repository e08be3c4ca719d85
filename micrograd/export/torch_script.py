"""A script that needs PyTorch: the next step after scalars."""

import ast
from collections.abc import Callable, Generator, Iterator
from functools import cached_property
from typing import Any

from micrograd.data.class_names import titles
from micrograd.data.dataset import Dataset
from micrograd.data.normalising import AS_GIVEN
from micrograd.data.shuffling import held_out_rows, shuffled
from micrograd.export.dialect import Dialect, is_drawn
from micrograd.export.python_text import call, comment, literal, rows
from micrograd.export.rounding import agreement
from micrograd.export.sources import Sources
from micrograd.export.torch_parts import FROZEN, IS_IN, SWITCHED
from micrograd.export.torch_rates import GROUPS, RATE, RATE_AT, RATES, rates_of
from micrograd.export.torch_samples import ROWS_OF, rows_trained_on, scaled_columns
from micrograd.recipe.losses import LOSSES, Loss
from micrograd.recipe.optimizers import OPTIMIZERS, Optimizer
from micrograd.recipe.penalties import NO_PENALTY, PENALTIES
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.schedules import SCHEDULES
from micrograd.recipe.settings import TRAINING
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

# PyTorch keeps no velocity where there is no momentum; with this one it does, which counts nothing.
LEAST_MOMENTUM = 1e-300

DOUBLE = """\
# Numbers are as precise as Python's own.
torch.set_default_dtype(torch.float64)"""

# The parameters come from `random` in micrograd's order.
DRAW = """\
with torch.no_grad():
    for layer in layers:
        for weights, bias in zip(layer.weight, layer.bias, strict=True):
            for weight in (*weights, bias):
                weight.fill_(rng.uniform(-1, 1))"""

FORWARD = """\
    for k in range(first, end):
        # The forward pass goes through all samples at once, a row each.
        loss = loss_of(model(xs), ys)"""
FORWARD_OF_SOME = """\
    for k in range(first, end):
        # The forward pass goes through the samples of the step at once, a row each.
        rows = rows_of(k)
        loss = loss_of(model(xs[rows]), ys[rows])"""
PENALTY = """\
        # Large weights add to it, biases do not.
        loss = loss + penalty_strength * sum(penalty(layer.weight).sum() for layer in layers)"""
BACKWARD = """\
        optimizer.zero_grad()
        loss.backward()"""
UPDATE = """\
        {}()
        print(k, repr(loss.item()))"""

# One slot of all parameters.
SLOT = """\
for layer, neurons in zip(layers, map(torch.tensor, numbers), strict=True):
    optimizer.state[layer.weight]["{0}"] = neurons[:, :-1].clone()
    optimizer.state[layer.bias]["{0}"] = neurons[:, -1].clone()"""
COUNT = """\
for state in optimizer.state.values():
    state["step"] = torch.tensor({!r})"""


class TorchScript(Dialect):
    """Trains with tensors and PyTorch's autograd."""

    needs = "for PyTorch"
    cell = "samples[{}, {}] = {!r}"
    copy_numbers = """\
with torch.no_grad():
    for layer, neurons in zip(layers, map(torch.tensor, numbers), strict=True):
        layer.weight.copy_(neurons[:, :-1])
        layer.bias.copy_(neurons[:, -1])"""
    before_data = "with torch.no_grad():"
    weight = "    layers[{}].weight[{}, {}] = {!r}"
    bias = "    layers[{}].bias[{}] = {!r}"

    def prepare(self) -> Generator[float, None, None]:
        self._agreement = yield from agreement(self.changes, self.end)

    @property
    def about(self) -> str:
        return (
            "Written by Micrograd Playground. It needs nothing but PyTorch, and prints `k loss` "
            "for each step k: the loss before update k. PyTorch adds in another order, which "
            f"rounds otherwise. {self._how_close}"
        )

    @property
    def _how_close(self) -> str:
        end, grows = self._agreement
        if grows:
            return (
                f"The losses are the window's within 1e-9 before step {end:,}. This training "
                "makes differences in the last bit grow, so that later ones differ more and more "
                "(tried with the parameters off in their last bit)."
            )
        until = "" if end == self.end else f" before step {end:,}; later ones were not tried"
        return f"The losses are the window's within 1e-9{until}."

    def imports(self) -> Iterator[str]:
        sources = Sources()
        if any(map(is_drawn, self.starts)):
            sources.imported("random")
        if self._has_schedule:
            for recipe in self.recipes:
                sources.add(SCHEDULES[recipe.schedule].factor)
        if self._has_rows:
            sources.imported("functools")
            sources.add(shuffled)
            sources.add(held_out_rows)
        if standard := list(sources.imports()):
            yield from (*standard, "")
        losses = {start.recipe.loss: LOSSES[start.recipe.loss] for start in self.starts}
        yield from ("import torch", "from torch import nn")
        if any("functional." in loss.torch for loss in losses.values()):
            yield "from torch.nn import functional"
        yield from ("", DOUBLE)
        if any("sine" in start.recipe.activations for start in self.starts):
            yield SINE
        texts = [
            f'def {_named(loss)}(outputs, ys):\n    """The {loss.title} of all samples."""\n'
            f"    return {loss.torch}"
            for loss in losses.values()
        ]
        if self._has_schedule:
            texts.append(RATE_AT)
        texts += [ROWS_OF] if self._has_rows else []
        texts += [IS_IN] if self._has("frozen") or self._has("off") else []
        texts += [FROZEN] if self._has("frozen") else []
        texts += [SWITCHED] if self._has("off") else []
        texts[len(losses) : len(losses)] = sources.definitions
        for text in texts:
            yield from ("", "", text)
        yield ""

    def samples(self, dataset: Dataset) -> Iterator[str]:
        yield from ("samples = torch.tensor(", "    [")
        yield from comment(titles(dataset), " " * 8)
        yield from rows(dataset.rows(), " " * 8)
        yield from ("    ]", ")")
        yield "# Two views of the same numbers."
        yield f"xs, ys = samples[:, :{dataset.nin}], samples[:, {dataset.nin}:]"

    def setting(self, name: str, value: Any) -> Iterator[str]:
        if name in self._variables:
            yield f"{name} = {self._variables[name](value)}"
        changed = self.recipe.changed(**{name: value})
        if name in ("dataset", "normalise"):
            yield from self._of_samples(changed)
        before, after = _made(self.recipe), _made(changed)
        for option, text in after.items():
            if text != before[option] and option != "lr":
                yield from (f'{group}["{option}"] = {text}' for group in self._groups)
        if not self._has_schedule:
            rates = zip(self._groups, rates_of(self.recipe), rates_of(changed), strict=False)
            for group, old, new in rates:
                if new != old:
                    yield f'{group}["lr"] = {new!r}'

    def network(self, start: Start) -> Iterator[str]:
        yield "model = nn.Sequential("
        recipe, inputs = start.recipe, start.recipe.dataset.nin
        layers = enumerate(zip(recipe.layers, recipe.activations, strict=True), start=1)
        for i, (neurons, name) in layers:
            yield f"    nn.Linear({inputs}, {neurons}),"
            if name in MODULES:
                yield f"    {MODULES[name]},"
            if self._has("off"):
                yield f"    Switched({i}),"
            inputs = neurons
        yield from (")", "layers = [part for part in model if isinstance(part, nn.Linear)]")
        if is_drawn(start):
            yield from (f"rng = random.Random({recipe.seed})", DRAW)

    def trainer(self, start: Start) -> Iterator[str]:
        recipe, row = start.recipe, OPTIMIZERS[start.recipe.optimizer]
        yield f"loss_of = {_named(LOSSES[recipe.loss])}"
        yield from (f"{n} = {text(getattr(recipe, n))}" for n, text in self._variables.items())
        yield from self._of_samples(recipe)
        options = [f"{name}={text}" for name, text in _made(recipe).items()]
        function = row.torch.partition("(")[0]
        if self._has("output_rate"):
            yield GROUPS.format(rates_of(recipe)[1])
        trained = "groups" if self._has("output_rate") else "model.parameters()"
        yield from call(f"optimizer = torch.optim.{function}", [trained, *options])
        if any(start.slots):
            yield from self._slots(row, start)

    def _of_samples(self, recipe: Recipe) -> Iterator[str]:
        """Which samples are trained on, and what the network sees of them."""
        if self._has_rows:
            yield from rows_trained_on(recipe)
        if any(each.normalise != AS_GIVEN for each in self.recipes):
            yield from scaled_columns(recipe)

    def _slots(self, row: Optimizer, start: Start) -> Iterator[str]:
        """What the optimizer has kept of the parameters."""
        count = len(start.data)
        for i, (name, torch_name) in enumerate(zip(row.slots, row.torch_slots, strict=True)):
            yield from ("", f"# The optimizer has kept of each parameter: {name}.")
            yield from self.numbers(start.slots[i * count : (i + 1) * count])
            yield SLOT.format(torch_name)
        yield COUNT.format(start.slots[-1] if row.counts else 0.0)

    def steps(self) -> str:
        penalty = [PENALTY] if self._has_penalty else []
        of_rate = RATES if self._has("output_rate") else RATE
        rate = [of_rate] if self._has_schedule else []
        forward = FORWARD_OF_SOME if self._has_rows else FORWARD
        update = UPDATE.format("update" if self._has("frozen") else "optimizer.step")
        return "\n".join([forward, *penalty, BACKWARD, *rate, update])

    def _has(self, name: str) -> bool:
        """True where a setting is not empty, 0 or nothing at some time."""
        return any(getattr(recipe, name) for recipe in self.recipes)

    @property
    def _groups(self) -> list[str]:
        """The groups of parameters of the optimizer: all of them, or the last layer apart."""
        return [f"optimizer.param_groups[{i}]" for i in range(1 + self._has("output_rate"))]

    @property
    def _has_rows(self) -> bool:
        return self._has("batch_size") or self._has("test_share")

    @cached_property
    def _has_penalty(self) -> bool:
        return any(recipe.penalty != NO_PENALTY.name for recipe in self.recipes)

    @cached_property
    def _has_schedule(self) -> bool:
        usual = TRAINING["schedule"], TRAINING["warm_up"]
        return any((recipe.schedule, recipe.warm_up) != usual for recipe in self.recipes)

    @cached_property
    def _variables(self) -> dict[str, Callable[[Any], str]]:
        """The settings that are variables of this script, and how their values are written."""
        variables: dict[str, Callable[[Any], str]] = {}
        if self._has_schedule:
            variables |= dict.fromkeys(("learning_rate", "schedule_steps", "warm_up"), repr)
            variables["schedule"] = lambda name: SCHEDULES[name].factor.__name__
            variables |= {"output_rate": repr} if self._has("output_rate") else {}
        if self._has_rows:
            variables |= dict.fromkeys(("batch_size", "seed"), repr)
        if self._has_penalty:
            variables["penalty"] = lambda name: PENALTIES[name].torch
            variables["penalty_strength"] = repr
        variables |= {name: literal for name in ("frozen", "off") if self._has(name)}
        return variables


def _named(loss: Loss) -> str:
    return loss.name.replace("-", "_")


def _made(recipe: Recipe) -> dict[str, str]:
    """The options that the optimizer is made with."""
    values = vars(recipe) | {"momentum": max(recipe.momentum, LEAST_MOMENTUM)}
    made = ast.parse(OPTIMIZERS[recipe.optimizer].torch.format(**values), mode="eval").body
    assert isinstance(made, ast.Call)
    return {str(option.arg): ast.unparse(option.value) for option in made.keywords}
