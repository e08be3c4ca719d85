"""The controls beside the tabs: back and forward through views, the whole map, the colours."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout

from app.kit.theme import Appearance
from app.kit.widgets.parts import IconButton, fill, in_box
from app.kit.widgets.segmented_control import segment_button


class MapTools(QObject):
    """The controls of the view; `lock` keeps the colours as they are."""

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
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
        self.lock.setCheckable(True)
        parts = self.back, self.forward, self.whole, 6, self.lock
        self.widget = in_box(fill(QHBoxLayout(), None, *parts))
