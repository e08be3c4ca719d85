"""The groups of the nodes of a training step: by sample, layer and neuron."""

from collections.abc import Sequence

from app.walking.graph_tree import Path
from micrograd.training.loss_graph import NodeAddress

# The most groups side by side: more can't be told apart.
MOST_SIDE_BY_SIDE = 20


class SampleGroups:
    """Names a group for each sample, and groups of these where there are many.

    rows: the samples of the graph, in its order, each by its place in the dataset.
    """

    def __init__(self, rows: Sequence[int]) -> None:
        self.rows = rows
        self._places = {row: place for place, row in enumerate(rows)}
        self._size = -(-len(rows) // MOST_SIDE_BY_SIDE)

    def path(self, sample: int) -> Path:
        """The group of a sample, inside a group of samples where there are many."""
        own = f"sample {sample + 1}"
        if self._size == 1:
            return (own,)
        begin = self._places[sample] // self._size * self._size
        return (f"samples {_listed(self.rows[begin : begin + self._size])}", own)


def _listed(rows: Sequence[int]) -> str:
    """`1–12` for samples in a row, `12, 3, …` for those of a batch."""
    first, last = rows[0] + 1, rows[-1] + 1
    if list(rows) == list(range(rows[0], rows[0] + len(rows))):
        return f"{first}–{last}"
    return ", ".join(str(row + 1) for row in rows[:2]) + (", …" if len(rows) > 2 else "")


class StepGroups:
    """The groups that each node of a training step belongs to: sample, layer and neuron.

    widths: of the layers. scope: of `TrainingWalk`. sample: the chosen one. samples: the groups
    of all, for the whole loss. neuron: the one that is shown by itself, its layer and its place
    there, counted from 0; None where all are.
    """

    def __init__(
        self,
        widths: Sequence[int],
        scope: str,
        sample: int,
        samples: SampleGroups,
        neuron: tuple[int, int] | None,
    ) -> None:
        self._widths, self._scope = widths, scope
        self._sample, self._samples, self._alone = sample, samples, neuron

    def path(self, address: NodeAddress) -> Path | None:
        """The group of a node; None for one that the scope leaves out."""
        scope = self._scope
        if scope != "loss" and address.sample not in (None, self._sample):
            return None
        neuron = self._neuron(address.layer, address.neuron)
        if scope == "prediction":
            return neuron or None
        if scope == "sample":
            return neuron or (("loss",) if address.sample is None else ("error",))
        if address.sample is None:
            return ("parameters", *neuron) if neuron else ("loss",)
        return (*self._samples.path(address.sample), *(neuron or ("error",)))

    def of_neuron(self, layer: int, neuron: int) -> Path:
        """The group of a neuron in the chosen sample; empty where the step does not have that."""
        own = self._neuron(layer, neuron)
        if self._scope != "loss":
            return own
        is_there = self._sample in self._samples.rows
        return (*self._samples.path(self._sample), *own) if is_there else ()

    def opened_at_first(self) -> set[Path]:
        """The groups that are open before anyone opened or closed one."""
        if self._alone is not None:
            own = self._neuron(*self._alone)
            paths = [self.of_neuron(*self._alone)]
            paths += [("parameters", *own)] if self._scope == "loss" else []
            return {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
        if self._scope == "loss" or sum(self._widths) > MOST_SIDE_BY_SIDE:
            return set()
        firsts = [self._neuron(i, 0) for i in range(len(self._widths))]
        return {path[:1] for path in firsts if len(path) > 1}

    def _neuron(self, layer: int | None, neuron: int | None) -> Path:
        """The group of a neuron, empty outside of layers; a layer of one neuron is one group."""
        if layer is None or neuron is None:
            return ()
        widths = self._widths
        name = "output" if layer == len(widths) - 1 else f"layer {layer + 1}"
        if widths[layer] == 1:
            return (name,)
        own = f"neuron {neuron + 1}"
        if self._alone is None or layer != self._alone[0]:
            return name, own
        return (f"{name} · {own}",) if neuron == self._alone[1] else (f"{name} · rest", own)
