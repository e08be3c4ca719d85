"""Operations that learners add are walked, explained and drawn like any other."""

import pytest

from app.session.session import Session
from app.views.graph.graph_layout import Link
from app.views.graph.scene import GraphScene
from app.walking.explanation import explain
from app.walking.training_walk import TrainingWalk
from micrograd.engine import Value, operate
from micrograd.nn import ACTIVATIONS
from micrograd.operations import OPERATIONS, Operation
from micrograd.runs.experiment import new_experiment
from micrograd.training.phases import Phase


def leaky(value: Value) -> Value:
    """An activation as the tutorials write it, with a `_backward` of its own."""
    slope = 1.0 if value.data > 0 else 0.1
    out = Value(slope * value.data, (value,), "leaky")

    def _backward() -> None:
        value.grad += slope * out.grad

    out._backward = _backward  # type: ignore[method-assign]
    return out


# For values, for floats, and a line of the source that the card shows.
KINDS = {
    "a backward": (leaky, lambda x: (1.0 if x > 0 else 0.1) * x, "value.grad += slope * out.grad"),
    "a row": (lambda value: operate("cube", value), lambda x: x * x * x, "3 * x * x"),
    "two operations": (
        lambda value: value.sigmoid() * value,
        lambda x: operate("sigmoid", x) * x,
        '"sigmoid": Operation(',
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    cube = Operation(
        lambda x: x * x * x,
        lambda out, x: (3 * x * x,),
    )
    monkeypatch.setitem(OPERATIONS, "cube", cube)
    monkeypatch.setitem(ACTIVATIONS, "own", KINDS[request.param][:2])
    return str(request.param)


def own_session() -> Session:
    session = Session(new_experiment())
    recipe = session.cursor.recipe.changed(activations=("own", "own", "linear"))
    return Session(new_experiment(recipe))


def drawn(walk: TrainingWalk) -> GraphScene:
    scene = GraphScene(walk)
    for _ in scene.prepare(keep_opened=False):
        pass
    return scene


def test_each_operation_of_two_steps_is_explained_and_drawn(kind: str) -> None:
    session, sources, names = own_session(), set[str](), set[str]()
    walk = TrainingWalk(session)
    while session.cursor.steps < 2:
        walk.step()
        made, node = explain(walk), walk.last_pass.node if walk.last_pass else None
        assert node is not None
        assert made.rows
        names.add(walk.name(walk.index[node]))
        sources |= {line.strip() for each in made.sources for line in each.lines}
    assert KINDS[kind][2] in "\n".join(sources)
    assert {"sum + b", "out", "ŷ", "loss"} <= names


def test_the_data_and_gradients_that_pass_its_edges_are_those_of_the_graph(kind: str) -> None:
    session = own_session()
    walk = TrainingWalk(session)
    walk.step()
    scene = drawn(walk)
    while walk.phase is not Phase.UPDATE:
        walk.finish_pass()
    order, index, flow = walk.order, walk.index, scene.flows()
    seen = 0
    for i, node in enumerate(order):
        for slot, operand in enumerate(node._prev):
            passed = flow(Link(index[operand], i, slot))
            seen += passed is not None and passed[0] == "grad"
    assert seen > len(order)


def test_a_graph_of_each_step_is_drawn_anew(kind: str) -> None:
    session = own_session()
    walk, rebuilt = TrainingWalk(session), list[int]()
    walk.rebuilt.connect(lambda: rebuilt.append(session.cursor.steps))
    walk.step()
    before = walk.order
    session.training.finish_step()
    walk.step()
    is_new = walk.order is not before
    assert is_new == bool(rebuilt) == (kind == "a backward")
    rebuilt.clear()
    before = walk.order
    session.edits.set_parameter(0, 0.25)
    is_new = walk.order is not before
    assert is_new == bool(rebuilt) == (kind == "a backward")
