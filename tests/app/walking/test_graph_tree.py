"""Groups by path: what they hold, what they give, and what stands for a node of a closed one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.session import Session
from app.walking.graph_tree import GraphTree, Group, Path
from app.walking.training_walk import SCOPES, TrainingWalk
from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.training.loss_graph import LossGraph
from tests.app.walking.groups import group_at

# Two neurons of a layer, then an output: 0 and 1 are inputs, 2 belongs to no group shown.
OPERANDS = [[], [], [], [0, 1], [1, 2], [3, 4], [5]]
PATHS: list[Path | None] = [
    ("layer", "one"),
    ("layer", "two"),
    None,
    ("layer", "one"),
    ("layer", "two"),
    ("output",),
    (),
]

NAMES = st.sampled_from(["a", "b", "c"])
SOME_PATHS = st.lists(NAMES, max_size=3).map(tuple)
EACH_SCOPE = pytest.mark.parametrize("scope", SCOPES)


@pytest.fixture
def tree() -> GraphTree:
    return GraphTree(OPERANDS, PATHS)


@st.composite
def trees(draw: st.DrawFn) -> GraphTree:
    """Any graph, its nodes in any groups, some of them left out."""
    count = draw(st.integers(1, 14))
    operands = [
        draw(st.lists(st.integers(0, i - 1), max_size=2)) if i else [] for i in range(count)
    ]
    paths = draw(st.lists(st.none() | SOME_PATHS, min_size=count, max_size=count))
    return GraphTree(operands, paths)


def at(tree: GraphTree, *path: str) -> Group:
    group = group_at(tree, path)
    assert group is not None, path
    return group


def all_paths(tree: GraphTree) -> list[Path]:
    return [group.path for group in tree.groups()]


def inside(tree: GraphTree, group: Group) -> set[int]:
    """The nodes in a group and in the groups inside it, by their paths."""
    depth = len(group.path)
    return {node for node, own in tree.group_of.items() if own.path[:depth] == group.path}


def users(tree: GraphTree, node: int) -> set[int]:
    return {user for user in tree.group_of if node in tree.operands[user]}


# The contents of a group.


def test_nodes_stand_in_the_group_of_their_path(tree: GraphTree) -> None:
    assert at(tree, "layer", "one").nodes == [0, 3]
    assert at(tree, "layer", "two").nodes == [1, 4]
    assert at(tree, "output").nodes == [5]
    assert tree.root.nodes == [6]
    assert at(tree, "layer").nodes == []


def test_a_node_without_a_path_is_left_out(tree: GraphTree) -> None:
    assert 2 not in tree.group_of
    assert len(tree) == 6


def test_groups_stand_in_the_group_above_in_the_order_of_their_first_node(
    tree: GraphTree,
) -> None:
    assert list(tree.root.groups) == ["layer", "output"]
    assert list(at(tree, "layer").groups) == ["one", "two"]
    assert all_paths(tree) == [("layer",), ("layer", "one"), ("layer", "two"), ("output",)]


def test_a_group_counts_everything_inside(tree: GraphTree) -> None:
    counts = {group.path: group.count for group in tree.groups()}
    expected = {("layer",): 4, ("layer", "one"): 2, ("layer", "two"): 2, ("output",): 1}
    assert counts == expected


def test_first_is_the_smallest_node_inside(tree: GraphTree) -> None:
    firsts = [group.first for group in tree.groups()]
    assert firsts == [0, 0, 1, 5]


def test_outlets_are_what_is_used_outside(tree: GraphTree) -> None:
    assert at(tree, "layer", "one").outlets == [3]
    # Node 1 is used by both neurons, node 4 by the output.
    assert at(tree, "layer", "two").outlets == [1, 4]
    assert at(tree, "layer").outlets == [3, 4]
    assert at(tree, "output").outlets == [5]


def test_what_nothing_uses_is_an_outlet_too(tree: GraphTree) -> None:
    assert tree.root.outlets == [6]


def test_a_group_that_makes_one_number_shows_it(tree: GraphTree) -> None:
    assert at(tree, "layer", "one").face == 3
    assert at(tree, "layer", "two").face is None


def test_a_title_is_the_last_part_of_the_path(tree: GraphTree) -> None:
    assert [group.title for group in tree.groups()] == ["layer", "one", "two", "output"]
    assert tree.root.title == ""


def test_a_group_is_found_by_its_path_or_not_at_all(tree: GraphTree) -> None:
    assert at(tree) is tree.root
    assert group_at(tree, ("layer", "three")) is None
    assert group_at(tree, ("one",)) is None


def test_a_group_tells_what_it_is(tree: GraphTree) -> None:
    assert repr(at(tree, "layer", "one")) == "Group(layer · one, 2 nodes)"


def test_a_graph_without_nodes_has_only_its_root() -> None:
    tree = GraphTree([], [])
    assert (len(tree), list(tree.groups()), tree.root.outlets) == (0, [], [])


# The item drawn for a node.


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        (set(), ("layer",)),
        ({("layer", "one")}, ("layer",)),
        ({("layer",)}, ("layer", "one")),
        ({("layer",), ("layer", "one")}, None),
    ],
)
def test_the_outermost_closed_group_stands_for_a_node(
    tree: GraphTree, opened: set[Path], shown: Path | None
) -> None:
    expected = 3 if shown is None else at(tree, *shown)
    assert tree.visible(3, opened) == expected


def test_a_node_of_the_root_is_always_itself(tree: GraphTree) -> None:
    assert tree.visible(6, set()) == 6


@given(trees(), st.sets(SOME_PATHS))
def test_a_node_is_itself_just_where_all_groups_around_it_are_open(
    tree: GraphTree, opened: set[Path]
) -> None:
    for node, group in tree.group_of.items():
        around = [group.path[: i + 1] for i in range(len(group.path))]
        shown = tree.visible(node, opened)
        assert (shown == node) == all(path in opened for path in around)
        if shown != node:
            assert isinstance(shown, Group)
            assert shown.path == next(path for path in around if path not in opened)


@given(trees())
def test_every_group_knows_its_nodes_its_first_and_its_outlets(tree: GraphTree) -> None:
    for group in [tree.root, *tree.groups()]:
        nodes = inside(tree, group)
        used = {node: users(tree, node) for node in nodes}
        outlets = [node for node in sorted(nodes) if not used[node] or used[node] - nodes]
        assert group.count == len(nodes)
        assert group.first == min(nodes, default=-1)
        assert group.outlets == outlets
        assert group.face == (outlets[0] if len(outlets) == 1 else None)


@given(trees())
def test_groups_come_after_the_groups_around_them(tree: GraphTree) -> None:
    seen: set[Path] = {()}
    for group in tree.groups():
        assert group.path[:-1] in seen
        assert group.parent is group_at(tree, group.path[:-1])
        assert [each.path for each in group.ancestors()] == [
            group.path[:i] for i in range(len(group.path) + 1)
        ]
        seen.add(group.path)


# The graph of the loss in its groups.


@EACH_SCOPE
@pytest.mark.parametrize(
    ("nin", "layers", "samples"), [(1, (1,), 1), (2, (2, 1), 3), (3, (4, 4, 1), 4), (4, (5, 3), 7)]
)
def test_every_group_of_a_loss_makes_something(
    session: Session, scope: str, nin: int, layers: tuple, samples: int
) -> None:
    dataset = Dataset([[0.5] * nin] * samples, [[1.0] * layers[-1]] * samples)
    session.edits.set_dataset(dataset, "use another dataset")
    while len(session.cursor.recipe.layers) > len(layers):
        session.edits.remove_layer(0)
    for i, width in enumerate(layers):
        session.edits.resize_layer(i, width)
    walk = TrainingWalk(session)
    walk.choose_scope(scope)
    graph: LossGraph = session.cursor.graph
    operands = [[graph.index[operand] for operand in value._prev] for value in graph.order]
    tree = GraphTree(operands, walk.paths())
    assert len(tree) == sum(path is not None for path in walk.paths())
    assert all(group.outlets for group in tree.groups())


def test_a_closed_neuron_shows_its_output(session: Session) -> None:
    walk = TrainingWalk(session)
    graph = LossGraph(MLP(3, [4, 4, 1]), four_samples())
    operands = [[graph.index[operand] for operand in value._prev] for value in graph.order]
    tree = GraphTree(operands, walk.paths())
    for layer in (0, 1):
        for neuron in range(4):
            group = at(tree, f"layer {layer + 1}", f"neuron {neuron + 1}")
            output = graph.index[graph.outputs[0][layer][neuron]]
            assert output in group.outlets
    assert at(tree, "output").face == graph.index[graph.outputs[0][-1][0]]
