"""Experiments to be written and read, and how they are compared: to the last bit."""

import json
from dataclasses import replace
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.files.writing import to_bytes
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event, network_event, parameter_event, setting_event
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start, drawn_start
from micrograd.training.trainer import Trainer

TWO_SAMPLES = Dataset([[0.1, 0.2, -0.3], [1.5, 2.0, 1 / 3]], [0.5, -1.0])


def tried() -> Experiment:
    """Four runs with every kind of event; the second one was deleted, and has a branch.

    The current one is shown where it still was its parent.
    """
    experiment = new_experiment()
    first = experiment.current
    train(first, 10)
    train(first, 5, setting_event(10, "learning_rate", 0.05))
    train(first, 5, parameter_event(15, 3, "layer 1 · neuron 1 · b", 0.1 + 0.2))
    train(first, 10, setting_event(20, "dataset", TWO_SAMPLES, "edit samples"))
    first.place = 7

    second = branch(experiment, first, 12)
    train(second, 20, setting_event(12, "learning_rate", 1e-3))

    wider = Recipe(layers=(5, 1), activations=("relu", "linear"), seed=8)
    begin = drawn_start(wider.changed(dataset=second.recipe.dataset, learning_rate=0.01))
    third = experiment.new_run(replace(begin, step=25), second)
    experiment.add(third, 0)
    third.name, third.is_hidden = "wider – “relu” \\ \n[1]", True
    third.events = [network_event(25, "remove layer 1")]
    train(third, 8)
    third.place = 20

    fourth = experiment.new_run(
        drawn_start(Recipe(seed=2**31 - 1, dataset=TWO_SAMPLES, learning_rate=1e-5))
    )
    experiment.add(fourth)
    experiment.remove(second)
    experiment.current = third
    return experiment


def branch(experiment: Experiment, run: Run, step: int) -> Run:
    """A run in the list that begins at a step of another one."""
    new = experiment.new_run(start_at(run, step), run)
    experiment.add(new)
    return new


def start_at(run: Run, step: int) -> Start:
    """The start of a branch at a step."""
    trainer = standing_at(run, step)
    recipe = run.recipe.changed(dataset=trainer.dataset, learning_rate=trainer.learning_rate)
    return Start(step, recipe, (), ()).with_numbers(trainer.model)


def standing_at(run: Run, step: int) -> Trainer:
    """A trainer that was restored at a step of a run, or of an ancestor."""
    owner = run.owner_of(step)
    trainer = owner.start.trainer()
    restore(trainer, owner, step)
    return trainer


def train(run: Run, steps: int, *events: Event) -> list[float]:
    """Let events happen at the end of a run, train it on, and return the losses."""
    trainer = standing_at(run, run.steps)
    for event in events:
        event.apply(trainer)
        run.add_event(event)
    before = len(run.history.losses.values)
    train_run(run, trainer, steps)
    return run.history.losses.values[before:].tolist()


def recorded_steps(run: Run) -> list[float]:
    """The steps of a run whose parameters are known, where each has a bucket of its own."""
    steps: list[float] = run.history.parameters.outline(0, "data", 1000)[0].tolist()
    return steps


def bits_at(run: Run, step: int) -> tuple[Any, ...]:
    """Every number of a step of a run."""
    trainer = standing_at(run, step)
    numbers = [(p.data.hex(), p.grad.hex()) for p in trainer.parameters]
    return numbers, trainer.learning_rate, trainer.dataset.rows(), trainer.steps


def facts_of(experiment: Experiment) -> list[Any]:
    """Everything about the runs except for their losses."""
    runs = [
        (
            run.number,
            run.name,
            run.is_hidden,
            run in experiment.runs,
            run.parent.number if run.parent else None,
            run.start,
            run.events,
            run.steps,
            run.place,
            run.history.last,
        )
        for run in experiment.all_runs()
    ]
    shown = [run.number for run in experiment.runs]
    return [runs, shown, experiment.current.number, experiment.next_number]


def assert_alike(one: Experiment, other: Experiment, steps: range | None = None) -> None:
    """The same runs, which have the same bits at their steps, and go on with the same losses."""
    assert facts_of(one) == facts_of(other)
    for a, b in zip(one.all_runs(), other.all_runs(), strict=True):
        for step in steps or range(a.start.step, a.steps + 1):
            assert bits_at(a, step) == bits_at(b, step)
        assert train(a, 3) == train(b, 3)


def with_another_rate(experiment: Experiment, rate: float) -> bytes:
    """The file of an experiment that no computer reproduces: its first run has another rate."""
    content = json.loads(to_bytes(experiment))
    content["runs"][0]["start"]["recipe"]["learning_rate"] = rate
    return json.dumps(content).encode()


def linear_run(steps: int) -> Experiment:
    """A run of the smallest linear network, left at its first step."""
    recipe = Recipe(layers=(1,), activations=("linear",), learning_rate=0.001)
    experiment = new_experiment(recipe)
    train(experiment.current, steps)
    experiment.current.place = 1
    return experiment
