"""Views that are never on screen show the experiment, and change neither it nor the window."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from app.export.encoders import Pixels, pixels_of
from app.export.options import ExportOptions
from app.export.pictures import blank_image, layout_size
from app.kit.numbers import loss_text
from app.kit.theme import Appearance, Theme
from app.session.session import Session
from app.views.pages.compare.page import ComparePage
from app.views.pages.representation.page import RepresentationPage
from app.views.panels.loss.plot import LossPlot
from app.views.panels.runs.table import RunsTable
from app.views.step_plot import StepPlot
from app.views.surface.view import SurfaceView
from app.views.timeline.strip import TimelineStrip
from app.window.main_window import MainWindow
from app.window.offscreen.offscreen import OffscreenView
from app.window.view_table import PICTURES
from micrograd.data.dataset import Dataset
from micrograd.runs.last_loss import known_loss

ViewOf = Callable[..., OffscreenView]
SMALL = QSize(640, 360)


def offscreen_view(
    session: Session, name: str, size: QSize = SMALL, **options: Any
) -> OffscreenView:
    """A view of the experiment, which the caller closes."""
    chosen = ExportOptions(view=name, **options)
    view = MainWindow.offscreen_view(session.experiment, chosen, size)
    assert isinstance(view, OffscreenView)
    return view


@pytest.fixture
def trained(session: Session) -> Session:
    """A session at step 3 of a branch from step 2; its parent has six steps and another rate."""
    for _ in range(4):
        session.training.step()
    session.edits.set_learning_rate(0.05)
    session.training.step()
    session.training.step()
    session.cursor.go_to(2)
    session.training.step()
    session.cursor.run.place = session.cursor.steps
    return session


@pytest.fixture
def view_of(trained: Session, appearance: Appearance) -> Iterator[ViewOf]:
    """Make views, which the fixture closes; the program has the dark theme."""
    views = []

    def make(name: str, width: int = 640, height: int = 360, theme: str = "dark") -> OffscreenView:
        views.append(offscreen_view(trained, name, QSize(width, height), theme=theme))
        return views[-1]

    yield make
    for view in views:
        view.close()


def drawn(view: OffscreenView, scale: float = 1) -> Pixels:
    """Draw a view at the size of its layout, which it fills."""
    size = view.widget.size()
    image = blank_image(round(size.width() * scale), round(size.height() * scale), scale)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    view.draw(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    pixels = pixels_of(image)
    assert number("#ff00ff") not in pixels
    return pixels


def number(color: str) -> int:
    return int(color.removeprefix("#"), 16)


# The experiment stays as it is.


def test_going_to_a_step_off_screen_moves_nobody_else(trained: Session, view_of: ViewOf) -> None:
    run, places = trained.cursor.run, [each.place for each in trained.experiment.runs]
    view = view_of("network")
    view.go_to(0)
    assert (view.session.cursor.steps, trained.cursor.steps) == (0, 3)
    assert trained.experiment.current is run
    assert [each.place for each in trained.experiment.runs] == places


# The window stays as it is.


def test_the_window_on_screen_keeps_its_theme_and_the_focus(
    qtbot: QtBot, window: MainWindow, qapp: QApplication, view_of: ViewOf
) -> None:
    before, sheet, palette = window.grab().toImage(), qapp.styleSheet(), qapp.palette()
    focus = QApplication.focusWidget()
    view = view_of("window", 1440, 900, "light")
    assert drawn(view)[2, 2] == number(Theme("light")["background"])
    assert window.grab().toImage() == before
    assert (qapp.styleSheet(), qapp.palette()) == (sheet, palette)
    assert view.widget.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert not view.widget.isActiveWindow()
    assert QApplication.focusWidget() is focus is not None


def test_a_picture_with_larger_text_leaves_the_window_on_screen_as_it_is(
    qtbot: QtBot, window: MainWindow, trained: Session
) -> None:
    before = window.grab().toImage()
    options = ExportOptions(view="network", text_scale=2)
    view = MainWindow.offscreen_view(trained.experiment, options, QSize(*layout_size(options)))
    assert view.widget.size() == QSize(640, 360)
    assert drawn(view, 2).shape == (720, 1280)
    view.go_to(1)
    assert window.grab().toImage() == before
    view.close()


def test_a_picture_has_its_own_size_of_text_whatever_the_window_has(
    trained: Session, appearance: Appearance, view_of: ViewOf
) -> None:
    heights = []
    for percent in (200, 100):
        appearance.resize_text(percent)
        view = view_of("network", 640, 360)
        scale = 640 / view.widget.width()
        heights.append(scale * view.widget.fontInfo().pixelSize())
        assert view.widget.size() == QSize(640, 360) * (percent / 100)
    assert heights[0] == heights[1]


def test_a_picture_is_the_same_whatever_theme_the_program_has(
    view_of: ViewOf, appearance: Appearance
) -> None:
    beside_dark = drawn(view_of("window", 1280, 720, "light"))
    appearance.choose("light")
    assert (drawn(view_of("window", 1280, 720, "light")) == beside_dark).all()


def test_after_closing_nothing_is_left(
    qtbot: QtBot, trained: Session, appearance: Appearance
) -> None:
    view = offscreen_view(trained, "graph")
    with qtbot.waitSignal(view.widget.destroyed):
        view.close()
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_after_closing_no_temporary_folder_is_left(
    trained: Session, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    view = offscreen_view(trained, "network")
    view.close()
    assert os.listdir(tmp_path) == []


def test_every_panel_has_one_tab_at_most(view_of: ViewOf) -> None:
    """Those of an earlier arrangement would be painted over it."""
    bars = view_of("window", 1000, 700).widget.findChildren(QTabBar)
    titles = [bar.tabText(i) for bar in bars for i in range(bar.count())]
    assert len(titles) > 3
    assert len(titles) == len(set(titles))


# Views and their choices.


@pytest.mark.parametrize("name", ["runs", "dataset"])
def test_a_panel_in_a_picture_has_no_buttons(name: str, view_of: ViewOf) -> None:
    widget = view_of(name).widget
    assert widget.findChildren(QToolButton)
    assert not [each for each in widget.findChildren(QToolButton) if each.isVisible()]
    assert not [each for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def test_the_whole_window_keeps_its_buttons(view_of: ViewOf) -> None:
    widget = view_of("window", 1440, 900).widget
    assert any(each.isVisible() for each in widget.findChildren(QToolButton))


@pytest.mark.parametrize("name", sorted(set(PICTURES) - {"window", "network", "graph", "history"}))
def test_every_other_view_fills_its_picture_too(name: str, view_of: ViewOf) -> None:
    assert len(np.unique(drawn(view_of(name)))) > 8


def test_a_picture_of_the_window_says_that_it_has_no_map(session: Session) -> None:
    view = offscreen_view(session, "window", QSize(1280, 720), view_choices={"page": "map"})
    page = view.window.stage.pages["map"]
    assert not page.canvas.isVisible()
    assert "the view Map" in page.captions.hint.text()
    assert not page.asking.work.is_running
    view.close()


def test_it_shows_the_place_where_the_experiment_stands(trained: Session, view_of: ViewOf) -> None:
    shown = view_of("network").session
    assert (shown.cursor.run.name, shown.cursor.steps) == (trained.cursor.run.name, 3)
    assert [p.data for p in shown.cursor.trainer.parameters] == [
        p.data for p in trained.cursor.trainer.parameters
    ]


def test_the_graph_is_laid_out_without_the_event_loop(view_of: ViewOf) -> None:
    view = view_of("graph")
    first = drawn(view)
    view.go_to(0)
    second = drawn(view)
    view.go_to(3)
    assert number(Theme("dark")["field"]) in first
    assert (drawn(view) == first).all()
    assert (first != second).any()


def test_a_view_without_enough_room_is_drawn_smaller(view_of: ViewOf) -> None:
    view = view_of("window", 320, 180)
    assert view.widget.width() >= view.widget.minimumSizeHint().width()
    assert drawn(view, 1 / 4).shape[1] <= 320 * 2


def test_curves_are_twice_as_wide_at_twice_the_scale(view_of: ViewOf) -> None:
    view = view_of("history")
    curve = number(Theme("dark").series(0).name())
    wide, usual = ((drawn(view, scale) == curve).sum() for scale in (2, 1))
    # The painted area of a curve that is twice as long and twice as wide is four times as large.
    assert wide > 3 * usual > 0


def test_lines_and_axes_are_twice_as_wide_and_keep_their_colours(view_of: ViewOf) -> None:
    view = view_of("loss")
    (plot,) = view.widget.findChildren(LossPlot)
    axis, line = plot.getAxis("left"), plot.place
    colors = axis.label.toHtml(), line.pen.color()
    for scale in (2.0, 1.0, 2.0):
        drawn(view, scale)
        assert (line.pen.widthF(), axis.pen().widthF()) == (scale, scale)
        assert plot.others.line_scale == scale
    assert (axis.label.toHtml(), line.pen.color()) == colors


# Choices of the window.


def test_a_view_looks_as_the_window_does(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    session.training.step()
    session.selection.choose([3, 17])
    session.selection.choose_sample(2)
    window.view("network").choices["edges"].choose("grad")
    window.view("loss").choices["loss_axis"].choose("linear")
    window.show_page("gradient")
    choices = window.remembered.view_choices()
    view = offscreen_view(session, "window", QSize(1280, 720), view_choices=choices)
    other = view.window
    assert view.session.selection.parameters == [3, 17]
    assert view.session.selection.sample == 2
    assert other.view("network").choices["edges"].read() == "grad"
    assert other.view("loss").choices["loss_axis"].read() == "linear"
    assert other.stage.page == "gradient"
    view.close()


# What is later than the step is not shown.


def test_the_plane_and_the_place_between_layers_are_those_of_the_window(
    window: MainWindow, session: Session
) -> None:
    session = window.session
    session.plane.choose_axes((2, 0))
    session.plane.hold_sample(True)
    window.view("representation").shown.go_to(1.25)
    choices = window.remembered.view_choices()
    view = offscreen_view(session, "representation", QSize(800, 600), view_choices=choices)
    try:
        assert view.session.plane.axes == (2, 0)
        assert view.session.plane.holds_sample
        page = view.widget.findChild(RepresentationPage)
        assert page is not None
        assert page.shown.place == 1.25
        drawn(view)
    finally:
        view.close()


def ends_of(view: OffscreenView) -> list[float]:
    """The last step of each curve that is drawn."""
    plots = view.widget.findChildren(pg.PlotWidget)
    steps = [curve.getData()[0] for plot in plots for curve in plot.plotItem.curves]
    return [float(each[-1]) for each in steps if each is not None and len(each)]


def test_no_curve_goes_beyond_the_step(trained: Session, view_of: ViewOf) -> None:
    loss, history = view_of("loss"), view_of("history")
    (plot,) = loss.widget.findChildren(LossPlot)
    for step in (3, 0, 1, 2, 3, 2):
        for view in (loss, history):
            view.go_to(step)
            assert max(ends_of(view)) == step
        assert all(curve.steps.max(initial=0) <= step for curve in plot.others.curves)
        assert not plot.place.isVisible()


def test_no_change_and_no_run_is_shown_before_it_was_made(
    trained: Session, view_of: ViewOf
) -> None:
    trained.runs.make_current(trained.experiment.runs[0])
    view = view_of("window", 1280, 720)
    (plot,) = view.widget.findChildren(LossPlot)
    (strip,) = view.widget.findChildren(TimelineStrip)
    (table,) = view.widget.findChildren(RunsTable)
    seen = {}
    for step in (6, 5, 4, 3, 2, 1):
        view.go_to(step)
        texts = [table.model().index(row, 3).data() for row in range(table.model().rowCount())]
        seen[step] = len(plot.marks), len(strip.marks), strip.scale.last, texts
    assert seen == {
        1: (0, 0, 1, ["1"]),
        2: (0, 0, 2, ["2", "2"]),
        3: (0, 0, 3, ["3", "3"]),
        4: (1, 1, 4, ["4", "3"]),
        5: (1, 1, 5, ["5", "3"]),
        6: (1, 1, 6, ["6", "3"]),
    }


def test_a_picture_shows_the_whole_run(trained: Session, view_of: ViewOf) -> None:
    trained.cursor.go_to(1)
    trained.cursor.keep_place()
    (plot,) = view_of("loss").widget.findChildren(LossPlot)
    assert plot.curve.getData()[0][-1] == trained.cursor.run.steps == 3
    assert plot.place.isVisible()


def test_the_surface_of_a_film_is_that_of_its_step(
    session: Session, appearance: Appearance
) -> None:
    rows = [[0.0, 0.0, -1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, -1.0]]
    session.edits.set_dataset(Dataset.from_rows(rows), "use XOR")
    for _ in range(6):
        session.training.step()
    view = offscreen_view(session, "surface")
    surface = view.widget.findChild(SurfaceView).surface
    for step in (0, 3, 6):
        view.go_to(step)
        trainer = view.session.cursor.trainer
        assert trainer.steps == step
        numbers = [parameter.data for parameter in trainer.parameters]
        assert surface.picture.request.parameters == numbers
    view.close()


def test_steps_lie_in_a_picture_as_they_do_in_the_window(trained: Session) -> None:
    trained.step_scale.choose("log")
    view = offscreen_view(trained, "history", view_choices={"step_axis": "log"})
    assert view.session.step_scale.is_logarithmic
    assert all(plot.getAxis("bottom").is_logarithmic for plot in view.widget.findChildren(StepPlot))
    drawn(view)
    view.close()


def test_runs_are_compared_in_a_picture_as_they_were_at_its_step(trained: Session) -> None:
    runs = trained.experiment.runs
    view = offscreen_view(
        trained, "compare", QSize(900, 600), view_choices={"compared_runs": "2,1"}
    )
    page = view.widget.findChild(ComparePage) or view.widget
    assert isinstance(page, ComparePage)
    assert [run.number for run in view.session.comparison.runs] == [2, 1]
    losses = {}
    for step in (3, 2):
        view.go_to(step)
        rows = {row.setting: row.texts for row in page.model.rows}
        losses[step] = rows["last loss"]
        expected = known_loss(runs[0], step)
        assert expected is not None
        assert loss_text(expected.high) in " ".join(losses[step])
    assert losses[2] != losses[3]
    drawn(view)
    view.close()
