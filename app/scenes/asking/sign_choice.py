"""SignChoice: minus, zero or plus, by three buttons or their keys."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton

from app.kit.numbers import MINUS
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl

SEGMENTS = (
    ControlSegment("-1", "predicted_minus", MINUS, "It will be below 0 (key −)", "Minus"),
    ControlSegment("0", "predicted_zero", "0", "It will be 0 (key 0)", "Zero"),
    ControlSegment("1", "predicted_plus", "+", "It will be above 0 (key +)", "Plus"),
)
# The key of + has = below it on many keyboards.
KEYS = {"-": "-1", MINUS: "-1", "0": "0", "+": "1", "=": "1"}
# What an arrow chooses where nothing is chosen yet, from the first one on.
FROM_FIRST: dict[int, str] = {Qt.Key.Key_Left: "-1", Qt.Key.Key_Right: "0"}


class SignChoice(SegmentedControl):
    """The buttons, of which none is on at first. first: the one that has the keyboard then."""

    def __init__(self) -> None:
        super().__init__(SEGMENTS)
        self.setObjectName("predicted_sign")
        self.first: QToolButton = self.buttons["-1"]
        self.first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.first.installEventFilter(self)
        self.changed.connect(self._lead_to_chosen)
        self.changed.connect(self._decide)
        self._show_undecided(True)

    def sign(self) -> int | None:
        """-1, 0 or 1; None before one is chosen."""
        return int(self.choice()) if self.choice() else None

    def _decide(self) -> None:
        if self.choice():
            self._show_undecided(False)

    def _show_undecided(self, is_undecided: bool) -> None:
        """Draw the keyboard's ring with dashes where nothing is chosen: it is no choice."""
        for button in self.buttons.values():
            button.setProperty("undecided", is_undecided)
            button.style().polish(button)

    def _lead_to_chosen(self) -> None:
        # The first button was never switched off, so it would still be led to.
        if not self.first.isChecked():
            self.first.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt would lead the keyboard to the next one, and leave it off.
        if not isinstance(event, QKeyEvent) or self.choice() or event.key() not in FROM_FIRST:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            self.choose(FROM_FIRST[event.key()])
        return True

    def event(self, event: QEvent) -> bool:
        # These keys choose here, whatever they do elsewhere in the window.
        if isinstance(event, QKeyEvent) and event.text() in KEYS:
            if event.type() == QEvent.Type.KeyPress:
                self.choose(KEYS[event.text()])
                self.buttons[self.choice()].setFocus()
            event.accept()
            return True
        return super().event(event)
