"""The numbers of the network as a table: inputs, then each neuron with its weights, then errors."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from app.kit.numbers import signed
from app.kit.signals import connect_all
from app.kit.table_model import TableColumn
from app.session.session import Session
from app.views.number_table import NumberTable
from app.views.pages.network.diagram import NetworkDiagram
from app.views.pages.network.layout import Node
from app.views.pages.network.numbers import DiagramNumbers
from app.views.pages.network.reading import name_of

KEYS = "Up and down go from number to number and choose parameters, Ctrl+C copies all of them"


class NetworkLine(NamedTuple):
    """A line: what a neuron answers, or one of its parameters; or what a sample is asked for.

    part: `output`, `parameter`, `target` or `error`. place: column and row of the neuron, columns
    counted from 0 for the inputs. parameter: its index in `parameters()`.
    """

    part: str
    place: tuple[int, int] = (0, 0)
    parameter: int | None = None


class NetworkTable(NumberTable[NetworkLine]):
    """The lines, in the order of the forward pass, for the sample that the diagram shows."""

    def __init__(self, session: Session, diagram: NetworkDiagram) -> None:
        self._session, self._diagram = session, diagram
        # The diagram's own stay behind while it is hidden.
        self._numbers = DiagramNumbers(session, "data")
        columns = (
            TableColumn("name", "What the number is", self._name, self._name, is_text=True),
            TableColumn("data", "The number at this step", self._data, self._exact),
            TableColumn("grad", "The gradient of a parameter", self._grad, self._exact),
        )
        words = "network_table", "Numbers of the network", KEYS
        super().__init__(columns, words, self._choose_parameter)
        cursor, selection = session.cursor, session.selection
        steps = session.turns.of(self, self.isVisible)
        edits = cursor.edited, cursor.parameter_edited, cursor.settings_changed
        networks = cursor.network_rebuilt, cursor.dataset_changed
        connect_all(self.look, steps, *edits, *networks, selection.sample_changed)
        selection.parameters_changed.connect(self._follow_choice)

    def look(self) -> None:
        """Show the step where the cursor stands."""
        if self.isVisible():
            self._numbers = DiagramNumbers(self._session, "data")
            self.show_lines(self._lines())
            self._follow_choice()

    def _lines(self) -> Sequence[NetworkLine]:
        layout = self._diagram.layout_now
        weights = defaultdict[tuple[int, int], list[int]](list)
        for edge in layout.edges:
            weights[edge.target.column, edge.target.row].append(edge.weight)
        lines = []
        for node in (node for column in layout.columns for node in column):
            place = node.column, node.row
            own = [*sorted(weights[place]), *(() if node.bias is None else (node.bias,))]
            lines += [NetworkLine("parameter", place, each) for each in own]
            lines.append(NetworkLine("output", place))
        last = len(layout.columns) - 1
        lines += [NetworkLine("target", (last, node.row)) for node in layout.columns[-1]]
        return [*lines, NetworkLine("error")]

    # Texts.

    def _node(self, line: NetworkLine) -> Node:
        column, row = line.place
        return self._diagram.layout_now.columns[column][row]

    def _name(self, line: NetworkLine) -> str:
        session = self._session
        if line.part == "error":
            return f"{self._numbers.error_word} of sample {session.selection.sample + 1}"
        if line.parameter is None:
            name = name_of(session, self._node(line))
            return name if line.place[0] == 0 else f"{name} · {line.part}"
        cursor, frozen = session.cursor, session.switches.frozen
        label, source = cursor.trainer.parameters[line.parameter].label, ""
        if name := cursor.recipe.input_of(line.parameter):
            source = f" of {name}"
        return f"{label}{source}{', frozen' if line.parameter in frozen else ''}"

    def _number(self, line: NetworkLine) -> float:
        numbers, (column, row) = self._numbers, line.place
        if line.parameter is not None:
            return float(self._session.cursor.trainer.parameters[line.parameter].data)
        if line.part == "target":
            return float(numbers.targets[row])
        return float(numbers.columns[column][row])

    def _data(self, line: NetworkLine) -> str:
        return self._numbers.error if line.part == "error" else signed(self._number(line))

    def _grad(self, line: NetworkLine) -> str:
        if line.parameter is None:
            return ""
        return signed(self._session.cursor.trainer.parameters[line.parameter].grad)

    def _exact(self, line: NetworkLine) -> str:
        data, grad = self._data(line), self._grad(line)
        return f"{self._name(line)}: data {data}{', grad ' if grad else ''}{grad}"

    # The choice.

    def _choose_parameter(self, line: NetworkLine) -> None:
        if line.parameter is not None:
            self._session.selection.choose([line.parameter])

    def _follow_choice(self) -> None:
        current = self._session.selection.current
        if self.isVisible() and current is not None:
            self.mark(next((x for x in self.lines.rows if x.parameter == current), None))
