"""Markdown: headings, code, tables and links look like what they are, in both themes."""

import pytest
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextTable
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.markdown_style import blocks_of
from app.kit.widgets.markdown_view import MarkdownView, anchor_of

TEXT = """# Title

## First, and more

Words with `code` and a [link](#second).

```python
one = 1

two = 2
```

| To | Key |
| --- | --- |
| run | F5 |

## Second
"""


@pytest.fixture(params=["dark", "light"])
def theme(request: pytest.FixtureRequest, appearance: Appearance) -> Appearance:
    """Each theme in its turn."""
    appearance.choose(request.param)
    return appearance


@pytest.fixture
def view(qtbot: QtBot, theme: Appearance) -> MarkdownView:
    """The text above, not shown."""
    view = MarkdownView(theme, TEXT)
    qtbot.addWidget(view)
    return view


def block_of(view: MarkdownView, text: str) -> QTextBlock:
    return next(block for block in blocks_of(view.document()) if text in block.text())


def look_of(view: MarkdownView, text: str) -> QTextCharFormat:
    found = view.document().find(text)
    assert not found.isNull()
    return found.charFormat()


def pixels(look: QTextCharFormat) -> int:
    return int(look.property(QTextCharFormat.Property.FontPixelSize))


def test_its_subjects_are_the_headings_of_level_2(view: MarkdownView) -> None:
    assert view.subjects == ["First, and more", "Second"]
    assert [anchor_of(subject) for subject in view.subjects] == ["first-and-more", "second"]


def test_the_higher_a_heading_the_larger_it_is(view: MarkdownView) -> None:
    sizes = [pixels(look_of(view, text)) for text in ("Title", "Second", "Words")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_code_stands_on_a_ground_of_its_own(view: MarkdownView, theme: Appearance) -> None:
    ground = theme.theme.color("field")
    assert look_of(view, "code").background().color() == ground
    frame = view.document().rootFrame().childFrames()[0]
    assert isinstance(frame, QTextTable)
    assert frame.cellAt(0, 0).format().background().color() == ground
    for line in ("one = 1", "two = 2"):
        block = block_of(view, line)
        assert frame.firstPosition() <= block.position() <= frame.lastPosition()
        assert look_of(view, line).fontFamilies() == look_of(view, "code").fontFamilies()
    assert block_of(view, "Words").position() < frame.firstPosition()


def test_a_table_fills_the_column_and_its_head_is_quiet(
    view: MarkdownView, theme: Appearance
) -> None:
    (table,) = view.document().rootFrame().childFrames()[1:]
    assert isinstance(table, QTextTable)
    assert table.format().width().rawValue() == 100
    assert table.cellAt(0, 0).firstCursorPosition().block().text() == "To"
    assert look_of(view, "Key").foreground().color() == theme.theme.color("quiet")
    assert look_of(view, "F5").foreground().color() == theme.theme.color("text")


def test_a_link_is_coloured(view: MarkdownView, theme: Appearance) -> None:
    assert look_of(view, "link").foreground().color() == theme.theme.color("accent_text")
