"""Markdown to read, to jump in and to search, in a column of comfortable width."""

import re

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QResizeEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from app.kit.theme import Appearance
from app.kit.widgets.markdown_style import blocks_of, html_of, sheet_of

# Pixels: the widest column of text, some 90 characters; the narrowest margin beside it; the room
# above and below the text.
COLUMN_PX, MARGIN_PX, EDGE_PX = 680, 28, 24


class MarkdownView(QTextBrowser):
    """A Markdown document; its subjects are the headings of level 2, counted from the top."""

    def __init__(self, appearance: Appearance, markdown: str) -> None:
        super().__init__()
        self._appearance, self._html = appearance, html_of(markdown)
        self._headings: list[QTextBlock] = []
        self._matches: list[QTextCursor] = []
        self._searched, self._match = "", 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        appearance.changed.connect(self._draw_again)
        self._draw()

    # Subjects.

    @property
    def subjects(self) -> list[str]:
        """The headings, from top to bottom."""
        return [block.text() for block in self._headings]

    @property
    def subject(self) -> int:
        """The index of the subject that is read: the last one whose heading is near the top."""
        near = self.verticalScrollBar().value() + 2 * MARGIN_PX
        return max(sum(self._top_of(block) <= near for block in self._headings) - 1, 0)

    def jump(self, subject: int) -> None:
        """Bring a heading to the top, as far as there is text below it."""
        bar, height = self.verticalScrollBar(), self.document().size().toSize().height()
        # The bar is told late that a long text was laid out anew: it would jump back then.
        bar.setMaximum(max(0, height - self.viewport().height()))
        bar.setValue(self._top_of(self._headings[subject]) - MARGIN_PX)

    def _top_of(self, block: QTextBlock) -> int:
        return round(self.document().documentLayout().blockBoundingRect(block).top())

    def _follow(self, link: QUrl) -> None:
        self.jump([anchor_of(subject) for subject in self.subjects].index(link.fragment()))

    # Search.

    def search(self, text: str) -> int:
        """Mark a text everywhere, go to its first place, and return the number of places."""
        self._searched, self._matches, self._match = text, [], 0
        found = self.document().find(text) if text else QTextCursor()
        while not found.isNull():
            self._matches.append(found)
            found = self.document().find(text, found)
        self.go_to_match(0)
        return len(self._matches)

    def go_to_match(self, by: int) -> int:
        """Go on by `by` matches, round the end; return the number of the match, from 1 on."""
        self._match = (self._match + by) % max(1, len(self._matches))
        self._mark_matches()
        if self._matches:
            place = QTextCursor(self._matches[self._match])
            place.clearSelection()
            self.setTextCursor(place)
            self._bring_into_view()
        return self._match + 1

    def _bring_into_view(self) -> None:
        """Scroll where the cursor is hidden, so that there is text above and below it."""
        at, height = self.cursorRect(), self.viewport().height()
        if not 0 <= at.top() <= at.bottom() <= height:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + at.top() - height // 3)

    def _mark_matches(self) -> None:
        theme, marks = self._appearance.theme, []
        for i, found in enumerate(self._matches):
            ground, ink = ("accent", "on_accent") if i == self._match else ("selection", "text")
            look = found.charFormat()
            look.setBackground(theme.color(ground))
            look.setForeground(theme.color(ink))
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = found, look
            marks.append(mark)
        self.setExtraSelections(marks)

    # Drawing.

    def _draw(self) -> None:
        self.document().setDefaultStyleSheet(sheet_of(self._appearance.theme))
        self.setHtml(self._html)
        root = self.document().rootFrame().frameFormat()
        root.setMargin(0)
        root.setTopMargin(EDGE_PX)
        root.setBottomMargin(EDGE_PX)
        self.document().rootFrame().setFrameFormat(root)
        blocks = blocks_of(self.document())
        self._headings = [each for each in blocks if each.blockFormat().headingLevel() == 2]

    def _draw_again(self) -> None:
        place, match = self.verticalScrollBar().value(), self._match
        self._draw()
        if self.search(self._searched):
            self.go_to_match(match)
        self.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        side = max(MARGIN_PX, (self.width() - bar - COLUMN_PX) // 2)
        self.setViewportMargins(side, 0, side, 0)
        super().resizeEvent(event)


def anchor_of(heading: str) -> str:
    """The anchor of a heading in links: `Go back, and on` has `go-back-and-on`."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
