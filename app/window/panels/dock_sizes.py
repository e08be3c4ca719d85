"""The sizes of the panels of a window: shared out by the arrangement, or given as they were."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from app.kit.dock_places import PlacedGroup, PlacedSide, sides_of
from app.kit.text_size import px, scaled
from app.window.panels.arrangements import Arrangement, Group
from app.window.panels.dock_tabs import tab_bars

# The share of the first of two groups that stand side by side below the stage.
FIRST_SHARE = 0.62
# Menu bar, training controls, status bar and the gaps between them, in pixels.
AROUND_PX = 130
HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
# Sides that are columns; the others are rows.
COLUMNS = ("left", "right")
# Digits of shares: with five the pixels of a screen come back.
DIGITS = 5


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

    def give_from(self, state: QByteArray) -> None:
        """Give the panels that are seen their sizes in a saved state; they stand as in it."""
        panels = {panel.objectName(): panel for panel in self._panels.values()}
        sizes = {}
        for area, side in sides_of(state).items():
            for group in side.groups:
                size = QSize(side.pixels, group.pixels)
                docks = [panels[name] for name in group.docks if name in panels]
                if group.pixels and (seen := _first_docked(docks)):
                    sizes[seen] = size if area in COLUMNS else size.transposed()
        pixels = sizes.values()
        if sizes:
            self._window.resizeDocks([*sizes], [size.width() for size in pixels], HORIZONTAL)
            self._window.resizeDocks([*sizes], [size.height() for size in pixels], VERTICAL)

    @property
    def placed(self) -> dict[str, PlacedSide]:
        """The places and sizes of the panels, for a window of any size."""
        names = {panel.objectName(): name for name, panel in self._panels.items()}
        found = {}
        for area, side in sides_of(self._window.saveState()).items():
            total = sum(group.pixels for group in side.groups)
            groups = tuple(
                PlacedGroup(
                    tuple(names[dock] for dock in group.docks if dock in names),
                    names.get(group.front, ""),
                    round(group.pixels / total, DIGITS) if group.pixels else None,
                )
                for group in side.groups
            )
            size = round(side.pixels / self._unit(area), DIGITS) if total else None
            found[area] = PlacedSide(size, groups)
        return found

    def take(self, sides: Mapping[str, PlacedSide]) -> None:
        """Give panels sizes that `placed` told, here or in a window of another size."""
        self._lay_out()
        for area, side in sides.items():
            if side.size is not None:
                across = HORIZONTAL if area in COLUMNS else VERTICAL
                first = [group for group in side.groups if self._seen(group)][:1]
                self._resize(across, first, [round(side.size * self._unit(area))])
        self._lay_out()
        pixels = sides_of(self._window.saveState())
        for area, side in sides.items():
            known = [each for each in side.groups if each.share is not None and self._seen(each)]
            total = sum(group.pixels for group in pixels[area].groups) if area in pixels else 0
            if known and total:
                along = VERTICAL if area in COLUMNS else HORIZONTAL
                self._resize(along, known, _divided(total, [each.share or 0 for each in known]))
        self._lay_out()

    def _unit(self, area: str) -> float:
        """What the size of a side is counted in, in pixels."""
        if area in COLUMNS:
            return scaled(1)
        return max(1, self._window.height() - self._window.contentsMargins().bottom())

    @staticmethod
    def _lay_out() -> None:
        """Let Qt do at once what it puts off until the next events."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def share_out(self, arrangement: Arrangement) -> None:
        """Share the room out; Qt takes sizes of docks only from a window with its real size."""
        # Panels may want less width by now than before the window had this size.
        self._lay_out()
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

    def _seen(self, group: Group | PlacedGroup) -> Any:
        """A panel of the group that takes part in the layout; None if all hide or float."""
        return _first_docked(self._in_group(group))

    def _height(self, group: Group) -> int:
        """The height of a group with its tabs; 0 if all of its panels hide or float."""
        docked = [each for each in self._in_group(group) if not each.isFloating()]
        front = next((panel for panel in docked if panel.is_in_front), None)
        return 0 if front is None else self.of(front).height()

    def _in_group(self, group: Group | PlacedGroup) -> list[Any]:
        return [self._panels[name] for name in group.panels]

    def _resize(
        self,
        direction: Qt.Orientation,
        groups: Sequence[Group | PlacedGroup],
        pixels: Sequence[int],
    ) -> None:
        pairs = [(self._seen(group), size) for group, size in zip(groups, pixels, strict=False)]
        docks = [(panel, max(1, size)) for panel, size in pairs if panel is not None]
        if docks:
            panels, sizes = zip(*docks, strict=True)
            self._window.resizeDocks(panels, sizes, direction)


def _first_docked(panels: Sequence[Any]) -> Any:
    """The first panel that takes part in the layout; None if all hide or float."""
    docked = (panel for panel in panels if not panel.isFloating())
    return next((panel for panel in docked if not panel.isHidden()), None)


def _divided(total: int, shares: Sequence[float]) -> list[int]:
    """Whole pixels in proportion to shares, which add up to the total."""
    whole = sum(shares)
    ends = [round(total * sum(shares[:i]) / whole) for i in range(len(shares) + 1)]
    return [after - before for before, after in pairwise(ends)]


def _shared(groups: Sequence[Group], total: int) -> list[int]:
    """The heights of groups in a column: their least ones, with a share each of what is left.

    Qt pushes panels out of the window where heights add up to more than there is.
    """
    least = [px(group.least) for group in groups]
    spare = total - sum(least)
    if spare < 0:
        return [each * total // sum(least) for each in least]
    return [each + round(group.share * spare) for each, group in zip(least, groups, strict=True)]
