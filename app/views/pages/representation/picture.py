"""The picture of a space: samples and grid, read by the mouse, chosen by a click."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.numbers import cut
from app.kit.painter_fonts import PainterFonts
from app.kit.plain_text import show_tooltip
from app.kit.signals import connect_all
from app.kit.spoken import Canvas
from app.kit.text_size import px, scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.session.session import Session
from app.views.pages.representation.painter import (
    Marks,
    draw_border,
    draw_space,
    frame_at,
    marks_at,
    sight_of,
)
from app.views.pages.representation.shown import ShownSpaces
from app.views.surface.frame import Legend, draw_axes, room_in
from app.views.surface.sight import Sight

# The mouse finds a sample within so many pixels of its middle.
REACH = 10.0
# The height of the line of words above the legend.
TOLD = 20
TOLD_TIP = (
    "The principal plane is the one in which the samples differ most, at this layer; its share "
    "of the variance says how much of their differences is seen in it"
)


class SpacePicture(QWidget):
    """Draws the samples and the plane of the inputs where the layers have moved them."""

    spoken = Canvas

    def __init__(self, session: Session, appearance: Appearance, shown: ShownSpaces) -> None:
        super().__init__()
        self._session, self._appearance, self._shown = session, appearance, shown
        self.hovered: int | None = None
        # It fills its whole place, so that nothing behind it need be painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 200)
        keys = "Left and right go from layer to layer, up and down choose the sample"
        describe(self, "space_picture", "Space of the samples", description=keys)
        connect_all(self.update, shown.changed, shown.stepped)

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    @property
    def marks(self) -> Marks:
        """How the samples look."""
        shown, chosen = self._shown, self._session.selection.sample
        return Marks(shown.colors, shown.sights.hollow, shown.wrong, chosen)

    @property
    def sight(self) -> Sight:
        """The ranges in sight, and the room that they fill."""
        box = QRectF(self.rect()).adjusted(0, px(TOLD), 0, 0)
        return sight_of(frame_at(self._shown.sights, self._shown.place), room_in(box))

    def sample_at(self, point: QPointF) -> int | None:
        """The row of the sample under a point."""
        sight, marks = self.sight, marks_at(self._shown.sights, self._shown.place, self.marks)
        if not len(marks.rows):
            return None
        places = [sight.point(*pair) for pair in zip(marks.xs, marks.ys, strict=True)]
        ways = np.array([[each.x() - point.x(), each.y() - point.y()] for each in places])
        distances = np.hypot(*ways.T)
        nearest = int(distances.argmin())
        return marks.rows[nearest] if distances[nearest] <= scaled(REACH) else None

    # What Qt asks for.

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        show_tooltip(event.globalPos(), self.tip_at(QPointF(event.pos())))
        return True

    def tip_at(self, point: QPointF) -> str:
        """What a place explains: the line of words above the picture; "" elsewhere."""
        return TOLD_TIP if point.y() < px(TOLD) else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._appearance.theme.color("surface"))
        try:
            self._draw(painter)
        finally:
            painter.end()

    def _draw(self, painter: QPainter) -> None:
        theme, shown, dataset = self._appearance.theme, self._shown, self._session.cursor.dataset
        sight, marks = self.sight, self.marks
        PainterFonts(painter).use(13, bold=True)
        painter.setPen(theme.color("text"))
        line = QRectF(sight.room.left(), 0, sight.room.width(), px(TOLD))
        text = cut(shown.told, line.width(), painter.fontMetrics().horizontalAdvance)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        if (border := shown.border) is not None:
            draw_border(painter, sight, border, theme)
        draw_space(painter, sight, shown.sights, shown.place, marks, theme)
        draw_axes(painter, sight, shown.axis_names, theme)
        legend = Legend(painter, line.translated(0, px(TOLD)), theme)
        target = dataset.column_names()[dataset.nin]
        legend.draw(shown.answers, shown.output, target, self._told_marks(marks))

    def _told_marks(self, marks: Marks) -> list[str]:
        told = ["trained on", *(["held out"] if marks.hollow else [])]
        return [*told, *(["wrong"] if marks.wrong else [])]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.sample_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.sample_at(event.position())
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self._session.selection.choose_sample(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shown = event.key(), self._shown
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            sample = self._session.selection.sample + (-1 if key == Qt.Key.Key_Up else 1)
            self._session.selection.choose_sample(sample % len(self._session.cursor.dataset))
        elif not shown.press(key):
            super().keyPressEvent(event)

    def _hover(self, row: int | None) -> None:
        if row != self.hovered:
            self.hovered = row
            shapes = Qt.CursorShape
            self.setCursor(shapes.ArrowCursor if row is None else shapes.PointingHandCursor)
            self._shown.changed.emit()
