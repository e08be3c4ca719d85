"""The map page in the real window: when its first picture is there; and whole maps without one."""

from time import perf_counter
from typing import TYPE_CHECKING, Any

from micrograd.compiled import run_library
from micrograd.maps.axes import Axis
from micrograd.maps.plan import MapPlan
from micrograd.maps.presets import MAPS
from micrograd.maps.tiles import levels_of, tiles_of
from micrograd.maps.training import TileTraining
from micrograd.parallel.threads import ThreadWorkers
from micrograd.recipe.recipe import Recipe
from tests.benchmarks.window import opened_window

if TYPE_CHECKING:
    from app.views.pages.map.page import MapPage
    from app.window.main_window import MainWindow

# The window has a picture of this many pixels, whose first look has 64 x 64.
SIDE = 512
ROUNDS = 9
# The window has room for it, and for all else.
SIZE = (1600, 1200)


def first_pictures(rounds: int = ROUNDS, side: int = SIDE) -> dict[str, Any]:
    """Change the steps of each run, time after time, and wait for something, then for all.

    s: until every place is drawn. piece_s: until anything is. run_steps: of the first picture. The
    map before is another one each time, so nothing of it is known.
    """
    run_library.load()
    with opened_window() as window:
        page = _show(window, side)
        pieces, pictures, steps = [], [], page.choice.steps
        # The first round, which builds and loads the loop, is not timed.
        for number in range(1 + rounds):
            page.form.steps.setValue(steps + 1 + number)
            began = perf_counter()
            pieces.append(_wait_for(page, has_all=False) - began)
            pictures.append(_wait_for(page, has_all=True) - began)
        level = next(levels_of(*page.canvas.room))
    places = sum(len(lattice.columns) * len(lattice.rows) for lattice in level)
    return {"s": pictures[1:], "piece_s": pieces[1:], "run_steps": places * steps}


def _show(window: "MainWindow", side: int) -> "MapPage":
    """Show the page, with a picture of so many pixels in both directions."""
    from PySide6.QtWidgets import QApplication

    window.resize(*SIZE)
    window.stage.show_page("map")
    page: MapPage = window.view("map")
    QApplication.processEvents()
    around = page.canvas.size() - page.canvas.plot.size().toSize()
    page.canvas.setFixedSize(around.width() + side, around.height() + side)
    QApplication.processEvents()
    _wait_for(page, has_all=True)
    return page


def _wait_for(page: "MapPage", has_all: bool) -> float:
    """The moment at which the picture of what is asked is painted, some of it or in all places."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    while not _has_picture(page, has_all):
        # A loop that turns without a pause would take the processor from the training.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    # The canvas is painted with the next events.
    QApplication.processEvents()
    return perf_counter()


def _has_picture(page: "MapPage", has_all: bool) -> bool:
    drawing = page.drawing
    if drawing is None or drawing.question.choice != page.choice:
        return False
    known = drawing.picture.is_known
    return bool(known.all() if has_all else known.any())


def whole_maps(rounds: int, side: int, steps: int = 300) -> dict[str, Any]:
    """Train every pixel of a map in all threads. s: the time of each. run_steps: of one."""
    seconds = []
    usual = MAPS[""]
    axes = Axis.parsed(usual.x), Axis.parsed(usual.y)
    plan = MapPlan(Recipe(), *axes, side, side, usual.measure, steps=steps)
    for _ in range(1 + rounds):
        began = perf_counter()
        tiles = tiles_of(side, side, steps)
        pixels = sum(tile.pixels for tile, _ in ThreadWorkers(TileTraining(plan)).hand_out(tiles))
        assert pixels == side * side
        seconds.append(perf_counter() - began)
    return {"s": seconds[1:], "run_steps": plan.count * plan.steps}
