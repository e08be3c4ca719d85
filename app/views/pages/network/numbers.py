"""The numbers of a step, as finely as the picture of the network shows them."""

from app.kit.numbers import compact, plain
from app.session.session import Session
from app.views.pages.network.layout import DiagramLayout, Node
from micrograd.data.class_names import sample_class

# Widths and colours come in so many steps from 0 to the largest number: no eye tells more apart,
# and a picture whose numbers move by less stays as it is.
FINEST = 64


class DiagramNumbers:
    """The numbers of a step, as finely as a picture shows them.

    kind: "data" for weights and biases, "grad" for their gradients.
    """

    def __init__(self, session: Session, kind: str) -> None:
        self.kind = kind
        self.parameters = [getattr(p, kind) for p in session.cursor.trainer.parameters]
        self._scale = max(map(abs, self.parameters)) or 1.0
        shown = session.selection.sample
        samples = session.cursor.trainer.samples.scaled
        sample = samples.xs[shown]
        self.columns = [sample, *session.cursor.model.plain()(sample)]
        self._largest = [max(1.0, *map(abs, column)) for column in self.columns]
        self.targets = samples.targets[shown]
        self.target_class = sample_class(session.cursor.dataset, shown)
        self.error_word = session.cursor.trainer.objective.loss.of_sample
        self.error = plain(session.cursor.evaluation.sample_losses[shown], 4)

    def edge(self, parameter: int) -> tuple[bool, int]:
        """The sign of a weight or bias, and its size from 0 to FINEST."""
        return _level(self.parameters[parameter], self._scale)

    def node(self, node: Node) -> tuple[bool, int]:
        """The sign of a node's value, and its size from 0 to FINEST."""
        return _level(self.columns[node.column][node.row], self._largest[node.column])

    def looks(self, layout: DiagramLayout) -> list[object]:
        """The looks of edges, error, then each node; equal where nothing looks different."""
        digits = layout.digits
        edges = [self.edge(edge.weight) for edge in layout.edges]
        texts = [self._text(edge.weight, digits) for edge in layout.edges if layout.is_small]
        nodes = [self._node_look(node, digits) for column in layout.columns for node in column]
        return [(edges, texts), (self.error_word, self.error), *nodes]

    def _node_look(self, node: Node, digits: int) -> object:
        value, bias = compact(self.columns[node.column][node.row], digits), node.bias
        look = None if bias is None else (self.edge(bias), self._text(bias, digits))
        return self.node(node), value, look

    def _text(self, parameter: int, digits: int) -> str:
        return compact(self.parameters[parameter], digits)


def _level(number: float, largest: float) -> tuple[bool, int]:
    share = abs(number) / largest
    # A number that is not finite, as after a divergence, is drawn as a largest one.
    return number < 0, round(FINEST * share) if share <= 1 else FINEST
