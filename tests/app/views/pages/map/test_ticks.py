"""Ticks: round numbers in sight, written so that neighbours differ."""

import pytest

from app.views.pages.map.ticks import ticks_of
from micrograd.maps.axes import Axis


def texts(axis: str, most: int = 6) -> list[str]:
    return [tick.text for tick in ticks_of(Axis.parsed(axis), most).ticks]


def test_powers_of_ten_along_many_of_them() -> None:
    assert texts("learning-rate:0.001:100:log") == ["0.001", "0.01", "0.1", "1", "10", "100"]
    assert texts("learning-rate:1e-6:1e6:log", 4) == ["1e−4", "1", "10000"]


def test_between_powers_of_ten_where_there_is_room() -> None:
    assert texts("learning-rate:0.15:6:log") == ["0.2", "0.5", "1", "2", "5"]
    assert texts("learning-rate:0.15:6:log", 4) == ["1"]
    assert texts("learning-rate:1e-7:1e-5:log", 9)[:4] == ["1e−7", "2e−7", "5e−7", "1e−6"]


def test_round_numbers_along_a_linear_axis_and_a_short_logarithmic_one() -> None:
    assert texts("momentum:0:0.9", 5) == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert texts("learning-rate:1:2:log", 5) == ["1.0", "1.2", "1.4", "1.6", "1.8", "2.0"]
    assert texts("1.1.w1:-4:4", 4) == ["−4", "−2", "0", "2", "4"]


def test_whole_numbers_have_no_decimals() -> None:
    assert texts("seed:0:3", 10) == ["0", "1", "2", "3"]


def test_deep_down_ticks_tell_what_comes_after_a_base() -> None:
    ticks = ticks_of(Axis.parsed("learning-rate:3.14159265:3.14159266"), 3)
    assert ticks.base.startswith("3.1415926")
    assert [tick.text for tick in ticks.ticks][:2] == ["+0", "+5e−9"]


@pytest.mark.parametrize("most", [1, 2, 5, 12])
@pytest.mark.parametrize(
    "axis",
    [
        "learning-rate:0.0123:4567:log",
        "learning-rate:1.5:1.6:log",
        "momentum:0.123456789:0.12345679",
        "init-scale:1000:90000",
        "learning-rate:1:1.000000000001:log",
    ],
)
def test_ticks_are_in_sight_few_and_differ(axis: str, most: int) -> None:
    ticks = ticks_of(Axis.parsed(axis), most).ticks
    assert all(-1e-6 <= tick.share <= 1 + 1e-6 for tick in ticks)
    assert len(ticks) <= 2 * most + 1
    assert len({tick.text for tick in ticks}) == len(ticks)
