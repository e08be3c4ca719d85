"""Makes pictures of surfaces in a thread, the newest one that was asked for."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.kit.background import background_thread
from app.views.surface.picture import PictureMaker, Request, SurfacePicture

# Milliseconds between two looks whether a picture is there: a small part of a frame. The thread
# itself tells nobody, since who asked may be gone by then.
LOOK_MS = 3


class SurfaceWorker(QObject):
    """`request` asks for a picture, which `made` brings; one that is overtaken is left out.

    waits: a picture is there when `request` returns, as a film needs it.
    """

    made = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waits = self._is_closed = False
        self._maker = PictureMaker()
        self._executor = background_thread("surface")
        self._running: Future[SurfacePicture] | None = None
        self._next: Request | None = None
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    @property
    def is_working(self) -> bool:
        """True until the last picture that was asked for is there."""
        return self._running is not None

    def request(self, request: Request) -> None:
        """Ask for a picture."""
        if self._is_closed:
            return
        if self.waits:
            self.made.emit(self._maker.make(request))
            return
        self._next = request
        self._look()

    def close(self) -> None:
        """Wait for the picture that is under way, and drop it."""
        self._timer.stop()
        self._executor.shutdown(cancel_futures=True)
        self._running = self._next = None
        self._is_closed = True

    def _look(self) -> None:
        """Bring a picture that is done, and begin with the next one."""
        done = None
        if self._running is not None and self._running.done():
            done, self._running = self._running, None
        if self._running is None and self._next is not None:
            self._running = self._executor.submit(self._maker.make, self._next)
            self._next = None
            self._timer.start()
        elif self._running is None:
            self._timer.stop()
        if done is not None:
            self.made.emit(done.result())
