"""Curves: every curve, coloured by its rate; one is pointed at, one is chosen."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.kit.numbers import plain
from app.kit.theme import Appearance
from app.session.session import Session
from app.session.step_scale import LONG
from app.views.pages.sweep.curves import HINT, MOST_POINTS, Curves
from app.views.pages.sweep.page import SweepPage

Swept = Callable[..., SweepPage]


def show_curves(page: SweepPage) -> Curves:
    tab = page.findChild(QToolButton, "sweep_curves_tab")
    assert tab is not None
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    page.grab()
    return page.curves


def place_on(plot: Curves, page: SweepPage, trial: int, point: int) -> QPoint:
    """The place of a point of a curve in the plot."""
    result = page.sweeping.results[trial]
    there = QPointF(float(result.steps[point]), float(np.log10(result.losses[point])))
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(there))


def drawn_points(plot: Curves) -> int:
    return sum(len(curve.getData()[0]) for curve in plot.curves if curve.getData()[0] is not None)


def test_all_points_of_all_curves_are_drawn_by_rate(swept: Swept) -> None:
    page = swept()
    plot = show_curves(page)
    results = page.sweeping.results
    for rate, color in ((0.02, 0), (0.1, 9)):
        xs, ys = plot.curves[color].getData()
        mine = [result for result in results if result.trial.recipe.learning_rate == rate]
        assert xs.tolist() == [step for result in mine for step in result.steps]
        assert ys.tolist() == [float(np.log10(x)) for r in mine for x in r.losses]
    assert drawn_points(plot) == sum(len(result.steps) for result in results)


def test_curves_are_not_joined(swept: Swept) -> None:
    page = swept()
    plot = show_curves(page)
    lengths = [len(r.steps) for r in page.sweeping.results if r.trial.recipe.learning_rate == 0.02]
    ends = np.flatnonzero(plot.curves[0].opts["connect"] == 0)
    assert ends.tolist() == (np.cumsum(lengths) - 1).tolist()


def test_of_many_curves_fewer_points_are_drawn(
    swept: Swept, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_POINTS > 1000
    monkeypatch.setattr("app.views.pages.sweep.curves.MOST_POINTS", 60)
    page = swept()
    plot = show_curves(page)
    assert drawn_points(plot) < 100
    page.sweeping.choose(2)
    assert len(plot.chosen.getData()[0]) == 31


def test_all_curves_are_in_sight_but_for_what_explodes(diverged: SweepPage) -> None:
    plot = show_curves(diverged)
    (left, right), (low, high) = plot.getViewBox().viewRange()
    held = [r for r in diverged.sweeping.results if r.diverged_at is None]
    assert left <= 0
    assert right >= 300
    assert low <= min(np.log10(r.losses.min()) for r in held)
    assert max(np.log10(r.losses.max()) for r in held) <= high < 6


def axis_of(plot: Curves) -> bool:
    """Whether the axis of steps is logarithmic."""
    is_logarithmic: bool = plot.getAxis("bottom").is_logarithmic
    return is_logarithmic


def test_the_steps_of_a_long_sweep_are_logarithmic_by_themselves(
    compiled_loop: object, swept: Swept
) -> None:
    page = swept(steps=30)
    assert not axis_of(show_curves(page))
    page = swept(steps=LONG + 1)
    plot = page.curves
    assert axis_of(plot)
    page.sweeping.choose(0)
    assert plot.chosen.getData()[0][-1] == np.log10(LONG + 2)
    assert plot.getViewBox().viewRange()[0][1] < 4


def test_the_steps_of_a_sweep_are_laid_out_as_is_chosen_for_all_plots(
    swept: Swept, session: Session
) -> None:
    page = swept()
    plot = show_curves(page)
    session.step_scale.choose("log")
    assert axis_of(plot)
    assert plot.curves[0].getData()[0].max() == np.log10(31)
    QTest.keyClick(plot, Qt.Key.Key_L)
    assert (axis_of(plot), session.step_scale.choice) == (False, "linear")
    QTest.keyClick(plot, Qt.Key.Key_L)
    assert (axis_of(plot), session.step_scale.choice) == (True, "log")
    session.step_scale.choose("automatic")
    assert not axis_of(plot)


def test_pointing_at_a_curve_names_it_and_a_click_chooses_it(swept: Swept) -> None:
    page = swept()
    plot = show_curves(page)
    page.sweeping.choose(0)
    best = min(page.sweeping.results, key=lambda result: result.loss).trial.index
    place = place_on(plot, page, best, -1)
    QTest.mouseMove(plot.viewport(), place)
    assert plot.pointed_at == best
    assert plot.caption.full_text.startswith(page.sweeping.results[best].trial.name)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.sweeping.chosen == best
    assert plot.chosen.getData()[1][-1] == np.log10(page.sweeping.results[best].loss)


def test_nothing_is_named_far_from_every_curve(swept: Swept) -> None:
    page = swept()
    plot = show_curves(page)
    _, (low, _) = plot.getViewBox().viewRange()
    corner = plot.getViewBox().mapViewToScene(QPointF(0, low))
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(corner) + QPoint(2, -2))
    assert plot.pointed_at is None
    assert plot.caption.full_text == HINT


def test_arrows_choose_and_enter_opens(swept: Swept, session: Session) -> None:
    page = swept()
    plot = show_curves(page)
    page.sweeping.choose(0)
    plot.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(plot, key)
    assert page.sweeping.chosen == 0
    QTest.keyClick(plot, Qt.Key.Key_Down)
    QTest.keyClick(plot, Qt.Key.Key_Return)
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.1 · seed 0 · 4,4,1"


def test_another_theme_has_other_colours(swept: Swept, appearance: Appearance) -> None:
    plot = show_curves(swept())
    before = plot.curves[0].opts["pen"].color().name()
    appearance.choose("light")
    assert plot.curves[0].opts["pen"].color().name() != before


def test_the_legend_names_the_smallest_and_the_largest_rate(swept: Swept) -> None:
    page = swept()
    show_curves(page)
    assert page.curves.legend.accessibleDescription() == "learning rate   0.02 0.1"


def test_the_curves_are_a_table_of_the_chosen_run_and_of_all(swept: Swept) -> None:
    page = swept()
    button = page.table_button
    assert not button.isEnabled()
    show_curves(page)
    page.sweeping.choose(3)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    lines, results = page.losses.lines, page.sweeping.results
    headings = [column.header for column in lines.columns]
    assert headings == ["step", "chosen run", "smallest", "median", "largest"]
    assert lines.rowCount() == 31
    ends = [result.loss for result in results]
    told = [lines.index(30, column).data() for column in (1, 2, 4)]
    assert told == [plain(loss) for loss in (results[3].loss, min(ends), max(ends))]


def test_curves_show_what_came_while_the_table_was_shown(swept: Swept) -> None:
    page = swept()
    show_curves(page)
    QTest.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    swept(seeds=(0,))
    QTest.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    assert drawn_points(page.curves) == sum(len(each.steps) for each in page.sweeping.results)


def test_the_lines_of_the_table_follow_the_axis_of_steps(swept: Swept, session: Session) -> None:
    page = swept(rates=(0.02,), seeds=(0,), shapes=((2, 1),), steps=1000)
    show_curves(page)
    session.step_scale.choose("linear")
    QTest.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    evenly = [*page.losses.lines.rows]
    session.step_scale.choose("log")
    assert page.losses.lines.rows != evenly
