"""Runs that stop by themselves: at the first step where a condition holds, with the same bits."""

from typing import Any

import pytest

from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.typed import shortest
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.runs.recording import train_run
from micrograd.runs.run import Run
from micrograd.runs.stopping import STOPS, is_looked_at, objections, reason_here
from micrograd.training.score import Scorer
from micrograd.training.trainer import Trainer

# One sample that is learned to the last bit after some hundred steps, so that nothing changes.
LEARNED = Recipe(
    layers=(2, 1),
    activations=("tanh", "linear"),
    dataset=Dataset([[1.0, 0.5]], [0.25]),
    learning_rate=0.01,
)


STOP_VALUES = {"stop_loss": 0.01, "stop_score": 0.98, "stop_step": 1000, "stop_still": True}


@pytest.fixture(params=["engine", "compiled"], autouse=True)
def trains_with(request: pytest.FixtureRequest) -> None:
    """Every test runs with the engine and with the compiled loop."""
    if request.param == "compiled":
        request.getfixturevalue("compiled_loop")


def begun(recipe: Recipe | None = None) -> tuple[Run, Trainer]:
    run = new_experiment(recipe).current
    return run, run.start.trainer()


def train(chosen: dict[str, Any], steps: int = 5000, recipe: Recipe | None = None) -> Any:
    run, trainer = begun(recipe)
    return train_run(run, trainer, steps, chosen), run, trainer


def losses_and_states(steps: int, recipe: Recipe | None = None) -> tuple[list[float], list[Any]]:
    """Trained one by one: the loss of the parameters after 0, 1, … steps, and those parameters."""
    _, trainer = begun(recipe)
    losses, states = [], [trainer.state]
    for _ in range(steps):
        losses.append(trainer.step())
        states.append(trainer.state)
    return [*losses, trainer.evaluate().loss], states


@pytest.mark.parametrize("bound", [8.0, 1.0, 0.1, 0.01, 0.003])
def test_a_run_stops_at_the_first_step_whose_loss_is_at_or_below_a_value(bound: float) -> None:
    losses, states = losses_and_states(120)
    first = next(n for n, loss in enumerate(losses) if loss <= bound)
    reason, run, trainer = train({"stop_loss": bound})
    assert (trainer.steps, run.steps, len(run.history.losses)) == (first, first, first)
    assert trainer.state == states[first]
    assert trainer.evaluate().loss <= bound
    assert reason == f"its loss is at or below {bound:g}"


def test_a_loss_that_is_met_to_the_last_bit_is_at_the_value() -> None:
    losses, _ = losses_and_states(60)
    _, run, _ = train({"stop_loss": losses[57]})
    assert run.steps == 57


def test_a_loss_that_rises_again_has_stopped_the_run_before() -> None:
    recipe = Recipe(learning_rate=0.9)
    losses, states = losses_and_states(200, recipe)
    dips = [n for n in range(1, 200) if losses[n] <= min(losses[:n]) and losses[n + 1] > losses[n]]
    dip = dips[-1]
    _, run, trainer = train({"stop_loss": losses[dip]}, recipe=recipe)
    assert (run.steps, trainer.state) == (dip, states[dip])


@pytest.mark.parametrize("pieces", [1, 2, 7, 200])
def test_with_batches_a_run_stops_at_a_loss_of_all_samples_whatever_the_pieces(pieces: int) -> None:
    recipe = Recipe(batch_size=1, learning_rate=0.05)
    _, trainer = begun(recipe)
    losses = [trainer.evaluate().loss]
    while len(losses) < 60:
        trainer.step()
        losses.append(trainer.evaluate().loss)
    bound = sorted(losses)[20]
    run, trainer = begun(recipe)
    while not (reason := train_run(run, trainer, pieces, {"stop_loss": bound})):
        assert run.steps < 60
    assert run.steps == next(n for n, loss in enumerate(losses) if loss <= bound)
    assert reason == f"its loss is at or below {shortest(bound)}"


@pytest.mark.parametrize("step", [1, 2, 77, 299, 300])
def test_a_run_stops_at_a_step(step: int) -> None:
    stops_at(step, most=300)


@pytest.mark.parametrize("trains_with", ["compiled"], indirect=True)
@pytest.mark.parametrize("step", [4999, 5000])
def test_a_compiled_run_stops_at_a_step_far_away(step: int) -> None:
    stops_at(step, most=5000)


