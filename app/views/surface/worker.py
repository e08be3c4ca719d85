"""Makes pictures of surfaces in a thread, the newest one that was asked for."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from app.kit.background import background_thread
from app.views.surface.picture import PictureMaker, Request, SurfacePicture


class SurfaceWorker(QObject):
    """`request` asks for a picture, which `made` brings; one that is overtaken is left out.

    waits: a picture is there when `request` returns, as a film needs it.
    """

    made = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waits = False
        self._maker = PictureMaker()
        self._executor = background_thread("surface")
        self._running: Future[SurfacePicture] | None = None
        self._next: Request | None = None
        self._ended.connect(self._take)

    @property
    def is_working(self) -> bool:
        """True until the last picture that was asked for is there."""
        return self._running is not None

    def request(self, request: Request) -> None:
        """Ask for a picture."""
        if self.waits:
            self.made.emit(self._maker.make(request))
        elif self._running is None:
            self._start(request)
        else:
            self._next = request

    def close(self) -> None:
        """Wait for the picture that is under way, and drop it."""
        self._next = self._running = None
        self._executor.shutdown(cancel_futures=True)

    def _start(self, request: Request) -> None:
        self._running = self._executor.submit(self._maker.make, request)
        self._running.add_done_callback(self._ended.emit)

    def _take(self, future: Future[SurfacePicture]) -> None:
        if future is not self._running:
            return
        following, self._next, self._running = self._next, None, None
        picture = future.result()
        if following is not None:
            self._start(following)
        self.made.emit(picture)
