"""A script that needs nothing but Python: a small engine stands in it, and the rows it uses."""

import random
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.data.normalising import AS_GIVEN, scales_of
from micrograd.data.shuffling import held_out_rows, shuffled
from micrograd.export import small_engine
from micrograd.export.micrograd_script import MicrogradScript
from micrograd.export.python_text import call, literal
from micrograd.export.sources import Sources, apart
from micrograd.nn import MLP
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.schedules import SCHEDULES
from micrograd.training.loss_graph import LossGraph


class SelfContainedScript(MicrogradScript):
    """The script for `micrograd`, with the text of a small one in the place of the import."""

    needs = "of plain Python"
    has_faults = False
    about = (
        "Written by Micrograd Playground. It needs nothing but Python 3.11 or newer: a small "
        "micrograd comes first, then the training. It prints `k loss` for each step k: the loss "
        "before update k, to the last bit as the window had it (tanh and exp are those of the C "
        "library, which may round otherwise elsewhere)."
    )

    def imports(self) -> Iterator[str]:
        sources = Sources()
        sources.imported("random")
        sources.add_all(small_engine.__name__)
        used = [row for rows in self._rows(sources) for row in rows]
        yield from sources.imports()
        yield from ("", "", *apart(sources.definitions), "", "")
        yield "# What this training uses, by name."
        yield from used

    def _rows(self, sources: Sources) -> Iterator[list[str]]:
        """The rows of the tables that are used, with all that they need taken along."""
        for name in _operations(self.recipes):
            yield [f'OPERATIONS["{name}"] = {sources.add_operation(name)}']
        for name in _once(recipe.loss for recipe in self.recipes):
            loss = LOSSES[name]
            functions = [sources.add(loss.terms), sources.add(loss.encode)]
            yield call(f'LOSSES["{name}"] = Loss', [*functions, f"is_mean={loss.is_mean}"])
        for name in _once(recipe.optimizer for recipe in self.recipes):
            row = OPTIMIZERS[name]
            yield call(
                f'OPTIMIZERS["{name}"] = Optimizer',
                [
                    sources.add(row.update),
                    sources.add(row.factors),
                    f"slots={len(row.slots)}",
                    f"counts={row.counts}",
                    f"settings={literal(dict(row.settings))}",
                ],
            )
        for name in _once(recipe.schedule for recipe in self.recipes):
            yield [f'SCHEDULES["{name}"] = {sources.add(SCHEDULES[name].factor)}']
        for function in self._sampling_functions():
            yield [f'SAMPLING["{function.__name__}"] = {sources.add(function)}']
        for name in _once(recipe.penalty for recipe in self.recipes):
            yield [f'PENALTIES["{name}"] = "{PENALTIES[name].operation}"']

    def _sampling_functions(self) -> Iterator[Callable[..., Any]]:
        if any(recipe.batch_size for recipe in self.recipes):
            yield shuffled
        if any(recipe.test_share for recipe in self.recipes):
            yield held_out_rows
        if any(recipe.normalise != AS_GIVEN for recipe in self.recipes):
            yield scales_of

    @cached_property
    def _is_long(self) -> bool:
        """Compiling needs more than Python."""
        return False


def _once(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _operations(recipes: list[Recipe]) -> list[str]:
    """The names of all operations in the graphs of the loss."""
    return _once(name for recipe in _apart(recipes) for name in _operations_of(recipe))


def _apart(recipes: list[Recipe]) -> list[Recipe]:
    """Those of the recipes whose graphs may have operations of their own."""
    kinds = {(r.activations, r.loss, r.penalty, r.dataset.nout, r.off): r for r in recipes}
    return list(kinds.values())


def _operations_of(recipe: Recipe) -> Iterator[str]:
    """The operations in the graph of a network with as many layers, for one sample."""
    nout = recipe.dataset.nout
    widths = [*[1] * (len(recipe.layers) - 1), nout]
    model = MLP(1, widths, recipe.activations, random.Random(0))
    model.layers[0].neurons[0].is_off = bool(recipe.off)
    graph = LossGraph(model, Dataset([[1.0]], [[0.0] * nout]), recipe.objective)
    return (node._op for node in graph.order if node._op)
