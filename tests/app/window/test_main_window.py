"""The window: its theme, its messages, its layout, and how it closes."""

import gc
from collections.abc import Callable
from pathlib import Path
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.files.reading import read_experiment
from tests.app.window.by_hand import LEFT, choose, click_in_menu, open_menu, press, said
from tests.conftest import leave
from tests.event_loop import turn

# The offscreen platform prints this for every menu and every floating panel.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


def choose_theme(qtbot: QtBot, window: MainWindow, text: str) -> None:
    submenu = click_in_menu(qtbot, open_menu(qtbot, window, "View"), "Theme").menu()
    qtbot.waitUntil(submenu.isVisible)
    click_in_menu(qtbot, submenu, text)


# Theme.


def test_the_theme_is_switched_through_the_menu(
    qtbot: QtBot, window: MainWindow, appearance: Appearance
) -> None:
    def background() -> str:
        return QApplication.palette().window().color().name().upper()

    dark = background()
    choose_theme(qtbot, window, "Light")
    assert appearance.theme.name == "light"
    assert background() == appearance.theme["background"]
    assert background() != dark
    choose_theme(qtbot, window, "Dark")
    assert background() == dark
    choose_theme(qtbot, window, "System")
    assert appearance.choice == "system"


def test_another_theme_repaints_every_panel(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    widgets: list[QWidget] = [*window.panels.values(), window.view("network"), window.controls]
    dark = [widget.grab().toImage() for widget in widgets]
    choose_theme(qtbot, window, "Light")
    light = [widget.grab().toImage() for widget in widgets]
    assert all(before != after for before, after in zip(dark, light, strict=True))


# Messages.


def test_the_status_bar_says_how_to_begin(window: MainWindow) -> None:
    assert "F5" in said(window)


def test_the_speed_is_read_while_running_and_pause_is_said(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    reading = window.findChild(QLabel, "speed_reading")
    assert reading.text() == ""
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 3)
    assert reading.text().endswith("steps per second")
    press(qtbot, window, Qt.Key.Key_F5)
    assert reading.text() == "paused"


# While running.


class LayoutRequests(QObject):
    """Counts how often a window is asked to lay itself out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("page", ["network", "graph", "expression", "sweep"])
def test_a_step_of_training_lays_nothing_out(
    window: MainWindow, session: Session, page: str
) -> None:
    for panel in window.panels.values():
        panel.show()
    window.stage.show_page(page)
    for _ in range(2):
        session.training.step()
        turn(5)
    requests = LayoutRequests(window)
    for _ in range(5):
        session.training.step()
        turn(2)
    assert requests.count == 0


def test_closing_the_window_stops_the_training(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.cursor.steps > 0)
    window.close()
    assert not window.runner.is_running


def question_of(window: MainWindow) -> QMessageBox:
    return window.findChild(QMessageBox, "message_box")


def answer(qtbot: QtBot, box: QMessageBox, text: str) -> None:
    (button,) = [b for b in box.buttons() if b.text().replace("&", "") == text]
    qtbot.mouseClick(button, LEFT)


def test_closing_asks_once_about_what_is_not_saved(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    window.close()
    assert window.isVisible()
    answer(qtbot, question_of(window), "Cancel")
    assert window.isVisible()
    window.close()
    answer(qtbot, question_of(window), "Don't save")
    assert not window.isVisible()


def test_save_in_that_question_saves_and_closes(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "two steps.json"
    session.training.step()
    window.document.belong_to(file)
    session.training.step()
    window.close()
    answer(qtbot, question_of(window), "Save")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_experiment(file).current.steps == 2


def test_without_changes_it_closes_without_a_word(window: MainWindow) -> None:
    window.close()
    assert not window.isVisible()


# Layout.


def panel_places(window: MainWindow) -> list[tuple]:
    """The place of each panel. Qt gives a panel behind a tab any place, so that is left out."""
    return [
        (
            *(p.isVisible(), p.isFloating(), window.dockWidgetArea(p)),
            p.geometry().getRect() if p.is_in_front else None,
        )
        for p in window.panels.values()
    ]


def test_reset_the_layout_puts_every_panel_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.view("loss").width() > 400)
    before = panel_places(window)
    qtbot.mouseClick(window.findChild(QToolButton, "loss_panel_hide"), LEFT)
    qtbot.mouseClick(window.findChild(QToolButton, "network_panel_float"), LEFT)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.view("dataset"))
    assert panel_places(window) != before
    choose(qtbot, window, "View", "Reset the layout")
    qtbot.waitUntil(lambda: [p[:3] for p in panel_places(window)] == [p[:3] for p in before])
    qtbot.waitUntil(lambda: panel_places(window) == before)


def test_everything_is_inside_the_window_at_its_first_size(window: MainWindow) -> None:
    assert (window.width(), window.height()) == (1440, 900)
    panels = [panel for panel in window.panels.values() if panel.is_in_front]
    behind = [name for name, panel in window.panels.items() if panel not in panels]
    assert behind == ["training", "runs", "health"]
    for widget in [*panels, window.view("network"), window.controls]:
        assert widget.isVisible()
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert window.rect().contains(corner)


def test_the_list_of_runs_comes_with_the_second_run(window: MainWindow, session: Session) -> None:
    assert window.view("runs").isHidden()
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isVisible()
    assert window.view("runs").geometry().left() > window.view("loss").geometry().right()


def test_a_list_of_runs_that_was_hidden_stays_hidden(window: MainWindow, session: Session) -> None:
    session.training.step()
    session.edits.same_weights()
    window.view("runs").hide()
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isHidden()


def test_the_list_of_runs_gives_way_to_the_graph_and_comes_back(
    window: MainWindow, session: Session
) -> None:
    window.show_page("graph")
    session.training.step()
    session.edits.same_weights()
    assert window.view("runs").isHidden()
    window.show_page("network")
    assert window.view("runs").isVisible()
    window.show_page("graph")
    assert window.view("runs").isHidden()


def test_size_and_panels_are_remembered(
    qtbot: QtBot, settings: QSettings, opened: Callable[[], MainWindow]
) -> None:
    first = opened()
    first.resize(1200, 780)
    qtbot.mouseClick(first.findChild(QToolButton, "loss_panel_hide"), LEFT)
    first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.view("dataset"))
    choose_theme(qtbot, first, "Light")
    first.close()
    second = opened()
    assert not second.view("loss").isVisible()
    right = Qt.DockWidgetArea.RightDockWidgetArea
    assert second.dockWidgetArea(second.view("dataset")) == right
    assert abs(second.width() - 1200) <= 1200 - min(1200, second.screen().availableSize().width())
    assert settings.value("theme") == "light"


def test_a_file_opens_with_what_was_chosen_and_planned(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.session.selection.choose([5, 9])
    window.show_page("sweep")
    field = window.view("sweep").form.fields["rates"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.1, 0.3")
    path = tmp_path / "planned.json"
    window.document.path = path
    window.document.save()
    again = MainWindow(Session(read_experiment(path)), window.appearance)
    qtbot.addWidget(again)
    assert again.session.selection.parameters == [5, 9]
    assert again.view("sweep").form.fields["rates"].text() == "0.1, 0.3"
    assert not again.document.is_changed
    again.close()


def test_nothing_of_a_closed_window_is_kept(qapp: QApplication, appearance: Appearance) -> None:
    window = MainWindow(Session(), appearance)
    window.show()
    for name in window.stage.names:
        window.show_page(name)
    window.session.training.train(3)
    # What waits for the next events is done.
    turn(3)
    kept = ref(window.session)
    leave(window)
    window.close()
    window.deleteLater()
    del window
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
        gc.collect()
    assert kept() is None
