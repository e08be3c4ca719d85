"""Presentations: what is shown, what a presenter's keys do, and that all comes back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QToolButton
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.window.main_window import MainWindow
from app.window.panels.kept_layouts import Layouts
from app.window.picture_size import SIZES
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
CONTROLS = (
    *("reset", "step_back", "run", "step", "operation_back", "step_operation"),
    "presentation_menu",
)


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    """The window of the module, 1440 x 900; afterwards it presents nothing."""
    window = renewed_window
    window.resize(1440, 900)
    window.activateWindow()
    turn(3)
    yield window
    window.presentation.end()
    window.presentation.resize("full")
    window.text_actions._chosen.clear()
    turn(3)


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    """Press a key as the window system tells it, wherever the focus is."""
    window.activateWindow()
    qtbot.keyClick(window.windowHandle(), key, modifier)
    turn(3)


def present(qtbot: QtBot, window: MainWindow, size: str = "720p") -> None:
    """Press Shift+F11, with a size chosen in the menu before."""
    window.presentation.size_actions[size].trigger()
    press(qtbot, window, Qt.Key.Key_F11, SHIFT)
    assert window.presentation.is_on


def look_of(window: MainWindow) -> dict[str, Any]:
    """The places of everything in the window, and the size of its text."""
    panels = {name: panel for name, panel in window.panels.items() if panel.is_in_front}
    places = {name: QRect(panel.geometry()) for name, panel in panels.items()}
    parts = window.menuBar(), window.controls, window.statusBar(), window.stage
    return {
        "window": window.geometry(),
        "panels": places,
        "parts": [(QRect(part.geometry()), part.isVisible()) for part in parts],
        "timeline": window.view("loss").timeline.isVisible(),
        "page": window.stage.page,
        "text": text_size.percent(),
        "least": window.minimumSize(),
    }


def shown_panels(window: MainWindow) -> set[str]:
    return {name for name, panel in window.panels.items() if panel.isVisible()}


# What is shown.


def test_the_page_the_loss_and_a_slim_line_of_controls_are_all_there_is(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    assert shown_panels(window) == {"loss"}
    assert window.menuBar().isHidden()
    assert window.statusBar().isHidden()
    assert not window.findChild(QToolButton, "network_tab").isVisible()
    assert not window.view("loss").timeline.isVisible()
    for name in CONTROLS:
        assert window.findChild(QToolButton, f"{name}_button").isVisible(), name
    controls = window.controls
    for part in (controls.rate, controls.rate_slider, controls.step, controls.loss):
        assert part.isVisible()
    assert not controls.speed.isVisible()
    assert not controls.run_steps.isVisible()
    assert controls.height() < 45


def test_the_picture_has_two_thirds_of_the_height_also_with_captions(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    window.captions.show_scene("Each weight moves against its gradient.", 0, 3)
    turn(3)
    assert window.stage.height() > 2 / 3 * window.height()
    window.captions.end()


def test_with_the_largest_text_the_controls_are_one_line_and_the_picture_is_large(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    window.captions.show_scene("Each weight moves against its gradient.", 0, 3)
    window.appearance.resize_text(text_size.STEPS[-1])
    turn(3)
    assert window.controls.height() < text_size.px(45)
    assert window.findChild(QToolButton, "run_button").isVisible()
    assert window.controls.loss.isVisible()
    assert window.stage.height() >= 0.6 * window.height()
    assert window.size() == QSize(1280, 720)
    assert shown_panels(window) == set()
    window.captions.end()
    turn(3)
    assert shown_panels(window) == {"loss"}


def test_the_picture_has_its_size_which_nothing_changes(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    sizes = {(window.width(), window.height())}
    for _ in range(4):
        press(qtbot, window, Qt.Key.Key_PageDown)
        sizes.add((window.width(), window.height()))
    window.resize(1000, 600)
    sizes.add((window.width(), window.height()))
    assert sizes == {(1280, 720)}


def test_a_picture_larger_than_the_screen_fills_it(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window, "1080p")
    assert window.isFullScreen()


def test_the_menu_says_which_pictures_the_screen_is_too_small_for(window: MainWindow) -> None:
    window.presentation.size_menu.aboutToShow.emit()
    screen = window.screen().size()
    for name, row in SIZES.items():
        is_larger = row.size is not None and row.size.expandedTo(screen) != screen
        text = window.presentation.size_actions[name].text()
        assert ("fills it" in text) == is_larger, name
        assert text.startswith(row.text)


def test_another_size_is_taken_at_once_from_the_menu(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window, "full")
    window.presentation.size_actions["720p"].trigger()
    turn(3)
    assert window.size() == QSize(1280, 720)
    assert not window.isFullScreen()
    window.presentation.size_actions["full"].trigger()
    turn(3)
    assert window.isFullScreen()


def test_training_goes_on_and_everything_that_has_a_key_still_works(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    press(qtbot, window, Qt.Key.Key_F10)
    assert window.session.cursor.steps == 1
    assert window.controls.step.text() == "1"
    qtbot.mouseClick(window.findChild(QToolButton, "step_button"), LEFT)
    assert window.session.cursor.steps == 2
    press(qtbot, window, Qt.Key.Key_4, CONTROL)
    assert window.stage.page == "graph"


def test_the_loss_follows_a_run_from_before_and_a_run_of_now(
    qtbot: QtBot, window: MainWindow
) -> None:
    def run(steps: int) -> None:
        window.runner.speed.hold(100)
        window.runner.run(steps)
        qtbot.waitUntil(lambda: not window.runner.is_running)

    def drawn() -> float:
        return float(window.view("loss").plot.curve.getData()[0][-1])

    # The page leaves the loss no room, so nobody sees the plot.
    window.show_page("graph")
    run(30)
    present(qtbot, window)
    assert drawn() == 30
    run(30)
    assert drawn() == 60


def test_on_a_page_that_is_not_about_the_run_the_loss_steps_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    press(qtbot, window, Qt.Key.Key_7, CONTROL)
    assert window.stage.page == "expression"
    assert shown_panels(window) == set()
    press(qtbot, window, Qt.Key.Key_1, CONTROL)
    assert shown_panels(window) == {"loss"}


def test_nothing_comes_into_the_picture_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    window.session.training.step()
    window.session.edits.set_learning_rate(10.0)
    # A second run would show its list, a divergence the doctor's line.
    window.session.cursor.go_to(0)
    for _ in range(3):
        window.session.training.step()
    turn(3)
    assert shown_panels(window) == {"loss"}
    assert window.doctor.isHidden()
    assert window.proposal.isHidden()


def test_tabs_and_tools_are_there_where_they_are_wanted(qtbot: QtBot, window: MainWindow) -> None:
    tools = window.actions_by_name["presentation_tools"]
    tab = window.findChild(QToolButton, "surface_tab")
    tools.trigger()
    present(qtbot, window)
    assert tab.isVisible()
    tools.trigger()
    assert not tab.isVisible()


def test_its_menu_has_all_menus(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    menu = window.controls.more.menu()
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert {"File", "Training", "View", "Presentation size", "Pen"} <= set(texts)


# There and back.


@pytest.mark.parametrize(("page", "size"), [("network", "720p"), ("graph", "full")])
def test_leaving_brings_back_the_window_as_it_was(
    qtbot: QtBot, window: MainWindow, page: str, size: str
) -> None:
    window.show_page(page)
    turn(3)
    before = look_of(window)
    present(qtbot, window, size)
    press(qtbot, window, Qt.Key.Key_PageDown)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.presentation.is_on
    assert look_of(window) == before


def test_text_that_was_larger_for_a_while_leaves_the_window_as_it_was(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = look_of(window)
    present(qtbot, window)
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_Plus, CONTROL)
    press(qtbot, window, Qt.Key.Key_0, CONTROL)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert look_of(window) == before


def test_panels_that_float_float_again_where_they_were(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.view("parameters")
    panel.setFloating(True)
    panel.setGeometry(40, 50, 400, 300)
    turn(3)
    present(qtbot, window)
    assert not panel.isVisible()
    press(qtbot, window, Qt.Key.Key_F11, SHIFT)
    assert panel.isFloating()
    assert panel.isVisible()
    assert panel.geometry() == QRect(40, 50, 400, 300)
    panel.setFloating(False)


def test_a_maximised_window_is_maximised_again(qtbot: QtBot, window: MainWindow) -> None:
    window.showMaximized()
    turn(3)
    present(qtbot, window)
    assert window.size() == QSize(1280, 720)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.isMaximized()
    window.showNormal()


def test_a_full_screen_is_full_again(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F11)
    present(qtbot, window)
    assert not window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_the_second_run_of_a_presentation_is_listed_after_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.docks._has_shown_runs = False
    window.view("runs").hide()
    present(qtbot, window)
    window.session.training.step()
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    assert not window.view("runs").isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.view("runs").isVisible()


def test_a_picture_as_large_as_the_last_start_keeps_its_panels(
    qtbot: QtBot, window: MainWindow
) -> None:
    arranger = window.docks.arranger
    arranger.restore(Layouts(arranger.states, {"wide"}, "wide", QSize(1280, 720)))
    present(qtbot, window)
    assert window.size() == QSize(1280, 720)
    assert shown_panels(window) == {"loss"}
    press(qtbot, window, Qt.Key.Key_Escape)
    arranger.reset([window.view("runs")])


# A presentation that a script begins.


def test_a_size_chosen_in_the_presentation_of_a_script_is_for_the_next_one_of_the_person(
    qtbot: QtBot, window: MainWindow
) -> None:
    for size in ("720p", "full"):
        window.presentation.be_for_script("bare")
        window.presentation.size_actions[size].trigger()
        turn(3)
        assert window.size() == QSize(1440, 900)
        window.presentation.be_for_script("")
        turn(3)
        window.resize(1400, 880)
        assert window.size() == QSize(1400, 880)
        window.resize(1440, 900)
        turn(3)
    present(qtbot, window)
    assert window.size() == QSize(1280, 720)


def test_a_window_that_was_resized_while_a_script_presented_is_whole_again_at_once(
    window: MainWindow,
) -> None:
    window.presentation.be_for_script("bare")
    window.resize(1300, 800)
    turn(3)
    window.presentation.be_for_script("")
    turn(3)
    assert window.size() == QSize(1300, 800)
    assert not window.docks.arranger.is_going_back


# What is remembered.


def test_size_text_and_panels_of_presentations_are_remembered_apart_from_the_window(
    qtbot: QtBot, opened: Callable[[], MainWindow], settings: QSettings
) -> None:
    window = opened()
    panels = shown_panels(window)
    present(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Plus, CONTROL)
    window.view("training_loop").toggleViewAction().trigger()
    window.actions_by_name["halo"].trigger()
    # It closes in the middle of the presentation.
    geometry = QByteArray(window.presentation._before.size.geometry)
    window.close()
    assert settings.value("geometry") == geometry
    again = opened()
    turn(3)
    before = look_of(again)
    assert shown_panels(again) == panels
    assert text_size.percent() == 100
    assert not again.actions_by_name["halo"].isChecked()
    press(qtbot, again, Qt.Key.Key_F11, SHIFT)
    assert again.size() == QSize(1280, 720)
    assert text_size.percent() == 110
    assert shown_panels(again) == {"loss", "training_loop"}
    assert not again.actions_by_name["halo"].isChecked()
    assert again.actions_by_name["show_input"].isChecked()
    press(qtbot, again, Qt.Key.Key_Escape)
    assert look_of(again) == before


def test_a_loss_that_was_made_higher_is_as_high_the_next_time(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    loss = window.view("loss")
    window.resizeDocks([loss], [200], Qt.Orientation.Vertical)
    window.docks.arranger.keep()
    turn(3)
    height = loss.height()
    assert height > 150
    press(qtbot, window, Qt.Key.Key_Escape)
    press(qtbot, window, Qt.Key.Key_F11, SHIFT)
    assert loss.height() == height
    window.docks.arranger._arranged.clear()


# A presenter's keys.


def test_next_and_back_turn_the_pages(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    keys = Qt.Key
    seen = []
    for key in (keys.Key_PageDown, keys.Key_Right, keys.Key_Space, keys.Key_PageUp, keys.Key_Left):
        press(qtbot, window, key)
        seen.append(window.stage.page)
    assert seen == ["surface", "representation", "graph", "representation", "surface"]


def test_arrows_belong_to_the_view_that_has_the_focus_but_not_page_down(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    window.view("network").diagram.setFocus()
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.stage.page == "network"
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert window.stage.page == "surface"
    # The graph has a use for Escape, too.
    press(qtbot, window, Qt.Key.Key_4, CONTROL)
    window.view("graph").view.canvas.setFocus()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.presentation.is_on


def test_where_a_script_is_played_next_and_back_turn_its_scenes(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    window.captions.show_scene("In the middle.", 1, 3)
    for key, asked in (
        (Qt.Key.Key_PageDown, window.captions.next_asked),
        (Qt.Key.Key_PageUp, window.captions.back_asked),
    ):
        with qtbot.waitSignal(asked):
            press(qtbot, window, key)
    assert window.stage.page == "network"
    window.captions.end()


def test_b_makes_the_picture_dark_and_shows_it_again(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    middle = QPoint(640, 300)
    press(qtbot, window, Qt.Key.Key_B)
    assert window.grab().toImage().pixelColor(middle).lightness() == 0
    press(qtbot, window, Qt.Key.Key_B)
    assert window.grab().toImage().pixelColor(middle).lightness() > 0


def test_without_a_presentation_its_keys_do_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_B, Qt.Key.Key_Escape):
        press(qtbot, window, key)
    assert window.stage.page == "network"
    assert not window.overlay.is_dark


def test_a_number_can_be_typed_with_any_key(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    window.controls.rate.setFocus()
    window.controls.rate.selectAll()
    for character in "0.5 b":
        qtbot.keyClick(window.windowHandle(), character)
    assert window.controls.rate.text() == "0.5 b"
    assert not window.overlay.is_dark
    # Escape takes back what was typed before it ends the presentation.
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.controls.rate.text() == "0.1"
    assert window.presentation.is_on
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.presentation.is_on


# Keys, clicks, halo and pen.


def test_keys_and_clicks_are_shown_while_presenting_and_where_it_is_switched_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    def shown() -> tuple[str, list[QPointF]]:
        window.overlay.clear()
        press(qtbot, window, Qt.Key.Key_F10)
        qtbot.mouseClick(window.windowHandle(), LEFT, pos=QPoint(600, 400))
        return window.overlay.shown_keys, window.overlay.clicks

    seen = "F10", [QPointF(600, 400)]
    assert shown() == ("", [])
    press(qtbot, window, Qt.Key.Key_F11, CONTROL)
    assert shown() == seen
    press(qtbot, window, Qt.Key.Key_F11, CONTROL)
    assert shown() == ("", [])
    present(qtbot, window)
    assert shown() == seen
    press(qtbot, window, Qt.Key.Key_Escape)
    assert shown() == ("", [])


def test_the_halo_is_there_while_presenting(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    for at in (QPoint(500, 300), QPoint(510, 300)):
        qtbot.mouseMove(window.windowHandle(), at)
    assert window.overlay.halo == QPointF(510, 300)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.overlay.halo is None


def test_escape_puts_the_pen_away_first_and_then_ends_the_presentation(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    press(qtbot, window, Qt.Key.Key_P, CONTROL)
    assert window.actions_by_name["pen"].isChecked()
    QTest.mousePress(window.windowHandle(), LEFT, NONE, QPoint(500, 300))
    QTest.mouseMove(window.windowHandle(), QPoint(540, 300))
    QTest.mouseRelease(window.windowHandle(), LEFT, NONE, QPoint(540, 300))
    assert len(window.overlay.strokes) == 1
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.overlay.strokes == []
    assert not window.actions_by_name["pen"].isChecked()
    assert window.presentation.is_on
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.presentation.is_on


def test_a_drawing_goes_with_its_page_or_where_it_is_cleared(
    qtbot: QtBot, window: MainWindow
) -> None:
    present(qtbot, window)
    for key, modifier in ((Qt.Key.Key_PageDown, NONE), (Qt.Key.Key_P, CONTROL | SHIFT)):
        press(qtbot, window, Qt.Key.Key_P, CONTROL)
        press(qtbot, window, Qt.Key.Key_Space)
        press(qtbot, window, Qt.Key.Key_P, CONTROL)
        assert len(window.overlay.strokes) == 1
        press(qtbot, window, key, modifier)
        assert window.overlay.strokes == []


def test_panels_keep_their_titles_for_the_window(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window)
    loss: QDockWidget = window.view("loss")
    assert not loss.header.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert loss.header.isVisible()
    assert loss.titleBarWidget() is loss.header
