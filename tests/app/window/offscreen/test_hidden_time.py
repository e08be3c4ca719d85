"""In a window that nobody sees, time passes as it is told to, and what would be drawn is known."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.kit.beside import Beside
from app.kit.playback import Playback
from app.kit.sliced import Sliced
from app.kit.throttle import Throttle
from app.views.graph.camera import Camera
from app.window.offscreen.hidden_time import HiddenTime
from app.window.offscreen.redraw_watch import RedrawWatch


class Runner:
    """Notes that it is paused."""

    is_paused = False

    def pause(self) -> None:
        self.is_paused = True


class Window(QWidget):
    """What a hidden window needs."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = Runner()
        self.panels: dict[str, QWidget] = {}


class Played(Playback):
    """Counts the seconds that it is played."""

    seconds = 0.0

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def time(window: Window) -> HiddenTime:
    return HiddenTime(window)


def timer_of(window: Window, times: list[str], name: str, ms: int, single: bool) -> QTimer:
    timer = QTimer(window, singleShot=single, interval=ms)
    timer.timeout.connect(lambda: times.append(name))
    timer.start()
    return timer


def test_timers_fire_when_they_are_due_in_its_time(window: Window, time: HiddenTime) -> None:
    fired: list[str] = []
    timer_of(window, fired, "once", 100, single=True)
    timer_of(window, fired, "again", 60, single=False)
    counts = []
    for _ in range(4):
        time.settle()
        counts.append((fired.count("once"), fired.count("again")))
        time.advance(0.05)
    assert counts == [(0, 0), (0, 0), (1, 1), (1, 2)]


def test_a_timer_that_is_started_anew_waits_again(window: Window, time: HiddenTime) -> None:
    fired: list[str] = []
    timer = timer_of(window, fired, "calm", 100, single=True)
    for _ in range(5):
        time.settle()
        time.advance(0.08)
        timer.start()
    assert fired == []
    time.settle()
    time.advance(0.1)
    time.settle()
    assert fired == ["calm"]


def test_the_clock_of_the_computer_is_not_heard(window: Window, time: HiddenTime) -> None:
    fired: list[str] = []
    timer_of(window, fired, "now", 0, single=True)
    time._due()
    QTest.qWait(20)
    assert fired == []
    time.settle()
    assert fired == ["now"]


def test_what_is_put_off_and_what_threads_do_is_done_at_once(
    window: Window, time: HiddenTime
) -> None:
    done: list[object] = []
    throttle = Throttle(60_000, lambda: done.append("throttled"), window)
    throttle.request()
    throttle.request()
    beside, sliced = Beside("test", window), Sliced(window)
    beside.delivered.connect(done.append)

    def slices() -> Iterator[float]:
        yield 0.5
        done.append("sliced")

    beside.start(iter(["beside"]))
    sliced.start_soon(slices())
    time.settle()
    assert sorted(map(str, done)) == ["beside", "sliced", "throttled", "throttled"]
    beside.end()


def test_cameras_glide_and_what_is_played_goes_on_by_its_time(
    window: Window, time: HiddenTime
) -> None:
    camera, played = Camera(window), Played(window)
    Throttle(0, lambda: None, window)
    camera.glide_ms = 400
    played.play()
    time.settle()
    camera.glide_to(1.0, QPointF(100, 0))
    seen = []
    for _ in range(4):
        time.advance(0.1)
        time.settle()
        seen.append(camera.origin.x())
    assert seen == sorted(seen)
    assert (seen[1], seen[-1], camera.is_gliding) == (50, 100, False)
    assert played.seconds == pytest.approx(0.4)


def test_training_at_full_speed_does_not_go_on(window: Window, time: HiddenTime) -> None:
    time.advance(0.1)
    assert window.runner.is_paused


def test_a_window_knows_whether_it_has_to_be_drawn_again(qtbot: QtBot, window: Window) -> None:
    label = QLabel("one", window)
    watch = RedrawWatch(window)
    with qtbot.waitExposed(window):
        window.show()
    watch.has_changed()
    assert not watch.has_changed()
    label.setText("another")
    # The event loop leaves it to be asked for.
    QTest.qWait(20)
    assert [watch.has_changed(), watch.has_changed()] == [True, False]
