"""The sizes of the panels of a window: shared out by the arrangement, or given as they were."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from app.kit.text_size import px
from app.window.arrangements import Arrangement, Group
from app.window.dock_tabs import tab_bars

# The share of the first of two groups that stand side by side below the stage.
FIRST_SHARE = 0.62
# Menu bar, training controls, status bar and the gaps between them, in pixels.
AROUND_PX = 130
HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class DockSizes:
    """Sizes the panels of a window. panels: by the names in the table of views."""

    def __init__(self, window: QMainWindow, stage: QWidget, panels: Mapping[str, Any]) -> None:
        self._window, self._stage, self._panels = window, stage, panels

    def of(self, panel: Any) -> QSize:
        """The size of a panel, together with its bar of tabs."""
        beside = self._window.tabifiedDockWidgets(panel)
        has_tabs = any(not each.isHidden() for each in beside)
        # All bars of tabs are equally high.
        tabs = tab_bars(self._window)[0].height() if has_tabs else 0
        return QSize(panel.width(), panel.height() + tabs)

    def give(self, sizes: Mapping[Any, QSize]) -> None:
        """Give panels their sizes from before, as `of` told them."""
        panels, pixels = list(sizes), list(sizes.values())
        if panels:
            self._window.resizeDocks(panels, [size.width() for size in pixels], HORIZONTAL)
            self._window.resizeDocks(panels, [size.height() for size in pixels], VERTICAL)

    def share_out(self, arrangement: Arrangement) -> None:
        """Share the room out; Qt takes sizes of docks only from a window with its real size."""
        height = self._window.contentsRect().height() - px(AROUND_PX)
        left, right = (arrangement.left, arrangement.right)
        columns = (left, arrangement.left_width), (right, arrangement.right_width)
        for groups, width in columns:
            self._resize(HORIZONTAL, groups[:1], [px(width)])
        heights = [self._height_below(group, height) for group in arrangement.bottom]
        self._resize(VERTICAL, arrangement.bottom, heights)
        self.share_bottom(arrangement)
        for groups in (right, left):
            total = sum(map(self._height, groups))
            self._resize(VERTICAL, groups, _shared(groups, total))

    def share_bottom(self, arrangement: Arrangement) -> None:
        """Share out the width below the stage."""
        width = self._stage.width()
        shares = FIRST_SHARE, 1 - FIRST_SHARE
        self._resize(HORIZONTAL, arrangement.bottom, [round(each * width) for each in shares])

    def _height_below(self, group: Group, height: int) -> int:
        """The height of a group below the stage, of all that the stage and the group have."""
        wanted = max(px(group.least), round(group.share * height))
        return min(wanted, round(group.most * self._window.height()))

    def _seen(self, group: Group) -> Any:
        """A panel of the group that takes part in the layout; None if all hide or float."""
        docked = (each for each in self._in_group(group) if not each.isFloating())
        return next((panel for panel in docked if not panel.isHidden()), None)

    def _height(self, group: Group) -> int:
        """The height of a group with its tabs; 0 if all of its panels hide or float."""
        docked = [each for each in self._in_group(group) if not each.isFloating()]
        front = next((panel for panel in docked if panel.is_in_front), None)
        return 0 if front is None else self.of(front).height()

    def _in_group(self, group: Group) -> list[Any]:
        return [self._panels[name] for name in group.panels]

    def _resize(
        self, direction: Qt.Orientation, groups: Sequence[Group], pixels: Sequence[int]
    ) -> None:
        pairs = [(self._seen(group), size) for group, size in zip(groups, pixels, strict=False)]
        docks = [(panel, max(1, size)) for panel, size in pairs if panel is not None]
        if docks:
            panels, sizes = zip(*docks, strict=True)
            self._window.resizeDocks(panels, sizes, direction)


def _shared(groups: Sequence[Group], total: int) -> list[int]:
    """The heights of groups in a column: their least ones, with a share each of what is left.

    Qt pushes panels out of the window where heights add up to more than there is.
    """
    least = [px(group.least) for group in groups]
    spare = total - sum(least)
    if spare < 0:
        return [each * total // sum(least) for each in least]
    return [each + round(group.share * spare) for each, group in zip(least, groups, strict=True)]
