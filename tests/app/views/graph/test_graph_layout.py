"""The graph's boxes, frames and wires: clean for every scope and whatever is open."""

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.session.session import Session
from app.views.graph.graph_layout import Box, GraphLayout, Link, Wire, lay_out
from app.walking.graph_tree import GraphTree, Group, Item, Path
from app.walking.training_walk import SCOPES, TrainingWalk
from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import Value, topological_order
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.walking.groups import group_at

CASES = {
    "1-[1]": (1, (1,), 1),
    "2-[2, 1]": (2, (2, 1), 2),
    "3-[4, 4, 1]": (3, (4, 4, 1), 4),
    "12-[5, 3]": (12, (5, 3), 3),
    "2-[1, 1] with 50 samples": (2, (1, 1), 50),
}
EACH_SCOPE = pytest.mark.parametrize("scope", SCOPES)
EACH_CASE = pytest.mark.parametrize("case", CASES)
NEARLY = 1e-6

_trees: dict[tuple[str, str], GraphTree] = {}


def session_of(case: str) -> Session:
    nin, layers, samples = CASES[case]
    if case == "3-[4, 4, 1]":
        return Session()
    xs = [[0.1 * (i + j) for j in range(nin)] for i in range(samples)]
    dataset = Dataset(xs, [[0.5] * layers[-1]] * samples)
    activations = ("tanh",) * len(layers)
    return Session(
        new_experiment(Recipe(layers=layers, activations=activations, seed=0, dataset=dataset))
    )


def tree_of(case: str, scope: str) -> GraphTree:
    """The graph of a network's loss in its groups; made once."""
    if (case, scope) not in _trees:
        walk = TrainingWalk(session_of(case))
        walk.choose_scope(scope)
        _trees[case, scope] = tree_of_values(walk.order, walk.paths())
    return _trees[case, scope]


def tree_of_values(order: list[Value], paths: list[Path | None] | None = None) -> GraphTree:
    index = {value: i for i, value in enumerate(order)}
    operands = [[index[operand] for operand in value._prev] for value in order]
    return GraphTree(operands, [()] * len(order) if paths is None else paths)


def laid_out(tree: GraphTree, opened: set[Path]) -> GraphLayout:
    (*_, layout) = lay_out(tree, opened)
    assert isinstance(layout, GraphLayout)
    return layout


def everything(tree: GraphTree) -> set[Path]:
    return {group.path for group in tree.groups()}


def is_inside(inner: Box, outer: Box) -> bool:
    return (
        outer.x <= inner.x + NEARLY
        and outer.y <= inner.y + NEARLY
        and inner.x + inner.width <= outer.x + outer.width + NEARLY
        and inner.y + inner.height <= outer.y + outer.height + NEARLY
    )


def overlap(a: Box, b: Box) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def no_two_overlap(boxes: list[Box]) -> None:
    """Boxes from left to right: only those that begin before another ends can overlap it."""
    active: list[Box] = []
    for box in sorted(boxes, key=lambda each: each.x):
        active = [other for other in active if other.x + other.width > box.x]
        assert not any(overlap(box, other) for other in active), box
        active.append(box)


def groups_around(tree: GraphTree, item: Item) -> list[Group]:
    """The groups around a box, without the root, outer ones first."""
    if isinstance(item, Group):
        return item.ancestors()[1:-1]
    return tree.group_of[item].ancestors()[1:]


def boxes_stand_in_their_frames(tree: GraphTree, layout: GraphLayout) -> None:
    frame_of = {frame.item: frame for frame in layout.frames}
    for box in [*layout.boxes, *layout.frames]:
        around = groups_around(tree, box.item)
        assert all(group in frame_of for group in around)
        assert all(is_inside(box, frame_of[group]) for group in around)
    # Nothing stands in a frame that it does not belong to.
    by_group: dict[Path, list[Box]] = {}
    for box in [*layout.boxes, *layout.frames]:
        around = groups_around(tree, box.item)
        by_group.setdefault(around[-1].path if around else (), []).append(box)
    for siblings in by_group.values():
        no_two_overlap(siblings)


