"""Preview of a dataset: its samples as points, in the colours of their targets."""

import pyqtgraph as pg
from PySide6.QtGui import QColor

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.plots import Plot
from micrograd.data.dataset import Dataset
from micrograd.data.tasks import classes_of

POINT_PX = 7
# The opacity of a point, from 0 to 255: where many lie on each other is seen.
OPACITY = 190
# The shades of a colour, from neutral to full, that targets are told apart by.
SHADES = 16
# The room between the points and the edge, as a share of their extent.
ROOM = 0.08


class DataPreview(Plot):
    """The first two inputs of each sample; of a single input, that and the target."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, x="x1", y="x2")
        describe(self, "new_data_preview", "Preview of the samples")
        self.setMouseEnabled(x=False, y=False)
        self._dataset: Dataset | None = None
        self.points = pg.ScatterPlotItem(size=POINT_PX, pen=None)
        self.addItem(self.points)
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        if self._dataset:
            self.show_dataset(self._dataset)

    def show_dataset(self, dataset: Dataset) -> None:
        """Draw every sample of a dataset."""
        self._dataset = dataset
        names = dataset.column_names()
        columns = list(zip(*dataset.rows(), strict=True))
        x, y = columns[:2]
        self.name_axis("bottom", names[0])
        self.name_axis("left", names[1])
        colors = [color.rgb() for color in self._colors(dataset)]
        # Points of one brush share one picture, which pyqtgraph draws once.
        brushes = {color: pg.mkBrush(_translucent(color)) for color in set(colors)}
        self.points.setData(x=list(x), y=list(y), brush=[brushes[color] for color in colors])
        # Distances between inputs are seen as they are; a target has a unit of its own.
        self.getViewBox().setAspectLocked(dataset.nin > 1)
        self.setRange(xRange=_extent(x), yRange=_extent(y), padding=ROOM)
        what = f"{names[1]} over {names[0]} of {len(dataset):,} samples"
        self.setAccessibleDescription(what)

    def _colors(self, dataset: Dataset) -> list[QColor]:
        """The colour of each sample: of its class, or of its target from negative to positive."""
        theme, targets = self._appearance.theme, dataset.targets
        task = dataset.task
        if task.classes > 2:
            return [theme.of_run(each + 1) for each in classes_of(targets)]
        if task.classes:
            return [theme.signed("data", each - 0.5) for each in classes_of(targets)]
        if dataset.nin == 1:
            return [theme.color("data_positive")] * len(targets)
        largest = max(abs(row[0]) for row in targets) or 1.0
        shares = (round(row[0] / largest * SHADES) / SHADES for row in targets)
        return [theme.diverging("data", share) for share in shares]


def _translucent(rgb: int) -> QColor:
    color = QColor(rgb)
    color.setAlpha(OPACITY)
    return color


def _extent(numbers: tuple[float, ...]) -> tuple[float, float]:
    """The smallest and the largest number, some room apart where all are the same."""
    low, high = min(numbers), max(numbers)
    return (low, high) if low < high else (low - 1.0, high + 1.0)
