"""Selection: the chosen parameters, node and sample, which are the same in every view."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The chosen parameters, by their index in `parameters()`, and the chosen sample.

    The last of `parameters` is the current one. One other node of the loss graph, by its index in
    the graph's order, can be chosen instead of parameters.
    """

    parameters_changed = Signal()
    sample_changed = Signal()
    node_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parameters: list[int] = []
        self.node: int | None = None
        self._nodes = 0
        self.sample = 0

    @property
    def current(self) -> int | None:
        """The current parameter, None where none is chosen."""
        return self.parameters[-1] if self.parameters else None

    def choose(self, parameters: Sequence[int]) -> None:
        """Choose these parameters instead of the ones before."""
        if self.node is not None and parameters:
            self.node = None
            self.node_changed.emit()
        if list(parameters) != self.parameters:
            self.parameters = list(parameters)
            self.parameters_changed.emit()

    def toggle(self, parameter: int) -> None:
        """Add a parameter to the chosen ones, or take it out of them."""
        others = [index for index in self.parameters if index != parameter]
        self.choose(others if parameter in self.parameters else [*others, parameter])

    def keep_node_of(self, count: int) -> None:
        """Let the node go where the graph has another number of nodes: its index is another's."""
        if self.node is not None and count != self._nodes:
            self.choose_node(None)

    def tell_of_all(self) -> None:
        """Tell the views that all that is chosen is of another graph."""
        self.parameters_changed.emit()
        self.node_changed.emit()
        self.sample_changed.emit()

    def choose_node(self, node: int | None, of: int = 0) -> None:
        """Choose a node of the graph that is no parameter, instead of the parameters; or none.

        of: how many nodes the graph has.
        """
        self._nodes = of
        if node is not None:
            self.choose([])
        if node != self.node:
            self.node = node
            self.node_changed.emit()

    def keep_within(self, parameters: int, samples: int) -> None:
        """Drop what no longer exists. Emits nothing: the caller does when all is set."""
        self.parameters = [index for index in self.parameters if index < parameters]
        self.node = None
        self.sample = min(self.sample, samples - 1)

    def choose_sample(self, sample: int) -> None:
        """Choose a sample, counted from 0."""
        if sample != self.sample:
            self.sample = sample
            self.sample_changed.emit()
