"""A graph as DOT text, as Graphviz reads it."""

from micrograd.engine import Value
from micrograd.training.passes import Node, trace


def to_dot(root: Value) -> str:
    """The graph of `root` from left to right: a record per value, an ellipse per operation.

    Operands enter their operation in their order, and `a + a` has two edges.
    """
    nodes = trace(root)
    lines = ["digraph {", '  graph [rankdir="LR", ordering="in"]']
    for i, node in enumerate(nodes):
        lines += _node_lines(i, node)
    for i, node in enumerate(nodes):
        lines += [f"  n{edge.operand} -> n{i}op" for edge in node.edges]
    return "\n".join([*lines, "}", ""])


def _node_lines(index: int, node: Node) -> list[str]:
    text = f"{_escaped(node.label)} | data {node.data:.4f} | grad {node.grad:.4f}"
    lines = [f'  n{index} [shape="record", label="{{ {text.strip()} }}"]']
    if node.operation:
        lines.append(f'  n{index}op [label="{_escaped(node.operation)}"]')
        lines.append(f"  n{index}op -> n{index}")
    return lines


def _escaped(text: str) -> str:
    """A text on one line, with a backslash before each sign of the syntax of records."""
    text = " ".join(text.split()).replace("&", "&amp;")
    return "".join(f"\\{letter}" if letter in '\\{}|<>"' else letter for letter in text)
