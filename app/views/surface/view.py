"""SurfaceView: the surface of the session's network, drawn live with the samples on it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.kept_pixmap import KeptPixmap
from app.kit.signals import connect_all
from app.kit.spoken import Canvas
from app.kit.text_size import scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.session.session import Session
from app.views.surface.frame import Legend, draw_axes, room_in
from app.views.surface.live import LiveSurface
from app.views.surface.marks import SampleMarks, draw_samples
from app.views.surface.painter import draw_curves, draw_residuals, draw_surface
from app.views.surface.reading import what_is_seen
from app.views.surface.sight import Sight

# The mouse reads a sample from this many pixels outside of its dot on.
REACH = 4.0


class SurfaceView(QWidget):
    """Draws the surface; a click chooses a sample.

    has_frame: with axes and a legend around it. hovered: the sample under the mouse.
    keys_told: what the keys do, in words. keeps_picture: axes and legend are kept as pixels; a file
    is drawn without.
    """

    spoken = Canvas

    def __init__(
        self, session: Session, appearance: Appearance, name: str, has_frame: bool = True
    ) -> None:
        super().__init__()
        self._session, self._appearance, self._has_frame = session, appearance, has_frame
        self.hovered: int | None = None
        self.keys_told = ""
        self.keeps_picture = True
        self._still, self._dots = KeptPixmap(), KeptPixmap()
        self.surface = LiveSurface(session, appearance, self, not has_frame)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(*((300, 180) if has_frame else (100, 80)))
        describe(self, name, "Surface")
        self.surface.changed.connect(self._show_picture)
        connect_all(self.update, self.surface.refitted, appearance.changed)
        self.surface.refitted.connect(self._tell_what_is_seen)
        self._tell_what_is_seen()

    def _tell_what_is_seen(self) -> None:
        """Let a screen reader read what is seen, and then the keys."""
        ranges = (self.surface.x, self.surface.y)
        seen = what_is_seen(self._session, self.names, ranges)
        self.setAccessibleDescription(". ".join(filter(None, (seen, self.keys_told))))

    def sizeHint(self) -> QSize:
        return QSize(640, 420) if self._has_frame else QSize(180, 140)

    @property
    def sight(self) -> Sight:
        """The ranges in sight, and the room that they fill."""
        return Sight(self.room, self.surface.x, self.surface.y)

    @property
    def room(self) -> QRectF:
        """The place of the surface inside of the widget."""
        box = QRectF(self.rect())
        return room_in(box) if self._has_frame else box

    @property
    def names(self) -> tuple[str, str]:
        """What both axes count."""
        dataset, axes = self._session.cursor.dataset, self.surface.axes
        names = dataset.column_names()
        if len(axes) == 2:
            return names[axes[0]], names[axes[1]]
        return names[axes[0]], names[dataset.nin + (self.surface.output or 0)]

    def wrong(self) -> set[int]:
        """The drawn samples whose class the picture does not answer."""
        picture = self.surface.picture
        if not self.surface.answers.classes:
            return set()
        request = picture.request
        triples = zip(request.drawn, request.classes, picture.answered.tolist(), strict=True)
        return {row for row, wanted, answer in triples if wanted != answer}

    def sample_at(self, point: QPointF) -> int | None:
        """The sample under a point, the nearest one."""
        marks, sight = self.shown_marks(), self.sight
        reach = marks.radius + scaled(REACH)
        found, nearest = None, reach * reach
        for row, x, y in zip(marks.rows, marks.xs, marks.ys, strict=True):
            offset = sight.point(x, y) - point
            distance = offset.x() ** 2 + offset.y() ** 2
            if distance <= nearest:
                found, nearest = row, distance
        return found

    def where_sample(self, row: int) -> QRectF | None:
        """The place of a sample, given its row; None for one that is not drawn, or out of sight."""
        marks, sight = self.shown_marks(), self.sight
        if row not in marks.rows:
            return None
        i, half = [*marks.rows].index(row), marks.radius + scaled(REACH)
        point = sight.point(marks.xs[i], marks.ys[i])
        if not sight.room.contains(point):
            return None
        return QRectF(point.x() - half, point.y() - half, 2 * half, 2 * half)

    def bring_sample(self, row: int) -> None:
        """See all samples, where this one is out of sight."""
        if self.where_sample(row) is None:
            self.surface.fit()

    def shown_marks(self) -> SampleMarks:
        """The samples as they are drawn; one that is being dragged is where the mouse is."""
        return self.surface.marks

    def _show_picture(self) -> None:
        self.update(self.room.toAlignedRect().adjusted(-8, -8, 8, 8))

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._draw_still(painter, event)
            self._draw(painter)
        finally:
            painter.end()

    def _draw_still(self, painter: QPainter, event: QPaintEvent) -> None:
        """Draw what stays while training goes on."""
        theme = self._appearance.theme
        if not self._has_frame or not self.keeps_picture:
            painter.fillRect(self.rect(), theme.color("surface"))
            self._draw_frame(painter)
            return
        surface = self.surface
        ratio, font = self.devicePixelRatioF(), self.font().pixelSize()
        parts = self.size(), ratio, font, theme, self.sight, surface.output, self.names
        key = *parts, surface.answers, self._session.cursor.trainer.samples, scaled(100)
        # The surface covers its room.
        painter.setClipRegion(QRegion(self.rect()).subtracted(self.room.toRect()))
        self._still.draw(painter, self, key, theme.color("surface"), self._draw_frame)
        painter.setClipping(False)

    def _draw_frame(self, painter: QPainter) -> None:
        if not self._has_frame:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, room = self._appearance.theme, self.room
        draw_axes(painter, self.sight, self.names, theme)
        surface, dataset = self.surface, self._session.cursor.dataset
        line = QRectF(room.left(), 0, room.width(), room.top())
        name = dataset.column_names()[dataset.nin + (surface.output or 0)]
        legend, marks = Legend(painter, line, theme), self._marks()
        legend.draw(surface.answers, surface.output, name, marks, surface.is_curve)

    def _marks(self) -> list[str]:
        held_out = self._session.cursor.trainer.samples.held_out
        marks = ["trained on", *(["held out"] if held_out else [])]
        return [*marks, "wrong"] if self.surface.answers.classes else marks

    def _draw(self, painter: QPainter) -> None:
        picture, sight, theme = self.surface.picture, self.sight, self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        if picture.image is None:
            draw_curves(painter, sight, picture, theme)
            painter.setClipRect(sight.room)
            draw_residuals(painter, sight, picture, theme)
            painter.setClipping(False)
        else:
            draw_surface(painter, sight, picture, theme)
        self.draw_over(painter)
        marks, chosen, wrong = self.shown_marks(), self._session.selection.sample, self.wrong()
        parts = sight, marks, wrong, chosen, theme
        if self.keeps_picture:
            key = sight, marks, marks.radius, wrong, chosen, theme
            clear = QColor(0, 0, 0, 0)
            self._dots.draw(painter, self, key, clear, lambda own: draw_samples(own, *parts))
        else:
            draw_samples(painter, *parts)

    def draw_over(self, painter: QPainter) -> None:
        """Draw what lies between the surface and the samples."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.surface.resize(QSizeF(self.room.size()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sample = self.sample_at(event.position())
        if sample is not None and event.button() is Qt.MouseButton.LeftButton:
            self._session.selection.choose_sample(sample)

    def hover(self, point: QPointF | None) -> None:
        """Read what is under the mouse, None where it has left."""
        self.hovered = None if point is None else self.sample_at(point)
        is_sample = self.hovered is not None
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_sample else Qt.CursorShape.CrossCursor
        )