def wires_go_right(layout: GraphLayout) -> None:
    for wire in layout.wires:
        source, target = layout.boxes[wire.source], layout.boxes[wire.target]
        xs = [x for x, _ in wire.points]
        assert wire.points[0] == (source.x + source.width, source.y + source.height / 2)
        assert wire.points[-1] == (target.x, target.y + target.height / 2)
        assert all(b >= a - NEARLY for a, b in pairwise(xs))
        assert xs[0] < xs[-1]


def wires_are_the_edges(tree: GraphTree, opened: set[Path], layout: GraphLayout) -> None:
    expected = []
    for node in tree.group_of:
        for slot, operand in enumerate(tree.operands[node]):
            if operand in tree.group_of:
                ends = tree.visible(operand, opened), tree.visible(node, opened)
                if ends[0] is not ends[1]:
                    expected.append((*ends, Link(operand, node, slot)))
    drawn = [
        (layout.boxes[wire.source].item, layout.boxes[wire.target].item, link)
        for wire in layout.wires
        for link in wire.links
    ]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(expected)
    ends = [(wire.source, wire.target) for wire in layout.wires]
    assert len(ends) == len(set(ends))


def every_item_has_its_box(tree: GraphTree, opened: set[Path], layout: GraphLayout) -> None:
    shown = {tree.visible(node, opened) for node in tree.group_of}
    assert len(layout.boxes) == len(shown)
    assert {box.item for box in layout.boxes} == shown
    assert layout.box_of == {box.item: i for i, box in enumerate(layout.boxes)}
    frames = {frame.item for frame in layout.frames}
    opened_groups = {g for g in tree.groups() if all(e.path in opened for e in g.ancestors()[1:])}
    assert frames == opened_groups


def is_clean(tree: GraphTree, opened: set[Path], layout: GraphLayout) -> None:
    whole = Box(tree.root, 0.0, 0.0, layout.width, layout.height)
    assert all(is_inside(box, whole) for box in [*layout.boxes, *layout.frames])
    no_two_overlap(layout.boxes)
    every_item_has_its_box(tree, opened, layout)
    boxes_stand_in_their_frames(tree, layout)
    wires_go_right(layout)
    wires_are_the_edges(tree, opened, layout)


def box_of(layout: GraphLayout, item: Item) -> Box:
    return layout.boxes[layout.box_of[item]]


# Every scope, whatever is open.


@EACH_SCOPE
@EACH_CASE
def test_it_is_clean_with_everything_closed_and_with_everything_open(
    qapp: object, case: str, scope: str
) -> None:
    tree = tree_of(case, scope)
    for opened in (set(), everything(tree)):
        is_clean(tree, opened, laid_out(tree, opened))


@pytest.mark.usefixtures("qapp")
@EACH_CASE
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_it_is_clean_whatever_is_open(case: str, data: st.DataObject) -> None:
    tree = tree_of(case, data.draw(st.sampled_from(list(SCOPES)), "scope"))
    paths = sorted(everything(tree))
    opened = set(data.draw(st.lists(st.sampled_from(paths), unique=True), "opened"))
    layout = laid_out(tree, opened)
    is_clean(tree, opened, layout)
    assert layout == laid_out(tree, opened)


def test_the_whole_loss_of_many_samples_closed_is_small(qapp: object) -> None:
    tree = tree_of("2-[1, 1] with 50 samples", "loss")
    closed = laid_out(tree, set())
    assert len(closed.boxes) < 30
    assert all(isinstance(box.item, Group) for box in closed.boxes)


