"""StepGraphs: the graph of the loss for each step, which may have other samples than the last."""

from micrograd.data.sampling import Samples
from micrograd.nn import MLP
from micrograd.recipe.objective import Objective
from micrograd.training.loss_graph import LossGraph


class StepGraphs:
    """All that a graph of the loss is made of.

    samples: which ones are trained on. objective: what is made small.
    """

    def __init__(self, model: MLP, samples: Samples, objective: Objective) -> None:
        self.model, self.samples, self.objective = model, samples, objective

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
