"""The colours of maps: equalised by rank on each side, told apart by every kind of eyes."""

import numpy as np
import pytest

from micrograd.maps.axes import Axis
from micrograd.maps.colors import MapScale
from micrograd.maps.plan import MapPlan
from micrograd.recipe.recipe import Recipe
from micrograd.scales.colors import LEARNED, OTHERS, SHADES

# How eyes without one of three receptors see linear red, green and blue: Machado, Oliveira and
# Fernandes 2009, severity 1.
EYES = {
    "all receptors": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / [[0.9505], [1.0], [1.089]]
# A difference in CIELAB from which on two colours beside each other are seen as different by all;
# about 2 is just noticeable.
CLEAR = 15.0


def plan_of(measure="convergence"):
    axes = Axis("learning-rate", 0.1, 1.0), Axis("init-scale", 0.5, 2.0)
    return MapPlan(Recipe(), *axes, 4, 4, measure=measure)


def hexes(colors):
    return ["#{:02X}{:02X}{:02X}".format(*color) for color in colors.reshape(-1, 3)]


def lab(colors, eyes):
    """Colours in CIELAB, as such eyes see them."""
    shares = colors.astype(float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(linear @ np.transpose(eyes), 0, 1) @ TO_XYZ.T
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def shades():
    """All shades of both sides, from the boundary on."""
    values = np.concatenate([-np.arange(1.0, 4097.0)[::-1], np.arange(1.0, 4097.0)])
    colors = MapScale.of(plan_of(), values).colors(values)
    return np.unique(colors[:4096], axis=0), np.unique(colors[4096:], axis=0)


@pytest.mark.parametrize("eyes", EYES)
def test_no_shade_of_one_side_looks_like_one_of_the_other(eyes):
    learned, others = (lab(colors, EYES[eyes]) for colors in shades())
    distances = np.linalg.norm(learned[:, None] - others[None], axis=2)
    assert distances.min() > CLEAR


def test_the_boundary_is_a_jump_of_lightness():
    values = np.array([-9.0, -8.0, 8.0, 9.0])
    colors = MapScale.of(plan_of(), values).colors(values)
    light = lab(colors, EYES["all receptors"])[:, 0]
    # The runs of -9 and 9 are the nearest to the boundary.
    assert light[0] - light[3] > 50


def test_each_side_uses_all_of_its_shades_however_its_values_lie():
    values = np.concatenate([-(10.0 ** np.arange(-150, 150)), 2.0 ** np.arange(-200, 200)])
    colors = hexes(MapScale.of(plan_of(), values).colors(values))
    assert len(set(colors[:300])) > 0.9 * SHADES
    assert len(set(colors[300:])) > 0.9 * SHADES
    assert (colors[299], colors[0]) == (LEARNED[0], LEARNED[-1])
    assert (colors[-1], colors[300]) == (OTHERS[0], OTHERS[-1])


def test_equal_values_have_one_colour_and_what_is_infinite_the_last():
    values = np.array([0.1, 0.1, 0.1, 5e8, 7e8, np.inf, np.inf])
    colors = hexes(MapScale.of(plan_of("final-loss"), values).colors(values))
    assert len(set(colors[:3])) == 1
    assert colors[5:] == [OTHERS[-1]] * 2
    assert colors[3] != OTHERS[-1]


def test_an_accuracy_that_is_no_number_is_that_of_a_run_that_diverged():
    values = np.array([0.25, 1.0, np.nan])
    assert hexes(MapScale.of(plan_of("accuracy"), values).colors(values))[2] == OTHERS[-1]


def test_pixels_that_are_not_known_do_not_count():
    values = np.array([-1.0, -2.0, 5.0, 0.0])
    scale = MapScale.of(plan_of(), values, np.array([True, True, False, False]))
    assert scale.legend()[0].share == 1.0
    assert scale.legend()[1].stops == ()


def test_a_scale_that_is_kept_locks_the_colours():
    scale = MapScale.of(plan_of(), np.linspace(-100.0, -1.0, 100))
    assert hexes(scale.colors(np.array([-1.0]))) == [LEARNED[-1]]
    assert hexes(scale.colors(np.array([-0.5, -1000.0]))) == [LEARNED[-1], LEARNED[0]]


@pytest.mark.parametrize(
    ("measure", "values", "learned", "others"),
    [
        ("convergence", [-9, -1, 2, 8], ["-9", "-1"], ["8", "2"]),
        ("final-loss", [0.5, 0.01, 1e3, np.inf], ["0.5", "0.01"], ["1,000", "1,000"]),
        ("steps-to-loss", [30, 3, np.inf], ["30 steps", "3 steps"], ["∞", "∞"]),
        ("diverged-at", [np.inf, 40, 2], ["∞", "∞"], ["40 steps", "2 steps"]),
    ],
)
def test_the_legend_goes_from_the_boundary_to_the_far_end(measure, values, learned, others):
    legends = MapScale.of(plan_of(measure), np.array(values, float)).legend()
    for legend, ends in zip(legends, (learned, others), strict=True):
        assert [legend.stops[0].text, legend.stops[-1].text] == ends
    assert legends[0].share + legends[1].share == 1.0


def test_the_legend_has_the_colours_of_the_map():
    values = np.linspace(-100.0, -1.0, 1000)
    scale = MapScale.of(plan_of(), values)
    stop = scale.legend()[0].stops[2]
    (found,) = scale.colors(np.array([stop.value]))
    named = [int(stop.color[i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(found.astype(int) - named).max() <= 2
