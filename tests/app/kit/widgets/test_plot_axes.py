"""Axes of plots: titles and numbers have their room at any size of text."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.plot_axes import LABEL_PX, PlotAxis
from app.kit.widgets.plots import Plot

TITLE = "2nd principal component, 11%"


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> Iterator[Plot]:
    plot = Plot(appearance, y=TITLE)
    qtbot.addWidget(plot)
    plot.apply_theme()
    plot.resize(400, 400)
    plot.setRange(xRange=(0, 1), yRange=(-0.45, 0.62), padding=0)
    with qtbot.waitExposed(plot):
        plot.show()
    yield plot
    # pyqtgraph leaves nothing of a plot that was closed.
    appearance.changed.disconnect(plot.apply_theme)
    appearance.resize_text(text_size.NORMAL)


def title(plot: Plot) -> str:
    """The title of the left axis as it is written; nothing where it is hidden."""
    label = plot.getAxis("left").label
    return label.toPlainText().strip() if label.isVisible() else ""


def test_a_title_is_cut_where_its_axis_is_short_and_its_tooltip_has_all_of_it(plot: Plot) -> None:
    assert title(plot) == TITLE
    plot.resize(400, 130)
    assert title(plot).endswith("…")
    assert TITLE.startswith(title(plot)[:-1])
    assert plot.getAxis("left").label.toolTip() == TITLE
    plot.resize(400, 400)
    assert title(plot) == TITLE


def test_a_title_of_which_a_few_characters_have_room_is_not_written(plot: Plot) -> None:
    plot.resize(400, 60)
    assert title(plot) == ""
    plot.resize(400, 400)
    assert title(plot) == TITLE


def test_a_larger_text_leaves_less_of_a_title(plot: Plot, appearance: Appearance) -> None:
    appearance.resize_text(250)
    assert title(plot) != TITLE
    appearance.resize_text(text_size.NORMAL)
    assert title(plot) == TITLE


@pytest.mark.parametrize("percent", [100, 250])
@pytest.mark.parametrize("height", [30, 60, 90, 300])
@pytest.mark.parametrize("high", [0.62, 7.3, 41.0])
def test_numbers_above_each_other_never_touch(
    plot: Plot, appearance: Appearance, percent: int, height: int, high: float
) -> None:
    appearance.resize_text(percent)
    (spacing, _), *_ = PlotAxis("left").tickSpacing(0.0, high, height)
    assert spacing * height / high >= px(LABEL_PX)


# Without a grid numbers reach beyond the ends of their axis, and the scene beyond its view.
@pytest.mark.parametrize("has_grid", [True, False])
@pytest.mark.parametrize("percent", [100, 250])
def test_a_number_at_the_end_of_an_axis_is_seen_whole(
    plot: Plot, appearance: Appearance, has_grid: bool, percent: int
) -> None:
    appearance.resize_text(percent)
    plot.showGrid(x=has_grid, y=has_grid)
    plot.setYRange(-0.4, 0.6, padding=0)
    plot.resize(400, 240)
    plot.grab()
    picture = QPixmap(plot.size())
    painter = QPainter(picture)
    axis = plot.getAxis("left")
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    places = [axis.mapRectToScene(place) for place, _, _ in texts]
    assert len(places) > 1
    for place in places:
        # pyqtgraph takes off a fifth of the height.
        assert place.top() - place.height() / 8 >= -0.01
        assert place.bottom() + place.height() / 8 <= 240.01


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("high", [0.0017, 0.62, 7.3, 23456.0])
def test_a_plot_looks_the_same_whatever_it_has_shown(
    qtbot: QtBot, plot: Plot, appearance: Appearance, percent: int, high: float
) -> None:
    def show(shown: Plot, width: int, high: float) -> QImage:
        shown.resize(width, 300)
        shown.setRange(xRange=(0, high), yRange=(-high, high), padding=0)
        return shown.grab().toImage()

    appearance.resize_text(200)
    for width, shown_before in ((500, 4e5), (333, 1.0), (251, 0.5)):
        show(plot, width, shown_before)
    appearance.resize_text(percent)
    other = Plot(appearance, y=TITLE)
    qtbot.addWidget(other)
    other.apply_theme()
    other.show()
    pictures = show(plot, 420, high), show(other, 420, high)
    appearance.changed.disconnect(other.apply_theme)
    assert pictures[0] == pictures[1]
