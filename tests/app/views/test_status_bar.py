"""Status bar: the speed of training, a warning about slow networks, the compiled loop."""

import pytest
from pytestqt.qtbot import QtBot

from app.playing.background_recompute import BackgroundRecompute
from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.session.session import Session
from app.views.status_bar import StatusBar
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from micrograd.training.score import Scorer
from tests.app.sessions import train
from tests.clock import Clock
from tests.event_loop import turn

LARGE = Recipe(layers=(32,) * 7 + (1,), activations=("tanh",) * 8, seed=0)


def many_samples(count: int) -> Dataset:
    return Dataset.from_rows([[0.1, 0.2, 0.3, i / count] for i in range(count)])


@pytest.fixture
def loop(qapp: object) -> CompiledLoop:
    return CompiledLoop()


def status_of(qtbot: QtBot, session: Session, loop: CompiledLoop) -> StatusBar:
    bar = StatusBar(
        session,
        Runner(session, session),
        (CompiledLoop(session), loop),
        BackgroundRecompute(session, loop, session),
    )
    qtbot.addWidget(bar)
    return bar


def test_a_fast_network_has_no_word_about_speed_before_its_first_step(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    assert bar.speed_reading.label.text() == ""


def test_a_slow_network_says_so_before_it_starts(qtbot: QtBot, loop: CompiledLoop) -> None:
    session = Session(new_experiment(LARGE.changed(dataset=many_samples(200))))
    bar = status_of(qtbot, session, loop)
    assert bar.speed_reading.label.text() == "slow: about 0.5 steps per second"


def test_the_compiled_loop_is_expected_to_be_faster(
    qtbot: QtBot, compiled_loop: object, loop: CompiledLoop
) -> None:
    session = Session(new_experiment(LARGE.changed(dataset=many_samples(10_000))))
    bar = status_of(qtbot, session, loop)
    assert bar.speed_reading.label.text() == "slow: about 17 steps per second"


def test_a_network_that_was_made_large_says_so_beside_paused(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    session.training.step()
    assert bar.speed_reading.label.text() == "paused"
    for _ in range(5):
        session.edits.add_layer()
    for layer in range(7):
        session.edits.resize_layer(layer, 32)
    assert bar.speed_reading.label.text().startswith("paused · slow: about ")


def test_a_rate_of_0_is_told_beside_paused(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    for name, value in (("schedule", "cosine"), ("schedule_steps", 2)):
        session.edits.change_setting(name, value)
    session.training.step()
    session.training.step()
    bar.show_speed()
    assert bar.speed_reading.label.text() == "paused · rate 0, as the schedule has ended"
    session.cursor.go_to(1)
    assert bar.speed_reading.label.text() == "paused"


def test_steps_per_second_are_shown_while_training_runs(
    qtbot: QtBot, compiled_loop: object, window: MainWindow
) -> None:
    bar = window.statusBar()
    speeds: list[str] = []

    def note() -> None:
        speeds.append(f"{window.runner.steps_per_s:,.0f} steps per second")

    window.session.cursor.step_taken.connect(note)
    window.runner.run()
    qtbot.waitUntil(lambda: window.runner.steps_per_s > 1000)
    # The first steps are slow: a later speed is shown.
    del speeds[:-1]
    qtbot.waitUntil(lambda: bar.speed_reading.label.text() in speeds)
    window.runner.pause()
    assert bar.speed_reading.label.text() == "paused"


def test_the_speed_is_that_of_the_moment_and_stays_for_a_quarter_of_a_second(
    qtbot: QtBot, session: Session, loop: CompiledLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("app.kit.throttle.perf_counter", clock)
    bar = status_of(qtbot, session, loop)
    runner = bar._runner
    runner.is_running = True
    for speed, shown in [(1234.4, "1,234"), (1300.0, "1,234"), (2000.0, "1,234")]:
        runner.steps_per_s = speed
        session.cursor.step_taken.emit()
        assert bar.speed_reading.label.text() == f"{shown} steps per second"
    clock.seconds += 0.25
    qtbot.waitUntil(lambda: bar.speed_reading.label.text() == "2,000 steps per second")


def test_the_state_of_the_compiled_loop_is_shown(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    for state in ("compiling the fast training loop, once", ""):
        loop.state = state
        loop.changed.emit()
        assert bar.background_reading.text() == state


def test_an_announcement_is_shown(qtbot: QtBot, session: Session, loop: CompiledLoop) -> None:
    bar = status_of(qtbot, session, loop)
    session.announce("Undone: a thing.")
    assert bar.message.text() == "Undone: a thing."


# What is said has an end.


def age(bar: StatusBar) -> None:
    """Let the message that is shown be as old as it has to be."""
    assert bar._message_is_new.isActive()
    bar._message_is_new.stop()


def test_what_to_press_first_is_told_until_somebody_presses_it(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    assert bar.message.text().startswith("Press Run (F5)")
    bar._runner.run()
    assert bar.message.text() == ""
    bar._runner.pause()


def test_what_to_press_first_ends_with_the_first_phase_too(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    session.training.step_phase()
    assert bar.message.text() == ""


def test_an_announcement_stays_while_nothing_else_is_done(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    session.announce("Saved a file.")
    age(bar)
    turn()
    assert bar.message.text() == "Saved a file."


def test_an_announcement_can_be_read_while_training_goes_on_and_then_ends(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    session.announce("Saved a file.")
    session.training.step()
    assert bar.message.text() == "Saved a file."
    age(bar)
    session.training.step()
    assert bar.message.text() == ""


def test_an_announcement_ends_where_the_person_goes_to_another_step(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    first = session.cursor.run
    session.training.step()
    session.training.step()
    session.cursor.go_to(1)
    session.training.step()
    session.runs.begin_branch()
    session.runs.make_current(first)
    assert bar.message.text().startswith("Run 1 is the current run now")
    session.cursor.go_to(0)
    assert bar.message.text() == ""


def test_a_later_announcement_has_its_own_time(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    session.announce("Saved a file.")
    age(bar)
    session.announce("Undone: a thing.")
    session.training.step()
    assert bar.message.text() == "Undone: a thing."


# How well the task is done.


def test_the_score_stands_beside_the_speed(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    assert bar.score_reading.label.text() == "accuracy 50 % (2 of 4)"
    train(session, 50)
    assert [round(y) for (y,) in session.cursor.evaluation.predictions] == [1, -1, -1, 1]
    qtbot.waitUntil(lambda: bar.score_reading.label.text() == "accuracy 100 % (4 of 4)")
    session.cursor.go_to(0)
    assert bar.score_reading.label.text() == "accuracy 50 % (2 of 4)"
    assert bar.score_reading.label.toolTip() == (
        "The samples whose class is answered: an output above 0 answers the second one"
    )


def test_an_edit_of_the_data_is_another_task(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    rows = session.cursor.dataset.rows()
    session.edits.set_dataset(session.cursor.dataset.edited([*rows[:3], [1, 1, -1, 0.5]], 1), "")
    assert bar.score_reading.label.text().startswith("R² −")
    assert bar.score_reading.label.toolTip().startswith("R² = 1 − Σ(ŷ − y)²")
    session.edits.set_dataset(session.cursor.dataset.edited([rows[0]], 1), "")
    assert bar.score_reading.label.text() == "R² not defined"
    assert bar.score_reading.label.toolTip() == "All targets are the same"


def test_a_digit_more_or_less_moves_nothing_beside_the_score(
    qtbot: QtBot, session: Session, loop: CompiledLoop
) -> None:
    bar = status_of(qtbot, session, loop)
    wide = bar.score_reading.width()
    bar.score_reading.show_text("accuracy 0 % (0 of 4)")
    assert bar.score_reading.width() == wide


def test_thousands_of_samples_are_scored_a_few_times_a_second(
    qtbot: QtBot, session: Session, loop: CompiledLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, asked = Clock(), list[object]()
    for room in ("app.kit.throttle", "app.session.scores"):
        monkeypatch.setattr(f"{room}.perf_counter", clock)
    # Four samples are many here.
    monkeypatch.setattr("app.session.scores.MANY", 3)
    bar = status_of(qtbot, session, loop)
    score = Scorer.score
    monkeypatch.setattr(
        Scorer, "score", lambda scorer, rows: asked.append(rows) or score(scorer, rows)
    )
    train(session, 20)
    assert len(asked) == 1
    clock.seconds += 0.25
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert bar.score_reading.label.text() == "accuracy 100 % (4 of 4)"
