"""The order in which a page is read: the Tab key goes from control to control in it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

TAB = Qt.FocusPolicy.TabFocus


# The left, top, right and bottom pixel of a place: compared by hundreds at each press of the key.
Place = tuple[int, int, int, int]


def precedes(first: Place, second: Place) -> bool:
    """True if one place is read before another: at the left in a line with it, or above it.

    Two places of which neither is above the other nor beside it have no order.
    """
    left, top, right, bottom = first
    other_left, other_top, other_right, other_bottom = second
    height = min(bottom, other_bottom) - max(top, other_top) + 1
    if 2 * height > min(bottom - top, other_bottom - other_top) + 1:
        return left + right < other_left + other_right
    return min(right, other_right) >= max(left, other_left) and top < other_top


def tab_stops(window: QWidget) -> list[QWidget]:
    """The controls of a window that Tab stops at, as they are read: column by column."""
    return list(_stops(window, by_column))


def by_column(place: Place) -> tuple[int, int]:
    """The leftmost first."""
    return place[0], place[1]


def by_line(place: Place) -> tuple[int, int]:
    """The uppermost first."""
    return place[1], place[0]


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


def _stops(parent: QWidget, key: Callable[[Place], tuple[int, int]]) -> Iterator[QWidget]:
    """Go through the children of a widget. key: which of two that have no order comes first."""
    parts = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    places = {part: _place(part) for part in parts if part.isVisible() and not part.isWindow()}
    # Qt moves a panel behind the tab of another one out of sight, at the left.
    waiting = {part: place for part, place in places.items() if place[2] >= 0}
    earlier = {
        part: [other for other, at in waiting.items() if precedes(at, place)]
        for part, place in waiting.items()
    }
    while waiting:
        ready = [child for child in waiting if not any(each in waiting for each in earlier[child])]
        child = min(ready or waiting, key=lambda each: key(waiting[each]))
        del waiting[child]
        if child.isEnabled() and child.focusPolicy() & TAB and child.focusProxy() is None:
            yield child
        else:
            yield from _stops(child, by_line)


def _place(widget: QWidget) -> Place:
    at = widget.geometry()
    return at.left(), at.top(), at.right(), at.bottom()
