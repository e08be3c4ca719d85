"""Any step of a run is restored to the last bit, with its graph, from few checkpoints."""

import random
from itertools import pairwise
from typing import NamedTuple

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.rows import MANY
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event, parameter_event, setting_event
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore, seconds_to_replay, steps_to_replay
from micrograd.runs.run import Run, drawn_start
from micrograd.training.divergence import DivergenceError
from micrograd.training.trainer import Trainer

OTHER = Dataset([[1.0, 0.0, 0.5], [0.0, -1.0, 2.0]], [1.0, -1.0])


class Seen(NamedTuple):
    """Everything that the window shows of a step."""

    step: int
    dataset: Dataset
    rate: float
    data: list[float]
    grads: list[float]
    graph: list[tuple[float, float]]


def see(trainer: Trainer) -> Seen:
    return Seen(
        trainer.steps,
        trainer.dataset,
        trainer.learning_rate,
        [p.data for p in trainer.parameters],
        [p.grad for p in trainer.parameters],
        [(value.data, value.grad) for value in trainer.graph.order],
    )


def new_run(seed: int = 0) -> tuple[Run, Trainer]:
    run = Run(1, drawn_start(Recipe(seed=seed)))
    return run, trainer_of(run)


def trainer_of(run: Run) -> Trainer:
    return run.start.trainer()


def happen(run: Run, trainer: Trainer, event: Event) -> None:
    event.apply(trainer)
    run.add_event(event)
    if event not in run.events:
        restore(trainer, run, run.steps)


def any_event(step: int, chance: random.Random) -> Event:
    return chance.choice(
        [
            setting_event(step, "learning_rate", chance.uniform(0.01, 0.2)),
            parameter_event(step, chance.randrange(41), "a parameter", chance.uniform(-1, 1)),
            setting_event(step, "dataset", chance.choice([OTHER, four_samples()]), "other samples"),
        ]
    )


def trained_with_edits(seed: int, lengths: list[int]) -> tuple[Run, dict[int, Seen]]:
    """A run with an edit after each stretch of steps, and what was seen at their ends."""
    chance = random.Random(seed)
    run, trainer = new_run(seed)
    seen = {0: see(trainer)}
    for length in lengths:
        train_run(run, trainer, length)
        for _ in range(chance.randrange(3)):
            happen(run, trainer, any_event(run.steps, chance))
        seen[run.steps] = see(trainer)
    return run, seen


@pytest.mark.parametrize("seed", range(4))
def test_every_step_that_was_seen_comes_back_on_the_engine(seed: int) -> None:
    run, seen = trained_with_edits(seed, [1, 1, 2, 3, 90, 1, 100, 40])
    assert len(run.history.checkpoints) >= 3
    trainer = trainer_of(run)
    steps = [*seen, *seen]
    random.Random(seed).shuffle(steps)
    for step in steps:
        restore(trainer, run, step)
        assert see(trainer) == seen[step]


@pytest.mark.parametrize("seed", range(4))
def test_every_step_that_was_seen_comes_back_compiled(compiled_loop: object, seed: int) -> None:
    run, seen = trained_with_edits(seed, [1, 2, 20_000, 1, 50_000, 40_000, 3])
    trainer = trainer_of(run)
    for step in [*seen, *reversed(seen)]:
        restore(trainer, run, step)
        assert see(trainer) == seen[step]


def test_training_on_from_a_restored_step_repeats_the_run(compiled_loop: object) -> None:
    run, trainer = new_run()
    train_run(run, trainer, 30_000)
    restore(trainer, run, 12_345)
    assert trainer.run(100) == [run.loss_at(step).low for step in range(12_345, 12_445)]


def test_a_restored_step_can_be_opened_again(compiled_loop: object) -> None:
    run, trainer = new_run()
    train_run(run, trainer, 20_000)
    restore(trainer, run, 10_000)
    at_10_000 = see(trainer)
    restore(trainer, run, 10_001)
    trainer.retreat(41)
    assert [p.data for p in trainer.parameters] == at_10_000.data
    trainer.step()
    assert trainer.steps == 10_001


def test_there_is_a_checkpoint_for_every_hundredth_of_a_second_of_training(
    compiled_loop: object,
) -> None:
    run, trainer = new_run()
    train_run(run, trainer, 400_000)
    steps = [0, *run.history.checkpoints.steps, 400_000]
    longest = max(b - a for a, b in pairwise(steps))
    assert longest * trainer.expected_step_s < 0.025


