"""HeatMap: a cell for each trial, coloured by its loss, chosen and opened from there."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.kit.theme import Appearance
from app.kit.widgets.plots import LABEL_FONT_PX
from app.session.session import Session
from app.views.pages.sweep.grid_model import cell_texts
from app.views.pages.sweep.heat_map import LARGEST_FONT_PX, SMALLEST, HeatMap
from app.views.pages.sweep.page import SweepPage
from app.views.pages.sweep.table import trial_text
from micrograd.data.dataset import four_samples
from micrograd.data.named import NAMED
from micrograd.recipe.recipe import Recipe
from micrograd.scales.colors import LEARNED, OTHERS
from micrograd.sweeps.plan import SweepPlan
from micrograd.sweeps.scale import SweepScale
from tests.sweep_plans import sweep_plan

Swept = Callable[..., SweepPage]


def place_of(heat_map: HeatMap, trial: int) -> QPoint:
    return heat_map.visualRect(heat_map.grid.index_of(trial)).center()


def corner_of(heat_map: HeatMap, image: QImage, trial: int) -> QColor:
    """The fill of a cell, beside what is written there and inside the frame of the choice."""
    rect = heat_map.visualRect(heat_map.grid.index_of(trial))
    return image.pixelColor(rect.left() + 9, rect.top() + 6)


def picture(heat_map: HeatMap) -> QImage:
    return heat_map.viewport().grab().toImage()


def test_each_trial_has_a_cell_by_its_rate_shape_and_seed(swept: Swept) -> None:
    model = swept().heat_map.grid
    assert (model.rowCount(), model.columnCount()) == (2, 4)
    assert [model.headerData(i, Qt.Orientation.Vertical) for i in range(2)] == ["0.02", "0.1"]
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in (0, 3)] == [
        "4,4,1 · seed 0",
        "3,1 · seed 1",
    ]
    for trial in range(8):
        index = model.index_of(trial)
        result = model.result_at(index)
        assert result is not None
        assert result.trial.index == model.trial_at(index) == trial
        name = index.data(Qt.ItemDataRole.ToolTipRole).partition(":")[0]
        assert name == result.trial.name


def test_a_cell_has_the_colour_that_a_map_gives_its_loss(swept: Swept) -> None:
    heat_map = swept().heat_map
    image, results = picture(heat_map), heat_map.grid.results
    wanted = SweepScale(results, "final-loss").colors_of(results)
    for result, color in zip(results, wanted.tolist(), strict=True):
        assert [*corner_of(heat_map, image, result.trial.index).getRgb()[:3]] == color
    best = min(results, key=lambda result: result.loss)
    assert QColor(*wanted[best.trial.index].tolist()) == QColor(LEARNED[-1])


def test_a_diverged_cell_is_hatched_and_says_so(
    diverged: SweepPage,
) -> None:
    heat_map = diverged.heat_map
    index = heat_map.grid.index_of(1)
    assert index.data() == "✕ diverged"
    assert "diverged at step" in index.data(Qt.ItemDataRole.ToolTipRole)
    rect = heat_map.visualRect(index).adjusted(6, 6, -6, -6)
    image = picture(heat_map)
    colors = {
        image.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }
    assert OTHERS[-1].lower() in colors
    # Its lines are blends of the fill and of what is read on it.
    assert len(colors) > 2
    assert "got worse: ∞ to ∞" in heat_map.legend.accessibleDescription()


def test_the_legend_names_the_ends_of_both_sides(swept: Swept) -> None:
    heat_map = swept().heat_map
    learned, others = heat_map.grid.scale.legend()
    ends = f"{learned.stops[-1].text} to {learned.stops[0].text}"
    assert heat_map.legend.accessibleDescription() == f"final loss, got better: {ends}"
    assert others.stops == ()


def test_cells_of_other_outcomes_are_pale_while_one_is_chosen(
    swept: Swept, appearance: Appearance
) -> None:
    page = swept(rates=(0.1, 30.0), shapes=((4, 4, 1),), steps=200)
    results = page.heat_map.grid.results
    kinds = [result.outcome.name for result in results]
    assert set(kinds) == {"learned", "got-worse"}
    before = picture(page.heat_map)
    page.outcomes.buttons["learned"].click()
    after = picture(page.heat_map)
    field = appearance.theme.color("field")

    def away(image: QImage, trial: int) -> float:
        color = corner_of(page.heat_map, image, trial)
        return sum(abs(a - b) for a, b in zip(color.getRgb(), field.getRgb(), strict=True))

    for trial, kind in enumerate(kinds):
        if kind == "learned":
            assert away(after, trial) == away(before, trial)
        else:
            assert away(after, trial) < 0.3 * away(before, trial)


def test_a_cell_to_come_is_empty(page: SweepPage) -> None:
    plan = sweep_plan(four_samples(), (0.1,), tuple(range(100)), ((4, 4, 1),), steps=100_000)
    page.sweeping.start(plan)
    page.sweeping.cancel()
    model = page.heat_map.grid
    last = model.index_of(99)
    assert (last.data(), model.result_at(last)) == ("", None)
    assert last.data(Qt.ItemDataRole.ToolTipRole) == "rate 0.1 · seed 99 · 4,4,1: not trained yet"
    page.grab()


def test_arrows_move_the_choice_and_enter_opens_the_cell(swept: Swept, session: Session) -> None:
    page = swept()
    page.sweeping.choose(0)
    table = page.heat_map
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert page.sweeping.chosen == 1
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert page.sweeping.chosen == 3
    QTest.keyClick(table, Qt.Key.Key_Return)
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.1 · seed 1 · 4,4,1"


def test_a_click_chooses_and_a_double_click_opens(swept: Swept, session: Session) -> None:
    page = swept()
    viewport = page.heat_map.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(page.heat_map, 4))
    assert page.sweeping.chosen == 4
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(page.heat_map, 4))
    while page.sweeping.opening.is_running:
        QApplication.processEvents()
    assert session.cursor.run.name == "rate 0.02 · seed 0 · 3,1"


def test_a_choice_made_elsewhere_is_framed_here(swept: Swept) -> None:
    page = swept()
    page.sweeping.choose(5)
    before = picture(page.heat_map)
    page.sweeping.choose(6)
    assert page.heat_map.grid.trial_at(page.heat_map.currentIndex()) == 6
    assert picture(page.heat_map) != before


def test_cells_fill_the_room_and_never_get_too_small_to_hit(page: SweepPage) -> None:
    table = page.heat_map
    for rates, seeds in ((7, 10), (10, 100), (100, 10), (1, 1000)):
        plan = sweep_plan(
            four_samples(),
            tuple(0.001 * (1 + i) for i in range(rates)),
            tuple(range(seeds)),
            ((2, 1),),
            steps=1,
        )
        page.sweeping.start(plan)
        page.sweeping.cancel()
        page.grab()
        wide, tall = table.columnWidth(0), table.rowHeight(0)
        assert min(wide, tall) >= SMALLEST
        assert wide == SMALLEST or wide * seeds <= table.viewport().width()
        assert tall == SMALLEST or tall * rates <= table.viewport().height()


def test_numbers_grow_with_their_cells_and_stay_inside(swept: Swept) -> None:
    heat_map = swept().heat_map
    heat_map.setMinimumSize(1, 1)
    sizes = []
    for width, height in ((200, 90), (900, 500), (1400, 900)):
        heat_map.resize(width, height)
        font = heat_map.cells.font
        sizes.append(font.pixelSize())
        texts = [cell_texts(result)[0] for result in heat_map._sweeping.results]
        longest = max(map(QFontMetricsF(font).horizontalAdvance, texts))
        assert longest <= heat_map.columnWidth(0) or sizes[-1] == LABEL_FONT_PX
    assert sizes[0] == LABEL_FONT_PX
    assert sizes[-1] == LARGEST_FONT_PX


def test_both_themes_have_the_colours_of_a_map(swept: Swept, appearance: Appearance) -> None:
    heat_map = swept().heat_map
    before = corner_of(heat_map, picture(heat_map), 0)
    appearance.choose("light")
    assert corner_of(heat_map, picture(heat_map), 0) == before


def is_written_in(heat_map: HeatMap, image: QImage, trial: int) -> bool:
    """True where a cell holds more than its fill and the gap beside it."""
    rect = heat_map.visualRect(heat_map.grid.index_of(trial)).adjusted(4, 4, -4, -4)
    colors = {
        image.pixel(x, y)
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }
    return len(colors) > 1


def test_numbers_are_written_in_all_cells_or_in_none(swept: Swept) -> None:
    page = swept(rates=(0.1,), seeds=tuple(range(4)), shapes=((2, 1),), steps=1)
    heat_map = page.heat_map
    losses = (0.5, 1.25e-12, 0.0012, 123.0)
    results = zip(heat_map.grid.results, losses, strict=True)
    heat_map.grid.take([replace(result, loss=loss) for result, loss in results])
    heat_map.cells.measure_texts()
    page.sweeping.choose(0)
    seen = []
    for width in range(100, 300, 25):
        heat_map.resize(width, 120)
        image = picture(heat_map)
        written = {is_written_in(heat_map, image, trial) for trial in (1, 2, 3)}
        assert len(written) == 1, width
        seen.extend(written)
    assert seen == sorted(seen)
    assert set(seen) == {True, False}


def test_shares_held_out_are_compared_by_their_tests(page: SweepPage) -> None:
    recipe = Recipe(dataset=NAMED["moons"].dataset(40))
    axes = {"test_share": (0.2, 0.5), "learning_rate": (0.1,), "seed": (0,)}
    page.sweeping.start(SweepPlan(recipe, axes, steps=30))
    while page.sweeping.training.is_running:
        QApplication.processEvents()
    results = page.sweeping.results
    cells = page.heat_map.grid
    assert [cells.index_of(i).data() for i in range(2)] == [
        f"{r.outcome.sign} {r.test_score.percent}" for r in results
    ]
    described = page.heat_map.legend.accessibleDescription()
    assert described.startswith("final test accuracy, ")
    told = "compared by test score, as they are trained on different samples"
    assert told in page.headline.full_text
    chosen = results[page.sweeping.chosen]
    assert f"test accuracy {chosen.test_score.percent}" in trial_text(chosen.trial, chosen)


def test_losses_of_different_kinds_are_compared_by_their_scores(page: SweepPage) -> None:
    axes = {"loss": ("mean-squared", "hinge"), "optimizer": ("adam", "nesterov"), "seed": (0, 1)}
    plan = SweepPlan(Recipe(), axes, steps=30)
    assert plan.is_scored
    page.sweeping.start(plan)
    while page.sweeping.training.is_running:
        QApplication.processEvents()
    heat_map = page.heat_map
    model, results = heat_map.grid, page.sweeping.results
    assert [model.headerData(i, Qt.Orientation.Vertical) for i in range(2)] == [*axes["loss"]]
    assert model.headerData(3, Qt.Orientation.Horizontal) == "seed 1 · nesterov"
    assert heat_map.caption.text() == "loss ↓   optimizer →   seed above"
    assert [model.index_of(i).data() for i in range(8)] == [
        f"{r.outcome.sign} {r.score.percent}" for r in results
    ]
    assert heat_map.legend.accessibleDescription().startswith("final accuracy, ")
    best = max(r.score.value for r in results)
    chosen = results[page.sweeping.chosen]
    assert chosen.score.value == best
    assert "compared by score" in page.headline.full_text
    tab = page.findChild(QToolButton, "sweep_table_tab")
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    rows = page.table.proxy
    headings = [rows.headerData(i, Qt.Orientation.Horizontal) for i in range(6)]
    assert headings == ["loss", "optimizer", "seed", "final loss", "outcome", "score"]
    shown = [rows.index(i, 5).data() for i in range(8)]
    ranked = sorted(results, key=lambda result: -result.score.value)
    assert shown == [result.score.percent for result in ranked]
    page.curves.show_results()
    assert page.curves.legend.accessibleDescription() == "mean-squared, hinge"
