"""An optimizer is a row: what it keeps in slots comes along wherever the parameters go."""

import contextlib
import io
import json
import re
from typing import Any

import pytest

from micrograd.data.dataset import four_samples
from micrograd.export.changes import changes
from micrograd.export.micrograd_script import MicrogradScript
from micrograd.files.errors import FileError
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.recipe.network import draw_network
from micrograd.recipe.optimizers import OPTIMIZERS, Optimizer
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import parameter_event
from micrograd.runs.experiment import new_experiment
from micrograd.runs.last_loss import last_loss
from micrograd.runs.recompute import Recomputation
from micrograd.runs.recording import train_run
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start, drawn_start
from micrograd.training.divergence import DivergenceError
from micrograd.training.trainer import Trainer

# Numbers of the network: its parameters, each with one slot.
PARAMETERS = 41


def move(data: float, grad: float, rate: float, velocity: float) -> tuple[float, float]:
    velocity = 0.9 * velocity + grad
    return data - rate * velocity, velocity


MOMENTUM = Optimizer("rolling", move, "It rolls on.", "SGD", ("velocity",))
RECIPE = {"learning_rate": 0.01, "optimizer": MOMENTUM.name}


@pytest.fixture(autouse=True)
def momentum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPTIMIZERS, MOMENTUM.name, MOMENTUM)


def bits(numbers: list[float]) -> list[str]:
    return [number.hex() for number in numbers]


def begun() -> Run:
    return Run(1, drawn_start(Recipe(**RECIPE)))


def trained(steps: int) -> tuple[Run, Trainer]:
    run = begun()
    trainer = run.start.trainer()
    train_run(run, trainer, steps)
    return run, trainer


def state_at(run: Run, step: int) -> list[str]:
    trainer = run.start.trainer()
    restore(trainer, run, step)
    return bits([*trainer.state, *trainer.grads])


def test_the_slots_are_those_of_a_loop_written_by_hand() -> None:
    trainer = begun().start.trainer()
    model, losses = draw_network(Recipe()), []
    velocity = [0.0] * PARAMETERS
    samples = four_samples()
    for _ in range(50):
        loss = sum(
            ((model(x) - y) ** 2 for x, (y,) in zip(samples.xs, samples.targets, strict=True)), 0
        )
        model.zero_grad()
        loss.backward()
        for i, p in enumerate(model.parameters()):
            velocity[i] = 0.9 * velocity[i] + p.grad
            p.data -= 0.01 * velocity[i]
        losses.append(loss.data)
    assert bits(trainer.run(50)) == bits(losses)
    assert bits(trainer.state) == bits([p.data for p in model.parameters()] + velocity)


def test_operations_of_an_update_are_taken_back_with_their_slots() -> None:
    trainer = trained(3)[1]
    before = trainer.state
    for _ in range(3):
        trainer.step_phase()
    states = [trainer.state]
    for _ in range(PARAMETERS):
        trainer.step_operation()
        states.append(trainer.state)
    assert sum(a != b for a, b in zip(before, states[-1], strict=True)) == 2 * PARAMETERS
    for state in reversed(states):
        assert bits(trainer.state) == bits(state)
        trainer.retreat(1)
    trainer.advance(1)
    trainer.step()
    assert bits(trainer.state) == bits(trained(4)[1].state)


def test_a_step_restarts_with_the_slots_that_it_began_with() -> None:
    trainer = trained(3)[1]
    before = trainer.state
    for _ in range(3):
        trainer.step_phase()
    trainer.advance(7)
    trainer.restart_step()
    assert bits(trainer.state) == bits(before)


def test_every_step_is_restored_with_its_slots() -> None:
    run, straight = begun(), begun().start.trainer()
    train_run(run, run.start.trainer(), 200)
    expected = []
    for _ in range(201):
        expected.append(bits([*straight.state, *straight.grads]))
        straight.step()
    for step in (200, 1, 0, 66, 65, 64, 130):
        assert state_at(run, step)[: 2 * PARAMETERS] == expected[step][: 2 * PARAMETERS]
    # The gradients at a step are those of the last backward pass before it.
    assert [state_at(run, step) for step in (3, 150)] == [expected[3], expected[150]]


