"""A script that needs `micrograd`: readable, and with the same bits."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from micrograd.data.class_names import titles
from micrograd.data.dataset import Dataset
from micrograd.export.dialect import Dialect
from micrograd.export.python_text import call, comment, literal, rows, wrapped
from micrograd.recipe.faults import FAULTS
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import SETTINGS, TRAINING
from micrograd.runs.run import Start
from micrograd.training.step_cost import expected_step_s

# Seconds of training on the engine from which compiling, which may take seconds, is worth it.
LONG_S = 10.0

COMPILED = '''\
def make_trainer(model, dataset, **settings):
    """The training loop, compiled where Numba is at hand: the same bits, 300 times as fast."""
    try:
        from micrograd.compiled import compiled_trainer

        return compiled_trainer(model, dataset, **settings)
    except (ImportError, RuntimeError):
        return Trainer(model, dataset, **settings)'''

STEPS = """\
    for k in range(first, end):
        # A forward pass for the loss, zero grad, a backward pass, an update.
        loss = trainer.step()
        print(k, repr(loss))"""

STEPS_COMPILED = """\
    for begin in range(first, end, 1000):
        # Each a forward pass for the loss, zero grad, a backward pass, an update.
        losses = trainer.run(min(1000, end - begin))
        for k, loss in enumerate(losses, start=begin):
            print(k, repr(loss))"""


class MicrogradScript(Dialect):
    """Trains with the engine, or with the compiled loop where the engine would take long."""

    about = (
        "Written by Micrograd Playground. It needs nothing but micrograd, and prints `k loss` "
        "for each step k: the loss before update k, to the last bit as the window had it "
        "(tanh and exp are those of the C library, which may round otherwise elsewhere)."
    )
    needs = "for micrograd"
    has_faults = True
    cell = "samples[{}][{}] = {!r}"
    copy_numbers = """\
for layer, neurons in zip(model.layers, numbers, strict=True):
    for neuron, data in zip(layer.neurons, neurons, strict=True):
        for parameter, number in zip(neuron.parameters(), data, strict=True):
            parameter.data = number"""
    weight = "model.layers[{}].neurons[{}].w[{}].data = {!r}"
    bias = "model.layers[{}].neurons[{}].b.data = {!r}"

    def imports(self) -> Iterator[str]:
        yield from ("import random", "", "from micrograd import MLP, Dataset, Trainer")
        if self._is_long:
            yield from ("", "", COMPILED, "")

    def samples(self, dataset: Dataset) -> Iterator[str]:
        yield "samples = ["
        yield from comment(titles(dataset), " " * 4)
        yield from rows(dataset.rows(), " " * 4)
        yield "]"

    def setting(self, name: str, value: Any) -> Iterator[str]:
        if name == "fault" and FAULTS[value].is_any:
            yield from comment(FAULTS[value].told)
        yield f'trainer.change("{name}", {_made(value) if name == "dataset" else literal(value)})'

    def network(self, start: Start) -> list[str]:
        recipe, names = start.recipe, [f'"{name}"' for name in start.recipe.activations]
        activations = names[0] if len(set(names)) == 1 else f"[{', '.join(names)}]"
        sizes, rng = (str(recipe.dataset.nin), str(list(recipe.layers))), recipe.seed
        return call("model = MLP", [*sizes, activations, f"random.Random({rng})"])

    def trainer(self, start: Start) -> Iterator[str]:
        kind, recipe = "make_trainer" if self._is_long else "Trainer", start.recipe
        given = ["model", _made(recipe.dataset), *_settings(recipe), *self._sampling(recipe)]
        if recipe.sabotage.is_any:
            yield from comment(recipe.sabotage.told)
        yield from call(f"trainer = {kind}", given)
        if any(start.slots):
            yield from ("", "# What the optimizer has kept of the parameters.", "slots = [")
            yield from (*wrapped(start.slots, " " * 4), "]")
            yield "data = [parameter.data for parameter in model.parameters()]"
            yield f"trainer.resume({start.step:_}, [*data, *slots], [0.0] * len(data))"
        elif start.step:
            yield f"trainer.steps = {start.step:_}"
        if any(start.grads) and any(fault.skips_zero_grad for fault in self.faults):
            yield from ("", "# The gradients that the next step may add to.", "grads = [")
            yield from (*wrapped(start.grads, " " * 4), "]")
            yield "for parameter, grad in zip(model.parameters(), grads, strict=True):"
            yield "    parameter.grad = grad"

    def _sampling(self, recipe: Recipe) -> Iterator[str]:
        """The lines on what is held out, and on the seed of it and of the batches to come."""
        if recipe.test_share:
            yield f"test_share={recipe.test_share!r}"
        if recipe.seed and any(each.batch_size or each.test_share for each in self.recipes):
            yield f"seed={recipe.seed}"

    def steps(self) -> str:
        return STEPS_COMPILED if self._is_long else STEPS

    @cached_property
    def _is_long(self) -> bool:
        samples = max(len(recipe.dataset) for recipe in self.recipes)
        parameters = max(len(start.data) for start in self.starts)
        steps = self.end - self.changes[0].step
        return steps * expected_step_s(parameters, samples, False) > LONG_S


def _settings(recipe: Recipe) -> Iterator[str]:
    """The learning rate, and all that is not as a trainer has it by itself."""
    yield f"learning_rate={recipe.learning_rate!r}"
    usual: dict[str, Any] = {name: SETTINGS[name].default for name in ("loss", "optimizer")}
    usual |= {**TRAINING, **OPTIMIZERS[recipe.optimizer].settings}
    for name, value in usual.items():
        if name != "learning_rate" and getattr(recipe, name) != value:
            yield f"{name}={literal(getattr(recipe, name))}"


def _made(dataset: Dataset) -> str:
    return f"Dataset.from_rows(samples{f', nout={dataset.nout}' if dataset.nout > 1 else ''})"
