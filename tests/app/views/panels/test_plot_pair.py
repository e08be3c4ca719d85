"""PlotPair: two plots of the same steps share a low and wide place side by side."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QHBoxLayout
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.parts import fill, in_box
from app.session.session import Session
from app.views.panels.parameter_history import HistoryPlot
from app.views.panels.plot_pair import PlotPair


@pytest.fixture
def plots(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> Iterator[tuple[HistoryPlot, HistoryPlot]]:
    upper, lower = (HistoryPlot(kind, session.step_scale, appearance) for kind in ("data", "grad"))
    for plot in (upper, lower):
        plot.begin(1)
    host = in_box(fill(QHBoxLayout(), PlotPair(upper, lower, appearance)))
    host.resize(900, 300)
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    yield upper, lower  # noqa: PT022 - a return would let go of the window


def test_plots_stand_side_by_side_each_with_its_steps_where_it_is_low_and_wide(
    plots: tuple[HistoryPlot, HistoryPlot],
) -> None:
    upper, lower = plots
    for size, are_beside in (((900, 90), True), ((900, 300), False), ((380, 300), False)):
        upper.window().resize(*size)
        upper.window().grab()
        assert (upper.y() == lower.y()) == are_beside
        assert upper.getAxis("bottom").isVisible() == are_beside
        assert lower.getAxis("bottom").isVisible()
        heights = [plot.getViewBox().height() for plot in plots]
        assert heights[0] == pytest.approx(heights[1], abs=2)


def test_a_place_that_is_low_for_the_text_is_high_enough_for_a_smaller_one(
    plots: tuple[HistoryPlot, HistoryPlot], appearance: Appearance
) -> None:
    upper, lower = plots
    upper.window().resize(900, 130)
    for percent, are_beside in ((100, True), (80, False), (100, True)):
        appearance.resize_text(percent)
        upper.window().grab()
        assert (upper.y() == lower.y()) == are_beside, percent
