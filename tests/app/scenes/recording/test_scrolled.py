"""What a person scrolls by wheel, scroll bar or keys is scrolled again by the recording."""

from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollBar, QStyle
from PySide6.QtWidgets import QStyleOptionSlider as SliderOption
from pytestqt.qtbot import QtBot

from app.scenes.acts.acts import Scroll
from app.scenes.parts.begin import Begin
from app.scenes.parts.form import ScriptError
from app.scenes.parts.scrolled import Scrolled
from app.scenes.playground.playground import Playground
from app.scenes.playground.scrolling import OTHERWISE, ScrollAreas
from app.scenes.reading import script_of
from app.scenes.recording.recorder import Recorder
from app.scenes.script import Script
from app.window.main_window import MainWindow
from micrograd.files.errors import FileError
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment
from tests.app.scenes.recording.recorded import acts_of, play
from tests.app.scenes.recording.test_sights import turn_wheel
from tests.app.scenes.scripts import VOCABULARY, text_of
from tests.benchmarks.window import made_up_samples

NOTHING, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
# In which the tables of samples, parameters and operations all scroll.
MANY_SAMPLES = made_up_samples(60)


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """A window with much to scroll; afterwards it is as large as it was."""
    size = renewed_window.size()
    renewed_window.session.open(new_experiment(Recipe(dataset=MANY_SAMPLES)))
    settle()
    yield renewed_window
    renewed_window.resize(size)
    Playground(renewed_window).open(Begin(panels=tuple(renewed_window.docks.shown)))
    settle()


@pytest.fixture
def recorder(window: MainWindow) -> Recorder:
    return Recorder(Playground(window), window)


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def area_of(window: MainWindow, name: str) -> QAbstractScrollArea:
    area = ScrollAreas(window).named(name)
    assert area is not None
    return area


def scrolls(script: Script) -> list[Scroll]:
    return [act for act in acts_of(script) if isinstance(act, Scroll)]


def picture(area: QAbstractScrollArea) -> QImage:
    settle()
    return area.grab().toImage()


