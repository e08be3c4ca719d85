"""Scales of colours with even steps for the eye, and the pixels of an image in such colours.

Colours are mixed in Oklab, https://bottosson.github.io/posts/oklab.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from app.kit.theme import Theme

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint32]
# A scale has so many colours, and one more for what is not a number.
SHADES = 255
NO_NUMBER = SHADES
# The ground of samples is paler than they are: their full colour is at this place towards it.
FULL = round(0.78 * (SHADES - 1))
# Numbers without a middle: from dark to light through hues that all eyes tell apart, as viridis
# without its glaring end.
NUMBERS = ("#472D7B", "#3B528B", "#2C728E", "#21918C", "#28AE80", "#5EC962", "#ADDC30")
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def even_scale(colors: Sequence[QColor], count: int = SHADES) -> Pixels:
    """`count` colours from the first of `colors` to the last, through all of them; for a QImage."""
    rgb = np.array([[color.redF(), color.greenF(), color.blueF()] for color in colors])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    places = np.linspace(0, len(colors) - 1, count)
    mixed = np.stack([np.interp(places, range(len(colors)), each) for each in lab.T], axis=1)
    linear = (mixed @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0.0, 1.0)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(rgb.T * 255).astype(np.uint32)
    return 0xFF000000 | red << 16 | green << 8 | blue


@lru_cache(maxsize=8)
def signed_scale(theme: Theme) -> Pixels:
    """Numbers around a boundary: the first class below it, the second one above."""
    low, high = (even_scale([neutral(theme), theme.of_class(i)])[FULL] for i in (0, 1))
    ends = QColor.fromRgb(int(low)), neutral(theme), QColor.fromRgb(int(high))
    return _with_no_number(even_scale(ends), theme)


@lru_cache(maxsize=8)
def number_scale(theme: Theme) -> Pixels:
    """Numbers from the smallest to the largest."""
    return _with_no_number(even_scale([*map(QColor, NUMBERS)]), theme)


@lru_cache(maxsize=256)
def class_scale(theme: Theme, index: int) -> Pixels:
    """The colours of a class, from no confidence to full."""
    full = even_scale([neutral(theme), theme.of_class(index)])[FULL]
    return _with_no_number(even_scale([neutral(theme), QColor.fromRgb(int(full))]), theme)


def neutral(theme: Theme) -> QColor:
    """The colour between two classes, and between the signs of a number."""
    return theme.color("field")


def _with_no_number(scale: Pixels, theme: Theme) -> Pixels:
    return np.append(scale, np.uint32(theme.color("border").rgb()))


def shades(shares: Floats) -> npt.NDArray[np.intp]:
    """The places of numbers from 0 to 1 in a scale; smaller and larger ones are at its ends."""
    with np.errstate(invalid="ignore"):
        places = np.rint(np.clip(shares, 0.0, 1.0) * (SHADES - 1))
    return np.where(np.isnan(places), NO_NUMBER, places).astype(np.intp)


def image_of(pixels: Pixels) -> QImage:
    """An image of pixels of shape (rows, columns), the first row at its bottom."""
    rows, columns = pixels.shape
    data = np.ascontiguousarray(pixels[::-1], dtype=np.uint32).tobytes()
    # The image refers to the memory of its pixels, and a copy owns its own.
    return QImage(data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
