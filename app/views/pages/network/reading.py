"""What the mouse is on in the diagram, or else the current parameter, in a line of numbers."""

from app.kit.numbers import signed
from app.kit.theme import Theme
from app.kit.widgets.held_label import Span
from app.session.session import Session
from app.views.pages.network.layout import Edge, Node
from micrograd.data.class_names import output_names

NOTHING = "Point at an edge or a node to read it, click to choose it."


def described(session: Session, theme: Theme, thing: Edge | Node | None) -> list[Span]:
    """The numbers of a node or an edge; of the current parameter where the mouse is on none."""
    if isinstance(thing, Node):
        return _node(session, theme, thing)
    parameter = thing.weight if thing else session.selection.current
    if parameter is None:
        return [(NOTHING, None)]
    dataset = session.cursor.trainer.samples.scaled
    label = session.cursor.trainer.parameters[parameter].label
    name = session.cursor.recipe.input_of(parameter)
    label += f" ({name})" if name and name in dataset.own_names() else ""
    return [(f"{label}: ", None), *_parameter(session, theme, parameter)]


def _node(session: Session, theme: Theme, node: Node) -> list[Span]:
    dataset = session.cursor.trainer.samples.scaled
    sample = dataset.xs[session.selection.sample]
    if node.bias is None:
        name = f"{dataset.input_names()[node.row]} of sample {session.selection.sample + 1}: "
        return [(name, None), _data(theme, sample[node.row])]
    output = session.cursor.model.plain()(sample)[node.column - 1][node.row]
    bias = _parameter(session, theme, node.bias)
    name = f"{name_of(session, node)}: output "
    return [(name, None), _data(theme, output), ("   bias ", None), *bias]


def name_of(session: Session, node: Node) -> str:
    """`layer 1 · neuron 2`, with the name of the class of an output; or the name of an input."""
    cursor = session.cursor
    if node.bias is None:
        return cursor.dataset.input_names()[node.row]
    label = cursor.trainer.parameters[node.bias].label.removesuffix(" · b")
    if node.column == len(cursor.model.layers) and (name := output_names(cursor.dataset)[node.row]):
        label = f"{label} ({name})"
    return f"{label}, switched off" if node.bias in session.switches.off else label


def _parameter(session: Session, theme: Theme, index: int) -> list[Span]:
    parameter = session.cursor.trainer.parameters[index]
    grad = signed(parameter.grad), theme.signed("grad", parameter.grad, text=True)
    spans = [("data ", None), _data(theme, parameter.data), ("   grad ", None), grad]
    return [*spans, ("   frozen", None)] if index in session.switches.frozen else spans


def _data(theme: Theme, number: float) -> Span:
    return signed(number), theme.signed("data", number, text=True)
