"""A graph as DOT text: a record per value, an ellipse per operation, and no label breaks it."""

import math
import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.analysis.dot import to_dot
from micrograd.engine import Value, topological_order

QUOTED = r'"((?:[^"\\]|\\.)*)"'
RECORD = re.compile(rf'  n(\d+) \[shape="record", label={QUOTED}\]')
OPERATION = re.compile(rf"  n(\d+)op \[label={QUOTED}\]")
EDGE = re.compile(r"  (n\d+(?:op)?) -> (n\d+(?:op)?)")
FRAME = ["digraph {", '  graph [rankdir="LR", ordering="in"]', "}"]

# Characters that are syntax in a record, a string or a line.
LABELS = st.text(st.one_of(st.sampled_from('\\"{}|<>& \n\t'), st.characters(codec="utf-8")))


def read(text):
    """Records, operations and edges of a DOT text; every line has to be one of them."""
    lines = text.split("\n")
    assert [*lines[:2], *lines[-2:]] == [*FRAME, ""]
    records, operations, edges = {}, {}, []
    for line in lines[2:-2]:
        if match := RECORD.fullmatch(line):
            records[int(match[1])] = fields_of(match[2])
        elif match := OPERATION.fullmatch(line):
            operations[int(match[1])] = unescaped(match[2])
        else:
            match = EDGE.fullmatch(line)
            assert match, line
            edges.append((match[1], match[2]))
    return records, operations, edges


def fields_of(label):
    """The fields of a record; only its frame is syntax."""
    assert label.startswith("{ ")
    assert label.endswith(" }")
    parts = re.split(r"(?<!\\)((?:\\\\)*)\|", label[2:-2])
    fields = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    assert not any(re.search(r"(?<!\\)(?:\\\\)*[{}<>]", field) for field in fields)
    return [unescaped(field).strip() for field in fields]


def unescaped(text):
    return re.sub(r"\\(.)", r"\1", text).replace("&amp;", "&")


def some_graph():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = a * b
    d = c + a
    return (d.tanh() + c**2) ** -1


def test_there_is_a_record_for_every_value_and_an_ellipse_for_every_operation():
    root = some_graph()
    root.backward()
    records, operations, _ = read(to_dot(root))
    nodes = topological_order(root)
    assert records == {
        i: [node.label, f"data {node.data:.4f}", f"grad {node.grad:.4f}"]
        for i, node in enumerate(nodes)
    }
    assert operations == {i: node._op for i, node in enumerate(nodes) if node._op}


def test_operands_enter_their_operation_in_order_and_its_result_leaves_it():
    root = some_graph()
    _, operations, edges = read(to_dot(root))
    nodes = topological_order(root)
    for i in operations:
        entering = [start for start, end in edges if end == f"n{i}op"]
        assert entering == [f"n{nodes.index(operand)}" for operand in nodes[i]._prev]
        assert [end for start, end in edges if start == f"n{i}op"] == [f"n{i}"]
    assert len(edges) == len(operations) + sum(len(node._prev) for node in nodes)


@pytest.mark.parametrize("operate", [lambda a: a + a, lambda a: a * a], ids=["+", "*"])
def test_a_value_used_twice_has_two_edges(operate):
    _, _, edges = read(to_dot(operate(Value(2.0))))
    assert Counter(edges) == {("n0", "n1op"): 2, ("n1op", "n1"): 1}


def test_every_end_of_an_edge_is_there():
    records, operations, edges = read(to_dot(some_graph()))
    known = {f"n{i}" for i in records} | {f"n{i}op" for i in operations}
    assert {end for edge in edges for end in edge} <= known


def test_a_leaf_alone_is_one_record():
    records, operations, edges = read(to_dot(Value(0.125, label="a")))
    assert records == {0: ["a", "data 0.1250", "grad 0.0000"]}
    assert (operations, edges) == ({}, [])


def test_a_value_without_a_label_keeps_an_empty_field_for_it():
    records, _, _ = read(to_dot(Value(1.0)))
    assert records[0] == ["", "data 1.0000", "grad 0.0000"]


@pytest.mark.parametrize("data", [math.nan, math.inf, -math.inf, -0.0, 1e300])
def test_any_float_can_be_drawn(data):
    records, _, _ = read(to_dot(Value(data)))
    assert records[0][1] == f"data {data:.4f}"


@pytest.mark.parametrize(
    ("label", "escaped"),
    [
        ('say "a"', r"say \"a\""),
        ("{a}", r"\{a\}"),
        ("a | b", r"a \| b"),
        ("<port>", r"\<port\>"),
        ("C:\\new", r"C:\\new"),
        ("\\", r"\\"),
        ("one\ntwo\r\n three", "one two three"),
        ("σ(w₁·x₁) → ŷ", "σ(w₁·x₁) → ŷ"),
    ],
)
def test_what_a_record_takes_for_its_syntax_stands_behind_a_backslash(label, escaped):
    assert f'label="{{ {escaped} | data 1.0000' in to_dot(Value(1.0, label=label))


@given(labels=st.lists(LABELS, min_size=2, max_size=2))
def test_any_label_is_read_back_in_one_line(labels):
    a, b = (Value(1.0, label=label) for label in labels)
    records, operations, edges = read(to_dot(a * b))
    assert [records[i][0] for i in (0, 1)] == [" ".join(label.split()) for label in labels]
    assert (len(records), operations, len(edges)) == (3, {2: "*"}, 3)


def test_the_text_ends_with_a_line_and_its_braces_are_balanced():
    text = to_dot(some_graph())
    assert text.endswith("}\n")
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")


def test_drawing_changes_nothing():
    root = some_graph()
    root.backward()
    before = [(node.data, node.grad) for node in topological_order(root)]
    assert to_dot(root) == to_dot(root)
    assert [(node.data, node.grad) for node in topological_order(root)] == before


def test_the_lines_of_values_come_in_topological_order():
    numbers = [int(n) for n in re.findall(r"^  n(\d+) \[", to_dot(some_graph()), re.MULTILINE)]
    assert all(a + 1 == b for a, b in pairwise(numbers))
