"""The doctor's line: what is the matter in words, with a button that helps."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.analysis.doctor.doctor import Diagnosis
from micrograd.data.generators import GENERATORS
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def banner(window: MainWindow) -> QFrame:
    return window.findChild(QFrame, "doctor_banner")


def words(window: MainWindow) -> str:
    return window.findChild(QLabel, "doctor_text").text()


def remedy(window: MainWindow) -> QPushButton:
    return window.findChild(QPushButton, "doctor_remedy")


def prepare_divergence(session: Session) -> None:
    """Make the network linear and the rate large, so that the loss grows without bound."""
    for layer in range(3):
        session.edits.set_activation(layer, "linear")
    session.edits.set_learning_rate(10.0)


def run_until_divergence(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    prepare_divergence(session)
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: session.cursor.divergence is not None)


def test_there_is_no_banner_while_all_is_well(window: MainWindow, session: Session) -> None:
    assert not banner(window).isVisible()
    session.training.step()
    assert not banner(window).isVisible()


def test_a_divergence_stops_the_run_and_is_said_in_words(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    assert not window.runner.is_running
    assert banner(window).isVisible()
    assert f"diverged at step {session.cursor.divergence.step}" in words(window)
    assert f"{session.cursor.divergence.name} became" in words(window)
    assert "the rate is too high" in words(window)
    assert window.findChild(QLabel, "speed_reading").text() == "diverged"


def test_the_last_finite_parameters_are_kept(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    assert all(math.isfinite(parameter.data) for parameter in session.cursor.trainer.parameters)
    assert math.isfinite(session.cursor.evaluation.loss)


def test_single_steps_diverge_in_words_too(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    prepare_divergence(session)
    step = window.findChild(QToolButton, "step_button")
    while session.cursor.divergence is None:
        assert session.cursor.steps < 50
        qtbot.mouseClick(step, LEFT)
    assert banner(window).isVisible()


def test_the_button_goes_back_and_lowers_the_rate_and_the_banner_goes(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    qtbot.waitUntil(lambda: remedy(window).isVisible())
    assert remedy(window).text().startswith("Back to step 0, at rate ")
    qtbot.mouseClick(remedy(window), LEFT)
    assert session.cursor.steps == 0
    assert session.cursor.trainer.learning_rate < 10.0
    assert window.controls.rate.text() == remedy(window).text().split()[-1]
    assert not banner(window).isVisible()
    before = session.cursor.evaluation.loss
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: session.cursor.steps > 100)
    assert session.cursor.divergence is None
    assert session.cursor.evaluation.loss < before


def test_any_change_takes_the_banner_away(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    changes = [
        session.edits.add_layer,
        session.edits.new_weights,
        lambda: session.edits.set_parameter(0, 0.5),
        window.view("dataset").model.add_row,
        session.undo_stack.undo,
    ]
    for change in changes:
        session.edits.same_weights()
        run_until_divergence(qtbot, window, session)
        assert banner(window).isVisible()
        change()
        assert not banner(window).isVisible()


def test_after_a_reset_with_a_lower_rate_training_goes_well(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    session.edits.set_learning_rate(0.001)
    qtbot.mouseClick(window.findChild(QToolButton, "reset_button"), LEFT)
    before = session.cursor.evaluation.loss
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: session.cursor.steps > 20)
    assert not banner(window).isVisible()
    assert session.cursor.evaluation.loss < before


def test_running_again_without_a_change_diverges_again(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert session.cursor.divergence is not None
    assert banner(window).isVisible()


def test_a_banner_that_appears_under_the_mouse_is_no_error(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    prepare_divergence(session)
    diagram = window.view("network").diagram
    middle = diagram.layout_now.paths[0].pointAtPercent(0.5).toPoint()
    qtbot.mouseMove(diagram, middle)
    assert diagram.hovered is not None
    with qtbot.captureExceptions() as errors:
        qtbot.keyClick(diagram, Qt.Key.Key_F5)
        qtbot.waitUntil(lambda: banner(window).isVisible())
        window.grab()
    assert errors == []


def dismiss(window: MainWindow) -> QToolButton:
    return window.findChild(QToolButton, "doctor_dismiss")


def freeze_everything(session: Session) -> None:
    session.edits.change_setting("frozen", ("1", "2", "3"))


def test_what_is_put_away_stays_away_until_something_else_is_wrong(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    freeze_everything(session)
    assert "all 41 parameters are frozen" in words(window)
    qtbot.mouseClick(dismiss(window), LEFT)
    assert not banner(window).isVisible()
    for _ in range(3):
        session.training.step()
        window.doctor.look()
    assert not banner(window).isVisible()
    session.edits.start_again("other", init="zeros")
    assert banner(window).isVisible()
    assert "The 4 neurons of layer 1 are all the same" in words(window)


def test_it_comes_again_where_its_cause_came_again(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    freeze_everything(session)
    qtbot.mouseClick(dismiss(window), LEFT)
    session.switches.unfreeze_all()
    assert not banner(window).isVisible()
    session.training.step()
    freeze_everything(session)
    assert banner(window).isVisible()


def test_the_keyboard_reaches_and_presses_the_remedy(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    freeze_everything(session)
    remedy(window).setFocus()
    qtbot.keyClick(remedy(window), Qt.Key.Key_Space)
    assert session.cursor.trainer.setting("frozen") == ()
    assert not banner(window).isVisible()
    assert session.undo_stack.undo_text == "unfreeze everything"
    session.undo_stack.undo()
    assert banner(window).isVisible()


def test_screen_readers_hear_all_of_it(window: MainWindow, session: Session) -> None:
    freeze_everything(session)
    assert banner(window).accessibleName() == window.doctor.diagnosis.text
    assert remedy(window).accessibleName() == "Unfreeze everything"
    assert "Undo" in remedy(window).toolTip()


def test_a_proposal_gives_way_until_all_is_well(window: MainWindow, session: Session) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(20), "")
    assert window.proposal.isVisible()
    freeze_everything(session)
    assert banner(window).isVisible()
    assert not window.proposal.isVisible()
    session.switches.unfreeze_all()
    assert window.proposal.isVisible()


def test_nothing_is_told_of_an_earlier_step_that_was_well(
    window: MainWindow, session: Session
) -> None:
    session.training.step()
    session.training.step()
    freeze_everything(session)
    assert banner(window).isVisible()
    session.cursor.go_to(1)
    assert not banner(window).isVisible()
    session.cursor.go_to(2)
    assert banner(window).isVisible()


def run_to(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.runner.run(steps)
    qtbot.waitUntil(lambda: not window.runner.is_running)


def test_what_remedies_were_tried_for_is_told_as_of_the_last_step(
    qtbot: QtBot, compiled_loop: object, window: MainWindow, session: Session
) -> None:
    moons = GENERATORS["moons"].dataset(40, 0.3, 1)
    settings = {"layers": (8, 8, 1), "init": "xavier", "loss": "mean-squared", "test_share": 0.5}
    session.edits.start_again("learn by heart", dataset=moons, **settings)
    while not window.doctor.is_busy and session.cursor.steps < 300:
        session.training.train(20)
        session.scores.note()
        window.doctor.look()
    assert window.doctor.is_busy
    session.training.train(100)
    qtbot.waitUntil(lambda: not window.doctor.is_busy)
    test_loss = session.cursor.evaluation.test_loss
    assert test_loss is not None
    assert f"to {test_loss:.3g} now" in words(window)


def test_an_earlier_step_tells_what_was_the_matter_then(
    qtbot: QtBot, compiled_loop: object, window: MainWindow, session: Session
) -> None:
    session.edits.set_learning_rate(50.0)
    run_to(qtbot, window, 500)
    qtbot.waitUntil(lambda: remedy(window).isVisible())
    assert words(window).startswith("<b>Training stands still at a loss of 8:</b> all 4 neurons")
    title = remedy(window).text()
    session.cursor.go_to(200)
    told = "<b>At step 200, training stands still at a loss of 8:</b> all 4 neurons"
    assert words(window).startswith(told)
    # To start again helps from everywhere.
    assert (remedy(window).text(), remedy(window).isVisible()) == (title, True)
    session.cursor.go_to(20)
    assert not banner(window).isVisible()
    session.cursor.go_to(500)
    assert words(window).startswith("<b>Training stands still")
    session.cursor.go_to(200)
    qtbot.mouseClick(remedy(window), LEFT)
    assert (session.cursor.steps, banner(window).isVisible()) == (0, False)


def test_a_divergence_is_told_at_each_step_before_it_and_helped_from_there(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for layer in range(3):
        session.edits.set_activation(layer, "linear")
    session.edits.set_learning_rate(0.001)
    run_to(qtbot, window, 30)
    session.edits.set_learning_rate(10.0)
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: session.cursor.divergence is not None)
    run = session.cursor.run
    told = f"<b>Training diverged at step {session.cursor.divergence.step}:</b>"
    session.cursor.go_to(run.steps - 1)
    assert words(window).startswith(told)
    # The rate was another one then.
    session.cursor.go_to(20)
    assert not banner(window).isVisible()
    session.cursor.go_to(run.steps)
    assert words(window).startswith(told)
    session.cursor.go_to(run.steps - 1)
    qtbot.waitUntil(lambda: remedy(window).isVisible())
    assert remedy(window).text().startswith("Back to step 30, at rate 0.")
    qtbot.mouseClick(remedy(window), LEFT)
    assert (session.cursor.steps, session.cursor.run is run) == (30, False)
    assert not banner(window).isVisible()


def test_a_remedy_of_an_earlier_step_begins_a_branch_there(
    qtbot: QtBot, compiled_loop: object, window: MainWindow, session: Session
) -> None:
    session.edits.start_again("slow", learning_rate=1e-7)
    run_to(qtbot, window, 400)
    run = session.cursor.run
    session.cursor.go_to(100)
    qtbot.waitUntil(lambda: remedy(window).isVisible())
    assert words(window).startswith("<b>At step 100, the rate 1e−07 is far too small:</b>")
    assert remedy(window).toolTip().startswith("Begin a branch at step 100.")
    title = remedy(window).text()
    qtbot.mouseClick(remedy(window), LEFT)
    cursor = session.cursor
    assert (cursor.run.parent, cursor.steps, cursor.run is run) == (run, 100, False)
    assert title == f"Use rate {cursor.trainer.learning_rate:g}"
    assert not banner(window).isVisible()
    session.undo_stack.undo()
    assert (cursor.run, cursor.steps, banner(window).isVisible()) == (run, 100, True)


def test_words_of_the_data_are_no_markup(window: MainWindow) -> None:
    window.doctor.diagnosis = Diagnosis("inputs", "Inputs differ: <b>x</b> is large.", None)
    window.doctor._show()
    assert words(window) == "<b>Inputs differ:</b> &lt;b&gt;x&lt;/b&gt; is large."


def test_after_good_steps_it_goes_back_to_the_last_of_them(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    for layer in range(3):
        session.edits.set_activation(layer, "linear")
    session.edits.set_learning_rate(0.001)
    window.runner.run(30)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    good = session.cursor.evaluation.loss
    session.edits.set_learning_rate(10.0)
    qtbot.mouseClick(window.findChild(QToolButton, "run_button"), LEFT)
    qtbot.waitUntil(lambda: session.cursor.divergence is not None)
    qtbot.waitUntil(lambda: remedy(window).isVisible())
    assert remedy(window).text().startswith("Back to step 30, at rate 0.")
    qtbot.mouseClick(remedy(window), LEFT)
    assert (session.cursor.steps, session.cursor.evaluation.loss) == (30, good)
    assert all(abs(parameter.data) < 10 for parameter in session.cursor.trainer.parameters)
    window.runner.run(20)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert session.cursor.divergence is None
    assert session.cursor.evaluation.loss <= good


def test_a_narrow_line_says_only_what_is_the_matter_beside_its_button_or_above_it(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    run_until_divergence(qtbot, window, session)
    # Remedies are tried for a while before one is offered.
    qtbot.waitUntil(remedy(window).isVisible)
    text = window.findChild(QLabel, "doctor_text")
    head = words(window).partition("</b>")[0]
    for percent, is_narrow in ((250, True), (100, False)):
        window.appearance.resize_text(percent)
        window.resize(960, 700)
        turn(3)
        assert not remedy(window).geometry().intersects(text.geometry())
        assert text.height() >= text.heightForWidth(text.width())
        said, rest = words(window).split("</b>")
        assert said.rstrip(".: ") == head.rstrip(".: ")
        assert bool(rest) != is_narrow
        assert bool(text.toolTip()) == is_narrow
        assert banner(window).width() <= window.width()
