"""The axis of steps has the numbers that a reader expects, on a logarithmic axis, too."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.step_places import place_of, step_at
from app.kit.widgets.step_axis import StepAxis


def texts(first: float, last: float, pixels: float, per_step: float = 1.0) -> list[str]:
    """What is written between two steps of a logarithmic axis."""
    axis = StepAxis("bottom")
    axis.set_logarithmic(True)
    axis.setScale(per_step)
    ((_, places),) = axis.tickValues(place_of(first, True), place_of(last, True), pixels)
    assert places == sorted(places)
    return [text for text in axis.tickStrings(places, 1, 1) if text]


@pytest.mark.parametrize("step", [0, 1, 100, 1_234_567])
def test_a_step_is_found_where_it_stands(qapp: object, step: int) -> None:
    for is_logarithmic in (False, True):
        assert step_at(place_of(step, is_logarithmic), is_logarithmic) == pytest.approx(step)
    assert place_of(0, is_logarithmic=True) == 0


@pytest.mark.parametrize(
    ("last", "pixels", "expected"),
    [
        (1_000_000, 800, ["0", "1", "10", "100", "1k", "10k", "100k", "1M"]),
        (1_000_000, 300, ["0", "10", "100", "1k", "10k", "100k", "1M"]),
        (1_000_000, 150, ["0", "1k", "1M"]),
        (5_000, 800, ["0", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1k", "2k", "5k"]),
    ],
)
def test_powers_of_ten_have_numbers_as_many_as_fit(
    qapp: object, last: int, pixels: float, expected: list[str]
) -> None:
    assert texts(0, last, pixels) == expected


def test_a_narrow_part_has_numbers_at_even_distances(qapp: object) -> None:
    assert texts(100_000, 200_000, 500) == [
        *("100k", "120k", "140k", "160k", "180k", "200k"),
    ]
    assert texts(1_000_000, 1_000_010, 500) == [
        *("1,000,000", "1,000,002", "1,000,004", "1,000,006", "1,000,008", "1,000,010"),
    ]


def test_epochs_are_counted_on_the_same_axis(qapp: object) -> None:
    assert texts(0, 400_000, 600, per_step=1 / 4) == ["0", "1", "10", "100", "1k", "10k", "100k"]


def test_an_axis_of_no_length_has_no_numbers(qtbot: QtBot) -> None:
    assert texts(5, 5, 500) == []
