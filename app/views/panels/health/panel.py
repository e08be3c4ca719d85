"""Health panel: of each layer outputs, gradients and updates, and which neurons do nothing."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.throttle import READING_MS, Throttle
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import Panel
from app.session.session import Session
from app.views.contract import View
from app.views.panels.health.chart import HealthChart, Place
from app.views.panels.health.reading import readings_of
from micrograd.analysis.health import neuron_of, parameters_of


class HealthPanel(Panel, View):
    """The layers of the step that is shown; a neuron that is chosen chooses its parameters."""

    keys: ClassVar = {
        "In the health of the layers": [
            ("Left, Right", "Choose the neuron before or after"),
            ("Up, Down", "Choose a neuron of the layer above or below"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__("health_panel", "Health", appearance)
        self._session = session
        self.chart = HealthChart(appearance)
        self.chart.chosen.connect(self._choose)
        area = QScrollArea()
        describe(area, "health_layers", "Layers")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.chart)
        self.lay_out((area, 1))
        self._now_and_then = Throttle(READING_MS, self.show_health, self)
        cursor = session.cursor
        self._was_under_way = False
        cursor.step_taken.connect(self._follow)
        connect_all(self.show_health, cursor.edited, cursor.moved, appearance.changed)
        session.selection.parameters_changed.connect(self._show_choice)
        self.visibilityChanged.connect(self.show_health)
        self.chart.shown.connect(self.show_health)

    @property
    def _is_seen(self) -> bool:
        # A picture has the chart in a window of its own.
        is_elsewhere = self.chart.window() is not self.window()
        return self.chart.isVisible() and (is_elsewhere or self.is_in_front)

    def _follow(self) -> None:
        """Show each step that is done by hand or in phases, of many steps a second only some."""
        is_whole = self._session.cursor.trainer.is_between_steps
        if is_whole and (self._was_under_way or not self._session.is_running):
            self.show_health()
        elif is_whole:
            self._now_and_then.request()
        self._was_under_way = not is_whole

    def show_health(self) -> None:
        """Measure and draw the layers, where they are seen."""
        if not self._is_seen:
            return
        health = self._session.examination.health
        self.chart.show_readings(readings_of(health))
        is_share = health.samples < health.of
        share = f"{health.samples:,} OF {health.of:,} SAMPLES" if is_share else ""
        self.header.detail.setText(share)
        self._show_choice()

    def _widths(self) -> tuple[int, ...]:
        model = self._session.cursor.model
        return model.nin, *model.nouts

    def _choose(self, layer: int, neuron: int) -> None:
        self._session.selection.choose(parameters_of(self._widths(), layer, [neuron]))

    def _show_choice(self) -> None:
        current = self._session.selection.current
        place: Place | None = None
        if current is not None:
            place = neuron_of(self._widths(), current)
        self.chart.mark(place)
