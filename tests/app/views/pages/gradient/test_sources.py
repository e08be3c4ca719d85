"""The sources of a gradient: bars that add up as displayed, and the strongest paths."""

import math
import random
import re
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.numbers import MINUS, signed
from app.kit.spoken import in_speech
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.gradient.reading import GradientReader
from app.views.pages.gradient.sources import (
    BarList,
    GradientSources,
    exponent_of,
    grouped,
    sample_bars,
    unit_text,
)
from micrograd.analysis.attribution import strongest_paths
from micrograd.data.dataset import Dataset
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import new_experiment

LEFT = Qt.MouseButton.LeftButton


def with_samples(count: int) -> Session:
    """A session with this many random samples, after two steps."""
    chance = random.Random(count)
    xs = [[chance.uniform(-1, 1) for _ in range(3)] for _ in range(count)]
    dataset = Dataset(xs, [[chance.uniform(-1, 1)] for _ in xs])
    config = Recipe(layers=(4, 4, 1), activations=("tanh", "tanh", "tanh"), seed=0)
    session = Session(new_experiment(config.changed(dataset=dataset)))
    session.edits.set_learning_rate(0.01)
    for _ in range(2):
        session.training.step()
    return session


def shown(
    qtbot: QtBot, session: Session, appearance: Appearance, height: int = 400
) -> GradientSources:
    sources = GradientSources(session, appearance)
    qtbot.addWidget(sources)
    sources.resize(300, height)
    with qtbot.waitExposed(sources):
        sources.show()
    read(sources, session)
    return sources


def read(sources: GradientSources, session: Session) -> None:
    reading = GradientReader(session).read()
    assert reading is not None
    sources.show_reading(reading)


@pytest.fixture
def sources(qtbot: QtBot, session: Session, appearance: Appearance) -> GradientSources:
    """Seven steps of training, one parameter chosen."""
    for _ in range(7):
        session.training.step()
    session.selection.choose([2])
    return shown(qtbot, session, appearance)


def written(text: str) -> Decimal:
    return Decimal(text.replace(MINUS, "-"))


def adds_up(bars: BarList) -> bool:
    assert bars.total is not None
    return sum(written(bar.text) for bar in bars.bars) == written(bars.total.text)


