"""The window that is drawn into a file: it waits for all that is still to be found."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLabel, QPushButton

from app.terminal.training import train_session, walk_to
from app.terminal.window import _wait_for_work
from app.window.main_window import MainWindow
from micrograd.data.generators import GENERATORS
from micrograd.runs.stopping import NEVER
from micrograd.training.phases import Phase


@pytest.fixture
def window(compiled_loop: object, renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def test_a_picture_has_the_doctors_line_of_the_last_step_and_its_remedy(window: MainWindow) -> None:
    window.session.edits.set_learning_rate(50.0)
    train_session(window.session, 300, NEVER)
    _wait_for_work(window)
    told = window.findChild(QLabel, "doctor_text").text()
    assert told.startswith("<b>Training stands still at a loss of 8:</b>")
    assert window.findChild(QPushButton, "doctor_remedy").text().startswith("Start again")
    assert window.doctor.isVisible()
    assert not window.doctor.is_busy


def test_a_test_loss_that_rises_is_in_the_picture_too(window: MainWindow) -> None:
    window.session.edits.start_again(
        "overfit",
        dataset=GENERATORS["moons"].dataset(40, 0.6),
        loss="binary-cross-entropy",
        layers=(16, 16, 1),
        activations=("tanh", "tanh", "linear"),
        test_share=0.4,
        optimizer="adam",
        learning_rate=0.02,
    )
    train_session(window.session, 1000, NEVER)
    _wait_for_work(window)
    told = window.findChild(QLabel, "doctor_text").text()
    assert told.startswith("<b>The test loss rises while the training loss falls:</b>")


def test_a_picture_of_a_walk_has_its_operation_in_sight(window: MainWindow) -> None:
    window.show_page("graph")
    walk_to(window.view("graph").walk, Phase.BACKWARD, 294)
    _wait_for_work(window)
    canvas = window.view("graph").view.canvas
    assert not canvas.camera.is_gliding
    box = canvas.scene.box_of(canvas.scene.operation)
    # The groups around it are open.
    assert box.item == canvas.scene.operation
    drawn = canvas.camera.transform.mapRect(QRectF(box.x, box.y, box.width, box.height))
    assert canvas.rect().toRectF().contains(drawn)
