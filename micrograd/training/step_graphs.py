"""StepGraphs: the graph of the loss for each step, which may have other samples than the last."""

from collections.abc import Mapping, Sequence
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.faults import NO_FAULT, fault_of
from micrograd.recipe.network import switch_off
from micrograd.recipe.objective import Objective, objective_of
from micrograd.training.loss_graph import LossGraph


class StepGraphs:
    """All that a graph of the loss is made of.

    samples: which ones are trained on. objective: what is made small. fault: what is wrong.
    """

    def __init__(self, model: MLP, samples: Samples, objective: Objective) -> None:
        self.model, self.samples, self.objective = model, samples, objective
        self.fault, self._loss = NO_FAULT, objective.loss

    def change(self, settings: Mapping[str, Any]) -> None:
        """Take other values of the settings that a graph is made with, by name."""
        switch_off(self.model, settings["off"])
        self.objective, self.fault = objective_of(self._loss, settings), fault_of(settings)

    def of_step(self, step: int, graph: LossGraph | None) -> LossGraph:
        """The graph of the step after `step` others: the given one, if it has as many samples."""
        rows = self.rows_of(step)
        if graph and graph.rows == rows:
            return graph
        dataset = self.taken(rows)
        if graph and len(graph.rows) == len(rows):
            graph.take(dataset, rows)
            return graph
        return LossGraph(self.model, dataset, self.objective, rows=rows)

    def rows_of(self, step: int) -> Sequence[int]:
        """The rows of the dataset that the step after `step` others trains on."""
        return self._with_tests(self.samples.rows_of(step))

    def taken(self, rows: Sequence[int]) -> Dataset:
        """The samples of some rows as a step trains on them."""
        dataset = self.samples.taken(rows)
        return self.fault.targets(dataset) if self.fault.targets else dataset

    def all_taken(self) -> Dataset:
        """All samples that are trained on, likewise."""
        return self.taken(self.all_rows())

    def all_rows(self) -> Sequence[int]:
        """The rows that some step trains on."""
        return self._with_tests(self.samples.training)

    def _with_tests(self, rows: Sequence[int]) -> Sequence[int]:
        return sorted([*rows, *self.samples.held_out]) if self.fault.takes_tests else rows
