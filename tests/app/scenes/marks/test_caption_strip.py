"""The caption strip: its words are seen whole, its buttons ask, and an empty one takes no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.scenes.marks.caption_strip import HEIGHT_PX, MOST_SHARE, CaptionStrip
from app.window.main_window import MainWindow
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
LONG = "Where two ways lead from a value to the loss, the gradients of both add. " * 3


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A window of 900 x 500 that is full of one widget."""
    place = QWidget()
    QVBoxLayout(place).addWidget(QWidget(place, objectName="content"))
    place.resize(900, 500)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    return place


@pytest.fixture
def strip(place: QWidget, appearance: Appearance) -> CaptionStrip:
    return CaptionStrip(place, appearance)


def test_an_empty_strip_is_hidden_and_takes_no_room(place: QWidget, strip: CaptionStrip) -> None:
    content = place.findChild(QWidget, "content")
    before = content.geometry()
    assert strip.isHidden()
    strip.show_scene("One step.", 0, 3)
    turn()
    assert strip.geometry().bottom() == place.rect().bottom()
    assert strip.height() == HEIGHT_PX
    assert content.geometry().bottom() < strip.geometry().top()
    strip.end()
    turn()
    assert strip.isHidden()
    assert content.geometry() == before


def test_the_height_is_the_same_for_every_caption(place: QWidget, strip: CaptionStrip) -> None:
    heights = set()
    for caption in ("", "Short.", LONG):
        strip.show_scene(caption, 1, 3)
        turn()
        heights.add(strip.height())
    assert len(heights) == 1


def test_a_long_caption_is_seen_whole_in_a_smaller_font(strip: CaptionStrip) -> None:
    strip.show_scene("Short.", 0, 3)
    large = strip.text.font().pixelSize()
    strip.show_scene(LONG, 0, 3)
    label = strip.text
    assert label.font().pixelSize() < large
    assert label.heightForWidth(label.width()) <= label.height()


def words_of_lines(strip: CaptionStrip) -> list[int]:
    """How many words each line of the caption has, as it is drawn."""
    label = strip.text
    room, lines = label.contentsRect(), [0]
    used = ""
    for word in label.text().split():
        longer = f"{used} {word}".strip()
        if label.fontMetrics().horizontalAdvance(longer) > room.width():
            lines.append(0)
            longer = word
        lines[-1] += 1
        used = longer
    return lines


def test_no_word_is_left_alone_in_the_last_line(strip: CaptionStrip) -> None:
    for count in range(8, 40):
        strip.show_scene("gradient " * count, 0, 3)
        lines = words_of_lines(strip)
        assert max(lines) - lines[-1] <= len(lines)


def test_no_line_ends_within_a_formula(strip: CaptionStrip) -> None:
    caption = "Two operations: a * b gives d, and d + c gives e. " * 3
    strip.show_scene(caption, 0, 3)
    drawn = QLabel.text(strip.text)
    assert "d + c" not in drawn
    assert drawn.replace("\N{NO-BREAK SPACE}", " ") == caption == strip.caption


def test_all_captions_of_a_script_have_one_font(strip: CaptionStrip) -> None:
    captions = "Short.", LONG, "A line of words of a usual length, as most lessons have it."
    strip.expect(captions)
    fonts = set()
    for caption in captions:
        strip.show_scene(caption, 0, 3)
        turn()
        fonts.add(strip.text.font().pixelSize())
    assert len(fonts) == 1
    strip.end()
    strip.show_scene("Short.", 0, 3)
    assert strip.text.font().pixelSize() not in fonts


def test_a_low_window_keeps_most_of_its_height(
    place: QWidget, strip: CaptionStrip, appearance: Appearance
) -> None:
    place.resize(600, 300)
    appearance.resize_text(200)
    strip.show_scene(LONG, 0, 3)
    assert strip.height() == round(MOST_SHARE * 300)


def test_the_buttons_ask_for_the_way_through_the_script(
    qtbot: QtBot, place: QWidget, strip: CaptionStrip
) -> None:
    strip.show_scene("In the middle.", 1, 3)
    buttons = (strip.back, strip.back_asked), (strip.play, strip.play_asked)
    for button, asked in (*buttons, (strip.next, strip.next_asked)):
        with qtbot.waitSignal(asked):
            qtbot.mouseClick(button, LEFT)
        with qtbot.waitSignal(asked):
            button.setFocus()
            qtbot.keyClick(button, Qt.Key.Key_Space)


def test_it_says_where_in_the_script_one_is(strip: CaptionStrip) -> None:
    strip.show_scene("First.", 0, 3)
    assert strip.dots.accessibleName() == "Scene 1 of 3"
    strip.show_scene("Last.", 2, 3)
    assert strip.dots.accessibleName() == "Scene 3 of 3"


def test_what_plays_by_itself_can_be_paused(strip: CaptionStrip) -> None:
    strip.show_scene("First.", 0, 3)
    strip.show_playing(True)
    assert strip.play.accessibleName() == "Pause"
    strip.show_playing(False)
    assert strip.play.accessibleName() == "Play"


def test_words_alone_have_no_way_through(strip: CaptionStrip) -> None:
    strip.show_scene("Look at this.")
    assert strip.next.isHidden()
    assert strip.dots.isHidden()
    assert strip.caption == "Look at this."


def test_the_window_makes_room_for_captions_and_takes_it_back(shared_window: MainWindow) -> None:
    window = shared_window
    before = window.statusBar().geometry()
    window.captions.show_scene("One step.", 0, 3)
    turn(2)
    assert window.statusBar().geometry().bottom() < window.captions.geometry().top()
    window.captions.end()
    turn(2)
    assert window.statusBar().geometry() == before
