"""The computation graph, drawn live: groups open and close, the operation of the moment is lit."""

from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyle, QWidget

from app.graph_tree import Group, Path
from app.sliced import Sliced
from app.theme import Appearance
from app.throttle import Throttle
from app.views.fields import describe
from app.views.graph_camera import Camera
from app.views.graph_layout import Box
from app.views.graph_picture import GraphPicture
from app.views.graph_scene import GraphScene, Marks
from app.walk import Walk

DRAG_PX = 4
ZOOM_STEP = 1.2


class GraphCanvas(QWidget):
    """Pan by dragging, zoom with the wheel; a click opens a group or chooses a node.

    With `follows` the group around the operation of the moment opens by itself.
    """

    arranged = Signal()
    working_changed = Signal()
    resized = Signal()

    def __init__(self, walk: Walk, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._walk, self._appearance = walk, appearance
        self.scene = GraphScene(walk)
        self.camera = Camera(self)
        self.marks = Marks()
        self.follows = True
        self._sliced = Sliced(self)
        self._is_stale = True
        self._keeps_opened = False
        self._fits = True
        self._followed: set[Path] = set()
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._throttle = Throttle(0, self.update, self)
        self._set_up(name)
        self._connect()

    def _set_up(self, name: str) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(300, 120)
        describe(self, name, "Computation graph", "")
        self.setAccessibleDescription(
            "Right and left do and take back an operation, Home and Page Down go to the ends of "
            "the pass, Enter opens or closes a group, plus and minus zoom, F shows everything, "
            "drag to move"
        )
        self.camera.glide_ms = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)

    def _connect(self) -> None:
        walk = self._walk
        walk.moved.connect(self._throttle.request)
        walk.stepped.connect(self.follow)
        walk.rebuilt.connect(self.rebuild)
        walk.chosen_changed.connect(self.show_chosen)
        self._appearance.changed.connect(self.update)
        self.camera.moved.connect(self.update)
        self._sliced.advanced.connect(self._show_work)
        self._sliced.finished.connect(self._finish_work)

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # The graph and its layout, worked out in slices; only while it is seen.

    def rebuild(self) -> None:
        """Take the walk's graph anew; groups of the same name stay open."""
        self._is_stale = True
        if self.isVisible():
            self._is_stale = False
            self._sliced.start(self.scene.prepare(self._keeps_opened))

    def _arrange(self) -> None:
        self._sliced.start(self.scene.arrange())

    def cancel(self) -> None:
        """Stop laying out; the picture stays as it was."""
        if self._sliced.is_running:
            self._sliced.cancel()
            self.working_changed.emit()

    @property
    def is_working(self) -> bool:
        """True while a layout is being worked out."""
        return self._sliced.is_running

    def _show_work(self) -> None:
        self.working_changed.emit()

    def _finish_work(self) -> None:
        self._keeps_opened = True
        self.marks.hovered = None
        self.show_chosen()
        if self._fits:
            self.fit()
        self.working_changed.emit()
        self.arranged.emit()
        self.update()

    # Groups.

    def toggle(self, group: Group) -> None:
        """Open a closed group, close an open one; what is around it stays in sight."""
        opened = self.scene.opened
        is_opening = group.path not in opened
        if is_opening:
            opened.add(group.path)
        else:
            self.scene.opened = {p for p in opened if p[: len(group.path)] != group.path}
        self._followed.discard(group.path)
        self._fits = False
        self._arrange()
        self._show_group(group if is_opening else group.parent or group)

    def fold_all(self) -> None:
        """Close every group that was opened, as at the start."""
        self.scene.opened = self._walk.opened_at_first()
        self._followed.clear()
        self._fits = True
        self._arrange()

    def unfold_all(self) -> None:
        """Open every group."""
        self.scene.opened = {group.path for group in self.scene.tree.groups()}
        self._fits = True
        self._arrange()

    def reveal(self, node: int) -> None:
        """Open the groups around a node, and go there."""
        if node in self.scene.tree.group_of:
            group = self.scene.tree.group_of[node]
            self.scene.opened |= {each.path for each in group.ancestors()[1:]}
            self._fits = False
            self._arrange()
            self._show_node(node)

    def follow(self) -> None:
        """Bring the operation of the moment into sight; close what was opened for the last."""
        node = self.scene.operation
        if not self.follows or node is None or node not in self.scene.tree.group_of:
            return
        needed = {each.path for each in self.scene.tree.group_of[node].ancestors()[1:]}
        if not needed <= self.scene.opened:
            kept = self.scene.opened - (self._followed - needed)
            self._followed = (self._followed & needed) | (needed - self.scene.opened)
            self.scene.opened = kept | needed
            self._fits = False
            self._arrange()
        self._show_node(node)

    # What is in sight.

    def fit(self) -> None:
        """Show the whole picture."""
        self._fits = True
        layout = self.scene.layout
        self.camera.show(QRectF(0, 0, layout.width, layout.height), QSizeF(self.size()))

    def zoom(self, factor: float) -> None:
        """Magnify around the middle."""
        self._fits = False
        self.camera.zoom(factor, QPointF(self.rect().center()))

    def show_selection(self) -> None:
        """Go to the chosen node."""
        if self.marks.chosen is not None:
            self.reveal(self.marks.chosen)

    def _show_group(self, group: Group) -> None:
        frame = self._frame_of(group)
        layout = self.scene.layout
        if frame is None or group.parent is None:
            self.fit()
            return
        whole = QRectF(0, 0, layout.width, layout.height)
        room = min(self.width() / max(1, whole.width()), self.height() / max(1, whole.height()))
        self.camera.show(whole if room > 0.85 else _rect(frame), QSizeF(self.size()))

    def _show_node(self, node: int) -> None:
        """The group around a node where its numbers stay readable, else the node itself."""
        box = self.scene.box_of(node)
        if box is None:
            return
        group = self.scene.tree.group_of[node]
        frame = self._frame_of(group)
        area = _rect(frame) if frame is not None else QRectF(*self._whole())
        size = QSizeF(self.size())
        fitting = min(size.width() / (area.width() + 40), size.height() / (area.height() + 40))
        if fitting < 0.7:
            scale = min(1.0, size.height() / 240)
            half = QSizeF(size.width() / scale / 2, size.height() / scale / 2)
            x = _kept(box.center[0], area.left(), area.right(), half.width())
            y = _kept(box.center[1], area.top(), area.bottom(), half.height())
            area = QRectF(x - half.width(), y - half.height(), 2 * half.width(), 2 * half.height())
            self.camera.glide_to(scale, QPointF(-area.left() * scale, -area.top() * scale))
            return
        self.camera.show(area, size)

    def _whole(self) -> tuple[float, float, float, float]:
        return 0.0, 0.0, self.scene.layout.width, self.scene.layout.height

    def _frame_of(self, group: Group) -> Box | None:
        return next((f for f in self.scene.layout.frames if f.item is group), None)

    # Choice and search.

    def show_chosen(self) -> None:
        """Mark the chosen node, and everything between it and the loss."""
        chosen = self._walk.chosen if not self._is_stale else None
        is_there = chosen is not None and chosen in self.scene.tree.group_of
        self.marks.chosen = chosen if is_there else None
        self.marks.paths = (
            self.scene.on_paths_from(chosen) if chosen is not None and is_there else set()
        )
        self.update()

    def search(self, text: str) -> list[int]:
        """Mark the nodes whose name has every word of the text, and return them."""
        words = text.lower().split()
        self.marks.found = {
            node
            for node in self.scene.tree.group_of
            if words and all(word in self._walk.label(node).lower() for word in words)
        }
        self.update()
        return sorted(self.marks.found)

    # What Qt asks for.

    def showEvent(self, event: QShowEvent) -> None:
        if self._is_stale:
            self.rebuild()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resized.emit()
        if self._fits:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        began = perf_counter()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.theme.color("background"))
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setTransform(self.camera.transform, True)
            seen = self.camera.transform.inverted()[0].mapRect(QRectF(self.rect()))
            picture = GraphPicture(
                painter, self.scene, self._appearance.theme, self.camera.scale, seen
            )
            picture.draw(self.marks)
        finally:
            painter.end()
        took_ms = (perf_counter() - began) * 1000
        # A picture that takes long is drawn less often, so that it never fills the frame.
        self._throttle.interval_ms = 0 if took_ms < 5 else took_ms * 8

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._fits = False
        self.camera.zoom(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._is_dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(self.thing_at(event.position()))
            return
        offset = event.position() - self._pressed
        if self._is_dragging or offset.manhattanLength() > DRAG_PX:
            self._is_dragging, self._fits = True, False
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.camera.pan(offset)
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
        handled = {
            Qt.Key.Key_Right: self._walk.step,
            Qt.Key.Key_Left: self._walk.step_back,
            Qt.Key.Key_Home: self._go_to_start,
            Qt.Key.Key_PageDown: self._walk.finish_pass,
            Qt.Key.Key_Return: self._toggle_chosen,
            Qt.Key.Key_Enter: self._toggle_chosen,
            Qt.Key.Key_Plus: self._zoom_in,
            Qt.Key.Key_Minus: self._zoom_out,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Escape: self.cancel,
        }.get(Qt.Key(event.key()))
        if handled is None:
            super().keyPressEvent(event)
        else:
            handled()

    def _go_to_start(self) -> None:
        self._walk.seek(0)

    def _zoom_in(self) -> None:
        self.zoom(ZOOM_STEP)

    def _zoom_out(self) -> None:
        self.zoom(1 / ZOOM_STEP)

    def _toggle_chosen(self) -> None:
        if self.marks.chosen is not None:
            box = self.scene.box_of(self.marks.chosen)
            item = box.item if box else None
            group = item if isinstance(item, Group) else self.scene.tree.group_of[self.marks.chosen]
            if group.path:
                self.toggle(group)

    def thing_at(self, point: QPointF) -> Box | None:
        """The box under a point, or the innermost open group."""
        at = self.camera.to_layout(point)
        things = [*reversed(self.scene.layout.boxes), *reversed(self.scene.layout.frames)]
        return next((box for box in things if box.contains(at.x(), at.y())), None)

    def _hover(self, thing: Box | None) -> None:
        cursor = Qt.CursorShape.PointingHandCursor if thing else Qt.CursorShape.OpenHandCursor
        self.setCursor(cursor)
        if thing is not self.marks.hovered:
            self.marks.hovered = thing
            self.setToolTip("" if thing is None else self._described(thing))
            self.update()

    def _described(self, box: Box) -> str:
        if isinstance(box.item, Group):
            return f"{' · '.join(box.item.path)}: {box.item.count} nodes, click to open or close"
        value = self.scene.order[box.item]
        return f"{self._walk.label(box.item)}\ndata {value.data!r}\ngrad {value.grad!r}"

    def _click(self, thing: Box | None) -> None:
        if thing is None:
            return
        if isinstance(thing.item, Group):
            self.toggle(thing.item)
        else:
            self._walk.choose(thing.item)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _kept(middle: float, low: float, high: float, half: float) -> float:
    """The middle of what is seen, moved so that no room beside the area is wasted."""
    if high - low <= 2 * half:
        return (low + high) / 2
    return min(max(middle, low + half - 10), high - half + 10)
