"""One flat graph in layers: nothing overlaps, wires go right, operands keep their order."""

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.views.graph.layered import Arrangement, LocalEdge, arrange

SIZE = (40.0, 30.0)
Place = tuple[float, float, float, float]


def boxes(*keys: str) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(keys, SIZE)


def edges(*pairs: str) -> list[LocalEdge]:
    """`"ab"` is an edge from a to b."""
    return [LocalEdge(pair[0], pair[1]) for pair in pairs]


def overlap(a: Place, b: Place) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def middle(made: Arrangement, key: object) -> float:
    _, y, _, height = made.places[key]
    return y + height / 2


def stands(made: Arrangement, *keys: str) -> bool:
    """True where these stand one below the other, in this order."""
    return all(middle(made, a) < middle(made, b) for a, b in pairwise(keys))


def line_of(made: Arrangement, edge: LocalEdge) -> list[tuple[float, float]]:
    """The points of a wire, from the right of its source to the left of its target."""
    x, y, width, height = made.places[edge.source]
    tx, ty, _, theight = made.places[edge.target]
    return [(x + width, y + height / 2), *made.bends[edge], (tx, ty + theight / 2)]


def is_clean(made: Arrangement, wires: Sequence[LocalEdge]) -> None:
    """Check what holds for every arrangement."""
    for a, b in combinations(made.places.values(), 2):
        assert not overlap(a, b)
    for x, y, width, height in made.places.values():
        assert -1e-6 <= x <= made.width - width + 1e-6
        assert -1e-6 <= y <= made.height - height + 1e-6
    for port in made.ports.values():
        assert -1e-6 <= port <= made.height + 1e-6
    for edge in wires:
        if edge.source in made.places:
            xs = [x for x, _ in line_of(made, edge)]
            assert xs == sorted(xs)
            assert xs[0] < xs[-1]


# The look of an arrangement.


def test_nothing_takes_no_room() -> None:
    made = arrange({}, [])
    assert (made.width, made.height, made.places) == (0.0, 0.0, {})


def test_one_box_fills_its_picture() -> None:
    made = arrange(boxes("a"), [])
    assert made.places == {"a": (0.0, 0.0, *SIZE)}
    assert (made.width, made.height) == SIZE


def test_boxes_without_edges_stand_below_each_other_in_their_order() -> None:
    made = arrange(boxes("a", "b", "c"), [])
    is_clean(made, [])
    assert stands(made, "a", "b", "c")


def test_a_result_stands_to_the_right_of_its_operands() -> None:
    wires = edges("ac", "bc")
    made = arrange(boxes("a", "b", "c"), wires)
    is_clean(made, wires)
    assert stands(made, "a", "b")
    assert middle(made, "c") == pytest.approx((middle(made, "a") + middle(made, "b")) / 2)


def test_a_leaf_stands_beside_what_uses_it() -> None:
    wires = edges("ac", "cd", "de", "be")
    made = arrange(boxes("a", "b", "c", "d", "e"), wires)
    assert made.places["b"][0] == made.places["d"][0]


def test_a_chain_is_a_straight_line() -> None:
    keys = [str(i) for i in range(300)]
    wires = [LocalEdge(a, b) for a, b in pairwise(keys)]
    made = arrange(dict.fromkeys(keys, SIZE), wires)
    is_clean(made, wires)
    assert len({round(middle(made, key), 6) for key in keys}) == 1
    assert all(made.bends[wire] == [] for wire in wires)


def test_a_long_wire_has_a_bend_in_every_layer_that_it_passes() -> None:
    wires = edges("ab", "bc", "cd", "ad")
    made = arrange(boxes("a", "b", "c", "d"), wires)
    is_clean(made, wires)
    assert len(made.bends[LocalEdge("a", "d")]) == 2
    for x, y in made.bends[LocalEdge("a", "d")]:
        for left, top, width, height in made.places.values():
            assert not (left < x < left + width and top < y < top + height)


def test_what_comes_from_outside_has_a_port_at_the_left() -> None:
    wires = [LocalEdge("outside", "a"), LocalEdge("a", "b")]
    made = arrange(boxes("a", "b"), wires)
    is_clean(made, wires)
    assert set(made.ports) == {"outside"}
    assert "outside" not in made.places


def test_a_box_may_have_any_size() -> None:
    sizes = {"a": (10.0, 200.0), "b": (300.0, 20.0), "c": (40.0, 40.0)}
    wires = edges("ac", "bc")
    made = arrange(sizes, wires)
    is_clean(made, wires)
    assert {key: place[2:] for key, place in made.places.items()} == sizes


