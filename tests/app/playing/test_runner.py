"""Running: the same bits at any speed, an end at the asked step, and edits on the way."""

import math
import random
from collections.abc import Callable
from concurrent import futures
from time import perf_counter, thread_time

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.numbers import signed
from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.playing.speed import FIRST_SPEED, FULL_SPEED
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.compiled import library
from micrograd.data.dataset import Dataset, four_samples
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.phases import Phase
from micrograd.training.score import Scorer
from micrograd.training.trainer import Trainer
from tests.app.sessions import full_speed_runner, numbers
from tests.event_loop import is_at_rest, turn

DIVERGING = Recipe(layers=(4, 4, 1), activations=("relu", "relu", "linear"), seed=0)


@pytest.fixture(params=["engine", "compiled"], autouse=True)
def trains_with(request: pytest.FixtureRequest) -> None:
    """Every test runs with the engine and with the compiled loop."""
    if request.param == "compiled":
        request.getfixturevalue("compiled_loop")


with_the_compiled_loop = pytest.mark.parametrize("trains_with", ["compiled"], indirect=True)


@pytest.fixture
def runner(session: Session) -> Runner:
    return full_speed_runner(session)


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def parameters_after(steps: int) -> list[float]:
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    trainer.run(steps)
    return [parameter.data for parameter in trainer.parameters]


def run_to_the_end(qtbot: QtBot, runner: Runner, steps: int) -> None:
    with qtbot.waitSignals([runner.running_changed] * 2):
        runner.run(steps)


def has_run_for(session: Session, steps: int) -> Callable[[], bool]:
    return lambda: session.cursor.steps >= steps


# Counted runs.


