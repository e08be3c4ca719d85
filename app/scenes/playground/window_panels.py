"""WindowPanels: shows, moves and sizes the panels of a window."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

from PySide6.QtCore import QPoint, QRect

from app.kit.widgets.panel import AREAS
from app.scenes.parts.layout import FloatingPlace, Layout, Presented, floating_place, layout_of

# The panel that comes by itself, with the second run.
COMES_LATER = "runs"
Area = Literal["left", "right", "bottom", "top"]


class WindowPanels:
    """The panels of a window, by name."""

    def __init__(self, window: Any) -> None:
        self._window = window

    @property
    def layout(self) -> Layout:
        """The places and sizes of all panels now, hidden ones included."""
        floating = {
            name: self._floating_place(panel)
            for name, panel in self._window.panels.items()
            if panel.isFloating()
        }
        arranger = self._window.docks.arranger
        return layout_of(arranger.arrangement.name, arranger.placed, floating)

    @property
    def is_as_usual(self) -> bool:
        """True where nobody has moved a panel or sized one."""
        layout, arranger = self.layout, self._window.docks.arranger
        areas = arranger.arrangement.areas.items()
        usual = {area: [each.panels for each in groups] for area, groups in areas if groups}
        is_there = layout.order == usual and not layout.floating
        return is_there and not arranger.is_arranged

    @property
    def chosen_layout(self) -> Layout | None:
        """The layout that a person chose by moving, sizing or hiding panels; None before."""
        docks = self._window.docks
        if docks.arranger.is_presenting:
            return self.layout if docks.arranger.is_arranged else None
        hidden = {*self._window.panels} - {*docks.shown, *docks.giving_way}
        is_as_at_first = self.is_as_usual and hidden <= {COMES_LATER}
        return None if is_as_at_first else self.layout

    @property
    def moved_forward(self) -> list[str]:
        """The panels that a person brought in front of others."""
        usual = self._usually_in_front
        return [name for name in self.layout.fronts if name not in usual]

    def _floating_place(self, panel: Any) -> FloatingPlace:
        across, down = max(1, self._window.width()), max(1, self._window.height())
        place = QRect(panel.pos() - self._corner, panel.size())
        return floating_place(
            place.x() / across, place.y() / down, place.width() / across, place.height() / down
        )

    @property
    def presented(self) -> Presented:
        """Whether the window is laid out as a presentation."""
        look: Presented = self._window.presentation.look
        return look

    def present(self, to: Presented) -> None:
        """Lay the window out as a presentation, or not; what the person presents stays."""
        self._window.presentation.be_for_script(to)

    def show(self, names: Collection[str]) -> None:
        """Show these panels, and no others."""
        self._window.docks.show(names)

    def bring_forward(self, name: str) -> None:
        """Show a panel in front of the tabs beside its own."""
        self._window.panels[name].bring_forward()

    def float_at(self, name: str, place: Sequence[float]) -> None:
        """Let a panel float over the window, at shares of its width and height."""
        panel, (left, top, width, height) = self._window.panels[name], place
        across, down = self._window.width(), self._window.height()
        panel.setFloating(True)
        corner = QPoint(round(left * across), round(top * down)) + self._corner
        panel.setGeometry(QRect(corner, panel.size()))
        panel.resize(round(width * across), round(height * down))

    def dock(self, name: str, area: str, tabs: str = "") -> None:
        """Let a panel stand at a side, in the place of another one where `tabs` names it."""
        window, panel = self._window, self._window.panels[name]
        # One that floated goes back to the place that it had.
        panel.setFloating(False)
        groups = self.layout.order.get(area, [])
        beside = next((group for group in groups if name in group), ())
        if (tabs in beside) if tabs else (len(beside) == 1):
            return
        if tabs:
            window.tabifyDockWidget(window.panels[tabs], panel)
        else:
            window.addDockWidget(AREAS[area], panel)
        window.docks.arranger.keep()

    def arrange(self, layout: Layout) -> None:
        """Let all panels be where a layout has them.

        A window with another arrangement, as a smaller one, keeps its own columns and rows.
        """
        for name, panel in self._window.panels.items():
            if name in layout.floating:
                self.float_at(name, layout.floating[name])
            elif panel.isFloating():
                panel.setFloating(False)
        arranger = self._window.docks.arranger
        if layout.arrangement == arranger.arrangement.name:
            arranger.arrange(layout.sides)

    def begin(self, names: Collection[str] | None, layout: Layout | None = None) -> None:
        """Show these panels, where a layout has them or where they are at a first start.

        names: None for those of a first start.
        """
        if names is None:
            names = [name for name in self._window.panels if name != COMES_LATER]
        is_presenting = self._window.docks.arranger.is_presenting
        if not (is_presenting or self.is_as_usual):
            self._window.docks.reset()
        self._window.docks.show(names, keeps_page=True)
        if not is_presenting:
            for name in self._usually_in_front:
                self._window.panels[name].raise_()
        is_other = layout and layout.arrangement != self._window.docks.arranger.arrangement.name
        if layout and not (is_presenting and is_other):
            self.arrange(layout)

    @property
    def _usually_in_front(self) -> list[str]:
        """The shown panels that the program has in front of others at first."""
        found = []
        for groups in self._window.docks.arranger.arrangement.areas.values():
            for group in groups:
                shown = [name for name in group.panels if not self._window.panels[name].isHidden()]
                found += shown[:1] if len(shown) > 1 else []
        return found

    @property
    def _corner(self) -> QPoint:
        """The place of the window on the screen."""
        corner: QPoint = self._window.geometry().topLeft()
        return corner
