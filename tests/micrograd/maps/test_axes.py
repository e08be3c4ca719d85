"""Axis: how it is typed, its values at the pixels, and how far one can zoom into it."""

import math

import numpy as np
import pytest

from micrograd.maps.axes import Axis, AxisError
from micrograd.recipe.recipe import Recipe

RATES = Axis("learning-rate", 1e-3, 1e6, is_log=True)


@pytest.mark.parametrize(
    "text", ["learning-rate:0.001:1000000:log", "seed:0:99", "1.2.w3:-1.5:1.5", "data.2.x1:-3:3"]
)
def test_an_axis_is_read_and_written_as_it_is_typed(text):
    assert str(Axis.parsed(text)) == text


def test_a_typed_axis_may_say_that_it_is_linear():
    assert Axis.parsed("momentum:0:0.9:linear") == Axis("momentum", 0.0, 0.9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("learning-rate:1", "“learning-rate:1” is not NAME:FIRST:LAST, or NAME:FIRST:LAST:log"),
        ("learning-rate:1:2:cubic", "is not NAME:FIRST:LAST"),
        ("", "nothing is not NAME:FIRST:LAST"),
        ("speed:1:2", "there is no axis “speed”, but learning-rate, "),
        ("learning-rate:x:2", "learning-rate: “x” is not a number"),
        ("learning-rate:2:1", "learning-rate: 2 to 1 does not go to a larger number"),
        ("learning-rate:-1:1", "learning-rate: -1 is not a finite number above 0"),
        ("1.1.w1:0:1:log", "1.1.w1: a logarithmic axis begins above 0, not with 0"),
        ("momentum:0:1", "momentum: 1 is not a finite number from 0 on and below 1"),
        ("seed:0.5:7", "seed: 0.5 is no whole number"),
    ],
)
def test_what_is_no_axis_is_refused_in_one_line(text, told):
    with pytest.raises(AxisError) as error:
        Axis.parsed(text)
    assert told in str(error.value)


@pytest.mark.parametrize("axis", [RATES, Axis("momentum", 0.1, 0.7), Axis("seed", 3, 90)])
@pytest.mark.parametrize("pixels", [2, 7, 64])
def test_the_first_and_the_last_pixel_stand_at_the_two_ends(axis, pixels):
    values = axis.values(pixels)
    assert (values[0], values[-1], len(values)) == (axis.first, axis.last, pixels)
    assert (np.diff(values) > 0).all()


def test_pixels_are_at_equal_distances_or_at_equal_factors():
    assert Axis("momentum", 0.0, 0.75).values(4).tolist() == [0.0, 0.25, 0.5, 0.75]
    assert RATES.values(10) == pytest.approx([10.0**i for i in range(-3, 7)], rel=1e-14)


def test_seeds_are_whole_numbers():
    assert Axis("seed", 0, 10).values(4).tolist() == [0, 3, 7, 10]


@pytest.mark.parametrize("axis", [RATES, Axis("1.1.w1", -2.0, 3.0)])
def test_the_value_at_a_share_lies_at_that_share(axis):
    for share in (-0.1, 0.0, 0.25, 1.0, 1.2):
        assert axis.share(axis.at(share)) == pytest.approx(share, abs=1e-12)


def test_a_part_of_an_axis_lies_where_it_lay():
    part = RATES.part(1 / 3, 2 / 3)
    assert (part.first, part.last) == (pytest.approx(1.0), pytest.approx(1000.0))
    assert part.part(-1.0, 2.0).first == pytest.approx(RATES.first)


def test_an_axis_ends_where_its_setting_does():
    assert Axis("momentum", 0.5, 0.9).part(-9.0, 9.0) == Axis("momentum", 0.0, math.nextafter(1, 0))


def zoomed_until_it_ends(axis, pixels):
    """The windows, each inside the one before, whose neighbouring pixels still differ."""
    windows = [axis]
    while (next_one := windows[-1].part(0.3, 0.6)).tells_apart(pixels):
        windows.append(next_one)
    return windows


@pytest.mark.parametrize("is_log", [True, False])
def test_one_can_zoom_until_neighbouring_pixels_become_the_same_number(is_log):
    pixels = 64
    last = zoomed_until_it_ends(Axis("learning-rate", 1e-3, 1e6, is_log), pixels)[-1]
    # No window could be much narrower: it has at most some numbers for each pixel.
    numbers = (last.last - last.first) / math.ulp(last.last)
    assert pixels <= numbers + 1 < 8 * pixels


def test_numbers_of_a_deep_window_are_at_even_distances():
    window = Axis("learning-rate", 31.25, 31.25 + 1e-10, is_log=True)
    distances = np.diff(window.values(1000))
    assert distances.max() - distances.min() <= 2 * math.ulp(31.25)


def test_an_axis_finds_the_parameter_and_the_number_of_the_data_that_it_changes():
    recipe = Recipe()
    assert Axis("1.1.w2", 0, 1).parameter(recipe) == 1
    assert Axis("3.1.b", 0, 1).parameter(recipe) == recipe.parameter_count - 1
    assert Axis("data.2.x3", 0, 1).cell(recipe) == (1, 2)
    assert Axis("data.4.y1", 0, 1).cell(recipe) == (3, 3)


@pytest.mark.parametrize(
    ("axis", "told"),
    [
        (Axis("9.1.w1", 0, 1), "9.1.w1 is in no network whose layers have 4, 4, 1 neurons"),
        (Axis("data.5.x1", 0, 1), "4 samples of 3 inputs and 1 targets"),
        (Axis("data.1.y2", 0, 1), "data.1.y2 is no number of the data"),
    ],
)
def test_an_axis_that_changes_nothing_of_a_recipe_is_refused(axis, told):
    with pytest.raises(AxisError, match=r"^.*$") as error:
        axis.check_fits(Recipe())
    assert told in str(error.value)


def test_the_width_of_an_axis_is_in_decades_where_it_is_logarithmic():
    assert Axis("learning-rate", 1e-3, 1e6, True).width == pytest.approx(9)
    assert Axis("1.1.w1", -1, 3).width == 4
    narrow = Axis("learning-rate", 0.3, 0.3 * (1 + 1e-9), True)
    assert narrow.width == pytest.approx(1e-9 / math.log(10), rel=1e-6)
