"""StepPlot: the loss along an update, with words that lie inside of the plot."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.parts import fill, in_box
from app.views.pages.landscape.asking import Move, StepCurve
from app.views.pages.landscape.step_plots import StepPlot, _beyond
from micrograd.analysis.landscape.step_line import Best
from tests.event_loop import turn

SHARES = np.linspace(0.0, 2.0, 41)


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> Iterator[StepPlot]:
    plot = StepPlot(appearance)
    host = in_box(fill(QVBoxLayout(), plot))
    qtbot.addWidget(host)
    host.resize(460, 200)
    with qtbot.waitExposed(host):
        host.show()
    yield plot  # noqa: PT022 - a return would let go of the plot


def curve_with_best_at(share: float) -> StepCurve:
    """A parabola with its smallest loss at a share of the step."""
    losses = 1.0 + (SHARES - share) ** 2
    move = Move(7, np.zeros(2), np.ones(2))
    return StepCurve(move, SHARES, losses, None, Best(share, 1.0), None, -2.0 * share)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.6, 2.0, 57.0])
@pytest.mark.parametrize("percent", [100, 250])
def test_the_words_about_the_best_place_are_inside_of_the_plot(
    plot: StepPlot, appearance: Appearance, share: float, percent: int
) -> None:
    appearance.resize_text(percent)
    plot.show_curve(curve_with_best_at(share))
    for width, height in ((460, 200), (420, 330)):
        plot.window().resize(width, height)
        turn(2)
        plot.grab()
        words = plot.texts[1]
        box = plot.getViewBox().sceneBoundingRect().adjusted(-1, -1, 1, 1)
        assert box.contains(words.mapRectToScene(words.boundingRect())), (width, height)


def test_a_best_place_far_outside_is_told_without_a_number_that_says_nothing() -> None:
    assert [_beyond(share) for share in (57.3, 5552.0, math.inf)] == [
        "best: ×57",
        "best: beyond ×100",
        "still falling",
    ]