def test_a_branch_goes_on_with_the_slots_of_its_parent() -> None:
    run, trainer = trained(100)
    restore(trainer, run, 70)
    start = Start(70, run.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch = Run(2, start, run)
    assert any(start.slots)
    train_run(branch, trainer, 30)
    assert bits(branch.history.last or []) == bits(run.history.last or [])
    assert state_at(branch, 70) == state_at(run, 70)
    assert last_loss(branch) == last_loss(run)
    edited = start.changed(parameter_event(70, 3, "b", 0.5))
    assert (edited.data[3], edited.slots) == (0.5, start.slots)


def test_another_network_begins_with_slots_of_zero() -> None:
    start = drawn_start(Recipe(layers=(2, 1), **RECIPE))
    assert start.slots == (0.0,) * 11
    model = start.model()
    model.layers[0].neurons[0].b.data = 0.25
    assert start.with_numbers(model).slots == start.slots


def test_a_run_is_computed_again_with_its_slots() -> None:
    run = trained(150)[0]
    again = Recomputation(run)
    for _ in again.work():
        pass
    assert again.matches


def test_a_divergence_goes_back_to_the_slots_of_the_last_finite_step() -> None:
    run = Run(1, drawn_start(Recipe(activations=("linear",) * 3, **RECIPE)))
    trainer = run.start.trainer()
    trainer.learning_rate = 1.0
    with pytest.raises(DivergenceError) as raised:
        train_run(run, trainer, 500)
    assert raised.value.step >= trainer.steps > 2
    straight = run.start.trainer()
    straight.learning_rate = 1.0
    straight.run(trainer.steps)
    assert bits(state_of_last(run)) == bits(trainer.state) == bits(straight.state)


def state_of_last(run: Run) -> list[float]:
    assert run.history.last is not None
    return run.history.last


def test_a_slot_that_is_not_finite_is_a_divergence(monkeypatch: pytest.MonkeyPatch) -> None:
    row = MOMENTUM._replace(update=lambda data, grad, rate, kept: (data, kept + 1e308))
    monkeypatch.setitem(OPTIMIZERS, row.name, row)
    trainer = begun().start.trainer()
    with pytest.raises(DivergenceError, match="step 1: velocity of layer 1 · neuron 1 · w1 became"):
        trainer.run(5)


def test_a_saved_run_goes_on_with_its_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    # The types of a file know the names that the table had when they were made.
    monkeypatch.setitem(OPTIMIZERS, "gradient-descent", MOMENTUM)
    experiment = new_experiment(Recipe(learning_rate=0.01))
    run = experiment.current
    trainer = run.start.trainer()
    train_run(run, trainer, 3000)
    restore(trainer, run, 2500)
    start = Start(2500, run.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch = experiment.new_run(start, run)
    experiment.add(branch)
    train_run(branch, trainer, 10)
    opened = from_bytes(to_bytes(experiment))
    assert to_bytes(opened) == to_bytes(experiment)
    for one, other in zip(experiment.runs, opened.runs, strict=True):
        assert other.start == one.start
        assert bits(state_of_last(other)) == bits(state_of_last(one))
        for step in (one.steps, one.steps - 5):
            assert state_at(other, step) == state_at(one, step)


@pytest.mark.parametrize("cut", ["start", "checkpoints"])
def test_a_file_without_the_slots_of_its_optimizer_is_refused(
    monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    monkeypatch.setitem(OPTIMIZERS, "gradient-descent", MOMENTUM)
    experiment = new_experiment(Recipe(learning_rate=0.01))
    train_run(experiment.current, experiment.current.start.trainer(), 3)
    content = json.loads(to_bytes(experiment))
    part = content["runs"][0][cut]
    del (part[0] if cut == "checkpoints" else part)["slots"]
    with pytest.raises(FileError, match="0 numbers, but the optimizer keeps 41"):
        from_bytes(json.dumps(content).encode())


def saved_with_adam(steps: int) -> dict[str, Any]:
    experiment = new_experiment(Recipe(learning_rate=0.01, optimizer="adam"))
    train_run(experiment.current, experiment.current.start.trainer(), steps)
    content: dict[str, Any] = json.loads(to_bytes(experiment))
    return content


def test_a_saved_run_goes_on_with_its_number_of_updates() -> None:
    opened = from_bytes(json.dumps(saved_with_adam(70)).encode())
    straight = Run(1, drawn_start(Recipe(learning_rate=0.01, optimizer="adam"))).start.trainer()
    straight.run(70)
    trainer = opened.current.start.trainer()
    restore(trainer, opened.current, 70)
    assert bits(trainer.state) == bits(straight.state)
    assert trainer.state[-1] == 70.0
    assert bits(trainer.run(5)) == bits(straight.run(5))


@pytest.mark.parametrize(
    ("place", "number", "message"),
    [
        (-1, -1.0, "-1 is no number of updates"),
        (-1, 1e300, "1e+300 is no number of updates"),
        (PARAMETERS, -0.5, "-0.5 is no sum of squares"),
    ],
)
@pytest.mark.parametrize("part", ["start", "checkpoints"])
def test_a_file_whose_slots_the_optimizer_can_not_have_is_refused(
    part: str, place: int, number: float, message: str
) -> None:
    content = saved_with_adam(3)
    run = content["runs"][0]
    slots = (run[part] if part == "start" else run[part][0])["slots"]
    slots[place] = number
    with pytest.raises(FileError, match=re.escape(message)):
        from_bytes(json.dumps(content).encode())


@pytest.mark.parametrize("knows_parent", [True, False], ids=["branch", "beginning"])
def test_a_script_trains_with_the_optimizer_and_its_slots(knows_parent: bool) -> None:
    run, trainer = trained(30)
    restore(trainer, run, 20)
    start = Start(20, run.recipe, tuple(trainer.state), tuple(trainer.grads))
    branch = Run(2, start, run if knows_parent else None)
    train_run(branch, trainer, 10)
    script = "\n".join(MicrogradScript(list(changes(branch, 30)), 30).lines("A script"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script, "script", "exec"), {})
    last = run.history.losses.values[20:].tolist()
    assert [line.split()[1] for line in printed.getvalue().splitlines()][-10:] == list(
        map(repr, last)
    )
