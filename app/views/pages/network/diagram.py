"""Network diagram: the network drawn live, values in the nodes, weights on the edges."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.kit.signals import connect_all
from app.kit.spoken import Canvas, announce
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.redraw_guard import MOST_COMPARED, RedrawGuard
from app.session.session import Session
from app.views.pages.network.layout import DiagramLayout, Edge, Node
from app.views.pages.network.lens import NeuronLens, Shown
from app.views.pages.network.map_details import MOST_DOTS, Dots
from app.views.pages.network.maps import ColumnMaps, NeuronMaps
from app.views.pages.network.numbers import DiagramNumbers
from app.views.pages.network.painter import DiagramPainter
from app.views.pages.network.reading import described
from app.views.pages.network.spacing import DISC, PICTURE, NodeRoom
from app.views.switch_menu import open_switch_menu
from micrograd.data.class_names import output_names


class NetworkDiagram(QWidget):
    """Draws the network; a click chooses a parameter, the mouse reads one."""

    spoken = Canvas

    def __init__(self, session: Session, appearance: Appearance, readout: HeldLabel) -> None:
        super().__init__()
        self._session, self._appearance, self._readout = session, appearance, readout
        self.kind = "data"
        self.hovered: Edge | Node | None = None
        self._layout: DiagramLayout | None = None
        self._seen = RedrawGuard()
        self.has_maps = False
        self._neuron_maps = NeuronMaps(session)
        # The maps of the step that is shown, once somebody needs them.
        self._maps: list[ColumnMaps] | None = None
        self._dots: tuple[object, Dots] | None = None
        self._numbers: DiagramNumbers | None = None
        self.lens = NeuronLens(session, appearance, self._neuron_maps, self)
        # Whether the lens shows the neuron of the current parameter while the mouse is on none.
        self._has_lens = False
        # It fills its whole place, so that nothing behind it need be painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 180)
        keys = "Left and right choose the parameter before or after, up and down the sample; "
        keys += "the menu key freezes parameters and switches neurons off; "
        keys += "where maps are shown Enter enlarges that of the neuron"
        describe(self, "network_diagram", "Network diagram", description=keys)
        cursor, selection = session.cursor, session.selection
        connect_all(self._forget, cursor.edited, session.plane.changed)
        session.turns.of_main(self, self.isVisible).connect(self._show_step)
        networks = cursor.network_rebuilt, cursor.dataset_changed, appearance.changed
        connect_all(self._lay_out_again, *networks)
        chosen = selection.parameters_changed, selection.sample_changed
        edits = cursor.parameter_edited, cursor.settings_changed
        changes = *chosen, *edits, session.plane.changed, appearance.changed
        connect_all(self._look_again, *changes)
        connect_all(self.show_readout, session.turns.of(self, self.isVisible), *changes)
        self.show_readout()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    @property
    def layout_now(self) -> DiagramLayout:
        """The places of nodes and edges at the present size."""
        if self._layout is None:
            size = QSizeF(self.size())
            shape = PICTURE if self.has_maps else DISC
            self._layout = DiagramLayout(self._session.cursor.model, size, self._names, shape)
        return self._layout

    @property
    def _names(self) -> list[str]:
        dataset = self._session.cursor.dataset
        return dataset.input_names() + output_names(dataset)

    def lacks_numbers_at(self, width: int) -> bool:
        """True where discs of a picture of this width would have no room for their numbers."""
        size = QSizeF(width, self.height())
        room = NodeRoom(self._session.cursor.model, size, self._names, DISC)
        return not (self.has_maps or room.has_numbers)

    def show_kind(self, kind: str) -> None:
        """Draw "data" or "grad"."""
        self.kind = kind
        self._look_again()

    def show_maps(self, has_maps: bool) -> None:
        """Draw in each node a map of what it makes of the inputs, or else its number."""
        self.has_maps = has_maps
        self._forget()
        self._lay_out_again()

    @property
    def maps(self) -> list[ColumnMaps]:
        """The maps of the inputs and of each layer at this step; none where numbers are shown."""
        if self._maps is None:
            self._maps = self._neuron_maps.look() if self.has_maps else []
        return self._maps

    def _make_dots(self) -> Dots:
        """The samples that stand on the maps, where these have the room."""
        theme, maps = self._appearance.theme, self._neuron_maps
        parts = maps.marks(theme, MOST_DOTS), maps.plane, self._session.selection.sample, theme
        if self._dots is None or self._dots[0] != parts:
            self._dots = parts, Dots(*parts)
        return self._dots[1]

    @property
    def numbers(self) -> DiagramNumbers:
        """The numbers of the step that is shown."""
        if self._numbers is None:
            self._numbers = DiagramNumbers(self._session, self.kind)
        return self._numbers

    def _forget(self) -> None:
        self._seen.forget()
        self._maps = self._numbers = None

    def _look_again(self) -> None:
        """Draw the step where the cursor stands."""
        self._maps = self._numbers = None
        self.update()

    def _show_step(self) -> None:
        """Draw it anew, where that makes a difference: late in a run it seldom does."""
        self._maps = self._numbers = None
        if not self.isVisible():
            return
        self._show_lens()
        layout = self.layout_now
        if len(self._session.cursor.trainer.parameters) > MOST_COMPARED:
            self.update()
            return
        looks = self.numbers.looks(layout)
        looks += [levels.tobytes() for column in self.maps for levels in column.levels]
        changed = self._seen.changed(looks)
        if 0 in changed:
            self.update()
            return
        nodes = [node for column in layout.columns for node in column]
        for i in changed:
            box = layout.words_box if i == 1 else layout.box_of(nodes[(i - 2) % len(nodes)])
            self.update(box.toAlignedRect())

    def _lay_out_again(self) -> None:
        self._layout = None
        self.hovered = None
        self.update()
        self.show_readout()

    def show_readout(self) -> None:
        """Write out what the mouse is on, or else the current parameter."""
        self._show_lens()
        if self.isVisible():
            theme = self._appearance.theme
            self._readout.say(*described(self._session, theme, self.hovered))

    def _show_lens(self) -> None:
        """Enlarge the node under the mouse, or where Enter was pressed that of the parameter."""
        node = self.hovered if isinstance(self.hovered, Node) else None
        if node is None and self._has_lens and self.hovered is None:
            node = self._current_node()
        is_shown = node is not None and self.has_maps and self.isVisible()
        self.lens.show_node(Shown(node, self.maps[node.column]) if node and is_shown else None)

    def _current_node(self) -> Node | None:
        """The node that the current parameter belongs to."""
        layout, current = self.layout_now, self._session.selection.current
        if current is None:
            return None
        edge = layout.edge_of(current)
        if edge is not None:
            return layout.edges[edge].target
        nodes = (node for column in layout.columns for node in column)
        return next((node for node in nodes if node.bias == current), None)

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.theme.color("surface"))
        try:
            frame = DiagramPainter(
                painter,
                self._session,
                self.layout_now,
                self._appearance.theme,
                self.numbers,
                self.maps,
                self._make_dots,
            )
            frame.draw(
                QSizeF(self.size()),
                event.region(),
                self._session.selection.parameters,
                self.hovered,
            )
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seen.forget()
        self.show_readout()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._thing_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        parameter = _parameter_of(self._thing_at(event.position()))
        if parameter is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._session.selection.toggle(parameter)
        else:
            self._session.selection.choose([parameter])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        selection, place = self._session.selection, event.globalPos()
        if event.reason() is event.Reason.Mouse:
            parameter = _parameter_of(self._thing_at(QPointF(event.pos())))
            if parameter is not None and parameter not in selection.parameters:
                selection.choose([parameter])
        else:
            place = self.mapToGlobal(self._place_of_current())
        open_switch_menu(self._session, self, place)

    def _place_of_current(self) -> QPoint:
        """The place of the current parameter; the middle where none is chosen."""
        layout, current = self.layout_now, self._session.selection.current
        edge = None if current is None else layout.edge_of(current)
        if edge is not None:
            return layout.lines[edge].center().toPoint()
        node = self._current_node()
        return node.center.toPoint() if node else self.rect().center()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._choose_next(-1 if key == Qt.Key.Key_Left else 1)
            announce(self, self._readout.text())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            sample = self._session.selection.sample + (-1 if key == Qt.Key.Key_Up else 1)
            self._session.selection.choose_sample(sample % len(self._session.cursor.dataset))
            announce(self, f"Sample {self._session.selection.sample + 1}")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.has_maps:
            self._has_lens = not self._has_lens
            self._show_lens()
        elif key == Qt.Key.Key_Escape and self._has_lens:
            self._has_lens = False
            self._show_lens()
        else:
            super().keyPressEvent(event)

    def _choose_next(self, offset: int) -> None:
        count = len(self._session.cursor.trainer.parameters)
        current = self._session.selection.current
        following = 0 if current is None else (current + offset) % count
        self._session.selection.choose([following])

    def _thing_at(self, point: QPointF) -> Edge | Node | None:
        return self.layout_now.node_at(point) or self.layout_now.edge_at(point)

    def _hover(self, thing: Edge | Node | None) -> None:
        if thing is not self.hovered:
            self.hovered = thing
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if thing else Qt.CursorShape.ArrowCursor
            )
            self.update()
            self.show_readout()


def _parameter_of(thing: Edge | Node | None) -> int | None:
    """The weight of an edge, the bias of a neuron; None for an input and for nothing."""
    return thing.weight if isinstance(thing, Edge) else thing.bias if thing else None