def test_a_run_that_diverged_ends_at_its_last_finite_step(compiled_loop: object) -> None:
    recipe = Recipe(layers=(4, 1), activations=("linear", "linear"), learning_rate=1.0)
    run = Run(1, drawn_start(recipe))
    trainer = trainer_of(run)
    with pytest.raises(DivergenceError):
        train_run(run, trainer, 10_000)
    end = [p.data for p in trainer.parameters]
    assert run.steps == trainer.steps == len(run.history.losses)
    restore(trainer, run, 0)
    restore(trainer, run, run.steps)
    assert [p.data for p in trainer.parameters] == end


def test_a_long_replay_leaves_checkpoints_for_the_next_one(compiled_loop: object) -> None:
    run, trainer = new_run()
    train_run(run, trainer, 300_000)
    expected = see(trainer)
    run.history.checkpoints.rewind(0)
    restore(trainer, run, 300_000)
    assert see(trainer) == expected
    assert 299_998 in run.history.checkpoints.steps
    assert len(run.history.checkpoints) >= 4
    restore(trainer, run, 200_000)
    restore(trainer, run, 300_000)
    assert see(trainer) == expected


def test_many_samples_that_were_edited_again_and_again_are_not_gone_through_twice(
    compiled_loop: object,
) -> None:
    dataset = Dataset.from_rows([[i / MANY, 1.0, -1.0, 0.5] for i in range(MANY)])
    run = Run(1, drawn_start(Recipe(dataset=dataset, learning_rate=1e-5)))
    trainer = trainer_of(run)
    for i in range(6):
        train_run(run, trainer, 2)
        dataset = dataset.with_samples({i: [0.0, 0.0, 0.0, 1.0]})
        happen(run, trainer, setting_event(run.steps, "dataset", dataset, "edit"))
    train_run(run, trainer, 3)
    expected = trainer.state
    run.history.checkpoints.rewind(0)
    for left in (15, 3):
        assert steps_to_replay(run, 15) == left
        other = trainer_of(run)
        restore(other, run, 15)
        assert [x.hex() for x in other.state] == [x.hex() for x in expected]
        assert other.dataset is dataset


def test_the_guess_of_a_replay_is_of_the_samples_that_its_steps_have(compiled_loop: object) -> None:
    dataset = Dataset([[0.1 * i] for i in range(200)], [0.5] * 200)
    recipe = Recipe(dataset=dataset, loss="mean-squared", batch_size=10)
    run = Run(1, drawn_start(recipe))
    trainer = trainer_of(run)
    train_run(run, trainer, 20)
    guess = steps_to_replay(run, 20) * trainer.expected_step_s
    assert seconds_to_replay(run, 20) == pytest.approx(guess)
    for name, value in (("batch_size", 0), ("test_share", 0.9)):
        happen(run, trainer, setting_event(run.steps, name, value))
        train_run(run, trainer, 20)
        guess = steps_to_replay(run, run.steps) * trainer.expected_step_s
        assert seconds_to_replay(run, run.steps) == pytest.approx(guess)


# Gradients that are carried from step to step.


def carrying_run(steps: int, since: int) -> tuple[Run, list[list[float]]]:
    """A run in which gradients add up from a step on, and those after each step."""
    run = Run(1, drawn_start(Recipe(layers=(2, 1), learning_rate=1e-4)))
    trainer, grads = run.start.trainer(), []
    for step in range(steps):
        if step == since:
            run.add_event(setting_event(step, "fault", "no-zero-grad"))
            run.events[-1].apply(trainer)
        train_run(run, trainer, 1)
        grads.append(trainer.grads)
    return run, grads


@pytest.mark.parametrize("since", [0, 100])
@pytest.mark.parametrize("step", [1, 70, 100, 101, 102, 150, 200])
def test_a_step_without_zero_grad_has_the_gradients_of_all_steps_before(
    since: int, step: int
) -> None:
    run, grads = carrying_run(200, since)
    trainer = run.start.trainer()
    restore(trainer, run, step)
    assert trainer.grads == grads[step - 1]
    assert steps_to_replay(run, step) <= step


def test_gradients_that_are_carried_are_kept_with_the_checkpoints() -> None:
    run, grads = carrying_run(200, 0)
    assert steps_to_replay(run, 190) < 190
    kept = run.history.checkpoints.before(190)
    assert kept
    assert kept.grads == grads[kept.step - 1]
    run.history.rewind(100, [])
    assert {run.history.checkpoints.at(0).step} == {1}