def drag_down(bar: QScrollBar, pixels: int) -> None:
    """Drag the handle of a scroll bar with the mouse."""
    option = SliderOption()
    bar.initStyleOption(option)
    style, part = bar.style(), QStyle.SubControl.SC_ScrollBarSlider
    handle = style.subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, bar).center()
    QTest.mousePress(bar, LEFT, NOTHING, handle)
    QTest.mouseMove(bar, handle + QPoint(0, pixels // 2))
    QTest.mouseMove(bar, handle + QPoint(0, pixels))
    QTest.mouseRelease(bar, LEFT, NOTHING, handle + QPoint(0, pixels))
    settle()


Move = Callable[[QAbstractScrollArea], None]


def wheel(area: QAbstractScrollArea) -> None:
    for _ in range(2):
        turn_wheel(area.viewport(), QPoint(20, 20), -1)


def bar(area: QAbstractScrollArea) -> None:
    drag_down(area.verticalScrollBar(), 12)


def page_down(area: QAbstractScrollArea) -> None:
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    settle()


@pytest.mark.parametrize("move", [wheel, bar])
@pytest.mark.parametrize(
    ("page", "button", "name"),
    [
        ("network", "", "dataset_table"),
        ("network", "", "parameter_tree"),
        ("network", "network_table_button", "network_table"),
        ("graph", "graph_table_button", "graph_table"),
    ],
)
def test_tables_are_scrolled_again_to_the_same_rows(
    window: MainWindow, recorder: Recorder, page: str, button: str, name: str, move: Move
) -> None:
    window.show_page(page)
    if button:
        Playground(window).use(button, "on")
    area = area_of(window, name)
    settle()
    recorder.start()
    move(area)
    script = recorder.stop()
    (act,) = scrolls(script)
    row = area.verticalScrollBar().value() + 1
    assert (act.to.area, act.to.row) == (name, row)
    assert row > 1
    seen = picture(area)
    area.verticalScrollBar().setValue(0)
    play(script, window)
    assert area.verticalScrollBar().value() + 1 == row
    assert picture(area) == seen


def test_the_first_row_is_the_same_in_a_lower_window(
    window: MainWindow, recorder: Recorder
) -> None:
    area = area_of(window, "dataset_table")
    recorder.start()
    wheel(area)
    script, row = recorder.stop(), area.rowAt(0)  # type: ignore[attr-defined]
    window.resize(window.width(), window.height() - 150)
    settle()
    play(script, window)
    assert row > 0
    assert area.rowAt(0) == row  # type: ignore[attr-defined]


def test_keys_scroll_a_table_again_where_they_choose_nothing(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    Playground(window).train(40)
    Playground(window).use("history_table_button", "on")
    table = area_of(window, "history_table")
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 20)
    recorder.start()
    page_down(table)
    page_down(table)
    script, value = recorder.stop(), table.verticalScrollBar().value()
    (act,) = scrolls(script)
    assert act.to == Scrolled("history_table", row=value + 1)
    table.verticalScrollBar().setValue(0)
    play(script, window)
    qtbot.waitUntil(lambda: table.verticalScrollBar().value() == value)


def test_a_row_that_comes_into_sight_since_it_is_chosen_is_no_act_of_its_own(
    window: MainWindow, recorder: Recorder
) -> None:
    table = area_of(window, "dataset_table")
    recorder.start()
    page_down(table)
    page_down(table)
    script, value = recorder.stop(), table.verticalScrollBar().value()
    assert value > 0
    assert scrolls(script) == []
    assert acts_of(script) != []
    play(script, window)
    assert table.verticalScrollBar().value() == value


def test_turns_of_the_wheel_are_one_movement_that_lasts_as_long(
    window: MainWindow, recorder: Recorder
) -> None:
    area = area_of(window, "dataset_table")
    recorder.start()
    for _ in range(4):
        turn_wheel(area.viewport(), QPoint(20, 20), -1)
    (act,) = scrolls(recorder.stop())
    row = area.verticalScrollBar().value() + 1
    assert act.to == Scrolled("dataset_table", row=row)
    assert act.seconds > 0
    person = Playground(window)
    area.verticalScrollBar().setValue(0)
    act.advance(person, 0.0, 0.5)
    assert 0 < area.verticalScrollBar().value() < row - 1
    act.advance(person, 0.5, 1.0)
    assert area.verticalScrollBar().value() == row - 1


def test_a_low_panel_scrolls_to_the_same_share(window: MainWindow, recorder: Recorder) -> None:
    panel = window.view("training")
    panel.setFloating(True)
    panel.resize(200, 130)
    settle()
    area = area_of(window, "training_settings")
    bar = area.verticalScrollBar()
    bar.setValue(20)
    recorder.start()
    turn_wheel(area.viewport(), QPoint(5, 5), -1)
    script = recorder.stop()
    (act,) = scrolls(script)
    (begun,) = [each for each in script.begin.scrolled if each.area == "training_settings"]
    assert begun.down is not None
    assert act.to.down is not None
    assert 0 < begun.down < act.to.down < 1
    value, seen = bar.value(), picture(area)
    bar.setValue(0)
    play(script, window)
    assert (bar.value(), picture(area)) == (value, seen)
    window.resize(window.width(), window.height() - 100)


def test_what_is_scrolled_before_the_recording_is_so_at_its_beginning(
    window: MainWindow, recorder: Recorder
) -> None:
    area = area_of(window, "dataset_table")
    area.verticalScrollBar().setValue(7)
    recorder.start()
    script = recorder.stop()
    assert Scrolled("dataset_table", row=8) in script.begin.scrolled
    area.verticalScrollBar().setValue(30)
    play(script, window)
    assert area.verticalScrollBar().value() == 7
    Playground(window).open(msgspec.structs.replace(script.begin, scrolled=()))
    assert area.verticalScrollBar().value() == 0


@pytest.mark.parametrize("is_scrolled_back", [False, True])
def test_a_table_that_fills_only_later_comes_to_its_row_unless_somebody_scrolls_it(
    window: MainWindow, qtbot: QtBot, is_scrolled_back: bool
) -> None:
    person, table = Playground(window), area_of(window, "history_table")
    bar = table.verticalScrollBar()
    person.train(30)
    person.use("history_table_button", "on")
    qtbot.waitUntil(lambda: bar.maximum() > 3)
    person.scrolling.scroll(Scrolled("history_table", row=41))
    most = bar.maximum()
    assert bar.value() == most < 40
    if is_scrolled_back:
        turn_wheel(table.viewport(), QPoint(20, 20), 1)
    person.train(60)
    qtbot.waitUntil(lambda: bar.maximum() > 45)
    assert (bar.value() < most) if is_scrolled_back else (bar.value() == 40)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ({"row": 0}, r"line \d+, scenes\[0\].do\[0\].to.row: a .*number .*is wanted"),
        ({"down": 1.5}, r"line \d+, scenes\[0\].do\[0\].to.down: a .*number .*is wanted"),
        ({"row": "last"}, r"line \d+, scenes\[0\].do\[0\].to.row: a .*number .*is wanted"),
        ({"row": 2, "down": 0.5}, r"line \d+, scenes\[0\].do\[0\].to.down: row says already"),
        ({"area": "dataset_tabel"}, r"line \d+, scenes\[0\].do\[0\].to.area: .*dataset_table"),
        (
            {"rows": 2},
            r"line \d+, scenes\[0\].do\[0\].to.rows: there is no field “rows”; did you mean row",
        ),
    ],
)
def test_a_place_that_is_wrong_is_refused_with_its_line_and_name(
    to: dict[str, object], words: str
) -> None:
    place = {"area": "dataset_table", **to}
    with pytest.raises(FileError, match=words):
        script_of(text_of({"do": [{"do": "scroll", "to": place}]}), VOCABULARY)
    begun = words.replace(r"scenes\[0\].do\[0\].to", r"begin.scrolled\[0\]")
    with pytest.raises(FileError, match=begun):
        script_of(text_of({}, begin={"scrolled": [place]}), VOCABULARY)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (Scrolled("nonsense", row=2), "there is nothing “nonsense” that scrolls"),
        (Scrolled("dataset_table", down=0.5), "dataset_table has no down: it scrolls by row"),
        (Scrolled("network_area", column=3), "network_area has no column: it scrolls by right"),
    ],
)
def test_what_does_not_scroll_so_is_told(window: MainWindow, to: Scrolled, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        Playground(window).scrolling.scroll(to)


def test_everything_that_scrolls_has_a_name_of_its_own(window: MainWindow) -> None:
    for page in window.stage.names:
        window.stage.made(page)
    names = Counter(area.objectName() for area in ScrollAreas(window))
    assert [name for name, count in names.items() if count > 1] == []
    assert {"parameter_tree", "map_numbers", "sweep_table", "training_loop"} <= names.keys()
    found = window.findChildren(QAbstractScrollArea)
    nameless = [each for each in found if not each.objectName() and each.window() is window]
    assert [each for each in nameless if not isinstance(each, OTHERWISE)] == []
