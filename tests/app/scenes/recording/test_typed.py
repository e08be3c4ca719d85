"""What a person types and a field does not take is seen again when a recording is played."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kit.widgets.fields import MessageLine
from app.scenes.acts.acts import Show, Type, TypeIntoCell, UseControl
from app.scenes.acts.data import ChangeSample
from app.scenes.acts.edits import ChangeSetting
from app.scenes.parts.begin import Begin
from app.scenes.parts.form import ScriptError
from app.scenes.playground.playground import Playground
from app.scenes.reading import script_bytes
from app.scenes.recording.recorder import Recorder
from app.window.main_window import MainWindow
from tests.app.scenes.recording.recorded import acts_of, check_played, play


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """A window in whose fields nothing is typed, before and after."""
    yield renewed_window
    renewed_window.show_page("network")
    Playground(renewed_window).open(Begin(panels=tuple(renewed_window.docks.shown)))
    renewed_window.end_messages()


@pytest.fixture
def recorder(window: MainWindow) -> Recorder:
    return Recorder(Playground(window), window)


def line_of(window: MainWindow, name: str) -> QLineEdit:
    field = Playground(window).control(name)
    line = field.lineEdit() if isinstance(field, QAbstractSpinBox) else field
    assert isinstance(line, QLineEdit)
    return line


def type_into(line: QLineEdit, text: str) -> None:
    """Type a text in the place of what is there, key by key."""
    line.setFocus()
    line.selectAll()
    for sign in text:
        QTest.keyClicks(line, sign)
        QApplication.processEvents()


def press(line: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(line, key)
    QApplication.processEvents()


def messages(window: MainWindow) -> dict[str, str]:
    """What is said of wrong texts, by the names of the messages."""
    lines = window.findChildren(MessageLine)
    return {line.objectName(): line.text() for line in lines if not line.isHidden()}


def looks(window: MainWindow, name: str) -> tuple[Any, ...]:
    line = line_of(window, name)
    return line.text(), bool(line.property("wrong")), messages(window)


FIELDS = [
    ("network", "learning_rate", "fast"),
    ("network", "go_to_step", "999"),
    ("network", "layer_1_size", "none"),
    ("network", "seed", "1.5"),
    ("map", "map_x_first", "here"),
    ("map", "map_steps", "few"),
    ("expression", "expression_leaf_a", "x"),
]


@pytest.mark.parametrize(("page", "name", "text"), FIELDS)
def test_what_a_field_refused_is_seen_again_with_the_words_about_it(
    window: MainWindow, recorder: Recorder, page: str, name: str, text: str
) -> None:
    window.show_page(page)
    line = line_of(window, name)
    before = looks(window, name)
    recorder.start()
    type_into(line, text)
    press(line, Qt.Key.Key_Return)
    script, refused = recorder.stop(), looks(window, name)
    assert refused != before
    assert UseControl(name=name, to=text) in [without_times(act) for act in acts_of(script)]
    check_played(window, script)
    assert looks(window, name) == refused
    Playground(window).open(script.begin)
    assert looks(window, name)[1:] == (False, {})


def without_times(act: Any) -> Any:
    return type(act)(**{**fields_of(act), "at": 0.0, "seconds": 0.0})


def fields_of(act: Any) -> dict[str, Any]:
    return {name: getattr(act, name) for name in act.__struct_fields__}


def test_what_was_refused_is_gone_with_the_next_number_that_is_taken(
    window: MainWindow, recorder: Recorder
) -> None:
    line = line_of(window, "learning_rate")
    recorder.start()
    for text in ("fast", "0.25"):
        type_into(line, text)
        press(line, Qt.Key.Key_Return)
    script, seen = recorder.stop(), looks(window, "learning_rate")
    acts = [act for act in acts_of(script) if not isinstance(act, Type)]
    assert [type(act) for act in acts] == [UseControl, ChangeSetting]
    check_played(window, script)
    assert looks(window, "learning_rate") == seen == ("0.25", False, {})


def test_words_about_a_wrong_number_end_when_a_run_begins(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    line = line_of(window, "layer_1_size")
    recorder.start()
    type_into(line, "0")
    press(line, Qt.Key.Key_Return)
    assert messages(window).keys() == {"network_message"}
    window.runner.run(5)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    script = recorder.stop()
    assert messages(window) == {}
    check_played(window, script)
    assert messages(window) == {}


def test_a_text_that_is_still_being_typed_is_seen_until_it_is_given_up(
    window: MainWindow, recorder: Recorder
) -> None:
    line = line_of(window, "learning_rate")
    before = line.text()
    recorder.start()
    type_into(line, "0.00")
    half = recorder.stop()
    (act,) = acts_of(half)
    assert without_times(act) == Type(name="learning_rate", text="0.00")
    assert act.seconds > 0
    press(line, Qt.Key.Key_Escape)
    act.advance(Playground(window), 0.0, 0.5)
    assert line.text() == "0."
    play(half, window)
    assert line.text() == "0.00"
    Playground(window).open(Begin())
    assert line.text() == before
    recorder = Recorder(Playground(window), window)
    recorder.start()
    type_into(line, "7")
    press(line, Qt.Key.Key_Escape)
    script = recorder.stop()
    *_, act = acts_of(script)
    assert without_times(act) == Type(name="learning_rate", gives_up=True)
    check_played(window, script)
    assert line.text() == before


def test_what_is_typed_into_a_field_and_left_is_refused_as_with_enter(
    window: MainWindow, recorder: Recorder
) -> None:
    line = line_of(window, "seed")
    recorder.start()
    type_into(line, "-4")
    QTest.keyPress(line, Qt.Key.Key_Tab)
    # Without a display no window is active, and Qt tells of no other focus.
    box = line.parentWidget()
    assert box is not None
    QApplication.sendEvent(box, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    QTest.keyRelease(line, Qt.Key.Key_Tab)
    QApplication.processEvents()
    script, refused = recorder.stop(), looks(window, "seed")
    assert refused[2].keys() == {"network_message"}
    check_played(window, script)
    assert looks(window, "seed") == refused


def test_an_expression_that_is_none_is_seen_again_with_the_words_about_it(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    window.show_page("expression")
    editor = Playground(window).control("expression_text")
    recorder.start()
    QTest.keyClicks(editor, "* (")
    qtbot.waitUntil(lambda: messages(window).keys() == {"expression_message"})
    script, said = recorder.stop(), messages(window)
    check_played(window, script)
    assert messages(window) == said
    Playground(window).open(script.begin)
    assert messages(window) == {}


@pytest.mark.parametrize("name", ["parameter_filter", "graph_search"])
def test_what_a_view_keeps_in_sight_is_typed_only_once(
    window: MainWindow, recorder: Recorder, name: str
) -> None:
    window.show_page("graph")
    line = line_of(window, name)
    recorder.start()
    type_into(line, "layer 1")
    script = recorder.stop()
    line.clear()
    assert [act for act in acts_of(script) if isinstance(act, Type | UseControl)] == []
    assert any(isinstance(act, Show) for act in acts_of(script))


def test_the_address_of_another_computer_is_not_recorded(
    window: MainWindow, recorder: Recorder
) -> None:
    window.show_page("map")
    line = line_of(window, "map_scheduler")
    recorder.start()
    type_into(line, "tcp://secret:8786")
    script = recorder.stop()
    line.clear()
    assert b"secret" not in script_bytes(script)
    with pytest.raises(ScriptError, match="map_scheduler is left to people"):
        Playground(window).texts.type("map_scheduler", "x")


def test_nothing_is_typed_into_a_button(window: MainWindow) -> None:
    with pytest.raises(ScriptError, match="nothing can be typed into run_button"):
        Playground(window).texts.type("run_button", "x")


def test_what_takes_a_text_at_once_is_no_place_for_one_that_is_not_taken(
    window: MainWindow,
) -> None:
    window.show_page("expression")
    with pytest.raises(ScriptError, match="expression_text takes what is typed at once"):
        Playground(window).texts.type("expression_text", "x")


def edited(view: QAbstractItemView, index: QModelIndex) -> QLineEdit:
    """The editor of a cell that was opened by its key."""
    view.setCurrentIndex(index)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    QApplication.processEvents()
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    return editor


@pytest.mark.parametrize("name", ["dataset_table", "parameter_tree"])
def test_what_a_cell_refused_is_seen_again(
    window: MainWindow, recorder: Recorder, name: str
) -> None:
    view = Playground(window).control(name)
    assert isinstance(view, QAbstractItemView)
    index = view.model().index(1, 1)
    if isinstance(view, QTreeView):
        neuron = view.model().index(0, 0, view.model().index(0, 0))
        index = view.model().index(1, 1, neuron)
    recorder.start()
    editor = edited(view, index)
    type_into(editor, "12b")
    press(editor, Qt.Key.Key_Return)
    script, said = recorder.stop(), messages(window)
    assert len(said) == 1
    (act,) = [each for each in acts_of(script) if isinstance(each, TypeIntoCell)]
    rows = {"dataset_table": 2, "parameter_tree": 4}
    assert without_times(act) == TypeIntoCell(name=name, row=rows[name], column=2, to="12b")
    Playground(window).open(Begin())
    assert messages(window) == {}
    check_played(window, script)
    assert messages(window) == said


def test_a_number_that_a_cell_takes_is_recorded_once(
    window: MainWindow, recorder: Recorder
) -> None:
    view = Playground(window).control("dataset_table")
    assert isinstance(view, QAbstractItemView)
    recorder.start()
    for text, key in (("0.25", Qt.Key.Key_Return), ("7", Qt.Key.Key_Escape)):
        editor = edited(view, view.model().index(1, 1))
        type_into(editor, text)
        press(editor, key)
    script = recorder.stop()
    kinds = [type(act) for act in acts_of(script)]
    assert kinds.count(ChangeSample) == 1
    assert not {*kinds} & {Type, TypeIntoCell, UseControl}
    check_played(window, script)


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("dataset_table", 99, "dataset_table has no cell to edit at 99, 2"),
        ("parameter_tree", 10**9, "parameter_tree has no cell to edit at 1000000000, 2"),
        ("parameter_tree", 1, "parameter_tree has no cell to edit at 1, 2"),
        ("learning_rate", 1, "learning_rate is no table"),
    ],
)
def test_a_cell_that_nobody_can_edit_is_told(
    window: MainWindow, name: str, row: int, words: str
) -> None:
    with pytest.raises(ScriptError, match=words):
        Playground(window).texts.type_into_cell(name, row, 2, "1")
