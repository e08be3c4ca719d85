"""The part of the graph that is seen, and its scale: pan, zoom, and short glides between views."""

from typing import NamedTuple

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QSizeF, QVariantAnimation, Signal
from PySide6.QtGui import QTransform

from app.kit.text_size import scaled

# Limits of the scale; a glide stays below COMFORTABLE unless asked to magnify more.
SMALLEST, LARGEST, COMFORTABLE = 0.002, 4.0, 1.25
# Pixels kept free around what a glide shows.
MARGIN = 14.0


class Sight(NamedTuple):
    """The view of a camera. scale: pixels per unit. origin: the pixel of the layout's 0, 0."""

    scale: float
    origin: QPointF

    @property
    def transform(self) -> QTransform:
        """The transform of the layout's coordinates into the widget's."""
        return QTransform(self.scale, 0, 0, self.scale, self.origin.x(), self.origin.y())

    def seen(self, room: QRectF) -> QRectF:
        """The part of the layout that is in a rect of the widget."""
        return self.transform.inverted()[0].mapRect(room)


class Camera(QObject):
    """scale: pixels per unit of the layout. origin: the pixel of the layout's 0, 0.

    has_clock: glides go on by themselves; who makes a film switches that off, and calls `advance`.
    `led` comes where it is sent somewhere, rather than moved by hand.
    """

    moved, led = Signal(), Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.origin = QPointF()
        self.glide_ms, self.has_clock = 200, True
        self._from = self._to = Sight(1.0, QPointF())
        self._glide = QVariantAnimation(self)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._glide.valueChanged.connect(self._glide_on)
        self._glide.finished.connect(self.moved)

    @property
    def sight(self) -> Sight:
        """The view now."""
        return Sight(self.scale, self.origin)

    @property
    def transform(self) -> QTransform:
        """The transform of the layout's coordinates into the widget's."""
        return self.sight.transform

    def to_layout(self, point: QPointF) -> QPointF:
        """A point of the widget in the layout's coordinates."""
        return (point - self.origin) / self.scale

    def pan(self, offset: QPointF) -> None:
        """Move the view by an offset in pixels."""
        self._glide.stop()
        self.origin += offset
        self.moved.emit()

    def zoom(self, factor: float, fixed: QPointF) -> None:
        """Magnify around a point of the widget, which stays fixed."""
        self._glide.stop()
        scale = min(LARGEST, max(SMALLEST, self.scale * factor))
        self.origin = fixed - (fixed - self.origin) * (scale / self.scale)
        self.scale = scale
        self.moved.emit()

    def show(
        self,
        rect: QRectF,
        room: QSizeF,
        at_most: float | None = None,
        at_least: float = SMALLEST,
    ) -> None:
        """Glide to where a rect of the layout fills the room.

        at_most: the largest scale; without it COMFORTABLE, at the size of all text. at_least: the
        smallest one; where the rect is too wide for it, its left is shown.
        """
        width, height = max(1.0, rect.width()), max(1.0, rect.height())
        fitting = min((room.width() - 2 * MARGIN) / width, (room.height() - 2 * MARGIN) / height)
        at_most = scaled(COMFORTABLE) if at_most is None else at_most
        scale = min(LARGEST, at_most, max(at_least, fitting))
        middle = QPointF(room.width() / 2, room.height() / 2)
        origin = middle - rect.center() * scale
        if scale > fitting:
            origin.setX(max(origin.x(), MARGIN - rect.left() * scale))
        self.glide_to(scale, origin)

    def glide_to(self, scale: float, origin: QPointF) -> None:
        """Glide to a scale and origin, or go at once if animations are off."""
        self._glide.stop()
        self.led.emit()
        self._from, self._to = self.sight, Sight(scale, origin)
        if self.glide_ms <= 0:
            self._glide_on(1.0)
            return
        self._glide.setDuration(self.glide_ms)
        self._glide.start()
        if not self.has_clock:
            self._glide.pause()

    def advance(self, seconds: float) -> None:
        """Let so much time pass for a glide that has no clock of its own."""
        if self.is_gliding and not self.has_clock:
            self._glide.pause()
            self._glide.setCurrentTime(self._glide.currentTime() + round(1000 * seconds))

    @property
    def is_gliding(self) -> bool:
        """True while it moves by itself."""
        return self._glide.state() is not QVariantAnimation.State.Stopped

    @property
    def target(self) -> Sight:
        """The view at the end of the running glide."""
        return self._to if self.is_gliding else self.sight

    def _glide_on(self, share: float) -> None:
        self.scale = self._from.scale + (self._to.scale - self._from.scale) * share
        self.origin = self._from.origin + (self._to.origin - self._from.origin) * share
        self.moved.emit()
