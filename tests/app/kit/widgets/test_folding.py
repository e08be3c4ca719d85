"""FoldingLine: controls give up texts, then form a second line, and come back with the room."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.folding import SLACK, Fold, FoldingLine
from tests.event_loop import turn

BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class Line(FoldingLine):
    """A button with a text, a field and a label."""

    def __init__(self) -> None:
        self.button, self.field, self.label = QToolButton(), QLineEdit(), QLabel("words")
        self.button.setText("A button with a long text")
        self.button.setIcon(QIcon(QPixmap(16, 16)))
        self.field.setFixedWidth(120)
        self.label.setFixedWidth(100)
        folds = Fold(), Fold(icons=[self.button]), Fold([self.button], below=[self.label])
        super().__init__([self.button, (self.field, 1), None, self.label], folds)


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[Line]:
    host, line = QWidget(), Line()
    line.setParent(host)
    qtbot.addWidget(host)
    line.resize(600, 80)
    with qtbot.waitExposed(host):
        host.show()
    yield line  # noqa: PT022 - a return would let go of the host


def needed(line: Line) -> list[int]:
    """The least widths at which each fold but the last is taken, from a window that shrinks."""
    widths = []
    for width in range(600, 1, -1):
        before = line.fold
        line.resize(width, 80)
        if line.fold != before:
            widths.append(width + 1)
    return widths


def test_a_roomy_line_has_everything(line: Line) -> None:
    assert line.fold == 0
    assert line.button.toolButtonStyle() == BESIDE
    assert line.label.y() < line.height() / 2


def test_it_may_be_as_narrow_as_its_last_fold_before_that_was_ever_taken(line: Line) -> None:
    least = line.minimumSizeHint().width()
    assert line.fold == 0
    line.resize(least, 80)
    assert line.fold == 2
    assert line.minimumSizeHint().width() == least


def test_texts_go_first_then_what_is_secondary_stands_below(line: Line) -> None:
    first, second = needed(line)
    line.resize(first - 1, 80)
    turn()
    assert line.button.toolButtonStyle() != BESIDE
    assert line.label.x() > line.field.geometry().right()
    line.resize(second - 1, 80)
    turn()
    assert line.label.y() > line.field.geometry().bottom()
    assert line.label.isVisible()


def test_what_was_given_up_comes_back_with_a_little_more_room(line: Line) -> None:
    first, _ = needed(line)
    for width, fold in ((first + SLACK - 1, 1), (first + SLACK, 0), (first, 0), (first - 1, 1)):
        line.resize(width, 80)
        assert line.fold == fold, width


def test_it_folds_where_a_part_becomes_wider(qtbot: QtBot, line: Line) -> None:
    first, _ = needed(line)
    line.resize(first + SLACK, 80)
    line.field.setFixedWidth(200)
    qtbot.waitUntil(lambda: line.fold == 1)
    line.field.setFixedWidth(120)
    qtbot.waitUntil(lambda: line.fold == 0)


def test_it_is_what_it_was_once_a_part_is_as_wide_as_before(qtbot: QtBot, line: Line) -> None:
    first, _ = needed(line)
    line.resize(first + SLACK, 80)
    line.resize(first + SLACK // 2, 80)
    line.field.setFixedWidth(200)
    qtbot.waitUntil(lambda: line.fold == 1)
    line.field.setFixedWidth(120)
    qtbot.waitUntil(lambda: line.fold == 0)


def test_the_line_never_asks_for_more_than_its_narrowest_fold(line: Line) -> None:
    narrowest = line.minimumSizeHint().width()
    needed(line)
    assert line.minimumSizeHint().width() <= narrowest


class LineWithMore(FoldingLine):
    """A field, and a label and a button that go behind the dots; a second label stands for none."""

    def __init__(self) -> None:
        self.field, self.label, self.button = QLineEdit(), QLabel("words"), QToolButton()
        self.short = QLabel("w")
        for widget, width in ((self.field, 120), (self.label, 100), (self.button, 60)):
            widget.setFixedWidth(width)
        self.button.setObjectName("held_button")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        folds = (
            Fold(gone=[self.short]),
            Fold(gone=[self.label]),
            Fold(more=[self.button], gone=[self.label, self.short]),
        )
        super().__init__([self.field, self.label, self.short, self.button], folds, name="test")


@pytest.fixture
def long_line(qtbot: QtBot) -> Iterator[LineWithMore]:
    host, line = QWidget(), LineWithMore()
    line.setParent(host)
    qtbot.addWidget(host)
    line.resize(600, 80)
    with qtbot.waitExposed(host):
        host.show()
    yield line  # noqa: PT022 - a return would let go of the host


def test_what_stands_for_another_one_takes_its_place(long_line: LineWithMore) -> None:
    assert (long_line.label.isVisible(), long_line.short.isVisible()) == (True, False)
    long_line.resize(250, 80)
    assert (long_line.label.isVisible(), long_line.short.isVisible()) == (False, True)
    long_line.resize(600, 80)
    assert (long_line.label.isVisible(), long_line.short.isVisible()) == (True, False)


def test_what_has_no_room_is_behind_the_dots_and_comes_back(
    qtbot: QtBot, long_line: LineWithMore
) -> None:
    assert not long_line.more.isVisible()
    long_line.resize(long_line.minimumSizeHint().width(), 80)
    qtbot.waitUntil(long_line.more.isVisible)
    assert not long_line.button.isVisible()
    long_line.more.setFocus()
    qtbot.keyClick(long_line.more, Qt.Key.Key_Space)
    assert long_line.more.popup.isVisible()
    assert long_line.button.isVisible()
    assert long_line.more.popup.isAncestorOf(long_line.button)
    qtbot.keyClick(long_line.more.popup, Qt.Key.Key_Escape)
    assert not long_line.more.popup.isVisible()
    long_line.resize(600, 80)
    qtbot.waitUntil(long_line.button.isVisible)
    assert long_line.isAncestorOf(long_line.button)
    assert not long_line.more.isVisible()


def test_a_line_that_is_offered_other_folds_takes_the_first_that_fits(
    qtbot: QtBot, long_line: LineWithMore
) -> None:
    long_line.fold_by([Fold(more=[long_line.field, long_line.button], gone=[long_line.short])])
    qtbot.waitUntil(long_line.more.isVisible)
    assert long_line.label.isVisible()
    assert not long_line.field.isVisible()


def test_nothing_gets_lost_however_often_the_line_folds(
    qtbot: QtBot, long_line: LineWithMore
) -> None:
    least = long_line.minimumSizeHint().width()
    long_line.label.hide()
    for width in (least, 600, least, 600, least, 600):
        long_line.resize(width, 80)
    assert long_line.button.isVisible()
    long_line.hide()
    for width in (least, 600):
        long_line.resize(width, 80)
    long_line.show()
    assert long_line.button.isVisible()
    assert long_line.field.isVisible()


def test_a_line_is_measured_again_when_it_is_shown(qtbot: QtBot, long_line: LineWithMore) -> None:
    long_line.resize(260, 80)
    long_line.hide()
    turn(2)
    long_line.field.setFixedWidth(20)
    turn(2)
    long_line.show()
    assert long_line.fold == 0


def test_a_folded_line_still_wants_the_width_that_unfolds_it(line: Line) -> None:
    roomy = line.sizeHint().width()
    line.resize(line.minimumSizeHint().width(), 80)
    assert line.fold == 2
    assert line.sizeHint().width() == roomy
    line.resize(roomy + SLACK, 80)
    assert line.fold == 0
