"""Pages that need the graph give way to a reason where the graph is too large."""

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.pages.small_graphs import SmallGraphs
from app.walking.sample_alone import SampleAlone
from app.walking.training_walk import TrainingWalk
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.passes import BackwardPass, Pass
from micrograd.training.phases import Phase
from tests.app.views.graph.laying_out import settle
from tests.event_loop import is_at_rest

MANY = Dataset.from_rows([[i / 7, i / 11, -i / 13, 0.5] for i in range(3000)])


@pytest.fixture(autouse=True)
def trains_compiled(compiled_loop: object) -> None:
    """The engine would take minutes."""


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


@pytest.fixture
def large(window: MainWindow) -> MainWindow:
    window.session.edits.set_dataset(MANY, "many samples")
    return window


def page_of(window: MainWindow, name: str) -> SmallGraphs:
    return next(
        page
        for page in window.findChildren(SmallGraphs)
        if page.notice.objectName() == f"{name}_page_notice"
    )


def was_built(session: Session) -> bool:
    return session.cursor.trainer._seen.graph is not None


def test_a_large_graph_is_not_built_to_be_shown_and_fewer_samples_bring_the_page_back(
    large: MainWindow,
) -> None:
    large.stage.show_page("gradient")
    notice = page_of(large, "gradient").notice
    assert notice.isVisible()
    assert "The graph of 3,000 samples has 321,042 nodes." in notice.text()
    assert "The graph page shows any sample by itself." in notice.text()
    assert not was_built(large.session)
    large.session.edits.set_dataset(four_samples(), "four samples")
    assert not notice.isVisible()


@pytest.mark.parametrize("is_read", [False, True])
def test_a_gradient_in_sight_builds_no_graph_that_has_just_become_large(
    qtbot: QtBot, window: MainWindow, is_read: bool
) -> None:
    window.show_page("gradient")
    page = window.view("gradient")
    window.session.selection.choose([0])
    if is_read:
        qtbot.waitUntil(lambda: not page.work.is_running)
    window.session.edits.set_dataset(MANY, "many samples")
    assert page_of(window, "gradient").notice.isVisible()
    qtbot.waitUntil(lambda: is_at_rest(page))
    assert not was_built(window.session)


def test_the_graph_page_shows_a_sample_of_any_dataset(qtbot: QtBot, large: MainWindow) -> None:
    large.show_page("graph")
    page = large.view("graph")
    canvas = page.view.canvas
    settle(qtbot, canvas)
    assert not page_of(large, "graph").notice.isVisible()
    assert page.notice.full_text.startswith("Sample 1 of 3,000 by itself")
    assert "321,042 nodes" in page.notice.full_text
    large.session.selection.choose_sample(2345)
    settle(qtbot, canvas)
    assert page.notice.full_text.startswith("Sample 2,346 of 3,000")
    numbers = {
        canvas.scene.names[node]: canvas.scene.order[node].data
        for node in canvas.scene.tree.group_of
    }
    evaluation = large.session.cursor.evaluation
    assert numbers["ŷ"] == evaluation.predictions[2345][0]
    assert numbers["loss"] == evaluation.sample_losses[2345]
    assert not was_built(large.session)


def test_its_numbers_follow_training_edits_and_steps_of_the_past(large: MainWindow) -> None:
    session = large.session
    large.show_page("graph")
    walk = large.view("graph").walk
    seen = {walk.order[-1].data}
    for act in (
        session.training.step,
        partial(session.edits.set_parameter, 3, 0.25),
        session.training.step,
        partial(session.cursor.go_to, 1),
    ):
        act()
        assert walk.order[-1].data == session.cursor.evaluation.sample_losses[0]
        seen.add(walk.order[-1].data)
    assert len(seen) == 3
    shown = [parameter.data for parameter in walk.alone.graph.parameters]
    assert shown == [parameter.data for parameter in session.cursor.trainer.parameters]


def test_operations_of_a_large_step_are_those_of_the_shown_sample(large: MainWindow) -> None:
    session = large.session
    session.training.step()
    numbers = [(p.data, p.grad) for p in session.cursor.trainer.parameters]
    large.show_page("graph")
    walk, card = large.view("graph").walk, large.view("graph").view.card
    for action in ("step_operation", "step_operation", "step_operation_back", "step_phase"):
        large.actions_by_name[action].trigger()
    assert "sample 1" in large.statusBar().message.text()
    large.actions_by_name["step_operation"].trigger()
    assert walk.phase is Phase.BACKWARD
    ops = len(walk.last_pass)
    place = f"backward pass · operation {2999 * ops + 1:,} of {3000 * ops:,}, just done"
    assert card.where.text() == place
    while walk.alone.passes.backward.position < ops:
        large.actions_by_name["step_operation"].trigger()
    large.actions_by_name["step_operation"].trigger()
    assert (walk.phase, walk.last_pass.position) == (Phase.FORWARD, 1)
    assert session.cursor.steps == 1
    assert [(p.data, p.grad) for p in session.cursor.trainer.parameters] == numbers
    assert not was_built(session)


