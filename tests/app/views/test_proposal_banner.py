"""The proposal banner: settings that suit new data, applied by one click."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.export.options import ExportOptions
from app.playing.speed import FULL_SPEED
from app.session.session import Session
from app.views.dialogs.new_data.dialog import NewDataDialog
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from micrograd.recipe.proposal import proposed
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.sessions import numbers, train

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def banner(window: MainWindow) -> QFrame:
    return window.findChild(QFrame, "proposal_banner")


def words(window: MainWindow) -> str:
    return window.findChild(QLabel, "proposal_text").text()


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    kind = QPushButton if name == "proposal_apply" else QToolButton
    qtbot.mouseClick(window.findChild(kind, name), LEFT)


def of_first_neurons(session: Session) -> list[float]:
    """The weights from the first four inputs, and the bias, of the first neuron of each layer."""
    neurons = [layer.neurons[0] for layer in session.cursor.model.layers]
    return [p.data for neuron in neurons for p in (*neuron.w[:4], neuron.b)]


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
    window.dialogs.new_data()
    qtbot.mouseClick(window.findChild(QPushButton, "new_data_use"), LEFT)
    assert banner(window).isVisible()
    proposal = "Better for 3 classes: softmax cross-entropy, linear output, rate 0.5."
    assert words(window) == f"{proposal} All weights are kept."
    press(qtbot, window, "proposal_apply")
    recipe = session.cursor.recipe
    assert (recipe.loss, recipe.learning_rate) == ("cross-entropy", 0.5)
    assert recipe.activations == ("tanh", "tanh", "linear")
    assert session.cursor.trainer.learning_rate == 0.5
    assert not banner(window).isVisible()


@pytest.mark.parametrize("optimizer", ["gradient-descent", "adam", "rmsprop", "nesterov"])
@pytest.mark.parametrize("data", ["moons", "iris", "a file"])
def test_a_newcomer_gets_a_trained_network_the_first_time(
    qtbot: QtBot,
    window: MainWindow,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    compiled_loop: object,
    data: str,
    optimizer: str,
) -> None:
    session.edits.change_setting("optimizer", optimizer)
    if data == "a file":
        lines = [";".join(map(str, row)) for row in NAMED["circles"].dataset().rows()]
        text = "\n".join(["länge;breite;y", *lines]).replace(".", ",")
        (tmp_path / "eigene.csv").write_text(text, encoding="utf-8")
        window.view("dataset").load(str(tmp_path / "eigene.csv"))
        qtbot.mouseClick(window.findChild(QPushButton, "table_open"), LEFT)
    else:
        monkeypatch.setattr(NewDataDialog, "last", data)
        monkeypatch.setattr(NewDataDialog, "texts", {})
        window.dialogs.new_data()
        qtbot.mouseClick(window.findChild(QPushButton, "new_data_use"), LEFT)
    press(qtbot, window, "proposal_apply")
    assert not banner(window).isVisible()
    window.runner.speed.hold(FULL_SPEED)
    window.runner.run(2000)
    qtbot.waitUntil(lambda: not session.is_running)
    assert session.cursor.steps == 2000
    assert session.scores.now.score.value > 0.95


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


def test_a_trained_run_stays_beside_the_one_that_is_proposed_and_keeps_its_weights(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    train(session, 3)
    before, weights = session.cursor.run, numbers(session)
    assert words(window).endswith("All weights are kept.")
    press(qtbot, window, "proposal_apply")
    assert session.cursor.run is not before
    assert (session.cursor.steps, numbers(session)) == (3, weights)
    assert session.cursor.recipe.loss == "binary-cross-entropy"
    assert before in session.experiment.runs
    train(session, 1)
    assert numbers(session) != weights


def test_only_layers_that_change_are_drawn_anew_and_that_is_said(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "spirals")
    train(session, 3)
    kept = of_first_neurons(session)
    told = "layers 16,16,1, linear output, rate 0.5"
    assert told in words(window)
    assert words(window).endswith("Weights are drawn anew where layers change.")
    press(qtbot, window, "proposal_apply")
    assert session.cursor.recipe.layers == (16, 16, 1)
    assert of_first_neurons(session) == kept
    assert session.cursor.steps == 3


@pytest.mark.parametrize("hidden", [(), (4,), (2, 2, 2)])
def test_layers_are_proposed_for_a_network_of_any_depth(
    qtbot: QtBot, window: MainWindow, session: Session, hidden: tuple[int, ...]
) -> None:
    session.edits.start_again("", layers=(*hidden, 1), activations="relu")
    train(session, 1)
    use(session, "checkerboard")
    press(qtbot, window, "proposal_apply")
    recipe = session.cursor.recipe
    assert (recipe.layers, recipe.activations[-1]) == ((16, 16, 1), "linear")
    assert not banner(window).isVisible()


def test_an_optimizer_that_is_chosen_proposes_a_rate_that_goes_on_in_the_run(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    press(qtbot, window, "proposal_apply")
    assert not banner(window).isVisible()
    session.edits.change_setting("optimizer", "adam")
    assert words(window) == "Better for Adam: rate 0.01. All weights are kept."
    run = session.cursor.run
    press(qtbot, window, "proposal_apply")
    assert session.cursor.run is run
    assert session.cursor.trainer.learning_rate == 0.01
    assert not banner(window).isVisible()
    session.edits.undo()
    assert session.cursor.trainer.learning_rate == 0.5
    session.edits.redo()
    session.edits.change_setting("optimizer", "gradient-descent")
    assert words(window).startswith("Better for gradient descent: rate 0.5.")


def test_a_rate_that_is_typed_for_an_optimizer_stays(window: MainWindow, session: Session) -> None:
    session.edits.change_setting("optimizer", "rmsprop")
    assert banner(window).isVisible()
    session.edits.set_learning_rate(2.0)
    assert not banner(window).isVisible()
    session.edits.new_weights()
    assert not banner(window).isVisible()
    session.edits.change_setting("optimizer", "momentum")
    assert not banner(window).isVisible()
    session.edits.change_setting("optimizer", "gradient-descent")
    assert banner(window).isVisible()


def test_a_rate_of_plain_descent_may_be_tried_at_will(window: MainWindow, session: Session) -> None:
    for rate in (3.0, 1e-6, 0.1):
        session.edits.set_learning_rate(rate)
        session.edits.new_weights()
        assert not banner(window).isVisible()


def test_a_file_with_an_unusual_rate_is_met_with_no_other(
    window: MainWindow, session: Session
) -> None:
    session.open(new_experiment(Recipe(optimizer="adam", learning_rate=0.7)))
    assert not banner(window).isVisible()


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


def test_the_banner_follows_the_run_and_the_data(opened: Callable[[], MainWindow]) -> None:
    window = opened()
    session = window.session
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
    session.edits.change_setting("loss", "hinge")
    assert words(window) == "Better for two classes: linear output. All weights are kept."


def test_a_file_is_met_with_a_proposal_too(window: MainWindow, session: Session, tmp_path) -> None:
    path = tmp_path / "iris.csv"
    iris = NAMED["iris"].dataset()
    lines = ["a,b,c,d,y1,y2,y3", *(",".join(map(str, row)) for row in iris.rows())]
    path.write_text("\n".join(lines), encoding="utf-8")
    window.view("dataset").load(str(path))
    assert session.cursor.dataset == Dataset(iris.xs, iris.ys)
    proposal = "Better for 3 classes: softmax cross-entropy, linear output, rate 0.06."
    assert words(window).startswith(proposal)


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


def test_nothing_is_proposed_once_the_task_is_done(
    qtbot: QtBot, compiled_loop: object, window: MainWindow, session: Session
) -> None:
    use(session, "two-gaussians")
    assert banner(window).isVisible()
    session.edits.set_learning_rate(0.01)
    assert banner(window).isVisible()
    train(session, 300)
    session.cursor.show_progress()
    assert session.scores.now.score.is_done
    qtbot.waitUntil(lambda: not banner(window).isVisible())
    # The run did it, whichever of its steps is shown.
    session.cursor.go_to(2)
    assert not banner(window).isVisible()
    session.cursor.go_to(300)
    # Nobody knows what it does with another loss.
    session.edits.change_setting("loss", "huber")
    assert banner(window).isVisible()


# New data under trained weights.


def is_offered(window: MainWindow) -> bool:
    """True where new weights are offered."""
    return window.findChild(QPushButton, "proposal_new_weights").isVisible()


def press_new_weights(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, "proposal_new_weights"), LEFT)


def test_new_data_under_trained_weights_offer_new_weights_and_the_proposal_as_one_edit(
    qtbot: QtBot, opened: Callable[[], MainWindow]
) -> None:
    window = opened()
    session = window.session
    train(session, 3)
    run, weights = session.cursor.run, numbers(session)
    use(session, "moons")
    trained, before = session.cursor.run, session.cursor.recipe
    assert words(window).endswith(" All weights are kept. The weights come from other samples.")
    assert is_offered(window)
    press_new_weights(qtbot, window)
    recipe = session.cursor.recipe
    assert (session.cursor.steps, recipe.seed) == (0, before.seed + 1)
    assert proposed(recipe) == {}
    assert not banner(window).isVisible()
    assert run in session.experiment.runs
    session.edits.undo()
    assert (session.cursor.run, session.cursor.recipe) == (trained, before)
    assert session.cursor.steps == 3
    session.edits.undo()
    assert numbers(session) == weights


def test_data_that_the_settings_suit_offer_new_weights_alone(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    use(session, "moons")
    assert not is_offered(window)
    press(qtbot, window, "proposal_apply")
    train(session, 3)
    use(session, "circles")
    assert words(window) == "The weights come from moons."
    assert not window.findChild(QPushButton, "proposal_apply").isVisible()
    press_new_weights(qtbot, window)
    assert not banner(window).isVisible()
    assert session.cursor.dataset.name.startswith("circles")
    assert session.cursor.steps == 0


def test_an_edit_of_a_sample_and_a_first_dataset_offer_no_new_weights(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 3)
    model = window.view("dataset").model
    model.setData(model.index(0, 0), "2.5")
    model.add_row()
    assert not is_offered(window)
    model.add_column()
    assert not is_offered(window)


def test_who_applies_or_dismisses_keeps_the_weights(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    train(session, 3)
    use(session, "moons")
    press(qtbot, window, "proposal_apply")
    assert not banner(window).isVisible()
    use(session, "circles")
    assert is_offered(window)
    press(qtbot, window, "proposal_dismiss")
    assert not banner(window).isVisible()
