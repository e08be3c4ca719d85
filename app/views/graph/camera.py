"""Which part of the graph is seen, and how large: pan, zoom, and short glides between views."""

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QSizeF, QVariantAnimation, Signal
from PySide6.QtGui import QTransform

SMALLEST, LARGEST, COMFORTABLE = 0.002, 4.0, 1.25
MARGIN = 14.0


class Camera(QObject):
    """`scale` pixels per unit of the layout; `origin` is where the layout's 0, 0 stands."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.origin = QPointF()
        self.glide_ms = 200
        self._from = (1.0, QPointF())
        self._to = (1.0, QPointF())
        self._glide = QVariantAnimation(self)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._glide.valueChanged.connect(self._glide_on)

    @property
    def transform(self) -> QTransform:
        """From the layout's coordinates to the widget's."""
        return QTransform(self.scale, 0, 0, self.scale, self.origin.x(), self.origin.y())

    def to_layout(self, point: QPointF) -> QPointF:
        """A point of the widget in the layout's coordinates."""
        return (point - self.origin) / self.scale

    def pan(self, offset: QPointF) -> None:
        """Move what is seen by so many pixels."""
        self._glide.stop()
        self.origin += offset
        self.moved.emit()

    def zoom(self, factor: float, fixed: QPointF) -> None:
        """Magnify; the point of the widget stays where it is."""
        self._glide.stop()
        scale = min(LARGEST, max(SMALLEST, self.scale * factor))
        self.origin = fixed - (fixed - self.origin) * (scale / self.scale)
        self.scale = scale
        self.moved.emit()

    def show(self, rect: QRectF, room: QSizeF, at_most: float = COMFORTABLE) -> None:
        """Glide to where the rect of the layout fills the room, magnified at most so much."""
        width, height = max(1.0, rect.width()), max(1.0, rect.height())
        fitting = min((room.width() - 2 * MARGIN) / width, (room.height() - 2 * MARGIN) / height)
        scale = min(LARGEST, at_most, max(SMALLEST, fitting))
        middle = QPointF(room.width() / 2, room.height() / 2)
        self.glide_to(scale, middle - rect.center() * scale)

    def glide_to(self, scale: float, origin: QPointF) -> None:
        """Go there in a moment; at once where movement is switched off."""
        self._glide.stop()
        self._from, self._to = (self.scale, self.origin), (scale, origin)
        if self.glide_ms <= 0:
            self._glide_on(1.0)
            return
        self._glide.setDuration(self.glide_ms)
        self._glide.start()

    @property
    def target(self) -> tuple[float, QPointF]:
        """Scale and origin where the glide under way ends."""
        is_gliding = self._glide.state() is QVariantAnimation.State.Running
        return self._to if is_gliding else (self.scale, self.origin)

    def _glide_on(self, share: float) -> None:
        self.scale = self._from[0] + (self._to[0] - self._from[0]) * share
        self.origin = self._from[1] + (self._to[1] - self._from[1]) * share
        self.moved.emit()
