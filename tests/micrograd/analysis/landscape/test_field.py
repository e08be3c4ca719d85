"""The loss of any parameters and its gradient, compiled and readable alike, changing nothing."""

import numpy as np
import pytest

from micrograd.analysis.landscape.field import MOST_COMPILED, MOST_READABLE, LossField
from micrograd.compiled import compiled_trainer
from micrograd.data.dataset import Dataset, four_samples
from micrograd.nn import MLP
from micrograd.training.trainer import Trainer


def make(compiled: bool, dataset: Dataset | None = None, **settings: object) -> Trainer:
    dataset = dataset or four_samples()
    model = MLP(dataset.nin, [3, 1])
    trainer = (compiled_trainer if compiled else Trainer)(model, dataset, 0.05, **settings)
    trainer.run(3)
    return trainer


def many(count: int) -> Dataset:
    chance = np.random.default_rng(1)
    return Dataset.from_rows(chance.normal(size=(count, 4)).tolist(), 1)


@pytest.mark.parametrize("is_compiled", [True, False])
@pytest.mark.parametrize(
    "settings", [{}, {"penalty": "l2"}, {"batch_size": 2}, {"optimizer": "adam"}]
)
def test_the_gradient_is_that_of_all_samples_as_a_central_difference_finds_it(
    is_compiled: bool, settings: dict[str, object]
) -> None:
    trainer = make(is_compiled, **settings)
    field = LossField(trainer)
    assert field.is_compiled == is_compiled
    before = [(p.data, p.grad) for p in trainer.parameters], trainer.steps
    here = np.array([p.data for p in trainer.parameters])
    steps = 1e-6 * np.eye(len(here))
    wanted = (field.losses(here + steps) - field.losses(here - steps)) / 2e-6
    np.testing.assert_allclose(field.gradient(here), wanted, rtol=1e-5, atol=1e-7)
    assert ([(p.data, p.grad) for p in trainer.parameters], trainer.steps) == before


def test_compiled_and_readable_gradients_are_the_same() -> None:
    fields = [LossField(make(compiled)) for compiled in (True, False)]
    here = np.random.default_rng(0).normal(size=len(fields[0].free))
    compiled, readable = (field.gradient(here) for field in fields)
    np.testing.assert_array_equal(compiled, readable)


def test_what_updates_leave_has_no_gradient() -> None:
    field = LossField(make(True, frozen=("1.1",), off=("1.2",)))
    # Four parameters of each neuron, and the weight that the one switched off goes through.
    assert np.flatnonzero(~field.free).tolist() == [*range(8), 13]
    gradient = field.gradient(np.ones(16))
    assert not gradient[~field.free].any()
    assert gradient[field.free].any()


@pytest.mark.parametrize("is_compiled", [True, False])
def test_of_many_samples_a_share_is_taken_that_is_the_same_each_time(is_compiled: bool) -> None:
    make_one = compiled_trainer if is_compiled else Trainer
    trainer = make_one(MLP(3, [3, 1]), many(20_000), 0.1)
    field, again = LossField(trainer), LossField(trainer)
    assert not field.is_whole
    assert field.rows == again.rows
    # The network has 16 parameters.
    assert len(field.rows) == (MOST_COMPILED if is_compiled else MOST_READABLE) // 16


def test_the_loss_of_the_rows_of_a_batch_is_that_of_the_batch() -> None:
    trainer = make(True, many(20), batch_size=5)
    here = np.array([[p.data for p in trainer.parameters]])
    rows = trainer.samples.rows_of(trainer.steps)
    assert LossField(trainer, rows).losses(here)[0] == pytest.approx(trainer.loss_to_come())


@pytest.mark.parametrize("is_compiled", [True, False])
def test_where_the_loss_is_not_finite_neither_is_the_gradient(is_compiled: bool) -> None:
    make_one = compiled_trainer if is_compiled else Trainer
    field = LossField(make_one(MLP(3, [1], ["linear"]), four_samples(), 0.1))
    far = np.full((1, 4), 1e200)
    assert not np.isfinite(field.losses(far)).any()
    assert not np.isfinite(field.gradient(far[0])).any()


@pytest.mark.parametrize("batch_size", [0, 3])
@pytest.mark.parametrize("fault", ["shifted-targets", "trained-on-test"])
def test_with_wrong_samples_the_loss_is_the_one_that_is_trained_with(
    fault: str, batch_size: int
) -> None:
    trainer = make(True, many(12), batch_size=batch_size, test_share=0.25, fault=fault)
    here = np.array([[p.data for p in trainer.parameters]])
    assert LossField(trainer).losses(here)[0] == pytest.approx(trainer.evaluate().loss)
    of_step = LossField(trainer, trainer.rows_of(trainer.steps))
    assert of_step.losses(here)[0] == pytest.approx(trainer.loss_to_come())
