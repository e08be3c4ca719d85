"""The middle of the page: the picture, its numbers, or a line that says why there is neither."""

from PySide6.QtWidgets import QLabel, QWidget

from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.developing import Drawing
from app.views.pages.map.numbers import MapNumbers


class ShownMap:
    """Shows one of these at a time, in the same place."""

    def __init__(self, canvas: MapCanvas, numbers: MapNumbers, hint: QLabel) -> None:
        self._canvas, self._numbers, self._hint = canvas, numbers, hint
        self.parts = canvas, numbers, hint
        self._drawing: Drawing | None = None
        self._has_numbers = False

    def show_drawing(self, drawing: Drawing | None) -> None:
        """Show what has been developed."""
        self._drawing = drawing
        self._canvas.show_drawing(drawing)
        self._numbers.show_drawing(drawing)

    def tell(self, reason: str) -> None:
        """Say why there is no map; show it where there is no reason."""
        self._hint.setText(reason)
        self._hint.setVisible(bool(reason))
        self._canvas.setVisible(not reason and not self._has_numbers)
        self._numbers.setVisible(not reason and self._has_numbers)

    def show_numbers(self, are_wanted: bool) -> None:
        """Show the numbers in the place of the picture, or the picture again."""
        pair: tuple[QWidget, QWidget] = self._canvas, self._numbers
        before, after = pair if are_wanted else pair[::-1]
        had_focus = before.hasFocus()
        self._has_numbers = are_wanted
        self.tell(self._hint.text())
        self._numbers.show_drawing(self._drawing)
        if had_focus:
            after.setFocus()
