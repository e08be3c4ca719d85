"""The last loss is that of the parameters at a run's end, events there included."""

import math
from dataclasses import replace

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.recipe.recipe import Recipe
from micrograd.runs import last_loss as module
from micrograd.runs.events import parameter_event, setting_event
from micrograd.runs.last_loss import known_loss, last_loss, next_loss
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run, drawn_start
from micrograd.training.trainer import Trainer


def trained(steps: int, dataset: Dataset | None = None) -> tuple[Run, Trainer]:
    run = Run(1, drawn_start(Recipe(dataset=dataset or four_samples())))
    trainer = run.start.trainer()
    train_run(run, trainer, steps)
    return run, trainer


@pytest.mark.parametrize("steps", [0, 1, 20])
def test_it_is_the_loss_that_the_next_step_would_find(steps: int) -> None:
    run, trainer = trained(steps)
    assert last_loss(run) == trainer.step()


def test_an_event_at_the_end_counts(compiled_loop: object) -> None:
    run, trainer = trained(20)
    for event in (
        parameter_event(20, 3, "w4", 0.5),
        setting_event(20, "dataset", Dataset.from_rows(four_samples().rows()[:2]), "open"),
    ):
        before = last_loss(run)
        run.add_event(event)
        event.apply(trainer)
        assert before != last_loss(run) == trainer.evaluate().loss


def test_an_event_on_the_way_is_not_done_twice() -> None:
    run, trainer = trained(20)
    event = parameter_event(20, 3, "w4", 0.5)
    run.add_event(event)
    event.apply(trainer)
    train_run(run, trainer, 5)
    assert last_loss(run) == trainer.evaluate().loss


def test_a_branch_without_a_step_of_its_own_has_the_loss_it_begins_with() -> None:
    run, trainer = trained(20)
    data = tuple(parameter.data for parameter in trainer.parameters)
    branch = Run(2, replace(run.start, step=20, state=data), run)
    assert last_loss(branch) == last_loss(run)
    branch.add_event(parameter_event(20, 0, "w1", 3.0))
    assert last_loss(branch) != last_loss(run)


def test_many_samples_are_evaluated_by_the_compiled_loop_to_the_same_bits(
    compiled_loop: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = trained(3)
    loss = last_loss(run)
    monkeypatch.setattr(module, "FEW", 0)
    assert last_loss(run) == loss


def test_too_large_numbers_have_an_infinite_loss() -> None:
    dataset = Dataset([[1e200]], [0.0])
    run = Run(1, drawn_start(Recipe(layers=(1,), activations=("linear",), dataset=dataset)))
    assert math.isinf(last_loss(run))


def test_a_known_loss_is_not_computed_again_until_the_end_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, trainer = trained(5)
    calls: list[Run] = []
    compute = module._computed
    monkeypatch.setattr(module, "_computed", lambda each: calls.append(each) or compute(each))

    def is_computed() -> bool:
        before = len(calls)
        assert last_loss(run) == compute(run).whole
        return len(calls) > before

    assert is_computed()
    assert not is_computed()
    train_run(run, trainer, 1)
    assert is_computed()
    run.add_event(parameter_event(6, 0, "w1", 1.0))
    assert is_computed()
    run.add_event(parameter_event(6, 0, "w1", 2.0))
    assert is_computed()
    run.add_event(setting_event(6, "learning_rate", 0.3))
    is_computed()
    assert not is_computed()


def test_an_untrained_run_whose_start_was_edited_has_another_loss() -> None:
    run = Run(1, drawn_start(Recipe()))
    before = last_loss(run)
    run.start = run.start.changed(parameter_event(0, 0, "w1", 3.0))
    assert last_loss(run) == module._computed(run).whole != before


def test_the_losses_of_batches_go_on_with_that_of_the_next_batch() -> None:
    start = drawn_start(Recipe(batch_size=3))
    run, trainer = Run(1, start), start.trainer()
    train_run(run, trainer, 5)
    whole, following = last_loss(run), next_loss(run)
    assert whole == trainer.evaluate().loss
    assert known_loss(run, 5).high == following != whole
    assert trainer.step() == following