def stops_at(step: int, most: int) -> None:
    reason, run, trainer = train({"stop_step": step}, most)
    assert (run.steps, trainer.steps) == (step, step)
    assert reason == f"step {step:,} is reached"


def test_a_step_beyond_the_steps_that_are_asked_for_stops_nothing() -> None:
    reason, run, _ = train({"stop_step": 60}, steps=50)
    assert (reason, run.steps) == ("", 50)


def test_a_run_stops_at_the_first_step_that_changes_nothing() -> None:
    _, states = losses_and_states(2000, LEARNED)
    first = next(n for n in range(1, 2001) if states[n] == states[n - 1])
    reason, run, trainer = train({"stop_still": True}, recipe=LEARNED)
    assert 100 < first < 2000
    assert (run.steps, trainer.state) == (first, states[first])
    assert reason == "it changed no parameter"
    trainer.step()
    assert trainer.state == states[first]


def test_the_condition_that_holds_first_counts() -> None:
    losses, _ = losses_and_states(60)
    both = {"stop_loss": losses[30], "stop_step": 31, "stop_still": True}
    assert train(both)[0].startswith("its loss")
    assert train({**both, "stop_step": 30})[1].steps == 30
    assert train({**both, "stop_step": 29})[0] == "step 29 is reached"


def test_where_a_condition_holds_already_no_step_is_trained() -> None:
    run, trainer = begun()
    train_run(run, trainer, 40)
    for chosen in ({"stop_loss": 1.0}, {"stop_step": 40}, {"stop_step": 3}):
        assert train_run(run, trainer, 10, chosen)
        assert run.steps == 40
        assert reason_here(chosen, trainer, trainer.evaluate())


def test_where_the_last_step_changed_nothing_no_step_is_trained_unless_something_is_changed() -> (
    None
):
    chosen = {"stop_still": True}
    _, run, trainer = train(chosen, recipe=LEARNED)
    end = run.steps
    assert train_run(run, trainer, 10, chosen) == "it changed no parameter"
    assert run.steps == end
    trainer.learning_rate = 0.02
    train_run(run, trainer, 10, chosen)
    assert run.steps > end
    run, trainer = begun(LEARNED)
    train_run(run, trainer, 1, chosen)
    assert run.steps == 1


def test_a_run_that_diverges_after_the_step_stops_at_the_step() -> None:
    recipe = Recipe(activations=("linear",) * 3, learning_rate=10.0, dataset=four_samples())
    run, trainer = begun(recipe)
    train_run(run, trainer, 1)
    reason, run, _ = train({"stop_step": 1}, recipe=recipe)
    assert (reason, run.steps) == ("step 1 is reached", 1)


def test_the_past_of_a_run_that_stopped_is_that_of_the_same_steps_without_a_condition() -> None:
    _, stopped, _ = train({"stop_loss": 0.01})
    run, trainer = begun()
    train_run(run, trainer, stopped.steps)
    assert stopped.history.losses.values.tolist() == run.history.losses.values.tolist()
    assert stopped.history.last == run.history.last
    for kind in ("data", "grad"):
        curves = [each.history.parameters.outline(40, kind, 1000) for each in (stopped, run)]
        assert [part.tolist() for part in curves[0]] == [part.tolist() for part in curves[1]]


def test_every_condition_is_off_unless_it_is_chosen_and_is_read_as_it_is_written() -> None:
    for name, row in STOPS.items():
        setting = row.setting
        assert setting.name == name
        assert not setting.default
        assert setting.read("") == setting.default
    for name, value in STOP_VALUES.items():
        setting = STOPS[name].setting
        assert setting.read(setting.text(value)) == value


def test_zero_and_less_is_no_loss_and_no_step_to_stop_at() -> None:
    for name, text in [("stop_loss", "0"), ("stop_loss", "-1"), ("stop_step", "0")]:
        with pytest.raises(ValueError, match="number"):
            STOPS[name].setting.read(text)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_number_of_updates_keeps_a_run_going_where_nothing_changes(optimizer: str) -> None:
    still = Recipe(
        dataset=Dataset([[0.0, 0.0]], [0.0]), init="zeros", optimizer=optimizer, layers=(2, 1)
    )
    reason, run, _ = train({"stop_still": True}, recipe=still)
    assert (reason, run.steps) == ("it changed no parameter", 1)


