"""The proposal banner: settings that suit new data, applied by one click."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.export.options import ExportOptions
from app.session.session import Session
from app.views.dialogs.new_data.dialog import NewDataDialog
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from micrograd.recipe.proposal import proposed
from tests.app.sessions import train

LEFT = Qt.MouseButton.LeftButton


def banner(window: MainWindow) -> QFrame:
    return window.findChild(QFrame, "proposal_banner")


def words(window: MainWindow) -> str:
    return window.findChild(QLabel, "proposal_text").text()


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    kind = QPushButton if name == "proposal_apply" else QToolButton
    qtbot.mouseClick(window.findChild(kind, name), LEFT)


def use(session: Session, name: str, samples: int = 20) -> None:
    dataset = GENERATORS[name].dataset(samples)
    session.edits.set_dataset(dataset, f"use {dataset.name}")


def test_nothing_is_proposed_at_the_start(window: MainWindow) -> None:
    assert not banner(window).isVisible()


def test_new_data_of_the_dialog_are_trained_at_the_proposed_settings(
    qtbot: QtBot, window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NewDataDialog, "last", "blobs")
    monkeypatch.setattr(NewDataDialog, "texts", {})
    window.new_data()
    qtbot.mouseClick(window.findChild(QPushButton, "new_data_use"), LEFT)
    assert banner(window).isVisible()
    assert words(window) == "Better for 3 classes: softmax cross-entropy, linear output, rate 0.5"
    press(qtbot, window, "proposal_apply")
    recipe = session.cursor.recipe
    assert (recipe.loss, recipe.learning_rate) == ("cross-entropy", 0.5)
    assert recipe.activations == ("tanh", "tanh", "linear")
    assert session.cursor.trainer.learning_rate == 0.5
    assert not banner(window).isVisible()


def test_undo_takes_all_that_was_applied_back_at_once(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    before = session.cursor.recipe
    press(qtbot, window, "proposal_apply")
    session.edits.undo()
    assert session.cursor.recipe == before
    assert banner(window).isVisible()
    session.edits.redo()
    assert proposed(session.cursor.recipe) == {}
    assert not banner(window).isVisible()


def test_a_trained_run_stays_beside_the_one_that_is_proposed(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    train(session, 3)
    before = session.cursor.run
    press(qtbot, window, "proposal_apply")
    assert session.cursor.run is not before
    assert session.cursor.steps == 0
    assert before in session.experiment.runs


def test_what_is_put_away_stays_away_until_there_are_other_data(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    press(qtbot, window, "proposal_dismiss")
    assert not banner(window).isVisible()
    train(session, 2)
    session.edits.new_weights()
    assert not banner(window).isVisible()
    use(session, "circles")
    assert banner(window).isVisible()


def test_the_banner_follows_the_run_and_the_data(window: MainWindow, session: Session) -> None:
    use(session, "moons")
    assert banner(window).isVisible()
    session.edits.set_dataset(four_samples(), "")
    assert not banner(window).isVisible()
    use(session, "sine")
    assert words(window).startswith("Better for regression: mean squared error, linear output")


def test_a_loss_that_is_chosen_proposes_the_last_activation(
    window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    session.edits.start_with("loss", "hinge")
    assert words(window) == "Better for two classes: linear output"


def test_a_file_is_met_with_a_proposal_too(window: MainWindow, session: Session, tmp_path) -> None:
    path = tmp_path / "iris.csv"
    iris = NAMED["iris"].dataset()
    lines = ["a,b,c,d,y1,y2,y3", *(",".join(map(str, row)) for row in iris.rows())]
    path.write_text("\n".join(lines), encoding="utf-8")
    window.view("dataset").load(str(path))
    assert session.cursor.dataset == Dataset(iris.xs, iris.ys)
    assert words(window) == "Better for 3 classes: softmax cross-entropy, linear output"


def test_a_picture_proposes_nothing(window: MainWindow, session: Session) -> None:
    use(session, "moons")
    view = MainWindow.offscreen_view(session.experiment, ExportOptions(), QSize(1280, 720))
    shown = view.widget.findChild(QFrame, "proposal_banner")
    assert not shown.isVisible()
    view.go_to(0)
    assert not shown.isVisible()
    view.close()


def test_training_asks_for_no_proposal(
    window: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(session, "moons")
    asked: list[object] = []
    monkeypatch.setattr("app.views.proposal_banner.proposed", asked.append)
    train(session, 5)
    session.cursor.show_progress()
    assert asked == []
