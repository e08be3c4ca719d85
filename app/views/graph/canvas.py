"""The computation graph, drawn live: groups open and close, the current operation is lit."""

from collections.abc import Callable
from functools import partial
from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyle

from app.kit.plain_text import set_tooltip
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.fields import describe
from app.views.graph.camera import Sight
from app.views.graph.graph_layout import Box
from app.views.graph.navigation import GraphNavigation
from app.views.graph.picture import GraphPicture
from app.walking.graph_tree import Group
from app.walking.walk import Walk

# A press becomes a drag when the mouse moves farther than this.
DRAG_PX = 4
ZOOM_STEP = 1.2
# A moving picture that is magnified more than this looks blurred.
MOST_MAGNIFIED = 2
# Steps that come closer together than this, in seconds, are frames of training.
FRAMES_S = 0.1


class GraphCanvas(GraphNavigation):
    """Pan by dragging, zoom with the wheel; a click opens a group or chooses a node."""

    resized = Signal()

    def __init__(self, walk: Walk, appearance: Appearance, name: str) -> None:
        super().__init__(walk)
        self._appearance = appearance
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._throttle = Throttle(0, self.update, self)
        # Frames, wires and boxes as pixels, and what they show; a file is drawn without.
        self.keeps_picture = True
        self._still: QPixmap | None = None
        self._kept: object = None
        self._stepped_at = 0.0
        # The operation of the moment when the page was left.
        self._left_at: int | None = None
        self._set_up(name)
        self._connect()

    def _set_up(self, name: str) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(300, 100)
        describe(self, name, "Computation graph", "")
        self.setAccessibleDescription(
            "Right and left do and take back an operation, Home and Page Down go to the ends of "
            "the pass, Enter opens or closes a group, plus and minus zoom, F shows everything, "
            "drag to move"
        )
        self.camera.glide_ms = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)

    def _connect(self) -> None:
        walk = self._walk
        walk.moved.connect(self._show_step)
        walk.stepped.connect(self.follow)
        walk.rebuilt.connect(self.rebuild)
        walk.chosen_changed.connect(self.show_chosen)
        self._appearance.changed.connect(self.update)
        self.camera.moved.connect(self._follow_camera)

    def _show_step(self) -> None:
        self._stepped_at = perf_counter()
        self._throttle.request()

    def _follow_camera(self) -> None:
        """Show where the camera is; a glide is shown by the frames of training where there are."""
        is_shown_anyway = self.camera.is_gliding and self.camera.has_clock
        if not is_shown_anyway or perf_counter() - self._stepped_at > FRAMES_S:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # Overrides of Qt.

    def showEvent(self, event: QShowEvent) -> None:
        if self.is_stale:
            self.rebuild()
        else:
            self.show_chosen()
            if self.scene.operation != self._left_at:
                self.follow()
        super().showEvent(event)
        self.settled.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._left_at = self.scene.operation
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resized.emit()
        if self._fits:
            self.refit()
        else:
            self.keep_in_sight(QSizeF(event.oldSize()))

    def paintEvent(self, event: QPaintEvent) -> None:
        began = perf_counter()
        painter = QPainter(self)
        try:
            self._draw(painter)
        finally:
            painter.end()
        took_ms = (perf_counter() - began) * 1000
        # A slow picture is drawn less often: two thirds of the time stay free for the rest.
        self._throttle.interval_ms = 0 if took_ms < 16 else took_ms * 2

    def _draw(self, painter: QPainter) -> None:
        """Draw the numbers on a picture of the rest, which is kept while that looks the same."""
        sight = self._kept_sight()
        picture = self._picture(painter, sight or self.camera.sight)
        if sight is None:
            painter.fillRect(self.rect(), self._appearance.theme.color("background"))
            self._look_through(painter, self.camera.sight)
            picture.draw_still()
        else:
            self._keep_still(picture.still, sight)
            self._draw_kept(painter, sight)
            self._look_through(painter, self.camera.sight)
        picture.draw_numbers()

    def _kept_sight(self) -> Sight | None:
        """The view of the kept picture; None where each frame is drawn anew.

        A glide moves the picture of its end, where that shows the whole graph and stays sharp.
        """
        camera, target = self.camera, self.camera.target
        shows_all = QRectF(self.rect()).contains(target.transform.mapRect(self.whole))
        is_sharp = camera.scale <= MOST_MAGNIFIED * target.scale
        can_be_kept = not camera.is_gliding or (shows_all and is_sharp)
        return target if self.keeps_picture and can_be_kept else None

    def _keep_still(self, key: object, sight: Sight) -> None:
        if self._still is not None and self._kept == key:
            return
        self._kept = key
        self._still = QPixmap(self.size() * self.devicePixelRatioF())
        self._still.setDevicePixelRatio(self.devicePixelRatioF())
        self._still.fill(self._appearance.theme.color("background"))
        painter = QPainter(self._still)
        self._look_through(painter, sight)
        self._picture(painter, sight).draw_still()
        painter.end()

    def _draw_kept(self, painter: QPainter, sight: Sight) -> None:
        assert self._still is not None
        painter.save()
        if self.camera.is_gliding:
            painter.fillRect(self.rect(), self._appearance.theme.color("background"))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setTransform(sight.transform.inverted()[0] * self.camera.transform, True)
        painter.drawPixmap(0, 0, self._still)
        painter.restore()

    def _look_through(self, painter: QPainter, sight: Sight) -> None:
        """Let the painter draw in the layout's coordinates."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(sight.transform, True)

    def _picture(self, painter: QPainter, sight: Sight) -> GraphPicture:
        theme, seen = self._appearance.theme, sight.seen(QRectF(self.rect()))
        is_gliding = self.camera.is_gliding
        return GraphPicture(painter, self.scene, self.marks, theme, sight.scale, seen, is_gliding)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_at(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._is_dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(self.thing_at(event.position()))
            return
        offset = event.position() - self._pressed
        if self._is_dragging or offset.manhattanLength() > DRAG_PX:
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(offset)
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._pressed is not None and not self._is_dragging
        self._pressed, self._is_dragging = None, False
        self._hover(self.thing_at(event.position()))
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self._click(self.thing_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slots: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Right: self._walk.step,
            Qt.Key.Key_Left: self._walk.step_back,
            Qt.Key.Key_Home: partial(self._walk.seek, 0),
            Qt.Key.Key_PageDown: self._walk.finish_pass,
            Qt.Key.Key_Return: self._toggle_chosen,
            Qt.Key.Key_Enter: self._toggle_chosen,
            Qt.Key.Key_Plus: partial(self.zoom, ZOOM_STEP),
            Qt.Key.Key_Minus: partial(self.zoom, 1 / ZOOM_STEP),
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Escape: self.cancel,
        }
        handled = slots.get(Qt.Key(event.key()))
        if handled is None:
            super().keyPressEvent(event)
        else:
            handled()

    def _toggle_chosen(self) -> None:
        if self.marks.chosen is not None:
            item = self.scene.item_of(self.marks.chosen)
            group = item if isinstance(item, Group) else self.scene.tree.group_of[self.marks.chosen]
            if group.path:
                self.toggle(group)

    def thing_at(self, point: QPointF) -> Box | None:
        """The box under a point, else the innermost open group."""
        at = self.camera.to_layout(point)
        things = [*reversed(self.scene.layout.boxes), *reversed(self.scene.layout.frames)]
        return next((box for box in things if box.contains(at.x(), at.y())), None)

    def _hover(self, thing: Box | None) -> None:
        cursor = Qt.CursorShape.PointingHandCursor if thing else Qt.CursorShape.OpenHandCursor
        self.setCursor(cursor)
        if thing is not self.marks.hovered:
            self.marks.hovered = thing
            set_tooltip(self, "" if thing is None else self._described(thing))
            self.update()

    def _described(self, box: Box) -> str:
        if isinstance(box.item, Group):
            return f"{' · '.join(box.item.path)}: {box.item.count} nodes, click to open or close"
        value = self.scene.order[box.item]
        if not self.scene.is_current:
            return self.scene.names[box.item]
        return f"{self._walk.label(box.item)}\ndata {value.data!r}\ngrad {value.grad!r}"

    def _click(self, thing: Box | None) -> None:
        if thing is None:
            return
        if isinstance(thing.item, Group):
            self.toggle(thing.item)
        elif self.scene.is_current:
            self._walk.choose(thing.item)
