"""An error that nobody caught is told in a dialog, wherever it came from, and nothing is lost."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.kit.unexpected import UnexpectedErrors
from app.views.dialogs.error_dialog import ErrorDialog
from app.window.main_window import MainWindow
from app.window.reports import restarting
from app.window.reports.error_reports import ErrorReports, main_windows

LEFT = Qt.MouseButton.LeftButton


class BrokenError(Exception):
    """What a mistake in the program raises."""


def broken(given: object = None) -> None:
    raise BrokenError("/home/ada/nets/first.json has no end")


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    yield renewed_window
    for dialog in dialogs():
        dialog.accept()
    renewed_window.document.give_up_changes()
    renewed_window.autosave.keep()


@pytest.fixture
def errors(
    qapp: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[UnexpectedErrors]:
    """The unexpected errors of the program, which its windows tell of."""
    errors = UnexpectedErrors()
    monkeypatch.setattr(sys, "excepthook", errors.notice)
    monkeypatch.setattr(threading, "excepthook", errors._notice_thread)
    monkeypatch.setattr("app.kit.unexpected.errors", errors)
    ErrorReports(errors)
    yield errors
    assert "BrokenError" in capsys.readouterr().err


def dialogs() -> list[ErrorDialog]:
    widgets = QApplication.topLevelWidgets()
    return [each for each in widgets if isinstance(each, ErrorDialog) and each.isVisible()]


def in_a_slot(window: MainWindow) -> None:
    QTimer.singleShot(0, broken)


def in_a_paint_event(window: MainWindow) -> None:
    class Painted(QWidget):
        def paintEvent(self, event: object) -> None:
            broken()

    view = Painted(window)
    view.setObjectName("broken_view")
    view.resize(50, 50)
    view.show()


def in_a_thread(window: MainWindow) -> None:
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()


WAYS = in_a_slot, in_a_paint_event, in_a_thread


@pytest.mark.parametrize("raise_it", WAYS)
def test_an_error_is_told_and_the_program_goes_on(
    qtbot: QtBot,
    window: MainWindow,
    errors: UnexpectedErrors,
    raise_it: Callable[[MainWindow], None],
) -> None:
    raise_it(window)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    for view in window.findChildren(QWidget, "broken_view"):
        view.deleteLater()
    (dialog,) = dialogs()
    assert dialog.what.text().endswith("BrokenError: <path>.json has no end")
    assert "Error calling" not in dialog.report.toPlainText()
    assert "Traceback" in dialog.report.toPlainText()
    qtbot.mouseClick(dialog.go_on, LEFT)
    assert dialogs() == []
    window.actions_by_name["step"].trigger()
    assert window.session.cursor.steps == 1


def test_an_error_in_a_compiled_run_pauses_it_and_keeps_what_was_trained(
    qtbot: QtBot,
    compiled_loop: object,
    window: MainWindow,
    errors: UnexpectedErrors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run_out(*arguments: object) -> None:
        broken()

    qtbot.waitUntil(lambda: not window.compiled_loop.is_preparing)
    window.actions_by_name["step"].trigger()
    with monkeypatch.context() as patch:
        patch.setattr("micrograd.training.step_engine._train_and_evaluate", run_out)
        window.actions_by_name["run"].trigger()
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
    assert not window.runner.is_running
    assert window.session.cursor.steps == 1
    (dialog,) = dialogs()
    assert dialog.safe.text().startswith("Training is paused.")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.runner.run(5)
    qtbot.waitUntil(lambda: not window.runner.is_running)
    assert window.session.cursor.steps == 6


def test_the_same_error_again_is_counted_and_another_one_is_told(
    qtbot: QtBot, window: MainWindow, errors: UnexpectedErrors
) -> None:
    in_a_slot(window)
    in_a_slot(window)
    qtbot.waitUntil(lambda: [each.times for each in errors.incidents] == [2])
    (dialog,) = dialogs()
    in_a_slot(window)
    qtbot.waitUntil(lambda: errors.incidents[0].times == 3)
    # Whoever reads or copies the report meanwhile is left in peace.
    assert ", 2 times" in dialog.report.toPlainText()
    dialog.go_on.click()
    with qtbot.waitSignal(window.session.announced) as told:
        in_a_slot(window)
    qtbot.waitUntil(lambda: errors.incidents[0].times == 4)
    assert dialogs() == []
    assert "Report an error" in told.args[0]

    def another() -> None:
        raise BrokenError("another")

    QTimer.singleShot(0, another)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    report = dialogs()[0].report.toPlainText()
    assert "report of 2 errors" in report
    assert ", 4 times" in report


def test_the_report_has_versions_the_experiment_and_the_last_actions(
    qtbot: QtBot, window: MainWindow, errors: UnexpectedErrors
) -> None:
    for _ in range(3):
        window.actions_by_name["step"].trigger()
    window.session.edits.set_learning_rate(0.25)
    in_a_slot(window)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    qtbot.mouseClick(dialog.copy, LEFT)
    report = QGuiApplication.clipboard().text()
    assert dialog.copy.text() == "Copied"
    version = ".".join(map(str, sys.version_info[:3]))
    for part in (f"Python {version}", "step 3, runs", "learning_rate 0.25", "step (3 times)"):
        assert part in report
    assert "edit: change learning rate" in report
    assert "/home/" not in report


def test_a_report_can_be_had_without_an_error(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_by_name["report"].trigger()
    (dialog,) = dialogs()
    assert dialog.headline.text() == "No error was met so far"
    assert not dialog.what.isVisible()
    assert "report of no error" in dialog.report.toPlainText()


def test_a_window_that_is_filmed_is_neither_told_of_nor_restarted(window: MainWindow) -> None:
    filmed = QWidget()
    filmed.setObjectName(window.objectName())
    filmed.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    filmed.show()
    found = main_windows()
    filmed.close()
    assert window in found
    assert filmed not in found


def test_an_experiment_that_is_broken_itself_is_reported_as_far_as_it_goes(
    qtbot: QtBot, window: MainWindow, errors: UnexpectedErrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = "app.window.reports.report_text._experiment"
    monkeypatch.setattr(part, lambda window: map(broken, [0]))
    monkeypatch.setattr(window.autosave, "keep_now", broken)
    in_a_slot(window)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    report = dialogs()[0].report.toPlainText()
    assert "can't be told: tests.app.window.reports.test_error_reports.BrokenError" in report
    assert "Last actions" in report
    assert "BrokenError" in dialogs()[0].safe.text()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """How the program was started anew."""
    calls: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, line: calls.append(line))
    monkeypatch.setattr(sys, "argv", ["app", "--steps", "3"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "app", "--steps", "3"])
    return calls


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The codes that the event loop was ended with."""
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    yield codes
    QApplication.setQuitOnLastWindowClosed(True)


