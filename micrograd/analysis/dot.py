"""A graph as DOT text, as Graphviz reads it."""

from micrograd.engine import Value, topological_order


def to_dot(root: Value) -> str:
    """The graph of `root` from left to right: a record per value, an ellipse per operation.

    Operands enter their operation in their order, and `a + a` has two edges.
    """
    order = topological_order(root)
    index = {value: i for i, value in enumerate(order)}
    lines = ["digraph {", '  graph [rankdir="LR", ordering="in"]']
    for i, value in enumerate(order):
        lines += _node_lines(i, value)
    for i, value in enumerate(order):
        lines += [f"  n{index[operand]} -> n{i}op" for operand in value._prev]
    return "\n".join([*lines, "}", ""])


def _node_lines(index: int, value: Value) -> list[str]:
    text = f"{_escaped(value.label)} | data {value.data:.4f} | grad {value.grad:.4f}"
    lines = [f'  n{index} [shape="record", label="{{ {text.strip()} }}"]']
    if value._op:
        lines.append(f'  n{index}op [label="{_escaped(value._op)}"]')
        lines.append(f"  n{index}op -> n{index}")
    return lines


def _escaped(text: str) -> str:
    """A text on one line, with a backslash before each sign of the syntax of records."""
    text = " ".join(text.split()).replace("&", "&amp;")
    return "".join(f"\\{letter}" if letter in '\\{}|<>"' else letter for letter in text)
