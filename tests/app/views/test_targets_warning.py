"""The warning of targets that the loss is not made for, at the places where they are chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.window.main_window import MainWindow

MADE_FOR = "Binary cross-entropy takes targets from 0 to 1, or −1 and 1; sample 2 has the target 5."


def warning(window: MainWindow) -> str:
    """What the Training panel says; one that says nothing is hidden."""
    label = window.findChild(QLabel, "training_targets_warning")
    assert label.isHidden() != bool(label.text())
    return label.text()


def line(window: MainWindow) -> QLabel:
    """The line above the table of samples."""
    return window.findChild(QLabel, "dataset_name")


def test_four_samples_are_right_for_the_first_loss(window: MainWindow) -> None:
    assert warning(window) == ""


def test_an_edit_of_a_target_warns_until_it_is_undone(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.edits.change_setting("loss", "binary-cross-entropy")
    model = window.view("dataset").model
    assert warning(window) == ""
    model.setData(model.index(1, 3), "5")
    assert warning(window) == f"{MADE_FOR} Choose mean squared error, or change the targets."
    assert line(window).text() == "⚠ sample 2 has the target 5"
    assert line(window).property("role") == "wrong"
    assert MADE_FOR in line(window).toolTip()
    window.runner.run(1)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert warning(window).startswith(MADE_FOR)
    session.edits.undo()
    assert warning(window) == ""
    assert line(window).isHidden()


def test_a_loss_that_does_not_take_the_targets_is_warned_of_and_mended_by_apply(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.edits.change_setting("loss", "cross-entropy")
    told = warning(window)
    assert line(window).full_text == "⚠ sample 1 has one target only"
    assert "sample 1 has one target only. Choose binary cross-entropy" in told
    banner = window.findChild(QLabel, "proposal_text").text()
    assert "sample 1 has one target only. Better for two classes: binary cross-entropy" in banner
    qtbot.mouseClick(window.findChild(QPushButton, "proposal_apply"), Qt.MouseButton.LeftButton)
    assert session.cursor.recipe.loss == "binary-cross-entropy"
    assert warning(window) == ""
    assert line(window).full_text == ""


def test_targets_that_the_last_activation_never_gives_are_warned_of(
    window: MainWindow, session: Session
) -> None:
    model = window.view("dataset").model
    model.setData(model.index(1, 3), "5")
    out_of_reach = "Targets are out of reach: tanh at the end gives −1 to 1, one is 5."
    assert warning(window) == f"{out_of_reach} Choose linear, or change the targets."
    session.edits.set_activation(2, "relu")
    assert "relu at the end gives 0 and more, one is −1." in warning(window)
    session.edits.set_activation(2, "linear")
    assert warning(window) == ""


def test_training_looks_at_no_target_again(
    window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("app.views.targets_warning.misfit", asked.append)
    for _ in range(3):
        session.training.step()
    session.cursor.show_progress()
    assert asked == []
