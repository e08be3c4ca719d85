"""What nodes of the diagram look like, and how they share its room."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from app.kit.text_size import scaled
from micrograd.nn import MLP

# The least radius in pixels that can be seen.
SMALLEST_RADIUS = 2.5
# The radius in pixels that numbers of two decimals need, that of a short number, as −0.9, in the
# smallest size, and that of one in a size that reads well. Nodes that stand closer grow to this
# radius at most.
LARGEST_RADIUS, SHORT_NUMBER_RADIUS, CLOSE_RADIUS = 32.0, 12.0, 15.0
# The most between the middles of two nodes of a column, in pixels.
ROW_GAP = 120.0
# How much larger nodes and words become at most; from the second on numbers have a third decimal.
MOST_ZOOM, LONG_NUMBER_ZOOM = 2.0, 1.15
# Names of inputs are written this large. There is room for this many pixels of them in any case,
# and for at most this share of the picture; of a longer name the beginning is written.
NAME_PX, NAME_ROOM, MOST_NAME_SHARE = 13, 22, 0.16


class Spacing(NamedTuple):
    """How far nodes stand apart.

    margins: from the edges of the picture to the middles of nodes, at the left, right, top and
    bottom, in pixels at 100 %. of_row, of_column: the most of a radius, or of half a side, as
    shares of the distance to the next node below and to the next column.
    """

    margins: tuple[float, float, float, float]
    of_row: float
    of_column: float


class NodeShape(NamedTuple):
    """What nodes look like: how large, in pixels, and how far apart.

    largest: the radius, or half a side, where there is room. closer: how they stand where only
    that leaves room for numbers. is_square: a square, as large as its own column has room for;
    discs are all as large as the fullest column lets them.
    """

    largest: float
    spacing: Spacing
    closer: Spacing | None = None
    is_square: bool = False


MARGINS = 64, 122, 40, 22
# A disc with a number in it, and a square with a picture.
DISC = NodeShape(
    LARGEST_RADIUS,
    Spacing(MARGINS, of_row=0.32, of_column=0.24),
    closer=Spacing((44, 100, 36, 16), of_row=0.44, of_column=0.34),
)
PICTURE = NodeShape(56.0, Spacing(MARGINS, of_row=0.45, of_column=0.3), is_square=True)


class NodeRoom:
    """The room that a picture of this size has for the nodes of a network.

    names: of the inputs, then the outputs. row_gap: the distance of the middles of two rows of the
    fullest column. radius: what its nodes have.
    """

    def __init__(self, model: MLP, size: QSizeF, names: Sequence[str], shape: NodeShape) -> None:
        self._size, self._shape = size, shape
        self._widths = [model.nin, *model.nouts]
        self._for_names = _more_for_names(names[: model.nin], size)
        # Everything is drawn larger once discs have more room than their words need.
        self.zoom, self._spacing = 1.0, DISC.spacing
        room = self._radius(max(self._widths)) / scaled(DISC.largest)
        self.zoom = min(max(room, 1.0), MOST_ZOOM)
        self.digits = 3 if self.zoom >= LONG_NUMBER_ZOOM else 2
        self._spacing = shape.spacing
        self.row_gap, self.radius = self._of(max(self._widths))
        if shape.closer is not None and self.radius < scaled(CLOSE_RADIUS):
            self._stand_closer(shape.closer)

    def _stand_closer(self, closer: Spacing) -> None:
        """Use another spacing, if nodes have numbers then."""
        usual, self._spacing = self._spacing, closer
        row_gap, radius = self._of(max(self._widths))
        if radius < scaled(SHORT_NUMBER_RADIUS):
            self._spacing = usual
        else:
            self.row_gap, self.radius = row_gap, radius

    @property
    def has_numbers(self) -> bool:
        """True where each node has room for a short number."""
        return self.radius >= scaled(SHORT_NUMBER_RADIUS)

    @property
    def margins(self) -> list[float]:
        """What is free at the left, right, top and bottom of the middles of nodes, in pixels."""
        left, right, top, bottom = self._spacing.margins
        sides = left + self._for_names + self._more, right + self._more
        return [scaled(margin * self.zoom) for margin in (*sides, top, bottom)]

    @property
    def height(self) -> float:
        """What all rows of a column have together."""
        _, _, above, below = self.margins
        return self._size.height() - above - below

    @property
    def column_gap(self) -> float:
        """The distance of the middles of two columns."""
        left, right, _, _ = self.margins
        return (self._size.width() - left - right) / (len(self._widths) - 1)

    def of_column(self, rows: int) -> tuple[float, float]:
        """The distance of two rows, and the radius, in a column of so many rows."""
        return self._of(rows) if self._shape.is_square else (self.row_gap, self.radius)

    def _of(self, rows: int) -> tuple[float, float]:
        row_gap = scaled((ROW_GAP + 2 * self._more) * self.zoom)
        largest = scaled(self._shape.largest * self.zoom)
        if self._spacing is self._shape.closer:
            # Nodes that stand closer grow to this radius at most.
            largest = scaled(CLOSE_RADIUS)
        radius = max(SMALLEST_RADIUS, min(largest, self._radius(rows)))
        return min(row_gap, self.height / rows), radius

    def _radius(self, rows: int) -> float:
        """The radius that leaves enough between the nodes of rows and columns."""
        of_rows = self.height / rows * self._spacing.of_row
        return min(of_rows, self.column_gap * self._spacing.of_column)

    @property
    def _more(self) -> float:
        """The pixels by which a node may be larger to each side than a disc."""
        return self._shape.largest - DISC.largest


def _more_for_names(names: Sequence[str], size: QSizeF) -> float:
    """The pixels at 100 % that names need beside the room that there always is."""
    if all(len(name) <= 2 for name in names):
        return 0.0
    font = QGuiApplication.font()
    font.setPixelSize(NAME_PX)
    widest = max(map(QFontMetricsF(font).horizontalAdvance, names))
    return max(0.0, min(widest + 2, size.width() * MOST_NAME_SHARE / scaled(1)) - NAME_ROOM)