def test_a_restart_keeps_unsaved_work_and_asks_nothing(
    qtbot: QtBot,
    opened: Callable[[], Any],
    errors: UnexpectedErrors,
    exits: list[int],
    begun: list[list[str]],
) -> None:
    window = opened()
    window.begin()
    window.actions_by_name["step"].trigger()
    window.actions_by_name["step"].trigger()
    in_a_slot(window)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    assert "safe" in dialog.safe.text()
    qtbot.mouseClick(dialog.restart, LEFT)
    assert not window.isVisible()
    assert exits == [restarting.RESTART]
    restarting.begin_again()
    look = ["--theme=dark", "--text-scale=1"]
    assert begun == [["python", "-m", "app", *look, "--recover"]]

    again = opened()
    again.begin(recovers=True)
    assert again.session.cursor.steps == 2
    assert again.document.is_changed
    again.autosave.keep_now()


def test_a_path_with_spaces_stays_one_word_on_windows(
    monkeypatch: pytest.MonkeyPatch, begun: list[list[str]]
) -> None:
    monkeypatch.setattr(sys, "argv", ["app"])
    monkeypatch.setattr(sys, "orig_argv", [r"C:\Program Files\playground.exe"])
    # A window has neither of them there.
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(restarting, "_arguments", ["--recover"])
    monkeypatch.setattr(sys, "platform", "win32")
    restarting.begin_again()
    assert begun == [[r'"C:\Program Files\playground.exe"', "--recover"]]


def test_a_restart_opens_a_file_that_was_saved(opened: Callable[[], Any], tmp_path: Any) -> None:
    window = opened()
    window.document.belong_to(tmp_path / "net.json")
    assert restarting.arguments_for([window])[2:] == [str(tmp_path / "net.json")]


def test_work_that_can_not_be_kept_is_told_and_nothing_restarts(
    qtbot: QtBot,
    window: MainWindow,
    errors: UnexpectedErrors,
    exits: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.actions_by_name["step"].trigger()

    def full(home: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(window.autosave, "_write", full)
    in_a_slot(window)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    assert "could not be kept: the disk is full." in dialog.safe.text()
    qtbot.mouseClick(dialog.restart, LEFT)
    assert exits == []
    assert window.isVisible()
    assert "not restarted" in dialog.message.text()
