"""HiddenTime: time passes in a window that nobody sees when it is told to, and always alike."""

from time import sleep
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, QTimerEvent
from PySide6.QtWidgets import QTabBar

from app.kit.beside import Beside
from app.kit.playback import Playback
from app.kit.sliced import Sliced
from app.kit.throttle import Throttle
from app.kit.widgets.code_view import CodeView
from app.views.graph.camera import Camera

# What does later what could be done at once: a picture waits for none of it.
AT_ONCE = (Throttle, Sliced, Beside, CodeView)
# Events that wait for the event loop: a layout, and a call that was put off, as scenes of plots do
# before they tell their views what to draw anew.
LAYOUT, CALL = QEvent.Type.LayoutRequest, QEvent.Type.MetaCall
# Seconds between two looks at work in a thread.
LOOK_S = 0.001


class HiddenTime(QObject):
    """The time of one window: its timers, its cameras and what it plays follow `advance` alone.

    Where the event loop goes on meanwhile, the timers do not hear of it.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._now_ms = 0.0
        # When each timer is due, by its number: another one whenever it is started.
        self._due_ms: dict[int, float] = {}
        self._timers: list[QTimer] = []
        self._cameras: list[Camera] = []
        self._playing: list[Playback] = []
        self._is_firing = False

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass; `settle` does what is then due."""
        self._now_ms += 1000 * seconds
        # Training as fast as it goes would come to another step each time.
        self._window.runner.pause()
        for playback in self._playing:
            playback.advance(seconds)
        for camera in self._cameras:
            camera.advance(seconds)

    def settle(self) -> None:
        """Do all that is due, and all work in slices and in threads to its end."""
        while True:
            # Calls that were posted may need another layout.
            for kind in (LAYOUT, CALL, LAYOUT):
                QCoreApplication.sendPostedEvents(None, kind)
            due = self._due()
            if not due:
                break
            self._fire(due)
            for bar in self._window.findChildren(QTabBar):
                # Qt deletes the tabs of panels that stand elsewhere by now only then.
                QCoreApplication.sendPostedEvents(bar, QEvent.Type.DeferredDelete)

    def _due(self) -> list[QTimer]:
        timers = self._window.findChildren(QTimer)
        if timers != self._timers:
            self._take(timers)
        known = self._due_ms
        self._due_ms, self._playing = {}, []
        due = []
        for timer in timers:
            if not timer.isActive():
                continue
            owner, number = timer.parent(), timer.timerId()
            if isinstance(owner, Playback):
                self._playing.append(owner)
                continue
            if isinstance(owner, Throttle):
                owner.interval_ms = 0
            self._due_ms[number] = known.get(number, self._now_ms + timer.interval())
            if isinstance(owner, AT_ONCE) or self._due_ms[number] <= self._now_ms:
                due.append(timer)
        return due

    def _take(self, timers: list[QTimer]) -> None:
        """Rule over other parts of the window than before: new ones come with timers of theirs."""
        for timer in timers:
            if timer not in self._timers:
                timer.installEventFilter(self)
        self._timers = timers
        self._cameras = self._window.findChildren(Camera)
        for camera in self._cameras:
            camera.has_clock = False

    def _fire(self, due: list[QTimer]) -> None:
        if all(isinstance(timer.parent(), Beside) for timer in due):
            sleep(LOOK_S)
        self._is_firing = True
        for timer in due:
            number = timer.timerId()
            # One before may have stopped this one, or started it anew.
            if timer.isActive() and number in self._due_ms:
                # A timer that goes on is due again.
                self._due_ms[number] += timer.interval()
                QCoreApplication.sendEvent(timer, QTimerEvent(number))
        self._is_firing = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.Timer and not self._is_firing
