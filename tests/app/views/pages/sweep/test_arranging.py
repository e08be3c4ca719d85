"""SweepArranger: a low page gives its room to the results, and its form is behind dots."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped
from app.views.pages.sweep.page import SweepPage

Swept = Callable[..., SweepPage]
WIDTH, HIGH, LOW, LOWEST = 716, 720, 250, 130


@pytest.fixture
def page(page: SweepPage, qtbot: QtBot) -> Iterator[SweepPage]:
    """The page in a place that scrolls, as in the window."""
    place = ScrollIfCramped(page, "place")
    qtbot.addWidget(place)
    place.resize(WIDTH, HIGH)
    with qtbot.waitExposed(place):
        place.show()
    yield page
    page.sweeping.close()


def set_height(page: SweepPage, height: int) -> None:
    page.window().resize(WIDTH, height)
    for _ in range(3):
        QApplication.processEvents()


def stands_on(page: SweepPage, *parts: QWidget) -> list[bool]:
    return [part.parentWidget() is page and part.isVisible() for part in parts]


def finish(page: SweepPage) -> None:
    while page.sweeping.training.is_running:
        QApplication.processEvents()


def test_before_a_sweep_a_low_page_is_the_form_without_a_hint(page: SweepPage) -> None:
    for height, has_hint in ((HIGH, True), (LOWEST, False), (HIGH, True)):
        set_height(page, height)
        assert stands_on(page, page.form, page.views) == [True, has_hint]
        assert page.more.isHidden()


@pytest.mark.parametrize(
    ("height", "seen"),
    [
        (HIGH, [True, True, True, True]),
        (LOW, [False, True, True, True]),
        (190, [False, False, True, True]),
        (LOWEST, [False, False, True, False]),
    ],
)
def test_the_lower_the_page_the_more_gives_way_to_the_results(
    swept: Swept, height: int, seen: list[bool]
) -> None:
    page = swept()
    set_height(page, height)
    parts = page.form, page.outcomes, page.views, page.foot
    assert stands_on(page, *parts) == seen
    assert page.height() <= height
    set_height(page, HIGH)
    assert stands_on(page, *parts) == [True] * 4
    places = [part.y() for part in (page.form, page.results, page.outcomes, page.views)]
    assert places == sorted(places)


def test_a_page_that_is_low_for_the_text_has_the_form_with_a_smaller_one(
    swept: Swept, appearance: Appearance
) -> None:
    page = swept()
    set_height(page, 300)
    for percent, has_form in ((100, False), (80, True), (100, False)):
        appearance.resize_text(percent)
        set_height(page, 300)
        assert stands_on(page, page.form) == [has_form], percent


def test_the_form_behind_the_dots_starts_another_sweep_and_closes(swept: Swept) -> None:
    page = swept()
    set_height(page, LOW)
    QTest.mouseClick(page.more, Qt.MouseButton.LeftButton)
    seeds = page.form.fields["seeds"]
    assert seeds.isVisible()
    seeds.setFocus()
    seeds.selectAll()
    QTest.keyClicks(seeds, "5")
    QTest.keyClick(seeds, Qt.Key.Key_Return)
    assert not page.more.popup.isVisible()
    assert page.start_button.hasFocus()
    finish(page)
    assert page.sweeping.plan is not None
    assert page.sweeping.plan.axes["seed"] == (5,)


def test_a_mistake_opens_the_form_where_it_was_typed(swept: Swept) -> None:
    page = swept()
    set_height(page, LOW)
    page.form.fields["seeds"].setText("x")
    QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    assert page.more.popup.isVisible()
    assert page.form.fields["seeds"].hasFocus()
    assert page.form.fields["seeds"].message.isVisible()


def test_a_first_sweep_from_the_keyboard_leaves_it_on_the_button(page: SweepPage) -> None:
    set_height(page, LOW)
    page.form.steps.setValue(10)
    rates = page.form.fields["rates"]
    rates.setFocus()
    QTest.keyClick(rates, Qt.Key.Key_Return)
    finish(page)
    assert page.start_button.hasFocus()
    assert not rates.isVisible()
