"""Which parts of the graph are laid out, open and in sight."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Signal
from PySide6.QtWidgets import QWidget

from app.kit.sight_text import ALL, LED
from app.kit.sliced import Sliced
from app.kit.spoken import Canvas
from app.kit.text_size import scaled
from app.views.graph.camera import Camera
from app.views.graph.framing import LARGEST_FIT, near_to, rect_of, smallest_fit
from app.views.graph.graph_layout import Box
from app.views.graph.scene import GraphScene, Marks
from app.walking.graph_tree import Group, Path
from app.walking.walk import Walk

# How the groups are open at first.
FIRST = "first"


class GraphNavigation(QWidget):
    """The scene of a walk and the camera on it.

    follows: the group around the current operation opens by itself. kept: the path of a group that
    the camera stays in, empty for the whole graph; only operations in a group of that name are
    followed. `renewed` comes after another graph was laid out; `working_changed` when a layout
    begins, advances or ends; `settled` when none runs any more, and when the graph is seen again.
    `moved_by_hand` comes after a pan or zoom; `opened` after groups opened or closed, with how:
    `ALL`, `LED`, `FIRST`, or "" for some of them.
    """

    spoken = Canvas

    renewed = Signal()
    working_changed, settled = Signal(), Signal()
    moved_by_hand, opened = Signal(), Signal(str)

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk
        self.scene = GraphScene(walk)
        self.camera = Camera(self)
        self.marks = Marks()
        self.follows = True
        self.is_stale = True
        self._keeps_opened = False
        self.kept: Path = ()
        # Whether the camera follows the size of the view, at the kept group or at the whole graph.
        self._fits, self._is_at_kept = True, False
        self._followed: set[Path] = set()
        self._sliced = Sliced(self)
        # The camera move after the running layout.
        self._go: Callable[[], None] | None = None
        self._is_renewing = False
        self._sliced.advanced.connect(self.working_changed)
        self._sliced.finished.connect(self._finish_work)

    # The layout runs in slices, and only while the graph is visible.

    def rebuild(self) -> None:
        """Lay out the walk's graph; groups that keep their name stay open."""
        self.is_stale = True
        self._sliced.cancel()
        self._is_renewing = self.isVisible()
        if self._is_renewing:
            # Another experiment tells of its network, its data and its sample one by one.
            self._go = None
            self._sliced.start_soon(self.scene.prepare(self._keeps_opened))
            self.working_changed.emit()

    def _arrange(self, go: Callable[[], None] | None = None) -> None:
        if self._is_renewing:
            self._go = go
        else:
            self._start(self.scene.arrange(), go)

    def _start(self, work: Iterator[object], go: Callable[[], None] | None = None) -> None:
        self._go = go
        self._sliced.start(work)
        self.working_changed.emit()

    def cancel(self) -> None:
        """Stop the running layout and keep the picture."""
        if self._sliced.is_running:
            self._sliced.cancel()
            self._is_renewing = False
            self.scene.keep_picture()
            self.working_changed.emit()

    @property
    def is_working(self) -> bool:
        """True while a layout runs."""
        return self._sliced.is_running

    def _finish_work(self) -> None:
        was_renewed, self._is_renewing = self._is_renewing, False
        if was_renewed:
            self.is_stale = False
            self._keeps_opened = True
        self.marks.hovered = None
        self._mark_found()
        self.show_chosen()
        go, self._go = self._go, None
        if self.scene.is_behind:
            self._arrange(go or self.refit)
        if self._fits:
            self.refit()
        elif go is not None:
            go()
        if was_renewed:
            # An operation may have led into this graph, or have been done while it was hidden.
            self.follow()
            self.renewed.emit()
        self.working_changed.emit()
        self.update()
        self.settled.emit()

    @property
    def is_there(self) -> bool:
        """True while it is seen, and laid out."""
        return self.isVisible() and not (self.is_stale or self.is_working)

    # Groups.

    def toggle(self, group: Group) -> None:
        """Open a closed group or close an open one, and keep its surroundings in sight."""
        opened = self.scene.opened
        is_opening = group.path not in opened
        if is_opening:
            self.scene.opened = opened | {group.path}
        else:
            self.scene.opened = {p for p in opened if p[: len(group.path)] != group.path}
        self._followed.discard(group.path)
        self._fits = False
        self.opened.emit("")
        shown = group if is_opening else group.parent or group
        self._arrange(partial(self._show_group, shown))

    def fold_all(self) -> None:
        """Close every group that was opened, as at the start."""
        self._followed.clear()
        self.open_all(self._walk.opened_at_first(), FIRST)

    def keep_to(self, path: Path) -> None:
        """Open what the walk opens at first, and stay in this group; empty for the whole graph."""
        self.kept = path
        self._followed.clear()
        self.scene.opened = self._walk.opened_at_first()
        self._fits, self._is_at_kept = True, bool(path)
        self.opened.emit(FIRST)
        if self.isVisible():
            self._arrange(self.refit)

    def unfold_all(self) -> None:
        """Open every group."""
        self.open_all({group.path for group in self.scene.tree.groups()}, ALL)

    def open_all(self, opened: set[Path], how: str = "") -> None:
        """Open these groups and no others. how: see `opened`."""
        self.scene.opened = opened
        self._fits = True
        self.opened.emit(how)
        self._arrange(self.fit)

    def reveal(self, node: int) -> None:
        """Open the groups around a node, and go there."""
        if node in self.scene.tree.group_of:
            self._fits = False
            self._open_around(node, set())

    def follow(self) -> None:
        """Bring the current operation into sight, and close what was opened for the last one."""
        node = self.scene.operation
        if not (self.follows and self.isVisible()) or node not in self.scene.tree.group_of:
            return
        assert node is not None
        if not self.kept or self.kept[-1] in self.scene.tree.group_of[node].path:
            self._open_around(node, self._followed)

    def _open_around(self, node: int, closing: set[Path]) -> None:
        """Open the groups around a node, close those of the last one in `closing`, and go there."""
        around = self.scene.tree.group_of[node].ancestors()[1:]
        needed = {group.path for group in around}
        if needed <= self.scene.opened and not self.is_working:
            self._show_node(node)
            return
        if closing is self._followed:
            self._followed = (closing & needed) | (needed - self.scene.opened)
        self.scene.opened = (self.scene.opened - (closing - needed)) | needed
        self._fits = False
        self.opened.emit(LED)
        if self.is_working:
            # A running layout is not restarted; changes are laid out after it.
            self._go = partial(self._show_node, node)
        else:
            self._arrange(partial(self._show_node, node))

    # The view of the camera.

    def fit(self) -> None:
        """Show the whole picture."""
        self._fits, self._is_at_kept = True, False
        self.refit()

    def refit(self) -> None:
        """Show the kept group or the whole picture again, in a view of another size."""
        groups = self.scene.tree.groups() if self._is_at_kept else ()
        kept = next((group for group in groups if group.path == self.kept), None)
        if kept is None:
            self._show_whole()
        else:
            chosen = self.marks.chosen
            self._show_node(chosen if chosen in kept.nodes else kept.first)

    def _show_whole(self) -> None:
        """Show everything; with large text the part around the operation, where it can be read."""
        size, least = QSizeF(self.size()), smallest_fit()
        whole = self.whole
        room = min(size.width() / max(1, whole.width()), size.height() / max(1, whole.height()))
        node = self.scene.operation
        if node is not None and self.scene.box_of(node) is not None and room < least:
            self._show_node(node)
            return
        self.camera.show(whole, size, scaled(LARGEST_FIT), least)

    def keep_in_sight(self, before: QSizeF) -> None:
        """Go to the current operation if it was whole in the room before, and is cut in this one.

        A card below that needs more room would cover it otherwise.
        """
        node = self.scene.operation
        box = None if node is None else self.scene.box_of(node)
        if node is None or box is None:
            return
        drawn = self.camera.target.transform.mapRect(rect_of(box))
        if QRectF(QPointF(), before).contains(drawn) and not QRectF(self.rect()).contains(drawn):
            self._show_node(node)

    def zoom(self, factor: float) -> None:
        """Magnify around the middle."""
        self.zoom_at(factor, QPointF(self.rect().center()))

    def zoom_at(self, factor: float, point: QPointF) -> None:
        """Magnify around a point of the view."""
        self._fits = False
        self.camera.zoom(factor, point)
        self.moved_by_hand.emit()

    def pan(self, offset: QPointF) -> None:
        """Move by an offset in pixels."""
        self._fits = False
        self.camera.pan(offset)
        self.moved_by_hand.emit()

    def look_at(self, scale: float, origin: QPointF) -> None:
        """Go to a scale and an origin, see `Camera`, as if they were chosen by hand."""
        self._fits = False
        self.camera.glide_to(scale, origin)

    @property
    def is_fitted(self) -> bool:
        """True where the whole graph is shown, in a view of any size."""
        return self._fits and not self._is_at_kept

    def show_selection(self) -> None:
        """Go to the chosen node."""
        if self.marks.chosen is not None:
            self.reveal(self.marks.chosen)

    def _show_group(self, group: Group) -> None:
        frame, whole = self._frame_of(group), self.whole
        if frame is None or group.parent is None:
            self.fit()
            return
        room = min(self.width() / max(1, whole.width()), self.height() / max(1, whole.height()))
        self.camera.show(whole if room > 0.85 else rect_of(frame), QSizeF(self.size()))

    def _show_node(self, node: int) -> None:
        """Go to the group around a node if its numbers are readable there, else to the node."""
        box = self.scene.box_of(node)
        if box is None:
            return
        frame = self._frame_of(self.scene.tree.group_of[node])
        area, size = self.whole if frame is None else rect_of(frame), QSizeF(self.size())
        near = near_to(QPointF(*box.center), area, size)
        if near is None:
            self.camera.show(area, size)
        else:
            self.camera.glide_to(*near)

    @property
    def whole(self) -> QRectF:
        """All of the picture, in the layout's coordinates."""
        return QRectF(0, 0, self.scene.layout.width, self.scene.layout.height)

    def _frame_of(self, group: Group) -> Box | None:
        return next((f for f in self.scene.layout.frames if f.item is group), None)

    # Choice and search.

    def show_chosen(self) -> None:
        """Mark the chosen node, and everything between it and the loss."""
        # A hidden view must not make the walk build its graph.
        if not self.isVisible():
            return
        self.marks.choose(self._walk.chosen if self.scene.is_current else None, self.scene)
        self.update()

    def search(self, text: str) -> list[int]:
        """Mark the nodes whose labels contain every word of the text, and return them."""
        self.marks.found = self.scene.nodes_with(text)
        self._mark_found()
        return sorted(self.marks.found)

    def _mark_found(self) -> None:
        items = {self.scene.item_of(node) for node in self.marks.found}
        self.marks.found_items = {item for item in items if item is not None}
        self.update()