def test_opening_one_group_leaves_the_others_in_their_order(qapp: object) -> None:
    tree = tree_of("3-[4, 4, 1]", "sample")
    layers = {("layer 1",), ("layer 2",)}
    neurons = [("layer 1", f"neuron {i}") for i in (1, 2, 3, 4)]
    for opened in neurons:
        layout = laid_out(tree, {*layers, opened})
        shown = [*layout.boxes, *layout.frames]
        tops = {box.item.path: box.y for box in shown if isinstance(box.item, Group)}
        assert [tops[path] for path in neurons] == sorted(tops[path] for path in neurons)


@EACH_SCOPE
@pytest.mark.parametrize("case", ["2-[2, 1]", "3-[4, 4, 1]", "12-[5, 3]"])
def test_neuron_1_stands_above_neuron_2(qapp: object, case: str, scope: str) -> None:
    tree = tree_of(case, scope)
    layout = laid_out(tree, everything(tree))
    tops: dict[Path, dict[int, float]] = {}
    for frame in layout.frames:
        word, _, number = frame.item.title.partition(" ")
        if word == "neuron":
            tops.setdefault(frame.item.path[:-1], {})[int(number)] = frame.y
    assert tops
    for layer in tops.values():
        assert [layer[number] for number in sorted(layer)] == sorted(layer.values())


def test_sample_1_stands_above_sample_2(qapp: object) -> None:
    tree = tree_of("3-[4, 4, 1]", "loss")
    layout = laid_out(tree, set())
    tops = [box_of(layout, group_at(tree, (f"sample {i}",))).y for i in (1, 2, 3, 4)]
    assert tops == sorted(tops)


@EACH_SCOPE
def test_layers_stand_from_left_to_right(qapp: object, scope: str) -> None:
    tree = tree_of("3-[4, 4, 1]", scope)
    layout = laid_out(tree, everything(tree))
    inside = ("sample 2",) if scope == "loss" else ()
    paths = [(*inside, name) for name in ("layer 1", "layer 2", "output")]
    frames = {frame.item.path: frame for frame in layout.frames}
    for before, after in pairwise(paths):
        assert frames[before].x + frames[before].width < frames[after].x


# One neuron.


def test_the_tree_of_one_neuron_is_drawn_without_a_crossing(qapp: object) -> None:
    tree = tree_of("3-[4, 4, 1]", "sample")
    layout = laid_out(tree, everything(tree))
    for group in tree.groups():
        if group.title.startswith("neuron") or group.title == "output":
            inside = [
                wire
                for wire in layout.wires
                if layout.boxes[wire.source].item in group.nodes
                and layout.boxes[wire.target].item in group.nodes
            ]
            assert len(inside) > 10
            assert not any(cross(a, b) for a, b in combinations(inside, 2)), group


def cross(first: Wire, second: Wire) -> bool:
    """True where two wires, as straight pieces, cross away from their ends."""

    def side(p: tuple, q: tuple, r: tuple) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    for a, b in pairwise(first.points):
        for c, d in pairwise(second.points):
            if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                return True
    return False


@pytest.mark.parametrize("case", CASES)
def test_operands_without_another_use_stand_in_their_order(qapp: object, case: str) -> None:
    tree = tree_of(case, "sample")
    layout = laid_out(tree, everything(tree))
    uses = [operand for node in tree.group_of for operand in tree.operands[node]]
    compared = 0
    for node, group in tree.group_of.items():
        own = [
            operand
            for operand in tree.operands[node]
            if tree.group_of.get(operand) is group and uses.count(operand) == 1
        ]
        for above, below in pairwise(own):
            assert comes_in(layout, above, node) < comes_in(layout, below, node)
            compared += 1
    assert compared


def comes_in(layout: GraphLayout, operand: int, node: int) -> float:
    """At which height the wire of an operand begins its last piece."""
    ends = layout.box_of[operand], layout.box_of[node]
    wire = next(wire for wire in layout.wires if (wire.source, wire.target) == ends)
    return wire.points[-2][1]


# Single expressions.


