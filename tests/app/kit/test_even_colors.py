"""Scales of colours: even steps for the eye, in both themes, also for eyes that see few colours."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.kit.even_colors import (
    NO_NUMBER,
    SHADES,
    class_scale,
    even_scale,
    image_of,
    number_scale,
    shades,
    signed_scale,
)
from app.kit.theme import CLASSES, Theme, contrast

THEMES = [Theme("dark"), Theme("light")]
# How a colour looks to an eye without green cones, from its linear red, green and blue: Viénot,
# Brettel and Mollon, 1999.
WITHOUT_GREEN = np.array(
    [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]
)


def linear(rgb: int) -> np.ndarray:
    color = QColor.fromRgb(int(rgb))
    values = np.array([color.redF(), color.greenF(), color.blueF()])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lightness(rgb: int) -> float:
    """CIE 1976 L*."""
    luminance = float(linear(rgb) @ [0.2126, 0.7152, 0.0722])
    return 116 * luminance ** (1 / 3) - 16


def test_a_scale_begins_and_ends_with_its_colours() -> None:
    scale = even_scale([QColor("#102030"), QColor("#ffffff"), QColor("#804020")], 5)
    names = [QColor.fromRgb(int(color)).name() for color in scale]
    assert (names[0], names[2], names[4]) == ("#102030", "#ffffff", "#804020")


@pytest.mark.parametrize("theme", THEMES)
def test_numbers_grow_lighter_in_even_steps(theme: Theme) -> None:
    steps = np.diff([lightness(color) for color in number_scale(theme)[:SHADES:16]])
    assert steps.min() > 0
    assert steps.max() < 3 * steps.min()


@pytest.mark.parametrize("theme", THEMES)
def test_both_sides_of_a_boundary_are_as_far_from_its_middle(theme: Theme) -> None:
    low, middle, high = (lightness(signed_scale(theme)[i]) for i in (0, SHADES // 2, SHADES - 1))
    assert abs(low - middle) > 15
    assert abs(high - middle) > 15
    assert (low > middle) == (high > middle)


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_classes_are_told_apart_without_green_cones(theme: Theme) -> None:
    seen = [np.cbrt(WITHOUT_GREEN @ linear(QColor(name).rgb())) for name in CLASSES[theme.name][:3]]
    for i, one in enumerate(seen):
        for other in seen[:i]:
            assert np.abs(one - other).max() > 0.08


@pytest.mark.parametrize("theme", THEMES)
def test_a_sample_is_seen_on_the_ground_of_its_own_class(theme: Theme) -> None:
    for i in range(8):
        ground = QColor.fromRgb(int(class_scale(theme, i)[SHADES - 1]))
        # Its outline has the colour of the surface of the window.
        assert contrast(ground, theme.color("surface")) > 1.5


def test_shades_are_within_the_scale_and_no_number_has_its_own() -> None:
    found = shades(np.array([-9.0, 0.0, 0.5, 1.0, np.inf, -np.inf, np.nan]))
    assert found.tolist() == [0, 0, 127, 254, 254, 0, NO_NUMBER]
    for theme in THEMES:
        for scale in (signed_scale(theme), number_scale(theme), class_scale(theme, 3)):
            assert len(scale) == SHADES + 1


def test_an_image_has_its_first_row_at_the_bottom() -> None:
    pixels = np.array([[0xFF0000FF, 0xFF00FF00], [0xFFFF0000, 0xFFFFFFFF]], np.uint32)
    image = image_of(pixels)
    names = [[image.pixelColor(x, y).name() for x in (0, 1)] for y in (0, 1)]
    assert names == [["#ff0000", "#ffffff"], ["#0000ff", "#00ff00"]]
