"""The page of the network: its diagram, what that shows, and a reading below it."""

from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.folding import Fold, FoldingLine, as_high_as_hinted
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.parts import fill
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.number_table import as_table, table_button
from app.views.pages.network.diagram import NetworkDiagram
from app.views.pages.network.places import places_in
from app.views.pages.network.small_surface import SmallSurface
from app.views.pages.network.table import NetworkTable
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
        self.places = places_in(self.diagram, session)
        self.sample = SampleChoice(session, "sample_choice")
        self._kinds = SegmentedControl(KINDS, "data")
        self._kinds.changed.connect(self._show_kind)
        self._faces = SegmentedControl(FACES, "numbers")
        self._faces.changed.connect(self._show_faces)
        self.surface = SmallSurface(session, appearance, self.diagram.lacks_numbers_at)
        about = "A small picture of what the network answers, for one or two inputs, where it fits"
        self._surface_button = segment_button(
            "small_surface_button", "surface", about, "Small surface"
        )
        self._surface_button.setCheckable(True)
        self._surface_button.setChecked(True)
        self._surface_button.toggled.connect(self.surface.want)
        self.surface.offered.connect(self._surface_button.setVisible)
        self.surface.show_data()
        self.choices = {
            "small_surface": ViewChoice(self._read_surface, self._choose_surface),
            "edges": ViewChoice(self._kinds.choice, self._kinds.choose),
            "nodes": ViewChoice(self._faces.choice, self._faces.choose),
        }
        self.table = NetworkTable(session, self.diagram)
        button = table_button("network_table_button", "the network")
        self.as_table = as_table(button, self.table, self.diagram)
        choices = self._surface_button, 8, self._faces, 8, self._kinds, 8, button
        # Both have other ways, too: Ctrl+T, and the page of the surface.
        narrow = Fold(more=(self._surface_button, button))
        tools = None, self.sample, 8, *choices
        self.tools = as_high_as_hinted(FoldingLine(tools, (Fold(), narrow), name="network_tools"))
        pictures = fill(QHBoxLayout(), (self.diagram, 1), (self.table, 1), self.surface, spacing=0)
        fill(QVBoxLayout(self), self.tools, (pictures, 1), self.readout)

    def _read_surface(self) -> str:
        return "shown" if self._surface_button.isChecked() else "hidden"

    def _choose_surface(self, text: str) -> None:
        self._surface_button.setChecked(text != "hidden")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.surface.fit_into(event.size().width())

    def _show_kind(self) -> None:
        self.diagram.show_kind(self._kinds.choice())

    def _show_faces(self) -> None:
        self.diagram.show_maps(self._faces.choice() == "maps")
        self.surface.show_data()
