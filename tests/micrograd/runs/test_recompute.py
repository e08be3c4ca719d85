"""A run that was opened from a file knows every step again once it was trained once more."""

import pytest

from micrograd.data.dataset import Dataset
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs import recompute
from micrograd.runs.events import parameter_event, setting_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recompute import (
    Recomputation,
    all_recomputed,
    doubts,
    seconds_to_train,
    to_recompute,
)
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run
from micrograd.training.trainer import Trainer
from tests.micrograd.files.experiments import linear_run, with_another_rate


def trainer_of(run: Run) -> Trainer:
    return run.start.trainer()


def trained(steps: int) -> Experiment:
    """A run with two events on its way and one at its end."""
    experiment = new_experiment()
    run = experiment.current
    trainer = trainer_of(run)
    for event_at in (steps // 3, steps // 2, steps):
        train_run(run, trainer, event_at - run.steps)
        for event in (
            setting_event(event_at, "learning_rate", 0.1 + event_at / steps / 10),
            parameter_event(event_at, 3, "layer 1 · neuron 1 · b", 0.25),
        ):
            event.apply(trainer)
            run.add_event(event)
    return experiment


@pytest.fixture
def opened(compiled_loop: object) -> tuple[Run, Run]:
    """A run, and the same run read from its file."""
    experiment = trained(60_000)
    return experiment.current, from_bytes(to_bytes(experiment)).current


def test_its_past_is_what_it_was_to_the_last_bit(opened: tuple[Run, Run]) -> None:
    run, again = opened
    assert again.history.is_outline
    recomputation = Recomputation(again)
    shares = list(recomputation.work())
    assert recomputation.matches
    recomputation.take_over()
    assert not again.history.is_outline
    assert again.history.losses.values.tolist() == run.history.losses.values.tolist()
    assert again.history.last == run.history.last
    assert again.events == run.events
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_what_was_trained_on_meanwhile_belongs_to_it(opened: tuple[Run, Run]) -> None:
    run, again = opened
    recomputation = Recomputation(again)
    work = recomputation.work()
    next(work)
    trainers = {each: trainer_of(each) for each in opened}
    for each, trainer in trainers.items():
        restore(trainer, each, each.steps)
        train_run(each, trainer, 5_000)
    for _ in work:
        pass
    assert recomputation.seconds_left == 0
    assert recomputation.matches
    recomputation.take_over()
    assert again.history.losses.values.tolist() == run.history.losses.values.tolist()


def test_numbers_of_another_computer_are_noticed(opened: tuple[Run, Run]) -> None:
    _, again = opened
    assert again.history.last is not None
    again.history.last[7] += 1e-16
    recomputation = Recomputation(again)
    for _ in recomputation.work():
        pass
    assert not recomputation.matches


def test_a_file_that_is_not_reproduced_is_doubted_once_that_is_known() -> None:
    for rate, is_same in ((0.001, True), (0.0011, False), (1e200, False)):
        experiment = from_bytes(with_another_rate(linear_run(40), rate))
        assert to_recompute(experiment) == [experiment.current]
        shares = list(all_recomputed(experiment))
        assert shares == sorted(shares)
        assert to_recompute(experiment) == []
        history = experiment.current.history
        assert (history.is_outline, history.differs) == (not is_same, not is_same)
        found = doubts(experiment.all_runs())
        assert bool(found) != is_same
        assert all("other numbers than run 1 has in the file" in doubt for doubt in found)


def test_a_run_that_takes_too_long_is_said_to_be_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "MOST_SECONDS", 0.0)
    experiment = from_bytes(to_bytes(linear_run(40)))
    assert list(all_recomputed(experiment)) == []
    (doubt,) = doubts(experiment.all_runs())
    assert "was not checked" in doubt


def test_the_run_gets_checkpoints_while_the_work_goes_on(opened: tuple[Run, Run]) -> None:
    run, again = opened
    again.history.checkpoints.rewind(0)
    recomputation = Recomputation(again)
    next(recomputation.work())
    recomputation.give_checkpoints()
    (step,) = again.history.checkpoints.steps
    trainer, other = trainer_of(run), trainer_of(again)
    restore(trainer, run, step + 5)
    restore(other, again, step + 5)
    assert [p.data for p in other.parameters] == [p.data for p in trainer.parameters]


def test_the_guess_of_its_time_is_of_the_samples_that_its_steps_have() -> None:
    dataset = Dataset([[0.1 * i] for i in range(50)], [0.5] * 50)
    recipe = Recipe(dataset=dataset, loss="mean-squared", batch_size=4)
    run = new_experiment(recipe).current
    trainer, guess = trainer_of(run), 0.0
    few = Dataset(dataset.xs[:7], dataset.ys[:7])
    changes = [("batch_size", 0), ("test_share", 0.5), ("dataset", few), ("learning_rate", 0.2)]
    for name, value in changes:
        guess += 3 * trainer.expected_step_s
        train_run(run, trainer, 3)
        event = setting_event(run.steps, name, value, "")
        event.apply(trainer)
        run.add_event(event)
    assert seconds_to_train(run, 0, trainer.engine.is_compiled) == pytest.approx(guess)