@pytest.mark.parametrize("operands", ["ab", "ba"])
def test_operands_stand_in_the_order_in_which_they_are_used(operands: str) -> None:
    made = arrange(boxes("a", "b", "c"), edges(*[f"{operand}c" for operand in operands]))
    assert stands(made, *operands)


def test_a_sum_of_products_is_read_from_top_to_bottom_without_a_crossing() -> None:
    # ((a*b) + (c*d)) + e
    wires = edges("ap", "bp", "cq", "dq", "ps", "qs", "st", "et")
    made = arrange(boxes("a", "b", "c", "d", "e", "p", "q", "s", "t"), wires)
    is_clean(made, wires)
    assert stands(made, "a", "b", "c", "d")
    assert stands(made, "p", "q")
    assert stands(made, "s", "e")
    assert crossings(made, wires) == 0


def test_two_parts_that_are_not_linked_do_not_mix() -> None:
    wires = edges("ab", "cd")
    made = arrange(boxes("a", "b", "c", "d"), wires)
    is_clean(made, wires)
    assert stands(made, "a", "c")
    assert stands(made, "b", "d")


def crosses(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> bool:
    """True where two straight-piece lines cross away from their ends."""

    def side(p: tuple, q: tuple, r: tuple) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    for a, b in pairwise(first):
        for c, d in pairwise(second):
            if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                return True
    return False


def crossings(made: Arrangement, wires: Sequence[LocalEdge]) -> int:
    lines = [line_of(made, wire) for wire in wires]
    return sum(crosses(a, b) for a, b in combinations(lines, 2))


# Any graph.


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[int, tuple[float, float]], list[LocalEdge]]:
    """Boxes of any size, edges from earlier to later ones, some from outside."""
    count = draw(st.integers(1, 16))
    side = st.floats(8, 120)
    sizes = {i: (draw(side), draw(side)) for i in range(count)}
    pairs = draw(st.lists(st.tuples(st.integers(-3, count - 1), st.integers(0, count - 1))))
    wires = [
        LocalEdge(f"port {source}" if source < 0 else source, target)
        for source, target in dict.fromkeys(pairs)
        if source < target
    ]
    return sizes, wires


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_any_graph_is_arranged_cleanly_and_the_same_each_time(graph: tuple) -> None:
    sizes, wires = graph
    made = arrange(sizes, wires)
    is_clean(made, wires)
    assert set(made.places) == set(sizes)
    assert set(made.bends) == set(wires)
    assert made == arrange(sizes, wires)


@st.composite
def expressions(draw: st.DrawFn) -> tuple[int, list[LocalEdge]]:
    """A tree of operations with one or two operands, in topological order: a count and edges."""
    roots, wires, count = [], [], 0
    for arity in draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=1, max_size=24)):
        if len(roots) < arity:
            arity = 0
        operands = roots[len(roots) - arity :]
        roots = [*roots[: len(roots) - arity], count]
        wires += [LocalEdge(operand, count) for operand in operands]
        count += 1
    return count, wires


@given(expressions())
@settings(max_examples=80, deadline=None)
def test_a_tree_is_read_from_top_to_bottom_without_a_crossing(tree: tuple) -> None:
    count, wires = tree
    made = arrange(dict.fromkeys(range(count), SIZE), wires)
    is_clean(made, wires)
    assert crossings(made, wires) == 0
    for node in range(count):
        operands = [wire.source for wire in wires if wire.target == node]
        for above, below in pairwise(operands):
            assert middle(made, above) < middle(made, below)


@pytest.mark.parametrize("shape", ["fan in", "fan out", "both"])
def test_many_neighbours_keep_their_order(shape: str) -> None:
    many = [f"n{i}" for i in range(40)]
    sizes: dict[str, tuple[float, float]] = {"start": SIZE, **dict.fromkeys(many, SIZE)}
    sizes["end"] = SIZE
    joins: dict[str, Callable[[str], list[LocalEdge]]] = {
        "fan in": lambda key: [LocalEdge(key, "end")],
        "fan out": lambda key: [LocalEdge("start", key)],
        "both": lambda key: [LocalEdge("start", key), LocalEdge(key, "end")],
    }
    wires = [edge for key in many for edge in joins[shape](key)]
    made = arrange(sizes, wires)
    is_clean(made, wires)
    assert stands(made, *many)
