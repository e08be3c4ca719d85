"""The choice of the sample shown: the same in every view, and it changes nothing in training."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.sample_choice import SampleChoice, SampleNames
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset, four_samples
from tests.event_loop import turn


@pytest.fixture
def choice(qtbot: QtBot, session: Session, appearance: Appearance) -> SampleChoice:
    choice = SampleChoice(session, "some_sample")
    qtbot.addWidget(choice)
    with qtbot.waitExposed(choice):
        choice.show()
    return choice


def texts(choice: SampleChoice) -> list[str]:
    return [choice.itemText(i) for i in range(choice.count())]


def test_the_choice_lists_the_samples_and_shows_the_chosen_one(choice: SampleChoice) -> None:
    assert texts(choice) == ["sample 1", "sample 2", "sample 3", "sample 4"]
    assert choice.currentText() == "sample 1"
    assert choice.objectName() == "some_sample"


def test_a_key_chooses_a_sample(qtbot: QtBot, choice: SampleChoice, session: Session) -> None:
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert session.selection.sample == 1
    qtbot.keyClick(choice, Qt.Key.Key_End)
    assert session.selection.sample == 3


def test_keys_stop_at_the_first_and_the_last_sample(
    qtbot: QtBot, choice: SampleChoice, session: Session
) -> None:
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert session.selection.sample == 0
    for _ in range(9):
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert session.selection.sample == 3


def test_a_sample_chosen_elsewhere_is_shown(choice: SampleChoice, session: Session) -> None:
    session.selection.choose_sample(2)
    assert choice.currentText() == "sample 3"


@pytest.mark.parametrize("count", [1, 4, 30])
def test_the_samples_offered_follow_the_dataset(
    choice: SampleChoice, session: Session, count: int
) -> None:
    session.selection.choose_sample(3)
    session.edits.set_dataset(
        Dataset([[1.0, 2.0, 3.0]] * count, [1.0] * count), "use other samples"
    )
    assert texts(choice) == [f"sample {i}" for i in range(1, count + 1)]
    assert choice.currentIndex() == session.selection.sample == min(3, count - 1)
    session.edits.undo()
    assert len(texts(choice)) == 4


def test_a_choice_changes_nothing_in_training(
    qtbot: QtBot, choice: SampleChoice, session: Session
) -> None:
    session.training.step()
    before = [(p.data, p.grad) for p in session.cursor.trainer.parameters]
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert [(p.data, p.grad) for p in session.cursor.trainer.parameters] == before
    assert session.cursor.dataset == four_samples()
    assert session.undo_stack.count == 0


def test_all_choices_of_the_window_show_the_same_sample(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    # A page is made when it is first shown.
    window.actions_by_name["show_graph"].trigger()
    choices = window.findChildren(SampleChoice)
    assert len(choices) >= 2
    for i, choice in enumerate(choices):
        qtbot.keyClick(choice, Qt.Key.Key_Home if i % 2 else Qt.Key.Key_End)
        assert {each.currentIndex() for each in choices} == {session.selection.sample}
        assert session.selection.sample == (0 if i % 2 else 3)


# Twenty thousand samples.

MANY = 20_000


@pytest.fixture
def many(choice: SampleChoice, session: Session, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows whose names were asked for, since a dataset of many samples came."""
    asked: list[int] = []
    made = SampleNames.data

    def data(names: SampleNames, index: QModelIndex, role: int = 0) -> object:
        asked.append(index.row())
        return made(names, index, role)

    monkeypatch.setattr(SampleNames, "data", data)
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]] * MANY, [1.0] * MANY), "use many samples")
    return asked


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_names_are_made_for_what_is_seen_only(choice: SampleChoice, many: list[int]) -> None:
    choice.adjustSize()
    choice.grab()
    assert len(set(many)) < 10
    choice.showPopup()
    turn(2)
    choice.hidePopup()
    assert len(set(many)) < 100


def test_no_change_of_its_look_goes_through_the_samples(
    choice: SampleChoice, many: list[int], appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def row_count(names: SampleNames, parent: QModelIndex) -> int:
        counted.append(1)
        return MANY

    monkeypatch.setattr(SampleNames, "rowCount", row_count)
    for percent in (150, 100):
        appearance.resize_text(percent)
        turn(2)
        choice.grab()
    assert len(counted) < 1_000


def test_the_width_is_that_of_the_last_name(choice: SampleChoice, many: list[int]) -> None:
    choice.adjustSize()
    few = choice.width()
    choice.setCurrentIndex(MANY - 1)
    assert choice.currentText() == "sample 20000"
    assert few == choice.sizeHint().width() > choice.fontMetrics().horizontalAdvance("sample 20000")


def test_a_number_that_is_typed_chooses_its_sample(
    qtbot: QtBot, choice: SampleChoice, session: Session, many: list[int]
) -> None:
    qtbot.keyClicks(choice, "13210")
    assert session.selection.sample == 13_209
    assert choice.currentText() == "sample 13210"
    assert len(set(many)) < 100


def test_a_number_that_no_sample_has_chooses_none(
    qtbot: QtBot, choice: SampleChoice, session: Session
) -> None:
    qtbot.keyClicks(choice, "9")
    assert session.selection.sample == 0


def test_the_list_is_as_wide_as_qt_would_make_it(choice: SampleChoice, session: Session) -> None:
    of_qt = QComboBox()
    of_qt.addItems([choice.itemText(i) for i in range(choice.count())])
    of_qt.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    of_qt.ensurePolished()
    assert choice.sizeHint() == of_qt.sizeHint()
