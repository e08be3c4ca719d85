"""Fields: what is typed is taken, or refused with the reason and the old number back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.fields import CountField, MessageLine, NumberField
from tests.app.keyboard import retype


@pytest.fixture
def form(qtbot: QtBot, appearance: object) -> QWidget:
    """An empty window for the fields."""
    form = QWidget()
    QVBoxLayout(form)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    return form


@pytest.fixture
def count(form: QWidget) -> CountField:
    """A whole number from 1 to 32, at first 4."""
    field = CountField(1, 32)
    field.setValue(4)
    form.layout().addWidget(field)
    field.setFocus()
    return field


@pytest.fixture
def number(form: QWidget) -> NumberField:
    """A number typed as text, at first 0.1."""
    field = NumberField()
    form.layout().addWidget(field)
    field.show_number("0.1")
    field.setFocus()
    return field


def recorded(signal: object) -> list[object]:
    """Return a list that gets each text of a signal from now on."""
    said: list[object] = []
    signal.connect(said.append)  # type: ignore[attr-defined]
    return said


@pytest.mark.parametrize("text", ["1", "32", " 7 ", "07"])
def test_a_whole_number_in_range_is_taken(qtbot: QtBot, count: CountField, text: str) -> None:
    values = recorded(count.valueChanged)
    retype(qtbot, count, text)
    assert values == [int(text)]
    assert count.text() == str(int(text))


@pytest.mark.parametrize("text", ["0", "33", "-3", "2.5", "four", "", "1e1", "99999999999999"])
def test_other_text_is_refused_and_the_old_number_is_back(
    qtbot: QtBot, count: CountField, text: str
) -> None:
    values, reasons = recorded(count.valueChanged), recorded(count.refused)
    retype(qtbot, count, text)
    assert values == []
    assert count.text() == "4"
    assert "from 1 to 32; 4 stays" in reasons[-1]
    assert f"“{text}”" in reasons[-1]


def test_a_number_that_fits_clears_the_reason(qtbot: QtBot, count: CountField) -> None:
    reasons = recorded(count.refused)
    retype(qtbot, count, "33")
    retype(qtbot, count, "5")
    assert reasons[-1] == ""


def test_the_old_number_typed_again_clears_the_reason(qtbot: QtBot, count: CountField) -> None:
    reasons = recorded(count.refused)
    retype(qtbot, count, "33")
    retype(qtbot, count, "4")
    assert reasons[-1] == ""


def test_a_count_is_not_taken_before_typing_is_done(qtbot: QtBot, count: CountField) -> None:
    values = recorded(count.valueChanged)
    qtbot.keyClick(count, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(count, "12")
    assert values == []
    qtbot.keyClick(count, Qt.Key.Key_Return)
    assert values == [12]


def test_arrow_keys_count_and_stop_at_the_ends(qtbot: QtBot, count: CountField) -> None:
    qtbot.keyClick(count, Qt.Key.Key_Up)
    assert count.value() == 5
    for _ in range(6):
        qtbot.keyClick(count, Qt.Key.Key_Down)
    assert count.value() == 1


def test_separators_of_thousands_may_be_typed(qtbot: QtBot, form: QWidget) -> None:
    field = CountField(1, 10_000_000)
    form.layout().addWidget(field)
    field.setFocus()
    retype(qtbot, field, "12,500")
    assert field.value() == 12_500


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_text_is_committed_once_by_enter_or_by_leaving(
    qtbot: QtBot, form: QWidget, number: NumberField, end: Qt.Key
) -> None:
    form.layout().addWidget(CountField(1, 2))
    committed = recorded(number.committed)
    retype(qtbot, number, "0.5", end)
    form.setFocus()
    assert committed == ["0.5"]


def test_enter_without_typing_commits_nothing(qtbot: QtBot, number: NumberField) -> None:
    committed = recorded(number.committed)
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert committed == []
    retype(qtbot, number, "2")
    assert committed == ["2"]


def test_a_typographic_minus_is_committed_as_a_plain_one(qtbot: QtBot, number: NumberField) -> None:
    committed = recorded(number.committed)
    QGuiApplication.clipboard().setText("−5")
    qtbot.keyClick(number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(number, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert committed == ["-5"]


def test_escape_reverts_and_commits_nothing(
    qtbot: QtBot, form: QWidget, number: NumberField
) -> None:
    committed = recorded(number.committed)
    reverts: list[bool] = []
    number.reverted.connect(lambda: reverts.append(True))
    retype(qtbot, number, "77", Qt.Key.Key_Escape)
    form.setFocus()
    assert reverts == [True]
    assert committed == []


def test_a_new_number_does_not_overwrite_what_is_being_typed(
    qtbot: QtBot, number: NumberField
) -> None:
    qtbot.keyClicks(number, "5")
    number.show_number("0.2")
    assert number.text() == "0.15"
    qtbot.keyClick(number, Qt.Key.Key_Return)
    number.show_number("0.2")
    assert number.text() == "0.2"


def test_a_message_takes_no_room_while_all_is_well(form: QWidget) -> None:
    line = MessageLine("message")
    form.layout().addWidget(line)
    assert not line.isVisible()
    line.say("That is not a number.")
    assert line.isVisible()
    assert line.text() == "That is not a number."
    line.say("")
    assert not line.isVisible()


@pytest.mark.parametrize(
    ("text", "under", "selected"),
    [("0.1", "0", "0.1"), ("−2.5e-07", "5", "−2.5e-07"), ("0.1, 0.25", "2", "0.25")],
)
def test_a_double_click_selects_the_whole_number(
    qtbot: QtBot, number: NumberField, text: str, under: str, selected: str
) -> None:
    number.setText(text)
    number.setCursorPosition(text.index(under))
    qtbot.mouseDClick(number, Qt.MouseButton.LeftButton, pos=number.cursorRect().center())
    assert number.selectedText() == selected
    qtbot.keyClicks(number, "7")
    assert number.text() == text.replace(selected, "7")
