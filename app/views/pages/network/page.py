"""Network diagram: the network drawn live, values in the nodes, weights on the edges."""

from typing import ClassVar

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
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.numbers import signed
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import HeldLabel, Span
from app.kit.widgets.parts import fill, in_box
from app.kit.widgets.redraw_guard import MOST_COMPARED, RedrawGuard
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.pages.network.layout import DiagramLayout, Edge, Node
from app.views.pages.network.numbers import DiagramNumbers
from app.views.pages.network.painter import DiagramPainter
from app.views.sample_choice import SampleChoice
from app.views.switch_menu import open_switch_menu
from micrograd.data.class_names import output_names

KINDS = tuple(
    ControlSegment(kind, f"show_{text}_button", text, tooltip, f"Show {text}")
    for kind, text, tooltip in (
        ("data", "weights", "Edges and biases show data: orange below zero, blue above"),
        ("grad", "gradients", "Edges and biases show grad: purple below zero, green above"),
    )
)


class NetworkDiagram(QWidget):
    """Draws the network; a click chooses a parameter, the mouse reads one."""

    def __init__(self, session: Session, appearance: Appearance, readout: HeldLabel) -> None:
        super().__init__()
        self._session, self._appearance, self._readout = session, appearance, readout
        self.kind = "data"
        self.hovered: Edge | Node | None = None
        self._layout: DiagramLayout | None = None
        self._seen = RedrawGuard()
        # It fills its whole place, so that nothing behind it need be painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 180)
        keys = "Left and right choose the parameter before or after, up and down the sample; "
        keys += "the menu key freezes parameters and switches neurons off"
        describe(self, "network_diagram", "Network diagram", description=keys)
        cursor, selection = session.cursor, session.selection
        cursor.edited.connect(self._seen.forget)
        cursor.step_taken.connect(self._show_step)
        networks = cursor.network_rebuilt, cursor.dataset_changed, appearance.changed
        connect_all(self._lay_out_again, *networks)
        chosen = selection.parameters_changed, selection.sample_changed
        edits = cursor.parameter_edited, cursor.settings_changed
        changes = *chosen, *edits, appearance.changed
        connect_all(self.update, *changes)
        connect_all(self.show_readout, cursor.step_taken, *changes)
        self.show_readout()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    @property
    def layout_now(self) -> DiagramLayout:
        """The places of nodes and edges at the present size."""
        if self._layout is None:
            cursor = self._session.cursor
            dataset, size = cursor.dataset, QSizeF(self.size())
            names = dataset.input_names() + output_names(dataset)
            self._layout = DiagramLayout(cursor.model, size, names)
        return self._layout

    def show_kind(self, kind: str) -> None:
        """Draw "data" or "grad"."""
        self.kind = kind
        self.update()

    def _show_step(self) -> None:
        """Draw it anew, where that makes a difference: late in a run it seldom does."""
        if not self.isVisible():
            return
        layout = self.layout_now
        if len(self._session.cursor.trainer.parameters) > MOST_COMPARED:
            self.update()
            return
        changed = self._seen.changed(DiagramNumbers(self._session, self.kind).looks(layout))
        if 0 in changed:
            self.update()
            return
        nodes = [node for column in layout.columns for node in column]
        for i in changed:
            box = layout.words_box if i == 1 else layout.box_of(nodes[i - 2])
            self.update(box.toAlignedRect())

    def _lay_out_again(self) -> None:
        self._layout = None
        self.hovered = None
        self.update()
        self.show_readout()

    def show_readout(self) -> None:
        """Write out what the mouse is on, or else the current parameter."""
        if self.isVisible():
            self._readout.say(*self._described())

    def _described(self) -> list[Span]:
        session, thing = self._session, self.hovered
        dataset = session.cursor.trainer.samples.scaled
        sample = dataset.xs[session.selection.sample]
        if isinstance(thing, Node) and thing.bias is None:
            name = dataset.input_names()[thing.row]
            name = f"{name} of sample {session.selection.sample + 1}: "
            return [(name, None), self._data(sample[thing.row])]
        if isinstance(thing, Node):
            output = session.cursor.model.plain()(sample)[thing.column - 1][thing.row]
            assert thing.bias is not None
            label = session.cursor.trainer.parameters[thing.bias].label.removesuffix(" · b")
            is_last = thing.column == len(self.layout_now.columns) - 1
            if is_last and (target := output_names(dataset)[thing.row]):
                label = f"{label} ({target})"
            bias = self._parameter(thing.bias)
            label += ", switched off" if thing.bias in session.switches.off else ""
            return [(f"{label}: output ", None), self._data(output), ("   bias ", None), *bias]
        parameter = thing.weight if thing else session.selection.current
        if parameter is None:
            return [("Point at an edge or a node to read it, click to choose it.", None)]
        label = session.cursor.trainer.parameters[parameter].label
        name = session.cursor.recipe.input_of(parameter)
        label += f" ({name})" if name and name in dataset.own_names() else ""
        return [(f"{label}: ", None), *self._parameter(parameter)]

    def _parameter(self, index: int) -> list[Span]:
        parameter = self._session.cursor.trainer.parameters[index]
        color = self._appearance.theme.signed("grad", parameter.grad, text=True)
        grad = signed(parameter.grad), color
        frozen = "   frozen" if index in self._session.switches.frozen else ""
        spans = [("data ", None), self._data(parameter.data), ("   grad ", None), grad]
        return [*spans, (frozen, None)] if frozen else spans

    def _data(self, number: float) -> Span:
        return signed(number), self._appearance.theme.signed("data", number, text=True)

    # What Qt asks for.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.theme.color("surface"))
        try:
            frame = DiagramPainter(
                painter, self._session, self.layout_now, self._appearance.theme, self.kind
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
        for node in (node for column in layout.columns for node in column):
            if current is not None and node.bias == current:
                return node.center.toPoint()
        edge = None if current is None else layout.edge_of(current)
        return self.rect().center() if edge is None else layout.lines[edge].center().toPoint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._choose_next(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            sample = self._session.selection.sample + (-1 if key == Qt.Key.Key_Up else 1)
            self._session.selection.choose_sample(sample % len(self._session.cursor.dataset))
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


class DiagramPanel(QWidget, View):
    """The diagram and a reading below it. `tools` say what it shows."""

    tools: QWidget
    keys: ClassVar = {
        "In the network": [
            ("Left, Right", "The parameter before or after"),
            ("Up, Down", "The sample above or below"),
            ("Menu", "Freeze or switch off what is chosen"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("diagram_panel")
        self._session, self._appearance = session, appearance
        self.readout = HeldLabel("diagram_readout", appearance)
        self.readout.setProperty("role", "quiet")
        self.diagram = NetworkDiagram(session, appearance, self.readout)
        self.sample = SampleChoice(session, "sample_choice")
        self._kinds = SegmentedControl(KINDS, "data")
        self._kinds.changed.connect(self._show_kind)
        self.choices = {"edges": ViewChoice(self._kinds.choice, self._kinds.choose)}
        self.tools = in_box(fill(QHBoxLayout(), None, self.sample, 8, self._kinds))
        fill(QVBoxLayout(self), self.tools, (self.diagram, 1), self.readout)

    def _show_kind(self) -> None:
        self.diagram.show_kind(self._kinds.choice())
