"""The controls beside the tabs: back and forward through views, the whole map, the colours."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from app.kit.plain_text import set_tooltip
from app.kit.theme import Appearance
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.parts import IconButton, action_button
from app.kit.widgets.segmented_control import segment_button
from micrograd.maps.presets import MAPS


class MapTools(QObject):
    """The controls of the view; `lock` keeps the colours, `machines` shows where it is trained.

    `film` asks for a zoom. `preset_chosen` comes with the name of a row of MAPS.
    """

    preset_chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, actions: Mapping[str, QAction], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.back, self.forward = (
            IconButton(appearance, *parts)
            for parts in (
                ("left", "map_back", "Back", "Back to the view before (Backspace)"),
                ("right", "map_forward", "Forward", "Forward again (Shift+Backspace)"),
            )
        )
        self.whole = segment_button(
            "map_whole", "Whole", "Show the whole range of both axes (Home)", "Show the whole map"
        )
        self.lock = segment_button(
            "map_lock",
            "Lock colours",
            "Keep the colours as they are; else they follow the ranks of what is in view",
        )
        self.numbers = segment_button(
            "map_numbers_button",
            "Numbers",
            "Show the numbers of the pixels as a table, in the place of the picture",
            "Show the map as numbers",
        )
        self.machines = segment_button(
            "map_machines", "Machines", "Train the map on other machines", "Other machines"
        )
        for button in (self.lock, self.numbers, self.machines):
            button.setCheckable(True)
        self.presets = self._presets_button()
        style = Qt.ToolButtonStyle.ToolButtonTextOnly
        self.film = action_button(actions["zoom_film"], "map_zoom_film", style=style)
        self.film.setProperty("segment", True)
        views = self.presets, 6, self.back, self.forward, self.whole
        held = self.lock, self.numbers, self.machines, self.film
        parts = *views, 6, self.lock, self.numbers, 6, self.machines, 6, self.film
        self.widget = FoldingLine([None, *parts], [Fold(), Fold(more=held)], name="map_tools")

    def _presets_button(self) -> QToolButton:
        button = segment_button(
            "map_presets",
            "Presets ▾",
            "Show a map that is known: its network, axes and measure",
            "Presets",
        )
        menu = QMenu(button)
        menu.setObjectName("map_presets_menu")
        menu.setToolTipsVisible(True)
        for name, row in MAPS.items():
            action = menu.addAction(row.title)
            action.setObjectName(f"map_preset_{name or 'first'}")
            set_tooltip(action, row.words)
            action.triggered.connect(partial(self.preset_chosen.emit, name))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button
