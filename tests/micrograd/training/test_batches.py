"""Mini-batches: each step has a graph of its own samples, and can be taken back into the last."""

import random

import pytest

from micrograd.compiled.engine import CompiledEngine
from micrograd.data.dataset import Dataset
from micrograd.nn import MLP
from micrograd.training.loss_graph import LossGraph
from micrograd.training.step_engine import StepEngine
from micrograd.training.trainer import Trainer


def make_trainer(
    count: int = 10, engine: StepEngine | None = None, batch_size: int = 4, **settings: float
) -> Trainer:
    chance = random.Random(2)
    dataset = Dataset.from_rows([[chance.uniform(-1, 1) for _ in range(3)] for _ in range(count)])
    model = MLP(2, [3, 1], rng=random.Random(0))
    return Trainer(
        model, dataset, 0.1, loss="mean-squared", engine=engine, batch_size=batch_size, **settings
    )


def numbers_of(trainer: Trainer) -> list[str]:
    """The bits of all that the graph shows, and of the state."""
    nodes = trainer.graph.order
    numbers = [x for node in nodes for x in (node.data, node.grad)]
    return [*map(float.hex, [*numbers, *trainer.state]), str(list(trainer.graph.rows))]


def test_a_step_is_that_of_a_dataset_of_its_batch() -> None:
    trainer = make_trainer()
    for step in range(7):
        rows = trainer.samples.rows_of(step)
        alone = Trainer(
            MLP(2, [3, 1], rng=random.Random(0)),
            trainer.dataset.rows_taken(rows),
            0.1,
            loss="mean-squared",
        )
        alone.resume(0, trainer.state, trainer.grads)
        assert trainer.step() == alone.step()
        assert trainer.state == alone.state


def test_nodes_are_named_after_the_rows_of_the_dataset() -> None:
    trainer = make_trainer()
    for step in range(4):
        trainer.step()
        graph = trainer.graph
        found = {address.sample for address in graph.addresses} - {None}
        assert found == set(trainer.samples.rows_of(step))
        inputs = [
            node.data for node in graph.order if graph.addresses[graph.index[node]].name == "x1"
        ]
        assert {*inputs} == {trainer.dataset.xs[row][0] for row in found}


def test_a_graph_that_is_looked_at_stays_the_same_object_while_batches_are_alike() -> None:
    trainer = make_trainer(8)
    graph = trainer.graph
    trainer.run(5)
    assert trainer.graph is graph


@pytest.mark.parametrize("count", [8, 10])
def test_every_operation_can_be_taken_back_into_the_batch_before(count: int) -> None:
    trainer = make_trainer(count)
    trainer.run(2)
    known = numbers_of(trainer)
    trainer.advance(5)
    assert list(trainer.graph.rows) == trainer.samples.rows_of(2)
    trainer.retreat(5)
    # One more reopens the step of the batch before.
    assert trainer.retreat(1)
    assert list(trainer.graph.rows) == trainer.samples.rows_of(1)
    trainer.advance(1)
    assert numbers_of(trainer) == known


@pytest.mark.parametrize("count", [8, 10])
def test_what_was_trained_compiled_is_shown_as_the_engine_shows_it(
    count: int, compiled_loop: object
) -> None:
    fast, walked = make_trainer(count, engine=CompiledEngine()), make_trainer(count)
    for steps in (1, 2, 4, 1):
        fast.run(steps)
        for _ in range(steps):
            walked.step_phase()
            while not walked.is_between_steps:
                walked.step_phase()
        assert numbers_of(fast) == numbers_of(walked)


@pytest.mark.parametrize("count", [8, 10])
def test_after_compiled_steps_the_next_one_is_walked_with_its_own_batch(
    count: int, compiled_loop: object
) -> None:
    fast, walked = make_trainer(count, engine=CompiledEngine()), make_trainer(count)
    for trainer in (fast, walked):
        trainer.run(2)
        trainer.step_operation()
        assert list(trainer.graph.rows) == trainer.samples.rows_of(2)
        trainer.step()
    assert fast.state == walked.state


@pytest.mark.parametrize(
    ("name", "value"),
    [("batch_size", 3), ("batch_size", 0), ("off", ("1.2",)), ("test_share", 0.4)],
)
def test_another_graph_after_compiled_steps_begins_with_the_step_to_come(
    name: str, value: object, compiled_loop: object
) -> None:
    fast, walked = make_trainer(engine=CompiledEngine()), make_trainer()
    assert fast.graph
    for trainer in (fast, walked):
        trainer.run(4)
        trainer.change(name, value)
        assert list(trainer.graph.rows) == trainer.samples.rows_of(4)
        trainer.step()
    assert fast.state == walked.state


def test_after_a_change_by_hand_the_graph_is_that_of_the_step_to_come() -> None:
    trainer = make_trainer()
    trainer.run(2)
    assert list(trainer.graph.rows) == trainer.samples.rows_of(1)
    trainer.edit_parameter(0, 0.25)
    rows = trainer.samples.rows_of(2)
    fresh = LossGraph(trainer.model, trainer.dataset.rows_taken(rows), trainer.objective)
    assert trainer.graph.loss.data == fresh.loss.data


def test_the_whole_phase_is_done_also_where_the_next_batch_is_larger() -> None:
    trainer = make_trainer()
    trainer.run(3)
    assert len(trainer.graph.rows) == 2
    trainer.step_phase()
    assert len(trainer.graph.rows) == 4
    assert trainer.next_pass is not trainer.last_pass


def test_an_evaluation_is_of_all_samples_and_tells_the_loss_of_those_held_out() -> None:
    trainer = make_trainer(10, batch_size=3, test_share=0.3, seed=1)
    trainer.run(5)
    found = trainer.evaluate()
    assert len(found.predictions) == 10
    losses = found.sample_losses
    training, held_out = trainer.samples.training, trainer.samples.held_out
    assert found.loss == pytest.approx(sum(losses[i] for i in training) / 7)
    assert found.test_loss == pytest.approx(sum(losses[i] for i in held_out) / 3)


def test_without_a_share_there_is_no_loss_of_samples_held_out() -> None:
    assert make_trainer(10).evaluate().test_loss is None


def test_resuming_in_the_middle_of_an_epoch_goes_on_with_its_batches() -> None:
    whole, half = make_trainer(), make_trainer()
    whole.run(4)
    half.resume(whole.steps, whole.state, whole.grads)
    assert half.run(9) == whole.run(9)
    assert half.state == whole.state


@pytest.mark.parametrize("settings", [{}, {"penalty": "l2", "test_share": 0.3}])
@pytest.mark.parametrize("loss", ["mean-squared", "sum-squared"])
def test_the_loss_that_the_next_step_will_find_is_known_before(
    loss: str, settings: dict[str, object]
) -> None:
    dataset = make_trainer().dataset
    model = MLP(2, [3, 1], rng=random.Random(0))
    trainer = Trainer(model, dataset, loss=loss, batch_size=3, **settings)
    for _ in range(5):
        exact, quick = trainer.loss_to_come(), trainer.loss_to_come_of(trainer.evaluate())
        assert trainer.step() == exact == pytest.approx(quick, rel=1e-12)