def middle_of(bars: BarList, row: int) -> QPoint:
    return QPoint(bars.width() // 2, int((row + 0.5) * bars.row_height))


# By sample.


def test_there_is_a_bar_for_each_sample_and_a_total(
    sources: GradientSources, session: Session
) -> None:
    names = [bar.names[0] for bar in sources.samples.bars]
    assert names == [f"sample {i}" for i in range(1, 5)]
    reading = GradientReader(session).read()
    assert reading is not None
    assert sources.samples.total is not None
    assert sources.samples.total.text == signed(reading.gradient)


@pytest.mark.parametrize("parameter", range(41))
def test_the_bars_add_up_as_they_are_displayed(
    sources: GradientSources, session: Session, parameter: int
) -> None:
    session.selection.choose([parameter])
    read(sources, session)
    assert adds_up(sources.samples)


@pytest.mark.parametrize("count", [8, 9, 54])
def test_of_many_samples_the_largest_are_shown_and_all_others_in_one_line(
    qtbot: QtBot, appearance: Appearance, count: int
) -> None:
    session = with_samples(count)
    session.selection.choose([3])
    sources = shown(qtbot, session, appearance)
    bars = sources.samples.bars
    assert len(bars) == 8
    assert adds_up(sources.samples)
    if count > 8:
        assert bars[-1].names[0] == f"{count - 7} others"
        sizes = [abs(bar.share) for bar in bars[:-1]]
        assert sizes == sorted(sizes, reverse=True)


def test_where_there_is_little_room_there_are_fewer_lines_that_still_add_up(
    qtbot: QtBot, appearance: Appearance
) -> None:
    session = with_samples(54)
    session.selection.choose([3])
    sources = shown(qtbot, session, appearance, height=250)
    assert 2 < len(sources.samples.bars) < 8
    assert adds_up(sources.samples)
    lowest = sources.paths.mapTo(sources, QPoint(0, sources.paths.height())).y()
    assert lowest <= sources.height()


def test_small_gradients_are_written_in_a_unit_that_shows_them() -> None:
    exponent = exponent_of([1.26e-7, -3.5e-9])
    bars, total = sample_bars([("a", (0,), 1.26e-7), ("b", (1,), -3.5e-9)], exponent)
    assert unit_text(exponent) == "× 10⁻⁷"
    assert [bar.text for bar in bars] == ["+1.2600", "−0.0350"]
    assert total.text == "+1.2250"


def test_what_is_not_finite_is_said_and_drawn(sources: GradientSources) -> None:
    groups = grouped([1.0, math.inf, math.nan], 8, range(3))
    bars, total = sample_bars(groups, exponent_of([math.inf, math.nan]))
    assert [bar.text for bar in bars] == ["+1.0000", "+∞", "not a number"]
    sources.samples.show_bars(bars, sources.samples.row_height, total)
    sources.grab()


def test_a_node_of_one_sample_is_of_that_sample_alone(
    sources: GradientSources, session: Session
) -> None:
    session.selection.choose_node(session.cursor.graph.index[session.cursor.graph.outputs[2][0][1]])
    read(sources, session)
    assert [bool(bar.share) for bar in sources.samples.bars] == [False, False, True, False]
    assert adds_up(sources.samples)


def test_the_loss_itself_belongs_to_all_samples_together(
    sources: GradientSources, session: Session
) -> None:
    session.selection.choose_node(len(session.cursor.graph.order) - 1)
    read(sources, session)
    assert sources.samples.bars[-1].names[0] == "all together"
    assert sources.samples.total is not None
    assert sources.samples.total.text == "+1.0000"
    assert [bar.names[0] for bar in sources.paths.bars] == ["the loss itself"]
    assert sources.count.text() == "the only one"


@pytest.mark.parametrize("chosen", ["parameter", "node"])
def test_a_penalty_has_a_bar_beside_the_samples(
    qtbot: QtBot, appearance: Appearance, chosen: str
) -> None:
    session = Session(new_experiment(Recipe(penalty="l2", penalty_strength=0.125, seed=0)))
    session.training.step()
    weight = session.cursor.trainer.parameters[2]
    if chosen == "parameter":
        session.selection.choose([2])
    else:
        session.selection.choose_node(session.cursor.graph.index[weight])
    sources = shown(qtbot, session, appearance)
    bar = sources.samples.bars[-1]
    assert (bar.names[0], bar.samples) == ("penalty", ())
    assert bar.share == pytest.approx(0.25 * weight.data, abs=1e-4)
    assert adds_up(sources.samples)
    reading = GradientReader(session).read()
    assert reading is not None
    assert sources.samples.total is not None
    assert sources.samples.total.text == signed(reading.gradient)


def test_the_path_through_the_penalty_is_called_so(qtbot: QtBot, appearance: Appearance) -> None:
    session = Session(new_experiment(Recipe(penalty="l2", penalty_strength=1000.0, seed=0)))
    session.selection.choose([2])
    sources = shown(qtbot, session, appearance)
    first, *others = sources.paths.bars
    assert (first.names[0], first.samples) == ("penalty", ())
    assert all("sample" in bar.names[0] for bar in others)


def test_a_bias_has_no_penalty(qtbot: QtBot, appearance: Appearance) -> None:
    session = Session(new_experiment(Recipe(penalty="l2", seed=0)))
    session.selection.choose([3])
    assert session.cursor.trainer.parameters[3].label.endswith("b")
    sources = shown(qtbot, session, appearance)
    assert [bar.names[0] for bar in sources.samples.bars] == [f"sample {i}" for i in range(1, 5)]


# Choosing a sample.


def test_a_click_chooses_the_sample(sources: GradientSources, session: Session) -> None:
    QTest.mouseClick(sources.samples, LEFT, pos=middle_of(sources.samples, 2))
    assert session.selection.sample == 2
    assert sources.samples.sample == 2


def test_the_chosen_sample_is_marked(sources: GradientSources, session: Session) -> None:
    session.selection.choose_sample(3)
    assert sources.samples.sample == 3
    picture = sources.samples.grab().toImage()
    scale = picture.devicePixelRatio()
    corner = middle_of(sources.samples, 3) * scale
    other = middle_of(sources.samples, 1) * scale
    x = int(70 * scale)
    assert picture.pixelColor(x, corner.y()) != picture.pixelColor(x, other.y())


def test_up_and_down_choose_a_sample(sources: GradientSources, session: Session) -> None:
    for key, sample in [(Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)]:
        QTest.keyClick(sources.samples, key)
        assert session.selection.sample == sample
    for _ in range(5):
        QTest.keyClick(sources.samples, Qt.Key.Key_Up)
    assert session.selection.sample == 0


def test_the_line_of_the_others_chooses_nothing(qtbot: QtBot, appearance: Appearance) -> None:
    session = with_samples(20)
    session.selection.choose([3])
    sources = shown(qtbot, session, appearance)
    before = session.selection.sample
    QTest.mouseClick(sources.samples, LEFT, pos=middle_of(sources.samples, 7))
    assert session.selection.sample == before


# Paths.


def test_the_strongest_paths_come_first_out_of_all(
    sources: GradientSources, session: Session
) -> None:
    assert sources.count.text() == "5 of 16"
    sizes = [abs(bar.share) for bar in sources.paths.bars]
    assert len(sizes) == 5
    assert sizes == sorted(sizes, reverse=True)


def test_all_paths_of_a_last_weight_add_up_to_its_gradient(
    sources: GradientSources, session: Session
) -> None:
    session.selection.choose([40])
    read(sources, session)
    reading = GradientReader(session).read()
    assert reading is not None
    assert sources.count.text() == "4 of 4"
    assert sum(bar.share for bar in sources.paths.bars) == pytest.approx(reading.gradient)


def test_a_path_is_named_by_neurons_and_sample_from_long_to_short(
    sources: GradientSources, session: Session
) -> None:
    session.selection.choose([2])
    read(sources, session)
    long, without_own, *_, shortest = sources.paths.bars[0].names
    assert long.startswith("layer 1 · neuron 1 → layer 2 · neuron ")
    assert "→ output → sample " in long
    assert without_own == long.removeprefix("layer 1 · neuron 1 → ")
    assert shortest[0] == "n"
    assert " → s" in shortest
    named, share = sources.paths.bars[0].hint.splitlines()
    assert named == long
    assert share.startswith(sources.paths.bars[0].text)
    assert share.endswith(" % of the gradient")


def two_classes(layers: tuple[int, ...]) -> Session:
    """A session with two outputs, of which cross-entropy makes probabilities."""
    chance = random.Random(7)
    xs = [[chance.uniform(-1, 1) for _ in range(2)] for _ in range(9)]
    dataset = Dataset(xs, [[float(i % 2), float(1 - i % 2)] for i in range(9)])
    linear = ("tanh",) * (len(layers) - 1) + ("linear",)
    recipe = Recipe(
        dataset=dataset, layers=layers, activations=linear, loss="cross-entropy", seed=0
    )
    session = Session(new_experiment(recipe))
    session.selection.choose([0])
    return session


def test_the_ways_through_the_loss_are_one_path_each_sample_and_output_has_its_own(
    qtbot: QtBot, appearance: Appearance
) -> None:
    session = two_classes((3, 2))
    sources = shown(qtbot, session, appearance)
    samples = len(session.cursor.dataset)
    assert sources.count.text().startswith(f"5 of {2 * samples}")
    names = [bar.names[0] for bar in sources.paths.bars]
    assert len(set(names)) == len(names)
    reading = GradientReader(session).read()
    assert reading is not None
    paths = strongest_paths(reading.tape, reading.numbers, reading.node, reading.outputs, 10_000)
    assert len(paths) == 2 * samples
    assert sum(path.gradient for path in paths) == pytest.approx(reading.gradient)


def test_both_lists_have_one_unit(qtbot: QtBot, appearance: Appearance) -> None:
    session = with_samples(9)
    for index in range(len(session.cursor.trainer.parameters)):
        session.edits.set_parameter(index, 1e-3)
    session.selection.choose([0])
    sources = shown(qtbot, session, appearance)
    assert sources.unit.text().startswith("× 10⁻")
    assert sources.count.text().endswith(f"· {sources.unit.text()}")
    sources.resize(190, sources.height())
    assert sources.count.text() == sources.unit.text()
    assert sources.count.toolTip() == f"5 of 36 · {sources.unit.text()}"


def test_long_names_leave_out_neurons_in_between_and_the_tooltip_has_them_all(
    qtbot: QtBot, appearance: Appearance
) -> None:
    session = two_classes((3, 3, 3, 3, 2))
    sources = shown(qtbot, session, appearance)
    bar = sources.paths.bars[0]
    *_, chained, shortest = bar.names
    assert re.fullmatch(r"n\d·\d·\d·\d → s\d+", chained)
    assert re.fullmatch(r"n\d → … → s\d+", shortest)
    assert bar.hint.count(" · neuron ") == 4
    assert bar.hint.count("output ") == 1


def test_a_path_chooses_its_sample(sources: GradientSources, session: Session) -> None:
    bar = sources.paths.bars[0]
    QTest.mouseClick(sources.paths, LEFT, pos=middle_of(sources.paths, 0))
    assert (session.selection.sample,) == bar.samples


def test_where_no_path_carries_anything_it_is_said_why(
    sources: GradientSources, session: Session
) -> None:
    for layer in range(3):
        session.edits.set_activation(layer, "relu")
    for parameter in range(4):
        session.edits.set_parameter(parameter, -100.0 if parameter == 3 else 0.0)
    session.selection.choose([1])
    read(sources, session)
    assert "relu below zero" in sources.note.text()
    assert sources.note.isVisible()
    assert sources.paths.bars == []
    assert sources.samples.total is not None
    assert sources.samples.total.text == "+0.0000"


def test_where_a_neuron_is_off_it_is_said_that_it_carries_nothing(
    sources: GradientSources, session: Session
) -> None:
    session.selection.choose([1])
    session.switches.toggle_off()
    read(sources, session)
    assert "neuron that is switched off" in sources.note.text()


# Both are said, and drawn in the theme's colours.


def test_a_screen_reader_gets_every_number(sources: GradientSources) -> None:
    for bars in (sources.samples, sources.paths):
        said = bars.accessibleDescription()
        assert all(in_speech(f"{bar.names[0]} {bar.text}") in said for bar in bars.bars)
    assert "total" in sources.samples.accessibleDescription()


def test_bars_have_the_colours_of_gradients(
    sources: GradientSources, appearance: Appearance
) -> None:
    for choice in ("light", "dark"):
        appearance.choose(choice)
        drawn = colors_of(sources.paths)
        for bar in sources.paths.bars:
            assert appearance.theme.signed("grad", bar.share).name() in drawn


def colors_of(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
