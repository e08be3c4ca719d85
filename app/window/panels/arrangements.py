"""The table of arrangements: which panels stand where, by the room that the window has."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QSize

from app.kit.dock_places import PlacedSide

# The smallest window. Below the last but one arrangement's least, pages and panels scroll.
SMALLEST = QSize(700, 400)
# An arrangement is given up only where this many pixels are missing: one that was taken up at some
# width would else come and go while the edge of the window is dragged around it.
SLACK = 24


class Group(NamedTuple):
    """Panels in one place, one of them in front and the others as tabs.

    least: its height in pixels. share: its part of the height that is left. most: its part of the
    height of the window at most, also where its least height is more than that.
    """

    panels: tuple[str, ...]
    least: int = 0
    share: float = 0.0
    most: float = 1.0


class Arrangement(NamedTuple):
    """A row. least: the size of the window from which on it is used; the first that fits is.

    left, right: columns from top to bottom, with their width in pixels. bottom: below the stage,
    from left to right. stage: its least size. panels_scroll: whether panels may be lower than what
    is in them. is_low: controls have a line less. is_single: a page and the panels take turns.
    """

    name: str
    least: QSize
    left: tuple[Group, ...]
    bottom: tuple[Group, ...]
    right: tuple[Group, ...]
    left_width: int = 308
    right_width: int = 352
    stage: QSize = QSize(625, 244)
    panels_scroll: bool = False
    is_low: bool = False
    is_single: bool = False

    @property
    def areas(self) -> dict[str, tuple[Group, ...]]:
        """The groups of each area."""
        return {"left": self.left, "bottom": self.bottom, "right": self.right}

    def is_crowded_by(self, sides: Mapping[str, PlacedSide]) -> bool:
        """Whether more groups stand above each other in these sides than the table has there."""
        areas = self.areas
        return any(len(sides[name].groups) > len(areas[name]) for name in sides.keys() & areas)


# All panels in one place, the loss in front.
ALL = Group(
    (
        *("loss", "parameters", "dataset", "layers", "training"),
        *("history", "health", "runs", "training_loop"),
    ),
    share=1.0,
)

ARRANGEMENTS = (
    Arrangement(
        "wide",
        QSize(1280, 690),
        left=(
            Group(("layers",), 222, 0.4),
            Group(("dataset",), 194),
            Group(("training_loop", "training"), 190, 0.6),
        ),
        bottom=(Group(("loss",), 240, 0.36), Group(("runs",), 240, 0.36)),
        right=(Group(("parameters",), 0, 0.58), Group(("history", "health"), 0, 0.42)),
    ),
    Arrangement(
        "wide_low",
        QSize(1280, 0),
        left=(
            Group(("layers",), 218, 0.4),
            Group(("dataset", "training", "training_loop"), 250, 0.6),
        ),
        bottom=(),
        right=(
            Group(("loss", "runs"), 230, 0.5),
            Group(("parameters", "history", "health"), 200, 0.5),
        ),
    ),
    Arrangement(
        "narrow",
        QSize(940, 680),
        left=(),
        bottom=(Group(("loss", "runs"), 206, 0.3),),
        right=(
            Group(("parameters", "history", "health"), 200, 0.6),
            Group(("dataset", "layers", "training", "training_loop"), 252, 0.4),
        ),
        right_width=310,
    ),
    Arrangement(
        "narrow_low",
        QSize(940, 560),
        left=(),
        bottom=(),
        right=(
            Group(("loss", "runs", "history", "health", "training_loop"), 236, 0.5),
            Group(("parameters", "dataset", "layers", "training"), 190, 0.5),
        ),
        right_width=310,
        panels_scroll=True,
    ),
    Arrangement(
        "small",
        QSize(700, 0),
        left=(),
        bottom=(),
        right=(ALL,),
        right_width=290,
        stage=QSize(300, 120),
        panels_scroll=True,
        is_low=True,
    ),
    Arrangement(
        "single",
        QSize(0, 0),
        left=(),
        bottom=(ALL,),
        right=(),
        stage=QSize(200, 30),
        panels_scroll=True,
        is_low=True,
        is_single=True,
    ),
)

# A presentation has this one, whatever the size of the window: the stage with little around it.
# Which panels are shown is a matter of the presentation.
PRESENTATION = Arrangement(
    "presentation",
    QSize(0, 0),
    left=(),
    bottom=(Group(("loss", "runs"), 108, 0.16, most=0.19),),
    right=(
        Group(("training_loop", "training", "dataset", "layers"), 0, 0.5),
        Group(("parameters", "history", "health"), 0, 0.5),
    ),
    stage=QSize(300, 120),
    panels_scroll=True,
)


def arrangement_for(size: QSize, present: Arrangement | None = None) -> Arrangement:
    """The arrangement of a window of this size; the present one holds a little longer."""
    slack = QSize(SLACK, SLACK)
    return next(
        row
        for row in ARRANGEMENTS
        if size == size.expandedTo(row.least - slack if row is present else row.least)
    )
