"""StepGraphs: the graph of the loss for each step, which may have other samples than the last."""

from collections.abc import Mapping
from typing import Any

from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.network import switch_off
from micrograd.recipe.objective import Objective, objective_of
from micrograd.training.loss_graph import LossGraph


class StepGraphs:
    """All that a graph of the loss is made of.

    samples: which ones are trained on. objective: what is made small.
    """

    def __init__(self, model: MLP, samples: Samples, objective: Objective) -> None:
        self.model, self.samples, self.objective = model, samples, objective

    def change(self, settings: Mapping[str, Any]) -> None:
        """Take other values of the settings that a graph is made with, by name."""
        switch_off(self.model, settings["off"])
        self.objective = objective_of(self.objective.loss, settings)

    def of_step(self, step: int, graph: LossGraph | None) -> LossGraph:
        """The graph of the step after `step` others: the given one, if it has as many samples."""
        rows = self.samples.rows_of(step)
        if graph and graph.rows == rows:
            return graph
        dataset = self.samples.taken(rows)
        if graph and len(graph.rows) == len(rows):
            graph.take(dataset, rows)
            return graph
        return LossGraph(self.model, dataset, self.objective, rows=rows)
