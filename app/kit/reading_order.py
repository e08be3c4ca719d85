"""The order in which a page is read: the Tab key goes from control to control in it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

TAB = Qt.FocusPolicy.TabFocus


def precedes(first: QRect, second: QRect) -> bool:
    """True if one place is read before another: at the left in a line with it, or above it.

    Two places of which neither is above the other nor beside it have no order.
    """
    height = min(first.bottom(), second.bottom()) - max(first.top(), second.top()) + 1
    if 2 * height > min(first.height(), second.height()):
        return first.center().x() < second.center().x()
    width = min(first.right(), second.right()) - max(first.left(), second.left()) + 1
    return width > 0 and first.top() < second.top()


def tab_stops(window: QWidget) -> list[QWidget]:
    """The controls of a window that Tab stops at, as they are read: column by column."""
    return list(_stops(window, lambda place: (place.left(), place.top())))


def go_to_next(window: QWidget, by: int) -> bool:
    """Move the focus by so many controls; False where it is in none of the window."""
    stops, focus = tab_stops(window), QApplication.focusWidget()
    while focus is not None and focus not in stops:
        focus = focus.parentWidget()
    if focus is None:
        return False
    reasons = Qt.FocusReason
    reason = reasons.TabFocusReason if by > 0 else reasons.BacktabFocusReason
    stops[(stops.index(focus) + by) % len(stops)].setFocus(reason)
    return True


def _stops(parent: QWidget, key: Callable[[QRect], tuple[int, int]]) -> Iterator[QWidget]:
    """Go through the children of a widget. key: which of two that have no order comes first."""
    parts = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    waiting = {part: part.geometry() for part in parts if part.isVisible() and not part.isWindow()}
    while waiting:
        ready = [
            child
            for child, place in waiting.items()
            if not any(precedes(other, place) for other in waiting.values())
        ]
        child = min(ready or waiting, key=lambda each: key(waiting[each]))
        del waiting[child]
        if child.isEnabled() and child.focusPolicy() & TAB and child.focusProxy() is None:
            yield child
        else:
            yield from _stops(child, lambda place: (place.top(), place.left()))