def test_run_fifty_ends_at_step_fifty_with_the_bits_of_fifty_steps(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    run_to_the_end(qtbot, runner, 50)
    assert session.cursor.steps == 50
    assert not runner.is_running
    assert numbers(session) == parameters_after(50)


@pytest.mark.parametrize("speed", [FULL_SPEED, 100, 500])
def test_at_every_speed_the_bits_are_the_same(
    qtbot: QtBot, session: Session, runner: Runner, speed: float
) -> None:
    runner.speed.hold(speed)
    run_to_the_end(qtbot, runner, 12)
    assert session.cursor.steps == 12
    assert numbers(session) == parameters_after(12)


def test_runs_steps_and_phases_in_turn_give_the_same_bits(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    session.training.step()
    session.training.step_phase()
    run_to_the_end(qtbot, runner, 10)
    for _ in range(6):
        session.training.step_phase()
    run_to_the_end(qtbot, runner, 7)
    session.training.step()
    assert session.cursor.steps == 20
    assert numbers(session) == parameters_after(20)


def test_the_losses_of_a_run_are_recorded_step_by_step(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    run_to_the_end(qtbot, runner, 30)
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    assert session.cursor.owner.history.losses.values.tolist() == trainer.run(30)


def test_a_second_counted_run_counts_from_where_the_first_ended(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    run_to_the_end(qtbot, runner, 5)
    run_to_the_end(qtbot, runner, 5)
    assert session.cursor.steps == 10


def test_a_network_of_many_operations_ends_a_counted_run_at_its_step_too(qtbot: QtBot) -> None:
    session = Session(new_experiment(Recipe(layers=(32, 32, 1))))
    runner = full_speed_runner(session)
    run_to_the_end(qtbot, runner, 2)
    assert session.cursor.steps == 2
    assert session.cursor.trainer.is_between_steps


# Run and pause.


def test_run_goes_on_until_paused_and_pauses_between_steps(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.run()
    qtbot.waitUntil(has_run_for(session, 20))
    runner.pause()
    steps = session.cursor.steps
    assert session.cursor.trainer.is_between_steps
    assert numbers(session) == parameters_after(steps)
    assert not runner.is_running


def test_after_a_pause_nothing_is_trained(qtbot: QtBot, session: Session, runner: Runner) -> None:
    runner.run()
    qtbot.waitUntil(has_run_for(session, 5))
    runner.pause()
    steps = session.cursor.steps
    with qtbot.assertNotEmitted(session.cursor.step_taken):
        turn()
    assert is_at_rest(runner)
    assert session.cursor.steps == steps


def test_toggle_runs_and_pauses(runner: Runner) -> None:
    runner.toggle()
    assert runner.is_running
    runner.toggle()
    assert not runner.is_running


def test_run_and_pause_are_each_told_once(qtbot: QtBot, runner: Runner) -> None:
    told = []
    runner.running_changed.connect(lambda: told.append(runner.is_running))
    runner.run()
    runner.run()
    runner.pause()
    runner.pause()
    assert told == [True, False]


def test_views_are_told_less_often_than_steps_are_taken(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    told = []
    session.cursor.step_taken.connect(lambda: told.append(session.cursor.steps))
    run_to_the_end(qtbot, runner, 200)
    assert 0 < len(told) < 200
    assert told[-1] == 200


def step_of(window: MainWindow) -> float:
    """The step at which the loss plot has its mark of now, on whatever axis."""
    return window.session.step_scale.step(window.view("loss").plot.now.x())


def test_every_number_on_screen_is_of_one_and_the_same_step_when_training_pauses(
    qtbot: QtBot, window: MainWindow
) -> None:
    cursor = window.session.cursor
    for steps in (1, 40, 200):
        with qtbot.waitSignals([window.runner.running_changed] * 2):
            window.runner.run(steps)
        assert window.controls.step.text() == f"{cursor.steps:,}"
        assert len(cursor.owner.history.losses) == cursor.steps
        reference = Trainer(cursor.model, cursor.dataset, cursor.trainer.learning_rate)
        assert cursor.evaluation == reference.evaluate()
        assert step_of(window) == pytest.approx(cursor.steps, rel=0.01)
        assert shown_errors(window) == [*cursor.evaluation.sample_losses]
        assert shown_parameter(window) == looks_of(window, cursor.trainer.parameters[40])
        data = signed(cursor.trainer.parameters[0].data)
        assert data in window.view("history").legend.text()


def test_what_one_view_shows_at_full_speed_is_of_one_whole_step_that_was_just_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, errors, parameters, places = window.session, [], [], []

    def look() -> None:
        """Called after the views have shown the step, or left it to those whose turn it is."""
        cursor = session.cursor
        errors.append([*cursor.evaluation.sample_losses])
        parameters.append(looks_of(window, cursor.trainer.parameters[40]))
        places.append(cursor.steps)
        latest = slice(-MOST_BEHIND, None)
        assert window.controls.step.text() in [f"{each:,}" for each in places[latest]]
        assert shown_errors(window) in errors[latest]
        assert shown_parameter(window) in parameters[latest]
        assert any(step_of(window) == pytest.approx(each, rel=0.01) for each in places[latest])

    look()
    session.cursor.step_taken.connect(look)
    window.runner.run()
    qtbot.waitUntil(lambda: len(places) > 40)
    window.runner.pause()
    session.cursor.step_taken.disconnect(look)


# A view waits for its turn while at most so many frames are shown.
MOST_BEHIND = 15


def shown_errors(window: MainWindow) -> list[float]:
    """The losses of the samples in the dataset panel."""
    model = window.view("dataset").model
    return [model.number(row, model.columnCount() - 1) for row in range(model.rowCount())]


def shown_parameter(window: MainWindow) -> list[str]:
    """The texts of data and grad of a parameter in the tree."""
    return [window.view("parameters").model.look(40, column)[0] for column in (1, 2)]


def looks_of(window: MainWindow, parameter: Value) -> list[str]:
    digits = window.view("parameters").model.digits
    return [signed(number, digits) for number in (parameter.data, parameter.grad)]


@with_the_compiled_loop
def test_what_is_drawn_in_parts_looks_like_what_is_drawn_whole(
    qtbot: QtBot, window: MainWindow
) -> None:
    views = {
        "diagram": window.view("network").diagram,
        "dataset": window.view("dataset").table.viewport(),
        "parameters": window.view("parameters").tree.viewport(),
    }
    for steps in (1, 3, 100, 5000, 200_000, 20_000, 20_000):
        with qtbot.waitSignals([window.runner.running_changed] * 2):
            window.runner.run(steps)
        turn()
        on_screen = window.screen().grabWindow(window.winId()).toImage()
        drawn_anew = window.grab().toImage().convertToFormat(on_screen.format())
        for name, view in views.items():
            part = QRect(view.mapTo(window, QPoint(0, 0)), view.size())
            assert on_screen.copy(part) == drawn_anew.copy(part), name


def test_what_is_on_screen_stays_between_two_frames(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    told = []
    session.cursor.step_taken.connect(lambda: told.append((session.cursor.steps, numbers(session))))
    runner.run()
    qtbot.waitUntil(lambda: len(told) > 3)
    turn()
    if session.cursor.trainer.beside.is_running:
        # Training goes on in its thread, unseen.
        assert (session.cursor.steps, numbers(session)) == told[-1]
    runner.pause()


def test_views_that_take_long_to_paint_are_shown_less_often(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    frames = []

    def paint_slowly() -> None:
        began = thread_time()
        frames.append(perf_counter())
        while thread_time() - began < 0.06:
            pass

    session.cursor.step_taken.connect(paint_slowly)
    runner.run()
    qtbot.waitUntil(lambda: len(frames) > 14)
    runner.pause()
    # The window has as much time for anything else as for painting.
    assert frames[-2] - frames[-3] > 0.09


# Requests while the thread is training.


def run_for_a_while(qtbot: QtBot, session: Session, runner: Runner) -> None:
    """Wait until the compiled loop, if it trains, has a run under way."""
    runner.run()
    qtbot.waitUntil(has_run_for(session, session.cursor.steps + 20))
    trainer = session.cursor.trainer
    qtbot.waitUntil(lambda: trainer.beside.is_running or not trainer.can_run_beside)


def test_after_a_pause_the_step_that_is_shown_is_the_last_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    run_for_a_while(qtbot, window.session, window.runner)
    window.runner.pause()
    steps = window.session.cursor.steps
    assert window.controls.step.text() == f"{steps:,}"
    assert step_of(window) == pytest.approx(steps, rel=0.01)
    assert len(window.session.cursor.owner.history.losses) == steps


def test_a_counted_run_that_is_asked_for_during_another_one_has_its_own_count(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    run_for_a_while(qtbot, session, runner)
    runner.run(50)
    begun_at = session.cursor.steps
    qtbot.waitUntil(lambda: not runner.is_running)
    assert session.cursor.steps == begun_at + 50
    assert numbers(session) == parameters_after(session.cursor.steps)


def test_a_divergence_that_a_pause_meets_is_told(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    for index in range(3):
        session.edits.set_activation(index, "linear")
    session.edits.set_learning_rate(1e-5)
    run_for_a_while(qtbot, session, window.runner)
    session.edits.set_learning_rate(10.0)
    window.runner._tick()
    if session.cursor.trainer.beside.is_running:
        future, _ = session.cursor.trainer.beside._run
        futures.wait([future])
    window.runner.pause()
    while not session.cursor.divergence:
        session.training.step()
    assert window.doctor.isVisible()


def test_training_goes_on_while_the_learning_rate_is_dragged(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    run_for_a_while(qtbot, session, runner)
    before = session.cursor.steps
    for i in range(30):
        session.edits.set_learning_rate(0.1 + i / 1000, gesture=7)
        qtbot.waitUntil(has_run_for(session, session.cursor.steps + 1))
    assert session.cursor.steps > before + 30
    assert len(session.cursor.owner.history.losses) == session.cursor.steps
    runner.pause()


@with_the_compiled_loop
def test_a_dataset_that_makes_steps_much_longer_does_not_stop_the_show(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.run()
    qtbot.waitUntil(has_run_for(session, 100_000))
    many = Dataset.from_rows([[i / 7000, i / 9000, 0.5, 0.1] for i in range(20_000)])
    session.edits.set_learning_rate(1e-6)
    session.edits.set_dataset(many, "many samples")
    qtbot.waitUntil(has_run_for(session, session.cursor.steps + 3))
    runner.pause()


@with_the_compiled_loop
def test_a_run_that_takes_too_long_is_ended_and_shown(
    qtbot: QtBot,
    session: Session,
    runner: Runner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = Dataset.from_rows([[i / 70_000, i / 90_000, 0.5, 0.1] for i in range(100_000)])
    session.edits.set_learning_rate(1e-7)
    session.edits.set_dataset(many, "many samples")
    runner._next_run = 100_000  # which takes minutes
    monkeypatch.setattr(runner, "_forget_speed", lambda: None)
    runner.run()
    qtbot.waitUntil(has_run_for(session, 2))
    runner.pause()


@with_the_compiled_loop
def test_the_compiled_loop_takes_over_at_the_end_of_a_step_of_the_engine(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    session.edits.set_dataset(
        Dataset.from_rows([[i / 300, -i / 200, 0.5, 0.1] for i in range(300)]), "300 samples"
    )
    session.edits.set_learning_rate(1e-4)
    session.training.step_phase()
    runner.run()
    qtbot.waitUntil(lambda: session.cursor.trainer.beside.is_running)
    runner.pause()


@with_the_compiled_loop
def test_a_large_graph_is_not_built_for_phases_that_nobody_can_look_at(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    rows = [[i / 3000, -i / 2000, 0.5, 0.1] for i in range(3000)]
    session.edits.set_dataset(Dataset.from_rows(rows), "3000 samples")
    runner.speed.hold(5)
    runner.run()
    qtbot.waitUntil(has_run_for(session, 2))
    runner.pause()
    assert session.cursor.trainer._seen.graph is None


def test_a_large_graph_waits_for_the_loop_that_is_being_prepared(
    qtbot: QtBot, built_loop: object, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_loaded", None)
    loop = CompiledLoop()
    loop.is_preparing = True
    runner = full_speed_runner(session, loop)
    rows = [[i / 3000, -i / 2000, 0.5, 0.1] for i in range(3000)]
    session.edits.set_dataset(Dataset.from_rows(rows), "3000 samples")
    runner.run()
    for _ in range(3):
        with qtbot.waitSignal(runner._timer.timeout):
            pass
    assert session.cursor.steps == 0
    assert session.cursor.trainer._seen.graph is None
    monkeypatch.setattr(library, "_loaded", built_loop)
    loop.is_preparing = False
    qtbot.waitUntil(has_run_for(session, 1))
    runner.pause()


# From a few steps a second to full speed.


def test_a_run_that_rises_shows_each_of_its_first_steps(qtbot: QtBot, session: Session) -> None:
    runner, seen = Runner(session, session), [0]

    def remember() -> None:
        if runner.speed.per_s < 2 * FIRST_SPEED:
            seen.append(session.cursor.steps)

    session.cursor.step_taken.connect(remember)
    began = perf_counter()
    runner.run()
    qtbot.waitUntil(has_run_for(session, 8))
    took_s = perf_counter() - began
    runner.pause()
    assert list(dict.fromkeys(seen)) == list(range(max(seen) + 1))
    assert max(seen) > 1
    assert took_s > 1
    assert numbers(session) == parameters_after(session.cursor.steps)


def test_a_run_that_rises_comes_to_full_speed(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.playing.speed.FIRST_SPEED", 200_000.0)
    runner = Runner(session, session)
    runner.run()
    qtbot.waitUntil(lambda: runner.speed.per_s == FULL_SPEED)
    steps = session.cursor.steps
    qtbot.waitUntil(has_run_for(session, steps + 10))
    runner.pause()
    twin = Session()
    twin.cursor.trainer.run(session.cursor.steps)
    assert numbers(session) == numbers(twin)


# One step a second.


def test_at_one_step_a_second_the_first_thing_seen_is_the_forward_pass(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    seen: list[tuple[int, Phase | None]] = []
    session.cursor.step_taken.connect(
        lambda: seen.append((session.cursor.steps, session.cursor.phase))
    )
    runner.speed.hold(1)
    runner.run()
    qtbot.waitUntil(lambda: bool(seen))
    runner.pause()
    assert seen[0] == (0, Phase.FORWARD)


def test_at_slow_speed_each_phase_is_shown_on_its_own(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    seen: list[Phase | None] = []

    def remember() -> None:
        if not seen or seen[-1] is not session.cursor.phase:
            seen.append(session.cursor.phase)

    session.cursor.step_taken.connect(remember)
    runner.speed.hold(1)
    runner.run()
    qtbot.waitUntil(has_run_for(session, 1))
    runner.pause()
    assert seen[:4] == list(Phase)


def test_a_pause_at_one_step_a_second_stays_within_the_step(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.speed.hold(1)
    runner.run()
    qtbot.waitUntil(lambda: session.cursor.phase is Phase.FORWARD)
    runner.pause()
    assert session.cursor.steps == 0
    session.training.step()
    assert numbers(session) == parameters_after(1)


# Stopping by itself.


def first_below(bound: float) -> int:
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    return next(n for n in range(10_000) if trainer.step() <= bound)


def run_until_it_stops(qtbot: QtBot, runner: Runner) -> None:
    with qtbot.waitSignals([runner.running_changed] * 2):
        runner.run()


@pytest.mark.parametrize("bound", [1.0, 0.01, 0.001])
@pytest.mark.parametrize("per_s", [FULL_SPEED, 1e6])
def test_a_run_stops_at_the_first_step_with_the_loss_and_says_so(
    qtbot: QtBot, session: Session, runner: Runner, bound: float, per_s: float
) -> None:
    said: list[str] = []
    session.announced.connect(said.append)
    runner.speed.hold(per_s)
    runner.stops = {"stop_loss": bound}
    run_until_it_stops(qtbot, runner)
    step = first_below(bound)
    assert session.cursor.steps == session.cursor.run.steps == step
    assert numbers(session) == parameters_after(step)
    assert session.cursor.evaluation.loss <= bound
    assert said == [f"Stopped at step {step}: its loss is at or below {bound:g}"]


@pytest.mark.parametrize("per_s", [FULL_SPEED, 1e6])
def test_a_run_stops_at_the_first_step_with_the_accuracy(
    qtbot: QtBot, session: Session, runner: Runner, per_s: float
) -> None:
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    scorer, step = Scorer(trainer.dataset, trainer.objective.loss), 0
    while scorer.score(trainer.evaluate().predictions).right < 4:
        trainer.step()
        step += 1
    runner._next_run = 5_000
    runner._forget_speed = lambda: None
    runner.speed.hold(per_s)
    runner.stops = {"stop_score": 1.0}
    run_until_it_stops(qtbot, runner)
    assert session.cursor.steps == session.cursor.run.steps == step
    assert numbers(session) == parameters_after(step)


@with_the_compiled_loop
def test_the_steps_after_the_one_with_the_loss_are_taken_back_however_many_there_are(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner._next_run = 50_000
    runner._forget_speed = lambda: None
    runner.stops = {"stop_loss": 0.001}
    run_until_it_stops(qtbot, runner)
    step = first_below(0.001)
    assert session.cursor.steps == step
    assert numbers(session) == parameters_after(step)


def test_a_run_stops_at_a_step(qtbot: QtBot, session: Session, runner: Runner) -> None:
    said: list[str] = []
    session.announced.connect(said.append)
    runner.stops = {"stop_step": 123}
    run_until_it_stops(qtbot, runner)
    assert session.cursor.steps == 123
    assert numbers(session) == parameters_after(123)
    assert said == ["Stopped at step 123: step 123 is reached"]


def test_a_run_stops_at_the_first_step_that_changes_nothing(qtbot: QtBot) -> None:
    recipe = Recipe(
        layers=(2, 1),
        activations=("tanh", "linear"),
        dataset=Dataset([[1.0, 0.5]], [0.25]),
        learning_rate=0.01,
    )
    session, twin = (Session(new_experiment(recipe)) for _ in "ab")
    before = None
    while before != numbers(twin):
        before = numbers(twin)
        twin.training.step()
    runner = full_speed_runner(session)
    runner.stops = {"stop_still": True}
    run_until_it_stops(qtbot, runner)
    assert session.cursor.steps == twin.cursor.steps > 100
    assert numbers(session) == before
    said: list[str] = []
    session.announced.connect(said.append)
    # Not one step more is done to find that out again, nor after going there from elsewhere.
    for _ in range(2):
        runner.run()
        assert not runner.is_running
        session.cursor.go_to(3)
        session.cursor.go_to(twin.cursor.steps)
    assert session.cursor.steps == session.cursor.run.steps == twin.cursor.steps
    assert said == [f"Stopped at step {twin.cursor.steps:,}: it changed no parameter"] * 2
    # With another rate the next step may change something.
    session.edits.set_learning_rate(0.02)
    run_until_it_stops(qtbot, runner)
    assert session.cursor.steps > twin.cursor.steps


def test_where_a_condition_holds_no_run_begins_and_no_branch(
    session: Session, runner: Runner
) -> None:
    said: list[str] = []
    session.announced.connect(said.append)
    for _ in range(9):
        session.training.step()
    session.cursor.go_to(5)
    runner.stops = {"stop_step": 4}
    runner.run()
    assert not runner.is_running
    assert (session.cursor.steps, len(session.experiment.runs)) == (5, 1)
    assert said == ["Stopped at step 5: step 4 is reached"]


def test_a_condition_that_is_chosen_while_it_runs_counts_from_then_on(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.run()
    qtbot.waitUntil(has_run_for(session, 40))
    runner.stops = {"stop_loss": 1.0}
    qtbot.waitUntil(lambda: not runner.is_running)
    assert session.cursor.evaluation.loss <= 1.0
    assert numbers(session) == parameters_after(session.cursor.steps)


def test_an_edit_that_lowers_the_loss_stops_the_run_where_it_was_made(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    for _ in range(200):
        session.training.step()
    learned = numbers(session)
    session.edits.same_weights()
    session.edits.set_learning_rate(1e-9)
    runner.stops = {"stop_loss": 1.0}
    runner.run()
    qtbot.waitUntil(has_run_for(session, 5))
    for index, number in enumerate(learned):
        session.edits.set_parameter(index, number)
    step = session.cursor.steps
    qtbot.waitUntil(lambda: not runner.is_running)
    assert (session.cursor.steps, numbers(session)) == (step, learned)


def test_a_counted_run_ends_at_its_count_unless_a_condition_holds_before(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.stops = {"stop_step": 30}
    run_to_the_end(qtbot, runner, 20)
    assert session.cursor.steps == 20
    run_to_the_end(qtbot, runner, 20)
    assert session.cursor.steps == 30


def test_a_pause_in_the_middle_of_it_goes_no_further_than_the_condition(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.stops = {"stop_loss": 0.01}
    runner.run()
    qtbot.waitUntil(has_run_for(session, 1))
    runner.pause()
    assert session.cursor.steps <= first_below(0.01)
    runner.run()
    qtbot.waitUntil(lambda: not runner.is_running)
    assert session.cursor.steps == first_below(0.01)


def test_phases_that_are_watched_stop_at_the_end_of_the_step(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.speed.hold(5)
    runner.stops = {"stop_step": 2}
    run_until_it_stops(qtbot, runner)
    assert (session.cursor.steps, session.cursor.phase) == (2, Phase.UPDATE)


# Divergence.


def test_a_run_that_diverges_stops_and_keeps_finite_parameters(qtbot: QtBot) -> None:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    runner = full_speed_runner(session)
    with qtbot.waitSignal(session.cursor.diverged):
        runner.run()
    assert not runner.is_running
    assert session.cursor.divergence is not None
    # The loss was not finite, so the numbers of the step before are kept.
    assert session.cursor.divergence.step == session.cursor.steps + 1
    assert math.isfinite(session.cursor.evaluation.loss)
    assert all(map(math.isfinite, numbers(session)))


def test_a_run_diverges_at_the_step_where_single_steps_do(qtbot: QtBot) -> None:
    sessions = [Session(new_experiment(DIVERGING.changed(learning_rate=10.0))) for _ in "ab"]
    runner = full_speed_runner(sessions[0])
    with qtbot.waitSignal(sessions[0].cursor.diverged):
        runner.run()
    while not sessions[1].cursor.divergence:
        sessions[1].training.step()
    assert sessions[0].cursor.steps == sessions[1].cursor.steps
    assert numbers(sessions[0]) == numbers(sessions[1])


def test_after_divergence_a_run_with_a_small_rate_goes_on(qtbot: QtBot) -> None:
    session = Session(new_experiment(DIVERGING.changed(learning_rate=10.0)))
    runner = full_speed_runner(session)
    with qtbot.waitSignal(session.cursor.diverged):
        runner.run()
    steps = session.cursor.steps
    session.edits.set_learning_rate(1e-300)
    run_to_the_end(qtbot, runner, 3)
    assert session.cursor.steps == steps + 3


# Edits while it runs.

EDITS: dict[str, Callable[[Session], None]] = {
    "a parameter": lambda s: s.edits.set_parameter(3, 0.5),
    "the learning rate": lambda s: s.edits.set_learning_rate(0.03),
    "a sample less": lambda s: s.edits.set_dataset(
        Dataset.from_rows(s.cursor.dataset.rows()[:-1]), "remove a sample"
    ),
    "an input more": lambda s: s.edits.set_dataset(
        Dataset.from_rows([[0.5, *row] for row in s.cursor.dataset.rows()]), "add an input"
    ),
    "a wider layer": lambda s: s.edits.resize_layer(0, 6),
    "another output": lambda s: s.edits.resize_layer(2, 2),
    "a layer": lambda s: s.edits.add_layer(),
    "a layer less": lambda s: s.edits.remove_layer(1),
    "an activation": lambda s: s.edits.set_activation(0, "sigmoid"),
    "new weights": lambda s: s.edits.new_weights(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_and_its_undo_are_safe_while_training_runs(
    qtbot: QtBot, session: Session, runner: Runner, edit: Callable[[Session], None]
) -> None:
    runner.run()
    qtbot.waitUntil(has_run_for(session, 5))
    edit(session)
    qtbot.waitUntil(has_run_for(session, session.cursor.steps + 5))
    session.undo_stack.undo()
    qtbot.waitUntil(has_run_for(session, session.cursor.steps + 5))
    assert runner.is_running
    runner.pause()
    assert len(session.cursor.owner.history.losses) == session.cursor.steps
    assert all(map(math.isfinite, numbers(session)))


def test_a_counted_run_ends_at_its_step_though_the_network_was_changed_on_the_way(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.speed.hold(100)
    runner.run(30)
    qtbot.waitUntil(has_run_for(session, 3))
    session.edits.add_layer()
    qtbot.waitUntil(lambda: not runner.is_running or session.cursor.steps > 30)
    runner.pause()
    assert session.cursor.steps == 30


def test_a_counted_run_ends_at_its_step_though_the_data_were_changed_on_the_way(
    qtbot: QtBot, session: Session, runner: Runner
) -> None:
    runner.speed.hold(100)
    runner.run(30)
    qtbot.waitUntil(has_run_for(session, 3))
    EDITS["a sample less"](session)
    qtbot.waitUntil(lambda: not runner.is_running or session.cursor.steps > 30)
    runner.pause()
    assert session.cursor.steps == 30


def test_edits_are_safe_in_the_whole_window_while_training_runs(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    window.runner.run()
    for edit in EDITS.values():
        session.selection.choose([40, 3])
        session.selection.choose_sample(3)
        for do in (lambda edit=edit: edit(session), session.undo_stack.undo):
            do()
            qtbot.waitUntil(has_run_for(session, session.cursor.steps + 2))
    assert window.runner.is_running
    window.runner.pause()
    assert window.controls.step.text() == f"{session.cursor.steps:,}"


def test_inputs_and_samples_may_go_while_the_mouse_is_on_the_last_of_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    diagram, session = window.view("network").diagram, window.session
    session.selection.choose_sample(3)
    QTest.mouseMove(diagram, diagram.layout_now.columns[0][2].center.toPoint())
    qtbot.waitUntil(lambda: window.view("network").readout.text().startswith("x3"))
    session.edits.set_dataset(Dataset([[1.0]], [0.5]), "one input, one sample")
    assert window.view("network").sample.count() == 1
    QTest.mouseMove(diagram, QPoint(1, 1))


def test_parameters_may_go_while_the_mouse_is_on_the_last_of_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    diagram, session = window.view("network").diagram, window.session
    session.selection.choose([2, 40])
    output = diagram.layout_now.columns[-1][0]
    QTest.mouseMove(diagram, output.center.toPoint())
    qtbot.waitUntil(lambda: "output" in window.view("network").readout.text())
    session.edits.remove_layer(0)
    session.edits.remove_layer(0)
    assert session.selection.parameters == [2]
    QTest.mouseMove(diagram, QPoint(1, 1))


def test_the_window_shows_divergence_though_a_loss_on_the_way_is_infinite(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    for index in range(3):
        session.edits.set_activation(index, "linear")
    session.edits.set_learning_rate(10.0)
    while not session.cursor.divergence:
        session.training.step()
    assert window.doctor.isVisible()
    assert f"step {session.cursor.divergence.step}" in window.doctor.text.text()
