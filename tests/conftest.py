"""Fixtures of every test of the window: no screen, own settings, no leaks, no silent errors."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000
# A property of the window that outlives a test, since it belongs to a whole module.
SHARED = "is shared by the tests of a module"

# A screen that a whole window fits: Qt's own without a display is narrower.
SCREEN = Path(__file__).with_name("screen.json")

_numbers = count()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare Qt and Python before the first test."""
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"
    keep_bytecode(config)
    gc.disable()


def pytest_runtest_logfinish() -> None:
    """Collect between tests only, as the program does between events.

    Within a call of Qt, which may hold a lock, a collection that destroys objects of Qt waits for
    that lock for ever.
    """
    from app.kit.collector import collect_what_is_due

    # A collector of the window that a test has stopped lets Python collect by itself again.
    gc.disable()
    collect_what_is_due()


def keep_bytecode(config: pytest.Config) -> None:
    """Let pytest's cache keep what Python compiles, where Python is told not to.

    Else every program that a test starts would compile the package anew, and every worker all
    tests.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(config.cache.mkdir("bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_collection_finish() -> None:
    """Freeze what pytest knows of ten thousand tests: no collection looks through it.

    So they are frequent, and no closed window is left over to be styled with the next one.
    """
    set_aside_what_there_is()


def set_aside_what_there_is() -> None:
    """Later collections skip what exists by now."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def set_aside_again() -> Iterator[None]:
    """What a collector of the window let go of is set aside again after its module.

    Counting what is set aside takes 20 ms: too long to do it for every test.
    """
    yield
    if not gc.get_freeze_count():
        set_aside_what_there_is()


class PatientBot(QtBot):
    """Waits for the thing itself: for a minute where the computer has much else to do."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Drives widgets as a person does, and waits patiently."""
    return PatientBot(request)


@pytest.fixture
def session(qapp: object, request: pytest.FixtureRequest) -> object:
    """The four samples, 3-[4, 4, 1], seed 0, untrained; in a lasting window the one that it has."""
    from app.session.session import Session

    if "renewed_window" in request.fixturenames:
        return request.getfixturevalue("renewed_window").session
    return Session()


@pytest.fixture(scope="session")
def set_up(qapp: object) -> None:
    """The application has the style and the font of the playground."""
    from app.kit.application import set_up_application

    set_up_application(qapp)


@pytest.fixture
def appearance(set_up: None) -> Iterator[object]:
    """The dark theme; the text is at 100 % again after a test, also after one that failed."""
    from app.kit import text_size
    from app.kit.theme import Appearance

    appearance = Appearance("dark")
    yield appearance
    if text_size.percent() != text_size.NORMAL:
        # What the test showed is closed and need not follow.
        appearance.blockSignals(True)
        appearance.resize_text(text_size.NORMAL)


def leave(window: object) -> None:
    """Do as a person does before the window closes: pause, and don't save."""
    window.runner.pause()
    window.document.give_up_changes()


@pytest.fixture
def window(qtbot: QtBot, session: object, appearance: object) -> object:
    """The whole window, shown, 1440 x 900, that remembers nothing, at full speed."""
    from app.playing.speed import FULL_SPEED
    from app.window.main_window import MainWindow

    window = MainWindow(session, appearance)
    window.runner.speed.hold(FULL_SPEED)
    qtbot.addWidget(window, before_close_func=leave)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def long_gestures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in a row are one gesture on the slowest computer, too, in what is made after this."""
    monkeypatch.setattr("app.session.gesture.PAUSE_MS", 10 * PATIENCE_MS)


@pytest.fixture
def settings(tmp_path: Path) -> object:
    """Settings of the test's own, which last as long as it does."""
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def opened(qtbot: QtBot, appearance: object, settings: object) -> Callable[[], Any]:
    """Opens a window that remembers in `settings`, as each start of the program does."""
    from app.session.session import Session
    from app.window.main_window import MainWindow

    def open_window() -> MainWindow:
        window = MainWindow(Session(), appearance, settings)
        qtbot.addWidget(window, before_close_func=leave)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return open_window


@contextmanager
def window_of_a_module() -> Iterator[Any]:
    """One whole window, as `window`, for all tests of a module."""
    from PySide6.QtCore import QEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.kit.theme import Appearance
    from app.session.session import Session
    from app.window.main_window import MainWindow

    window = MainWindow(Session(), Appearance("dark"))
    window.setProperty(SHARED, True)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    # Else it would be looked through before every test.
    set_aside_what_there_is()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.unfreeze()


@pytest.fixture(scope="module")
def shared_window(qapp: object, set_up: None) -> Iterator[object]:
    """One whole window for all tests of a module that only look at it.

    It is held to that: at the end it is as untrained and unedited as it was.
    """
    with window_of_a_module() as window:
        yield window
        cursor, undo_stack = window.session.cursor, window.session.undo_stack
        assert (cursor.steps, cursor.phase, undo_stack.count) == (0, None, 0)
        assert not window.document.is_changed


