"""The page of the network: its diagram, what that shows, and a reading below it."""

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.parts import fill, in_box
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.pages.network.diagram import NetworkDiagram
from app.views.sample_choice import SampleChoice

KINDS = tuple(
    ControlSegment(kind, f"show_{text}_button", text, tooltip, f"Show {text}")
    for kind, text, tooltip in (
        ("data", "weights", "Edges and biases show data: orange below zero, blue above"),
        ("grad", "gradients", "Edges and biases show grad: purple below zero, green above"),
    )
)

FACES = (
    ControlSegment(
        "numbers",
        "show_numbers_button",
        "numbers",
        "Each node shows its number for the chosen sample",
        "Show numbers in the nodes",
    ),
    ControlSegment(
        "maps",
        "show_maps_button",
        "maps",
        "Each node shows its output over the plane of two inputs, orange below zero, blue above",
        "Show maps in the nodes",
    ),
)


class DiagramPanel(QWidget, View):
    """The diagram and a reading below it. `tools` say what it shows."""

    tools: QWidget
    keys: ClassVar = {
        "In the network": [
            ("Left, Right", "The parameter before or after"),
            ("Up, Down", "The sample above or below"),
            ("Menu", "Freeze or switch off what is chosen"),
            ("Enter, Esc", "Enlarge the map of the chosen neuron, and no more"),
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
        self._faces = SegmentedControl(FACES, "numbers")
        self._faces.changed.connect(self._show_faces)
        self.choices = {
            "edges": ViewChoice(self._kinds.choice, self._kinds.choose),
            "nodes": ViewChoice(self._faces.choice, self._faces.choose),
        }
        tools = self.sample, 8, self._faces, 8, self._kinds
        self.tools = in_box(fill(QHBoxLayout(), None, *tools))
        fill(QVBoxLayout(self), self.tools, (self.diagram, 1), self.readout)

    def _show_kind(self) -> None:
        self.diagram.show_kind(self._kinds.choice())

    def _show_faces(self) -> None:
        self.diagram.show_maps(self._faces.choice() == "maps")
