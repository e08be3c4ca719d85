import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.kit.plain_text import (
    Label,
    as_it_is,
    in_color,
    line_format,
    menu_text,
    one_line,
    set_tooltip,
    show_tooltip,
)
from app.kit.questions import tell

HOSTILE = [
    "<img src='/dev/zero'>",
    "<b>bold</b> & so on",
    "two\nlines <i>of</i> it",
    "<qt>1 < 2</qt>",
    "&lt;img&gt;",
    "%1 {data} {0}",
    "a < b and b > a",
    "two  blanks\n  and more <b>",
    "x" * 5000,
]
texts = pytest.mark.parametrize("text", HOSTILE)


def shown_by_what_guesses(text: str) -> str:
    """What Qt shows of a text where it decides itself whether that is markup."""
    if not Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@texts
def test_a_text_is_shown_as_it_is_where_qt_guesses(text: str) -> None:
    assert shown_by_what_guesses(as_it_is(text)) == text


def test_a_text_that_looks_like_nothing_else_stays_the_same() -> None:
    assert as_it_is("Step back (Shift+F10)") == "Step back (Shift+F10)"


@texts
def test_a_label_shows_its_text_as_it_is(qtbot: QtBot, text: str) -> None:
    label = Label(text)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("evil\u202egnp.exe", "evil\\u202egnp.exe"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("\u2067right to left", "\\u2067right to left"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_characters_that_act_on_others_are_written_out_everywhere(
    qtbot: QtBot, text: str, seen: str
) -> None:
    label = Label(text)
    qtbot.addWidget(label)
    assert label.text() == as_it_is(text) == seen
    assert menu_text(text) == one_line(text) == seen.replace("\n", " ")
    assert seen in in_color(text, "red")
    box = tell(label, "Not opened", text)
    assert box.text() == seen
    box.close()


@texts
def test_a_tooltip_shows_its_text_as_it_is(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, text)
    assert shown_by_what_guesses(widget.toolTip()) == text
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text: shown.append(text))
    show_tooltip(QPoint(1, 1), text)
    assert [shown_by_what_guesses(each) for each in shown] == [text]


@texts
def test_a_message_box_shows_both_of_its_texts_as_they_are(qtbot: QtBot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    box = tell(widget, "Told", text, text)
    # One more is Qt's, for the icon.
    shown = {label.objectName(): label for label in box.findChildren(QLabel) if label.text()}
    main, detail = shown["qt_msgbox_label"], shown["qt_msgbox_informativelabel"]
    assert (main.text(), main.textFormat()) == (text, Qt.TextFormat.PlainText)
    assert shown_by_what_guesses(detail.text()) == text
    box.close()


@texts
def test_colored_text_is_the_text_and_no_other_markup(text: str) -> None:
    document = QTextDocument()
    document.setHtml(in_color(text, "#123456"))
    assert document.toPlainText().split() == text.split()


def test_a_menu_shows_a_text_without_a_key_of_its_own() -> None:
    assert menu_text("A & B\tCtrl+Q") == "A && B Ctrl+Q"


def test_a_menu_shows_the_beginning_of_a_long_text() -> None:
    assert menu_text("&" * 1000) == "&" * 2 * 79 + "…"


@pytest.mark.parametrize("text", [*HOSTILE, "my{data}.csv", "{", "}", "{value}", "{0.__class__}"])
def test_a_line_format_gives_the_text(text: str) -> None:
    assert line_format(text).format(value=1.0) == one_line(text)
