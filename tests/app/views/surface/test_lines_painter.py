"""A neuron's line is drawn where its weighted sum is zero, with its stripe on the positive side."""

import math

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF

from app.views.surface.lines_painter import distance_to, lie_apart, positive_side, segment_of
from app.views.surface.sight import Sight
from micrograd.analysis.neuron_lines import NeuronLine

SIGHT = Sight(QRectF(100, 50, 400, 200), (-1.0, 3.0), (10.0, 20.0))


@pytest.mark.parametrize("degrees", range(0, 360, 15))
@pytest.mark.parametrize("place", [(1.0, 15.0), (-0.5, 19.0)])
def test_both_ends_are_on_the_line_and_on_the_edge(degrees, place) -> None:
    angle = math.radians(degrees)
    line = NeuronLine(0, math.cos(angle), math.sin(angle), 0.0).through(*place)
    segment = segment_of(SIGHT, line)
    for end in (segment.p1(), segment.p2()):
        assert line.sum_at(*SIGHT.place(end)) == pytest.approx(0.0, abs=1e-9)
        edges = SIGHT.room.adjusted(0.1, 0.1, -0.1, -0.1)
        assert not edges.contains(end)
    beside = segment.center() + positive_side(SIGHT, line, segment)
    assert line.sum_at(*SIGHT.place(beside)) > 0


def test_a_line_out_of_sight_has_no_part_there() -> None:
    assert segment_of(SIGHT, NeuronLine(0, 1.0, 0.0, -9.0)) is None
    assert segment_of(SIGHT, NeuronLine(0, 1e308, 1e308, -1e308)) is None
    assert segment_of(SIGHT, NeuronLine(0, 0.0, 0.0, 1.0)) is None


def test_the_mouse_is_as_far_from_a_line_as_from_its_nearest_point() -> None:
    segment = QLineF(0, 0, 10, 0)
    assert distance_to(segment, QPointF(5, 3)) == 3
    assert distance_to(segment, QPointF(13, 4)) == 5


@pytest.mark.parametrize(("moved_px", "is_seen"), [(0.4, False), (0.6, True)])
@pytest.mark.parametrize("slope", [(1.0, 0.0), (0.0, -2.0)])
def test_a_line_lies_apart_where_it_moved_by_more_than_so_many_pixels(
    slope: tuple[float, float], moved_px: float, is_seen: bool
) -> None:
    line = NeuronLine(0, *slope, 0.0).through(1.0, 15.0)
    at = SIGHT.point(1.0, 15.0) + QPointF(moved_px, moved_px)
    assert lie_apart(SIGHT, [line], [line.through(*SIGHT.place(at))], 0.5) is is_seen


def test_a_line_that_turned_its_positive_side_or_appeared_lies_apart() -> None:
    line = NeuronLine(0, 1.0, 0.0, -1.0)
    assert lie_apart(SIGHT, [line], [NeuronLine(0, -1.0, 0.0, 1.0)], 0.5)
    assert lie_apart(SIGHT, [line], [], 0.5)
    assert not lie_apart(SIGHT, [], [], 0.5)


def test_a_line_that_stays_out_of_sight_does_not_lie_apart() -> None:
    lines = [NeuronLine(0, 1.0, 0.0, -9.0)], [NeuronLine(0, 1.0, 0.0, -8.0)]
    assert not lie_apart(SIGHT, *lines, 0.5)
    assert lie_apart(SIGHT, lines[0], [NeuronLine(0, 1.0, 0.0, -2.0)], 0.5)