def test_nodes_and_parameters_are_chosen_in_a_sample_by_itself(large: MainWindow) -> None:
    session = large.session
    large.show_page("graph")
    walk = large.view("graph").walk
    session.selection.choose([5])
    assert walk.order[walk.chosen] is walk.alone.graph.parameters[5]
    root = len(walk.order) - 1
    walk.choose(root)
    assert (walk.chosen, session.selection.parameters) == (root, [])
    large.actions_by_name["run_to_chosen"].trigger()
    parameter = walk.index[walk.alone.graph.parameters[7]]
    walk.choose(parameter)
    assert (walk.chosen, session.selection.parameters) == (parameter, [7])
    assert not was_built(session)
    session.edits.set_dataset(four_samples(), "four samples")
    assert walk.alone is None


def test_the_whole_loss_is_offered_only_where_it_can_be_built(window: MainWindow) -> None:
    window.show_page("graph")
    page = window.view("graph")
    page.scope.setCurrentIndex(2)
    page.scope.activated.emit(2)
    assert page.walk.shown_scope == "loss"
    window.session.edits.set_dataset(MANY, "many samples")
    item = page.scope.model().item(2)
    assert (page.walk.shown_scope, page.scope.currentData()) == ("sample", "sample")
    assert not item.isEnabled()
    window.session.edits.set_dataset(four_samples(), "four samples")
    assert (page.walk.shown_scope, item.isEnabled()) == ("loss", True)


def test_a_network_of_which_one_sample_is_too_large_has_a_notice(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.pages.small_graphs.MOST_NODES", 50)
    window.show_page("graph")
    window.session.edits.set_dataset(MANY, "many samples")
    assert "The graph of 1 sample has" in page_of(window, "graph").notice.text()


def test_steps_and_runs_of_a_large_graph_go_on(qtbot, large: MainWindow) -> None:
    large.actions_by_name["step"].trigger()
    assert large.session.cursor.steps == 1
    large.runner.run(20)
    qtbot.waitUntil(lambda: not large.runner.is_running)
    assert large.session.cursor.steps == len(large.session.cursor.owner.history.losses) == 21
    assert not was_built(large.session)


def numbers_of(current: Pass) -> list[float]:
    """The numbers that an operation came to and worked with."""
    operands = [operand.data for operand in current.node._prev]
    grads = [current.node.grad] if isinstance(current, BackwardPass) else []
    return [current.node.data, *operands, *grads]


@pytest.mark.parametrize(
    ("targets", "loss", "penalty"),
    [(1, "sum-squared", "none"), (2, "sum-squared", "none"), (2, "huber", "l2")],
)
def test_a_sample_by_itself_has_the_operations_and_the_numbers_of_the_step(
    targets: int, loss: str, penalty: str
) -> None:
    rows = [[0.5 * i, 1.0 - i, 0.25, *[0.1 * i] * targets] for i in range(4)]
    data = Dataset.from_rows(rows, targets)
    recipe = Recipe(dataset=data, loss=loss, penalty=penalty, penalty_strength=0.125, seed=0)
    session = Session(new_experiment(recipe))
    session.training.step()
    trainer = session.cursor.trainer
    penalized = set(trainer.objective.penalized(trainer.model))
    penalties = [0.25 * p.data if p in penalized else 0.0 for p in trainer.parameters]
    # The walks through each sample by itself: operation and numbers by place in the step.
    alone: dict[tuple[Phase, int], tuple[str, list[float]]] = {}
    shares = []
    for sample in range(4):
        own = SampleAlone(session.cursor, sample)
        own.passes.restart()
        sums = {*own.graph._sums, own.graph._of_samples}
        while not own.passes.is_done:
            current = own.passes.next
            own.passes.seek(current.position + 1, current)
            assert current.node is not None
            # The sums of the step go through all samples.
            numbers = [] if current.node in sums else numbers_of(current)
            place, length = own.place_in_step
            alone[own.passes.phase, place] = current.node._op, numbers
        shares.append([parameter.grad for parameter in own.graph.parameters])
    # A penalty has a term and a sum for each weight, its strength, and what joins it to the loss.
    assert length == len(alone) / 2 + (2 * len(penalized) + 2 if penalized else 0)
    # The same places in the step itself.
    walk = TrainingWalk(session)
    for phase, place in sorted(alone, key=lambda key: (list(Phase).index(key[0]), key[1])):
        while walk.phase is not phase or walk.last_pass.position != place:
            walk.step()
        op, numbers = alone[phase, place]
        assert walk.last_pass.node._op == op
        assert numbers in ([], numbers_of(walk.last_pass))
    assert walk.last_pass.is_done
    # The penalty and the shares of all samples, the last one first, are the gradients.
    grads = penalties
    for share in reversed(shares):
        grads = [grad + part for grad, part in zip(grads, share, strict=True)]
    assert grads == [parameter.grad for parameter in trainer.parameters]
