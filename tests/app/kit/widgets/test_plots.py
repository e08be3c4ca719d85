"""Plots: a curve is drawn again only if the difference would be seen."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.kit.widgets.plot_axes import LABEL_PX, LogAxis
from app.kit.widgets.plots import LiveCurve, move_curve


@pytest.fixture
def plot(qtbot: QtBot) -> pg.PlotWidget:
    """A plot from (0, 0) to (100, 1) in some 300 x 200 pixels."""
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    plot.setRange(xRange=(0, 100), yRange=(0, 1), padding=0)
    return plot


@pytest.fixture
def curve(plot: pg.PlotWidget) -> pg.PlotCurveItem:
    """A straight line through the whole plot."""
    curve = pg.PlotCurveItem()
    plot.addItem(curve)
    move_curve(curve, np.array([0.0, 100.0]), np.array([0.0, 1.0]))
    return curve


def drawn(curve: pg.PlotCurveItem) -> tuple[list[float], list[float]]:
    x, y = curve.getData()
    return x.tolist(), y.tolist()


def test_the_first_points_are_drawn(curve: pg.PlotCurveItem) -> None:
    assert drawn(curve) == ([0.0, 100.0], [0.0, 1.0])


@pytest.mark.parametrize(("x", "y"), [(99.0, 1.0), (100.0, 0.99)])
def test_a_point_that_moves_by_half_a_pixel_or_more_is_drawn_again(curve, x, y) -> None:
    move_curve(curve, np.array([0.0, x]), np.array([0.0, y]))
    assert drawn(curve) == ([0.0, x], [0.0, y])


def test_a_picture_that_would_be_the_same_is_not_drawn_again(curve: pg.PlotCurveItem) -> None:
    move_curve(curve, np.array([0.0, 99.99]), np.array([0.0, 0.9999]))
    assert drawn(curve) == ([0.0, 100.0], [0.0, 1.0])


def test_small_moves_do_not_add_up_unseen(curve: pg.PlotCurveItem) -> None:
    for x in np.arange(100.0, 101.0, 0.01):
        move_curve(curve, np.array([0.0, x]), np.array([0.0, 1.0]))
    assert drawn(curve)[0][1] > 100.5


def test_another_number_of_points_is_drawn(curve: pg.PlotCurveItem) -> None:
    move_curve(curve, np.array([0.0, 50.0, 100.0]), np.array([0.0, 0.5, 1.0]))
    assert len(drawn(curve)[0]) == 3


def test_the_same_points_are_drawn_again_after_a_zoom(curve) -> None:
    curve.getViewBox().setRange(xRange=(99, 100), padding=0)
    move_curve(curve, np.array([0.0, 99.9]), np.array([0.0, 1.0]))
    assert drawn(curve)[0] == [0.0, 99.9]


def test_a_live_curve_is_drawn_in_the_whole_of_its_plot_after_each_zoom(plot, qtbot) -> None:
    curve = LiveCurve()
    plot.addItem(curve)
    for end in (100, 1_000, 10_000, 50):
        plot.setRange(xRange=(0, end), padding=0)
        move_curve(curve, np.array([0.0, end]), np.array([0.0, 1.0]))
        qtbot.wait_until(lambda end=end: curve.boundingRect().right() == pytest.approx(end))


def test_a_curve_that_goes_up_and_down_a_lot_is_stroked_line_by_line(curve) -> None:
    x, smooth = np.linspace(0.0, 100.0, 200), np.linspace(0.0, 1.0, 200)
    noisy = np.arange(200) % 2.0
    for y, mode in [(noisy, "on"), (smooth, "auto"), (noisy, "on")]:
        move_curve(curve, x, y)
        assert curve.opts["segmentedLineMode"] == mode
    curve.setPen(pg.mkPen("w", width=2, style=Qt.PenStyle.DashLine))
    move_curve(curve, x, noisy[::-1])
    assert curve.opts["segmentedLineMode"] == "auto"


@pytest.mark.parametrize("height", [30, 45, 60, 90, 300])
@pytest.mark.parametrize("decades", [1, 3, 8, 40])
def test_numbers_of_a_low_logarithmic_axis_never_touch(
    qapp: object, height: int, decades: int
) -> None:
    axis = LogAxis("left")
    axis.setLogMode(True)
    low, high = -float(decades), 0.6
    ((_, places), *_) = axis.tickValues(low, high, height)
    assert places
    gaps = np.diff(sorted(places)) * height / (high - low)
    assert min(gaps, default=LABEL_PX) >= LABEL_PX - 1e-6
