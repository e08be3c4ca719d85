"""Sheds: what is secondary in a view leaves where the view is low, and comes back with the room."""

from collections.abc import Mapping

from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.kit.text_size import px


class Sheds:
    """Hides widgets of a view in a low one; what is hidden by somebody else stays as it is.

    least: the height of the view from which on each of them is shown, in pixels at text of 100 %.
    A view that scrolls counts as high as what is seen of it at once.
    """

    def __init__(self, view: QWidget, least: Mapping[QWidget, int]) -> None:
        self._view, self._least = view, least
        self._shed: set[QWidget] = set()

    def fit(self) -> None:
        """Show what the view has room for."""
        height = height_in_sight(self._view)
        for widget, least in self._least.items():
            has_room = height >= px(least)
            if has_room and widget in self._shed:
                self._shed.remove(widget)
                widget.show()
            elif not has_room and not widget.isHidden():
                self._shed.add(widget)
                widget.hide()


def height_in_sight(view: QWidget) -> int:
    """The height of a view, or in one that scrolls what is seen of it at once; in pixels."""
    height, around = view.height(), view
    while (parent := around.parentWidget()) is not None and not around.isWindow():
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            height -= max(0, around.height() - parent.height())
        around = parent
    return height