@pytest.fixture(scope="module")
def lasting_window(qapp: object, set_up: None) -> Iterator[object]:
    """One whole window for the tests of a module, one after another: see `renewed_window`."""
    with window_of_a_module() as window:
        yield window
        leave(window)


@pytest.fixture
def renewed_window(qtbot: QtBot, lasting_window: Any) -> Iterator[object]:
    """The lasting window as at its start: a new experiment, the first page, full speed.

    It stands for `window` in a module whose tests change the experiment, the page and what is
    chosen, but nothing that a window keeps for its next experiment. `session` is its session.
    Between its tests it is hidden, so that no mouse of another window comes upon it.
    """
    from app.playing.speed import FULL_SPEED

    window = lasting_window
    with qtbot.waitExposed(window):
        window.show()
    window.walks.pause()
    leave(window)
    window.document.new()
    window.session.selection.choose([0])
    window.session.selection.choose_sample(0)
    window.runner.speed.hold(FULL_SPEED)
    window.show_page(window.stage.names[0])
    yield window
    window.hide()


@pytest.fixture(scope="session")
def kept_loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Machine code is kept for the next time the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(request.config.cache.mkdir("compiled-loop")))
        yield


@pytest.fixture(scope="session")
def built_loop(kept_loops: None) -> object:
    """The compiled training loop; tests that run side by side wait for the one that builds it."""
    from micrograd.compiled import library

    library.load()
    return library.loaded()


@pytest.fixture(scope="session")
def built_run_loop(kept_loops: None) -> object:
    """The compiled loop for many runs, likewise."""
    from micrograd.compiled import run_library

    run_library.load()
    return run_library.loaded()


@pytest.fixture
def compiled_loop(
    built_loop: object, engine_trains: None, monkeypatch: pytest.MonkeyPatch
) -> object:
    """The compiled training loop is at hand; without this the engine trains."""
    from micrograd.compiled import library

    monkeypatch.setattr(library, "_loaded", built_loop)
    return built_loop


@pytest.fixture
def computed_by(request: pytest.FixtureRequest) -> None:
    """The compiled "loop", or the "engine" where the parameter of a test says so."""
    if getattr(request, "param", "loop") == "loop":
        request.getfixturevalue("compiled_loop")


@pytest.fixture
def run_loop(
    built_run_loop: object, engine_trains: None, monkeypatch: pytest.MonkeyPatch
) -> object:
    """The compiled loop for many runs is at hand; without this each of them is trained alone."""
    from micrograd.compiled import run_library

    monkeypatch.setattr(run_library, "_loaded", built_run_loop)
    return built_run_loop


@pytest.fixture(scope="session")
def sealed(built_loop: object) -> bytes:
    """The machine code that building the loop wrote."""
    from micrograd.compiled import library

    return library.cache_file().read_bytes()


@pytest.fixture
def own_cache(sealed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, not there yet; the loop is not loaded."""
    folder = tmp_path / "a" / "b"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    forget_loops(monkeypatch)
    return folder


@pytest.fixture(autouse=True)
def engine_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test has a compiled loop because another one needed it."""
    if "micrograd.compiled.libraries" in sys.modules:
        forget_loops(monkeypatch)


def forget_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process have no machine code."""
    from micrograd.compiled import library, run_library

    for each in (library, run_library):
        monkeypatch.setattr(each, "_loaded", None)


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and unsaved work go to a folder of the test's own, never to the person's.

    It is made by what writes to it first: most tests write nothing.
    """
    folder = tmp_path_factory.getbasetemp() / f"own-{next(_numbers)}"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))


@pytest.fixture(autouse=True)
def no_uncaught_errors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An exception in a virtual method that Qt called fails the test too."""
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))
    yield
    assert not caught, caught


@pytest.fixture(autouse=True)
def no_folder_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs begin where they do in a program that has just started."""
    # A test without a window must not load Qt for it.
    if files := sys.modules.get("app.kit.files"):
        monkeypatch.setattr(files.Folders, "last", None)


@pytest.fixture(autouse=True)
def no_leaked_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every top-level widget that a test opened is gone after it, a whole window also if hidden.

    All widgets there are would be styled with the next window.
    """
    if "PySide6.QtWidgets" not in sys.modules or "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    collect_what_windows_left()
    yield
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    own = [w for w in QApplication.topLevelWidgets() if not w.property(SHARED)]
    left = [w for w in own if w.isVisible() or isinstance(w, QMainWindow)]
    assert not left, f"still open: {left}"


def collect_what_windows_left() -> None:
    """Menus that nothing holds but themselves would be styled with the next window.

    No list of widgets is kept meanwhile: it would hold them. Nothing is set aside while a shared
    window is there, since it would never be collected. How much was set aside is not asked: Python
    would count it object by object, 20 ms before each test.
    """
    from PySide6.QtWidgets import QApplication

    if not QApplication.topLevelWidgets():
        return
    gc.collect()
    if not any(widget.property(SHARED) for widget in QApplication.topLevelWidgets()):
        gc.freeze()
