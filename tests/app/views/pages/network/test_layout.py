"""Layout of the diagram: nodes and words use the room there is."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from app.kit.numbers import compact
from app.kit.text_size import NORMAL
from app.kit.theme import Appearance
from app.views.pages.network.layout import DiagramLayout
from app.views.pages.network.spacing import LARGEST_RADIUS, MOST_ZOOM, PICTURE, SMALLEST_RADIUS
from micrograd.nn import MLP

# The diagram in a window of 1440 x 900, and of 1920 x 1080.
USUAL, LARGE = QSizeF(724, 426), QSizeF(1202, 560)


def layout(size: QSizeF, *widths: int) -> DiagramLayout:
    nin, *nouts = widths or (3, 4, 4, 1)
    return DiagramLayout(MLP(nin, nouts), size)


def test_a_usual_window_has_words_of_the_usual_size() -> None:
    usual = layout(USUAL)
    assert (usual.zoom, usual.digits) == (1, 2)


def test_a_large_screen_has_larger_words_and_another_decimal(set_up: None) -> None:
    usual, large = layout(USUAL), layout(LARGE)
    assert large.zoom > 1.15
    assert large.digits == 3
    assert large.radius > 1.15 * usual.radius
    font = QFont()
    font.setPixelSize(round(14 * large.zoom))
    font.setWeight(QFont.Weight.DemiBold)
    width = QFontMetricsF(font).horizontalAdvance(compact(-0.8888, large.digits))
    assert width < 2 * large.radius


@pytest.mark.parametrize("widths", [(3, 40, 1), (20, 20, 20, 20), (3, 16, 16, 1)])
def test_words_are_no_larger_where_nodes_are_small(widths: tuple[int, ...]) -> None:
    assert layout(LARGE, *widths).zoom == 1


@pytest.mark.parametrize("widths", [(2, 4, 4, 4, 4, 1), (2, 4, 4, 4, 4, 4, 4, 1)])
def test_nodes_stand_closer_before_their_numbers_go(widths: tuple[int, ...]) -> None:
    assert layout(QSizeF(440, 340), *widths).has_numbers


def test_nodes_that_are_too_many_for_numbers_keep_the_usual_distance() -> None:
    made = layout(QSizeF(440, 340), 2, 16, 1)
    assert not made.has_numbers
    assert made.radius == pytest.approx((340 - 40 - 22) / 16 * 0.32)


@pytest.mark.parametrize("percent", [200, 250])
def test_a_large_text_leaves_the_numbers_their_room(
    request: pytest.FixtureRequest, appearance: Appearance, percent: int
) -> None:
    appearance.resize_text(percent)
    request.addfinalizer(lambda: appearance.resize_text(NORMAL))
    # The diagram in a window of 1280 x 800 with such a text.
    size = QSizeF(870, 490) if percent == 200 else QSizeF(1238, 415)
    assert layout(size, 2, 4, 4, 4, 4, 1).has_numbers


@pytest.mark.parametrize("size", [USUAL, LARGE, QSizeF(3000, 2000), QSizeF(320, 180)])
@pytest.mark.parametrize("widths", [(1, 1), (3, 4, 4, 1), (2, 8, 3), (6, 6, 6, 6, 6)])
def test_every_node_is_inside_and_apart_from_the_next_one(
    size: QSizeF, widths: tuple[int, ...]
) -> None:
    made = layout(size, *widths)
    assert 1 <= made.zoom <= MOST_ZOOM
    assert made.radius <= LARGEST_RADIUS * made.zoom
    for column in made.columns:
        for node in column:
            assert made.radius <= node.center.x() <= size.width() - made.radius
            assert made.radius <= node.center.y() <= size.height() - made.radius
        assert made.row_gap >= 2 * made.radius


@pytest.mark.parametrize("size", [USUAL, LARGE, QSizeF(3000, 2000), QSizeF(320, 180)])
@pytest.mark.parametrize("widths", [(1, 1), (3, 4, 4, 1), (2, 8, 3), (6, 6, 6, 6, 6), (2, 32, 1)])
def test_pictures_are_as_large_as_their_column_lets_them(
    size: QSizeF, widths: tuple[int, ...]
) -> None:
    nin, *nouts = widths
    made, discs = DiagramLayout(MLP(nin, nouts), size, (), PICTURE), layout(size, *widths)
    for column in made.columns:
        for node in column:
            assert node.radius <= node.center.x() <= size.width() - node.radius
            assert node.radius <= node.center.y() <= size.height() - node.radius
            # The corners of a square belong to it; the smallest ones touch.
            if node.radius == SMALLEST_RADIUS:
                continue
            corner = node.center + QPointF(0.9, -0.9) * node.radius
            assert made.node_at(corner) is node
        for above, below in pairwise(column):
            way = below.center.y() - above.center.y()
            assert way >= 2 * above.radius or above.radius == SMALLEST_RADIUS
    for before, after in pairwise(made.columns):
        gap = after[0].center.x() - before[0].center.x()
        assert gap > before[0].radius + after[0].radius
    assert 1 <= made.zoom <= discs.zoom
    if size == USUAL:
        assert all(column[0].radius >= discs.radius for column in made.columns)


@pytest.mark.parametrize(
    ("widths", "are_straight"), [((3, 4, 4, 1), False), ((2, 16, 16, 1), True)]
)
def test_edges_bend_where_they_are_few_and_are_found_where_they_are_drawn(
    widths: tuple[int, ...], are_straight: bool
) -> None:
    made = layout(USUAL, *widths)
    ends = zip(made.edges, made.paths, made.lines, strict=True)
    slanted = [each for each in ends if abs(each[2].dy()) > 2 * made.row_gap]
    assert slanted
    for edge, path, line in slanted:
        drawn, straight = path.pointAtPercent(0.2), line.pointAt(0.2)
        assert (abs(drawn.y() - straight.y()) < 0.1) is are_straight
        found = [made.edge_at(path.pointAtPercent(share / 20)) for share in range(1, 20)]
        assert edge in found


@pytest.mark.parametrize("widths", [(1, 4), (2, 2, 1), (2, 4), (2, 3)])
def test_numbers_on_edges_of_two_nodes_are_apart(widths: tuple[int, ...]) -> None:
    made = layout(USUAL, *widths)
    for column in range(1, len(made.columns)):
        into = [i for i, edge in enumerate(made.edges) if edge.target.column == column]
        heights = sorted(made.number_on(i).y() for i in into)
        assert all(below - above > made.row_gap / 4 for above, below in pairwise(heights))