def test_a_plus_a_is_one_wire_of_two_links() -> None:
    a = Value(1.0)
    tree = tree_of_values(topological_order(a + a))
    layout = laid_out(tree, set())
    is_clean(tree, set(), layout)
    (wire,) = layout.wires
    assert wire.links == (Link(0, 1, 0), Link(0, 1, 1))


def test_a_chain_of_300_operations_is_laid_out() -> None:
    value = Value(0.1)
    for _ in range(300):
        value = value.tanh()
    tree = tree_of_values(topological_order(value))
    layout = laid_out(tree, set())
    is_clean(tree, set(), layout)
    assert len({box.y for box in layout.boxes}) == 1


def test_a_long_sum_of_300_terms_is_laid_out() -> None:
    total = Value(0.0)
    for i in range(300):
        total = total + Value(float(i))
    tree = tree_of_values(topological_order(total))
    is_clean(tree, set(), laid_out(tree, set()))


def test_a_graph_without_nodes_is_an_empty_picture() -> None:
    layout = laid_out(GraphTree([], []), set())
    assert (layout.boxes, layout.wires, layout.width, layout.height) == ([], [], 0.0, 0.0)


def test_one_node_is_a_picture() -> None:
    layout = laid_out(tree_of_values([Value(1.0)]), set())
    assert [box.item for box in layout.boxes] == [0]
    assert layout.wires == []


@st.composite
def grouped_graphs(draw: st.DrawFn) -> tuple[GraphTree, set[Path]]:
    """Groups one after the other, as layers are, so that none needs what a later one makes."""
    paths: list[Path | None] = []
    operands: list[list[int]] = []
    runs = draw(
        st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(1, 4)), max_size=8)
    )
    stage = 0
    for number, (step, has_own_group, length) in enumerate(runs):
        stage += step // 2
        path = (f"stage {stage}", f"part {number}") if has_own_group else (f"stage {stage}",)
        for _ in range(length):
            node = len(paths)
            earlier = st.lists(st.integers(0, node - 1), max_size=2) if node else st.just([])
            operands.append(draw(earlier))
            paths.append(draw(st.sampled_from([path, path, path, None])))
    tree = GraphTree(operands, paths)
    opened = draw(st.sets(st.sampled_from(sorted(everything(tree))))) if len(tree) else set()
    return tree, opened


@given(grouped_graphs())
@settings(max_examples=60, deadline=None)
def test_any_graph_in_stages_is_laid_out_cleanly_and_the_same_each_time(case: tuple) -> None:
    tree, opened = case
    layout = laid_out(tree, opened)
    is_clean(tree, opened, layout)
    assert layout == laid_out(tree, opened)


# The layout is worked out in slices.


@EACH_SCOPE
def test_the_share_that_is_done_grows_up_to_1_and_then_comes_the_layout(
    qapp: object, scope: str
) -> None:
    tree = tree_of("3-[4, 4, 1]", scope)
    *shares, layout = lay_out(tree, everything(tree))
    assert isinstance(layout, GraphLayout)
    assert len(set(shares)) > len(everything(tree))
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_nothing_of_a_graph_changes_while_it_is_laid_out(qapp: object) -> None:
    session = Session()
    session.training.step()
    walk = TrainingWalk(session)
    before = [(value.data, value.grad, value._prev) for value in walk.order]
    tree = tree_of_values(walk.order, walk.paths())
    laid_out(tree, everything(tree))
    assert [(value.data, value.grad, value._prev) for value in walk.order] == before
    assert session.cursor.dataset == four_samples()


# Boxes.


def test_a_box_contains_its_borders_and_nothing_beside_them() -> None:
    box = Box(0, 10.0, 20.0, 30.0, 40.0)
    assert box.center == (25.0, 40.0)
    assert all(box.contains(x, y) for x, y in [(10, 20), (40, 60), (25, 40)])
    assert not any(box.contains(x, y) for x, y in [(9.9, 40), (40.1, 40), (25, 19), (25, 61)])
