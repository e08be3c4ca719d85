"""The context menu of parameters: freeze them, switch their neurons off."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.kit.plain_text import menu_text
from app.session.session import Session
from app.session.switches import LAYER, NEURON, PARAMETER, told_of


class SwitchMenu(QMenu):
    """What can be done with the chosen parameters. others: actions of the view itself."""

    def __init__(self, session: Session, parent: QWidget, others: Sequence[QAction] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("switch_menu")
        self._switches = session.switches
        for size, slot in (
            (PARAMETER, self._freeze_parameter),
            (NEURON, self._freeze_neuron),
            (LAYER, self._freeze_layer),
        ):
            verb = "Unfreeze" if self._switches.are_frozen(size) else "Freeze"
            self._add(f"freeze_{('layer', 'neuron', 'parameter')[size - 1]}", verb, size, slot)
        self.addSeparator()
        verb = "Switch on" if self._switches.are_off else "Switch off"
        self._add("switch_neuron", verb, NEURON, self._switches.toggle_off)
        self.addSeparator()
        frozen, off = len(self._switches.frozen), self._switches.neurons_off
        self._add_all("unfreeze_all", "Unfreeze all", frozen, self._switches.unfreeze_all)
        self._add_all("switch_all_on", "Switch all on", off, self._switches.switch_all_on)
        if others:
            self.addSeparator()
            self.addActions(list(others))
        self.aboutToHide.connect(self.deleteLater)

    def _add(self, name: str, verb: str, size: int, slot: Callable[[], None]) -> None:
        parts = self._switches.chosen(size)
        action = self.addAction(menu_text(f"{verb} {told_of(parts)}"))
        action.setObjectName(name)
        action.setEnabled(bool(parts))
        action.triggered.connect(slot)

    def _add_all(self, name: str, text: str, count: int, slot: Callable[[], None]) -> None:
        action = self.addAction(f"{text} ({count:,})")
        action.setObjectName(name)
        action.setEnabled(count > 0)
        action.triggered.connect(slot)

    def _freeze_parameter(self) -> None:
        self._switches.toggle_frozen(PARAMETER)

    def _freeze_neuron(self) -> None:
        self._switches.toggle_frozen(NEURON)

    def _freeze_layer(self) -> None:
        self._switches.toggle_frozen(LAYER)


def open_switch_menu(
    session: Session, view: QWidget, place: QPoint, others: Sequence[QAction] = ()
) -> None:
    """Open the menu at a place of the screen."""
    SwitchMenu(session, view, others).popup(place)
