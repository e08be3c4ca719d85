"""Lays out the page of a map: its form above, the picture below, what explains it beside it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.kit.text_size import hold, px
from app.kit.widgets.parts import fill, in_box
from app.kit.widgets.shedding import Sheds
from app.views.pages.map.captions import MapCaptions
from app.views.pages.map.form import MapForm
from app.views.pages.map.machines import MachinesRow
from app.views.pages.map.point import PointPanel

# What explains the picture stands beside or below it, wherever that leaves the picture more room:
# its width beside it, its height below it, and the height of form and captions, in pixels.
BESIDE, BELOW, AROUND = 236, 170, 110
# Pages of these heights say what the map does not show, draw the loss of a pixel, tell of it, and
# explain the colours.
CAVEAT_FROM, CURVE_FROM, POINT_FROM, EXPLAINED_FROM = 330, 310, 270, 145
DIRECTIONS = QBoxLayout.Direction


class PageArranger:
    """The layout of a page, which follows its size. seen: what shows the map, one at a time."""

    def __init__(
        self,
        page: QWidget,
        form: MapForm,
        machines: MachinesRow,
        seen: Sequence[QWidget],
        captions: MapCaptions,
        point: PointPanel,
    ) -> None:
        self._page, self._point = page, point
        below = captions.progress, captions.status
        picture = fill(QVBoxLayout(), *((each, 1) for each in seen), *below, spacing=2)
        explained = in_box(fill(QVBoxLayout(), captions.measure, captions.legend, None))
        hold(explained, width=BESIDE)
        self._beside = fill(QBoxLayout(DIRECTIONS.TopToBottom), explained, (point, 1), spacing=14)
        self._line = fill(
            QBoxLayout(DIRECTIONS.LeftToRight), (picture, 1), in_box(self._beside), spacing=14
        )
        rows = form, machines, (self._line, 1), captions.caveat
        fill(QVBoxLayout(page), *rows, spacing=8, margins=(0, 4, 0, 0))
        self._sheds = Sheds(
            page,
            {captions.caveat: CAVEAT_FROM, point: POINT_FROM, explained: EXPLAINED_FROM},
        )

    def arrange(self) -> None:
        """Put what explains the picture where more is left of it."""
        width, height = self._page.width(), self._page.height()
        is_wide = px(BESIDE) * (height - px(AROUND)) < px(BELOW) * width
        self._line.setDirection(DIRECTIONS.LeftToRight if is_wide else DIRECTIONS.TopToBottom)
        self._beside.setDirection(DIRECTIONS.TopToBottom if is_wide else DIRECTIONS.LeftToRight)
        self._point.arrange(not is_wide, height >= px(CURVE_FROM))
        self._sheds.fit()