def test_a_step_of_a_warm_up_that_changes_nothing_stops_no_run() -> None:
    slow = Recipe(learning_rate=1e-12, warm_up=1_000_000)
    _, run, trainer = train({"stop_still": True}, steps=300, recipe=slow)
    assert run.steps == 300
    assert trainer.state != list(run.start.state)


def test_what_never_holds_with_mini_batches_is_told() -> None:
    every = dict.fromkeys(STOPS, 1)
    assert objections(every, has_batches=False) == {}
    told = (
        "a mini-batch that changes nothing is followed by others: stop at a loss or a step instead"
    )
    assert objections(every, has_batches=True) == {"stop_still": told}
    assert objections({"stop_loss": 0.1}, has_batches=True) == {}


# A score.

MOONS = Recipe(
    dataset=GENERATORS["moons"].dataset(40),
    layers=(4, 1),
    activations=("tanh", "linear"),
    loss="binary-cross-entropy",
    learning_rate=0.3,
)


def scores(steps: int, recipe: Recipe) -> list[float]:
    """Trained one by one: the score after 0, 1, … steps."""
    _, trainer = begun(recipe)
    scorer = Scorer(trainer.dataset, trainer.objective.loss)
    found = []
    for _ in range(steps + 1):
        found.append(scorer.score(trainer.evaluate().predictions).value)
        trainer.step()
    return found


@pytest.mark.parametrize("bound", [0.7, 0.85, 0.875])
def test_a_run_stops_at_the_first_step_with_an_accuracy(bound: float) -> None:
    known = scores(300, MOONS)
    first = next(n for n, score in enumerate(known) if score >= bound)
    assert 0 < first < 300
    reason, run, trainer = train({"stop_score": bound}, recipe=MOONS)
    assert (run.steps, trainer.steps) == (first, first)
    assert reason == f"its accuracy or R² is at or above {bound:g}"
    whole, other = begun(MOONS)
    train_run(whole, other, first)
    assert trainer.state == other.state
    assert run.history.losses.values.tolist() == whole.history.losses.values.tolist()


def test_a_run_stops_at_an_r_squared() -> None:
    recipe = MOONS.changed(loss="mean-squared", dataset=GENERATORS["line"].dataset(20))
    known = scores(300, recipe)
    first = next(n for n, score in enumerate(known) if score >= 0.5)
    assert 0 < first < 300
    _, run, _ = train({"stop_score": 0.5}, recipe=recipe)
    assert run.steps == first


def test_a_score_that_is_never_defined_stops_nothing() -> None:
    recipe = MOONS.changed(dataset=Dataset([[1.0, 2.0], [2.0, 1.0]], [0.5, 0.5]))
    reason, run, _ = train({"stop_score": 0.01}, steps=30, recipe=recipe)
    assert (reason, run.steps) == ("", 30)


def test_the_steps_that_are_looked_at_are_said_by_their_number_alone() -> None:
    looked_at = [step for step in range(30_000) if is_looked_at(step)]
    assert looked_at == [*range(1000), *range(1000, 10_000, 10), *range(10_000, 30_000, 100)]


def test_a_later_step_stops_a_run_only_where_it_is_looked_at() -> None:
    """Whatever pieces the steps are trained in, and wherever a run goes on."""
    run, trainer = begun(MOONS)
    train_run(run, trainer, 1005)
    known = Scorer(trainer.dataset, trainer.objective.loss).score(trainer.evaluate().predictions)
    assert known.value is not None
    assert train_run(run, trainer, 2, {"stop_score": 0.5}) == ""
    assert train_run(run, trainer, 50, {"stop_score": 0.5})
    assert run.steps == 1010


@pytest.mark.parametrize("text", ["0.98", "98%", "98 %", "0,98", "98,0 %"])
def test_a_score_is_typed_as_a_share_or_in_percent(text: str) -> None:
    assert STOPS["stop_score"].setting.read(text) == 0.98


@pytest.mark.parametrize("text", ["98", "0", "-0.5", "120 %", "%", "much"])
def test_no_score_is_above_1(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        STOPS["stop_score"].setting.read(text)


def test_an_accuracy_that_is_met_exactly_is_at_the_value() -> None:
    assert [n / 100 for n in range(1, 101)] == [
        STOPS["stop_score"].setting.read(f"{n} %") for n in range(1, 101)
    ]
