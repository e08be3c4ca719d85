"""The bar below a film: readable at every size, in both themes, and calm."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.export.caption import CaptionBar, Moment
from app.export.encoders import pixels_of
from app.kit.theme import Theme


def bar_of(width: int, moment: Moment, theme: str = "dark") -> QImage:
    bar = CaptionBar(width, 720, Theme(theme), 1_000_000)
    image = QImage(width, bar.height, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    bar.draw(painter, 0, moment)
    painter.end()
    return image


def columns(first: QImage, second: QImage) -> list[int]:
    """The columns in which two bars differ, below the line that shows how far the film is."""
    differs = pixels_of(first)[4:] != pixels_of(second)[4:]
    return [int(x) for x in np.flatnonzero(differs.any(axis=0))]


def moment(**numbers: object) -> Moment:
    usual = {"step": 12, "loss": 0.5, "learning_rate": 0.1, "share": 0.25, "event": ""}
    return Moment(**{**usual, **numbers})  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_line_above_shows_how_far_the_film_is(theme: str, qapp: QApplication) -> None:
    image = bar_of(1000, moment(share=0.25), theme)
    accent, border = Theme(theme).color("accent"), Theme(theme).color("border")
    assert image.pixelColor(249, 0).name() == accent.name()
    assert image.pixelColor(251, 0).name() == border.name()


def test_the_words_are_as_large_in_proportion_whatever_the_size_of_the_film(
    qapp: QApplication,
) -> None:
    shares = [
        CaptionBar(width, width * 9 / 16, Theme("dark"), 1_000_000).height / width
        for width in (1280, 1920, 3840)
    ]
    assert max(shares) < 1.05 * min(shares)


@pytest.mark.parametrize(("text_scale", "lines"), [(1.0, 1), (1.5, 2), (2.0, 2), (2.5, 2)])
def test_the_words_follow_the_size_of_text_on_as_few_lines_as_they_need(
    text_scale: float, lines: int, qapp: QApplication
) -> None:
    # A film with larger text is laid out in less room, and drawn as much larger.
    bar, usual = (
        CaptionBar(1280 / scale, 720 / scale, Theme("dark"), 1_000_000, "run 1", scale)
        for scale in (text_scale, 1.0)
    )
    assert bar._font.pixelSize() == pytest.approx(usual._font.pixelSize(), abs=1)
    assert len(bar._lines) == lines
    assert [name for line in bar._lines for name in line] == ["step", "loss", "learning rate"]
    # What the film shows has most of the height.
    assert bar.height < 0.3 * 720 / text_scale


def test_each_number_has_a_place_of_its_own(qapp: QApplication) -> None:
    image = bar_of(1280, moment())
    steps = columns(image, bar_of(1280, moment(step=999_999)))
    losses = columns(image, bar_of(1280, moment(loss=12345.678)))
    rates = columns(image, bar_of(1280, moment(learning_rate=0.0123)))
    assert max(steps) < min(losses) <= max(losses) < min(rates)


@pytest.mark.parametrize("loss", [0.0, 1e-30, 5e-7, 0.123456789, 99999.5, 1e200, float("inf")])
def test_every_loss_has_room(loss: float, qapp: QApplication) -> None:
    image, other = bar_of(1280, moment(loss=loss)), bar_of(1280, moment(loss=0.5))
    rates = columns(other, bar_of(1280, moment(learning_rate=0.7)))
    assert all(x < min(rates) for x in columns(image, other))


@pytest.mark.parametrize("loss", [7.1234e-6, 1e-300, 123.4, 1e200])
def test_no_loss_moves_what_stands_beside_it(loss: float, qapp: QApplication) -> None:
    places = [
        columns(bar_of(1280, moment(loss=each)), bar_of(1280, moment(loss=each, learning_rate=0.7)))
        for each in (0.5, loss)
    ]
    assert places[0] == places[1]


@pytest.mark.parametrize(("rate", "written"), [(0.1 + 0.2, 0.3), (1.00000000000000001e-7, 1e-7)])
@pytest.mark.parametrize("width", [240, 1280])
def test_a_rate_too_long_for_its_place_has_fewer_digits(
    width: int, rate: float, written: float, qapp: QApplication
) -> None:
    first, other = (bar_of(width, moment(learning_rate=each)) for each in (rate, written))
    assert columns(first, other) == [] or width == 240
    nothing = columns(first, bar_of(width, moment(learning_rate=rate, step=13)))
    assert max(nothing) < width - 12


def test_a_small_loss_is_written_with_its_digits(qapp: QApplication) -> None:
    first, other = (bar_of(1280, moment(loss=loss)) for loss in (7.12e-6, 7.13e-6))
    assert columns(first, other)


def test_a_change_stands_at_the_right_and_is_elided_where_it_is_long(qapp: QApplication) -> None:
    short = columns(bar_of(1280, moment()), bar_of(1280, moment(event="step 3: rate 0.05")))
    long = columns(bar_of(1280, moment()), bar_of(1280, moment(event="a very long word " * 20)))
    rates = columns(bar_of(1280, moment()), bar_of(1280, moment(learning_rate=0.0123)))
    assert min(short) > 900
    assert min(long) > max(rates)
    assert max(short) < 1280


def test_in_a_narrow_film_the_numbers_stand_one_below_the_other(qapp: QApplication) -> None:
    wide, narrow = (CaptionBar(width, 720, Theme("dark"), 1000) for width in (1280, 200))
    assert narrow.height > 2 * 16
    image = bar_of(200, moment())
    for changed in (
        *(moment(step=900_000), moment(loss=0.25), moment(learning_rate=0.2)),
        moment(event="step 3: rate 0.05"),
    ):
        assert columns(image, bar_of(200, changed))
    assert wide.height < 60


def test_the_run_is_named_with_how_it_was_trained_until_something_changes(
    qapp: QApplication,
) -> None:
    def drawn(title: str, event: str = "") -> QImage:
        bar = CaptionBar(1280, 720, Theme("dark"), 1000, title)
        image = QImage(1280, bar.height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        bar.draw(painter, 0, moment(event=event))
        painter.end()
        return image

    nothing, named = drawn(""), drawn("run 2: rate 0.1, from 8,814 on 0.003")
    # It stands at the right, behind the numbers.
    assert min(columns(nothing, named)) > 640
    assert drawn("run 2: rate 0.1", "step 5: loss") == drawn("", "step 5: loss")
