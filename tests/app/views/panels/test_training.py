"""Training panel: loss, penalty, optimizer and schedule, from the session and back to it."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from app.kit.numbers import loss_text
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.panels.training import TrainingPanel, settings_of_training
from app.views.setting_field import WIDTH
from app.window.main_window import MainWindow
from micrograd.data.generators import GENERATORS
from micrograd.recipe.losses import LOSSES
from micrograd.recipe.optimizers import OPTIMIZERS
from micrograd.recipe.penalties import PENALTIES
from micrograd.recipe.schedules import SCHEDULES
from micrograd.recipe.settings import SETTINGS
from tests.app.keyboard import retype
from tests.event_loop import turn

OF_SAMPLES = ["batch_size", "test_share", "normalise"]
ALWAYS = ["loss", "penalty", "optimizer", "output_rate", "schedule", "warm_up", *OF_SAMPLES]
BANNER = "Better for two classes: linear output. All weights are kept."
# In the tool bar, as a table, and on the parameters themselves.
ELSEWHERE = ["learning_rate", "dataset", "frozen", "off", "fault"]


@pytest.fixture
def panel(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[TrainingPanel]:
    """The panel in the width of a narrow column, high enough for all that there is."""
    host = QMainWindow()
    panel = TrainingPanel(session, appearance)
    host.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    host.resize(290, 420)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield panel  # noqa: PT022 - a return would let go of the window


@pytest.fixture
def window(renewed_window: MainWindow) -> MainWindow:
    return renewed_window


def shown(panel: TrainingPanel) -> list[str]:
    return [name for name, field in panel.fields.items() if field.isVisible()]


def choose(qtbot: QtBot, panel: TrainingPanel, name: str, value: str) -> None:
    """Go through a list with the keyboard until the value is chosen."""
    field = panel.findChild(QComboBox, name)
    names = list(SETTINGS[name].kind.names)
    field.setFocus()
    way = names.index(value) - field.currentIndex()
    for _ in range(abs(way)):
        qtbot.keyClick(field, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)


def train(session: Session, steps: int) -> None:
    for _ in range(steps):
        session.training.step()


# The fields.


def test_every_setting_of_the_training_has_its_field_here_but_for_those_with_another_place() -> (
    None
):
    names = [row.name for row in settings_of_training()]
    expected = [row.name for row in SETTINGS.values() if row.can_change or row.keeps_weights]
    assert [name for name in expected if name not in names] == ELSEWHERE


def test_lists_show_titles_in_the_order_of_the_tables(panel: TrainingPanel) -> None:
    for name, rows in (("loss", LOSSES), ("optimizer", OPTIMIZERS), ("penalty", PENALTIES)):
        field = panel.findChild(QComboBox, name)
        texts = [field.itemText(i) for i in range(field.count())]
        assert texts == [row.title for row in rows.values()]
    assert panel.findChild(QComboBox, "loss").currentText() == "sum of squared errors"
    schedule = panel.findChild(QComboBox, "schedule")
    assert [schedule.itemText(i) for i in range(schedule.count())] == list(SCHEDULES)


def test_at_first_nothing_is_shown_that_does_not_act(panel: TrainingPanel) -> None:
    assert shown(panel) == ALWAYS


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_shows_its_own_settings(
    panel: TrainingPanel, session: Session, name: str
) -> None:
    session.edits.change_setting("optimizer", name)
    assert [each for each in shown(panel) if each not in ALWAYS] == list(OPTIMIZERS[name].settings)


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_a_penalty_shows_its_strength(panel: TrainingPanel, session: Session, name: str) -> None:
    session.edits.change_setting("penalty", name)
    assert "penalty_strength" in shown(panel)
    session.undo_stack.undo()
    assert shown(panel) == ALWAYS


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_that_changes_the_rate_shows_its_steps_and_the_rate(
    panel: TrainingPanel, session: Session, name: str
) -> None:
    session.edits.change_setting("schedule", name)
    acts = name != "constant"
    assert ("schedule_steps" in shown(panel)) == acts
    assert panel.rate.label.isVisible() == acts


def test_a_wide_panel_has_two_columns_and_one_with_larger_text(
    panel: TrainingPanel, appearance: Appearance
) -> None:
    panel.window().resize(540, 420)
    for percent, has_two in ((100, True), (125, False), (100, True)):
        appearance.resize_text(percent)
        turn(3)
        loss, schedule = (
            panel.fields[name].mapTo(panel, QPoint()) for name in ("loss", "schedule")
        )
        assert (schedule.x() > loss.x()) == has_two, percent


def test_everything_fits_a_narrow_column(
    panel: TrainingPanel, session: Session, appearance: Appearance
) -> None:
    for name, value in (("optimizer", "adamw"), ("penalty", "l2"), ("schedule", "cosine")):
        session.edits.change_setting(name, value)
    session.edits.change_setting("loss", "cross-entropy")
    for percent in (100, 150):
        appearance.resize_text(percent)
        panel.window().resize(290 * percent // 100, 420 * percent // 100)
        turn(3)
        area = panel.findChild(QScrollArea, "training_settings")
        assert area.widget().width() == area.viewport().width()
        for line in panel.fields.values():
            if line.isVisible():
                assert line.caption.width() >= line.caption.sizeHint().width()
                assert line.caption.geometry().right() < line.field.x()
                assert line.rect().contains(line.field.geometry())


# From the screen to the session.


def test_an_optimizer_is_chosen_with_the_keyboard(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    choose(qtbot, panel, "optimizer", "momentum")
    assert session.cursor.recipe.optimizer == "momentum"
    assert "momentum" in shown(panel)
    session.undo_stack.undo()
    assert session.cursor.recipe.optimizer == "gradient-descent"
    assert panel.findChild(QComboBox, "optimizer").currentText() == "gradient descent"
    session.undo_stack.redo()
    assert panel.findChild(QComboBox, "optimizer").currentText() == "momentum"


def test_a_trained_network_keeps_its_weights_with_another_loss(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    train(session, 5)
    before = [parameter.data for parameter in session.cursor.trainer.parameters]
    choose(qtbot, panel, "loss", "mean-squared")
    assert session.cursor.recipe.loss == "mean-squared"
    assert session.cursor.steps == 5
    assert [parameter.data for parameter in session.cursor.trainer.parameters] == before


def test_a_momentum_that_is_typed_is_an_event_of_the_run(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    session.edits.change_setting("optimizer", "momentum")
    train(session, 3)
    field = panel.findChild(QLineEdit, "momentum")
    assert field.text() == "0.9"
    retype(qtbot, field, "0,5")
    assert session.cursor.trainer.setting("momentum") == 0.5
    assert session.cursor.run.events[-1].settings == {"momentum": 0.5}
    session.cursor.go_to(1)
    assert field.text() == "0.9"
    session.cursor.go_to(3)
    assert field.text() == "0.5"


def test_what_can_not_be_is_refused_at_its_field(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    session.edits.change_setting("optimizer", "momentum")
    field = panel.findChild(QLineEdit, "momentum")
    retype(qtbot, field, "1")
    assert field.property("wrong")
    assert panel.message.text() == "1 is not a finite number from 0 on and below 1"
    assert session.cursor.trainer.setting("momentum") == 0.9
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.9"
    assert panel.message.isHidden()


def test_the_steps_of_a_schedule_may_be_more_than_a_thousand_millions(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    session.edits.change_setting("schedule", "cosine")
    retype(qtbot, panel.findChild(QLineEdit, "schedule_steps"), "5e9")
    assert session.cursor.recipe.schedule_steps == 1000
    retype(qtbot, panel.findChild(QLineEdit, "schedule_steps"), "5000000000")
    assert session.cursor.recipe.schedule_steps == 5_000_000_000


# The rate of the schedule.


def test_the_scheduled_rate_is_that_of_the_next_update(
    panel: TrainingPanel, session: Session
) -> None:
    session.edits.change_setting("warm_up", 4)
    assert panel.rate.label.text() == "0.025"
    session.training.step()
    assert panel.rate.label.text() == "0.05"
    train(session, 9)
    assert panel.rate.label.text() == "0.1"
    session.cursor.go_to(2)
    assert panel.rate.label.text() == str(0.1 * 0.75)
    session.edits.set_learning_rate(1.0)
    assert panel.rate.label.text() == "0.75"


# In the window.


def test_a_loss_that_needs_another_last_activation_proposes_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    choose(qtbot, window.view("training"), "loss", "hinge")
    assert session.cursor.recipe.activations == ("tanh", "tanh", "tanh")
    assert window.proposal.isVisible()
    assert window.proposal.text.text() == BANNER
    button = window.proposal.findChild(QPushButton, "proposal_apply")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.cursor.recipe.activations == ("tanh", "tanh", "linear")
    assert session.cursor.recipe.loss == "hinge"
    assert not window.proposal.isVisible()


def test_the_form_scrolls_to_the_field_that_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    for name, value in (("optimizer", "adamw"), ("penalty", "l2"), ("schedule", "cosine")):
        session.edits.change_setting(name, value)
    panel = window.view("training")
    panel.bring_forward()
    turn(3)
    field = panel.fields["warm_up"].field
    assert field.visibleRegion().isEmpty()
    panel.fields["schedule_steps"].field.setFocus()
    qtbot.keyClick(panel.fields["schedule_steps"].field, Qt.Key.Key_Tab)
    turn(3)
    assert window.focusWidget() is field
    assert field.visibleRegion().boundingRect().height() == field.height()


def readings(panel: TrainingPanel) -> dict[str, str]:
    return {each.caption.text(): each.label.text() for each in panel.readings if each.isVisible()}


def test_the_panel_says_how_well_the_task_is_done(
    qtbot: QtBot, session: Session, panel: TrainingPanel
) -> None:
    assert readings(panel) == {"accuracy": "50 %"}
    train(session, 50)
    qtbot.waitUntil(lambda: readings(panel) == {"accuracy": "100 %"})
    score = panel.readings[0].label
    assert score.toolTip() == f"accuracy 100 % (4 of 4)\n{session.scores.about}"
    rows = session.cursor.dataset.rows()
    session.edits.set_dataset(session.cursor.dataset.edited([*rows[:3], [1, 1, -1, 0.5]], 1), "")
    assert list(readings(panel)) == ["R²"]
    assert score.width() >= score.sizeHint().width()


def test_the_panel_has_the_loss_and_the_score_of_samples_held_out(
    session: Session, panel: TrainingPanel
) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(40), "moons")
    session.edits.change_setting("test_share", 0.25)
    now = session.scores.now
    assert now.test_score is not None
    assert readings(panel) == {
        "accuracy": now.score.percent,
        "test loss": loss_text(session.cursor.evaluation.test_loss or 0.0),
        "test accuracy": now.test_score.percent,
    }
    assert (now.score.samples, now.test_score.samples) == (30, 10)
    area = panel.findChild(QScrollArea, "training_settings")
    assert area.widget().minimumSizeHint().width() <= 267
    session.edits.change_setting("test_share", 0.0)
    assert list(readings(panel)) == ["accuracy"]


def test_the_readings_are_quiet_lines_that_end_at_one_edge(
    session: Session, panel: TrainingPanel, appearance: Appearance
) -> None:
    session.edits.set_dataset(GENERATORS["moons"].dataset(40), "moons")
    for name, value in (("schedule", "cosine"), ("batch_size", 8), ("test_share", 0.25)):
        session.edits.change_setting(name, value)
    train(session, 3)
    lines = panel.rate, panel.epoch, *panel.readings
    for theme in ("dark", "light"):
        appearance.choose(theme)
        turn(3)
        for line in lines:
            label = line.label
            assert label.font() == line.caption.font()
            assert label.alignment() & Qt.AlignmentFlag.AlignRight
            assert label.mapTo(line, label.rect().topRight()).x() == line.width() - 1
            # The fill behind the text can't be told from the card.
            behind = label.palette().color(label.backgroundRole())
            assert behind == appearance.theme.color("surface")
    assert panel.rate.holder.width() <= px(WIDTH)
    ends = [(line.geometry().top(), line.geometry().bottom()) for line in lines]
    for (_, bottom), (top, _) in pairwise(ends):
        assert top - bottom - 1 == 3


def test_a_schedule_that_has_ended_says_so_and_what_to_do(
    panel: TrainingPanel, session: Session, qtbot: QtBot
) -> None:
    for name, value in (("schedule", "cosine"), ("schedule_steps", 3)):
        session.edits.change_setting(name, value)
    train(session, 2)
    assert panel.ended.isHidden()
    train(session, 1)
    told = "The schedule has ended: the rate is 0, so nothing changes any more. "
    assert panel.ended.text() == f"{told}Give it more schedule steps, or choose constant."
    assert panel.rate.label.text() == "0"
    session.edits.change_setting("schedule", "linear")
    assert "the rate is 0.01, and stays there." in panel.ended.text()
    panel.end_messages()
    assert panel.ended.isVisible()
    session.edits.change_setting("schedule_steps", 4)
    assert panel.ended.isHidden()
    session.edits.undo()
    session.cursor.go_to(2)
    assert panel.ended.isHidden()


# Epochs.


def test_the_epoch_and_batch_of_the_step_to_come_are_shown_where_there_are_batches(
    panel: TrainingPanel, session: Session
) -> None:
    assert panel.epoch.isHidden()
    session.edits.change_setting("batch_size", 3)
    assert panel.epoch.label.text() == "1, batch 1 of 2"
    train(session, 3)
    assert panel.epoch.label.text() == "2, batch 2 of 2"
    session.edits.undo()
    session.cursor.go_to(0)
    session.edits.change_setting("batch_size", 0)
    assert panel.epoch.isHidden()


def test_after_a_change_of_the_batches_the_epochs_gone_through_are_counted_on(
    panel: TrainingPanel, session: Session
) -> None:
    session.edits.change_setting("batch_size", 1)
    train(session, 10)
    assert panel.epoch.label.text() == "3, batch 3 of 4"
    session.edits.change_setting("batch_size", 2)
    assert panel.epoch.label.text() == "3, batch 1 of 2"
    train(session, 2)
    assert panel.epoch.label.text() == "4, batch 1 of 2"
    session.cursor.go_to(5)
    assert panel.epoch.label.text() == "2, batch 2 of 4"


def test_the_word_for_all_samples_is_written_and_read(
    panel: TrainingPanel, session: Session, qtbot: QtBot
) -> None:
    field = panel.fields["batch_size"].field
    assert field.text() == "all"
    retype(qtbot, field, "2")
    assert session.cursor.recipe.batch_size == 2
    retype(qtbot, field, "all")
    assert session.cursor.recipe.batch_size == 0
