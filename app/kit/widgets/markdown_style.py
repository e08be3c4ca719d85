"""How a Markdown document looks: sizes, spaces, code and tables in the colours of a theme.

Qt's reader of Markdown takes no style sheet, so the formats are set block by block.
"""

from collections.abc import Iterator

from PySide6.QtGui import (
    QBrush,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from app.kit.theme import Theme

TEXT_PX, CODE_PX, HEAD_PX = 13, 12, 11
# level of a heading: its size, the space above it and the space below it, in pixels.
HEADINGS = {1: (22, 0, 10), 2: (16, 28, 8), 3: (13, 16, 4)}
LINE_HEIGHT, LINE_HEIGHT_IN_TABLES = 145, 120
EDGE_PX = 24
# Shares of the columns of a table in its width, in percent, by the number of columns.
COLUMNS = {2: (31, 69), 3: (44, 38, 18)}
SEMIBOLD = 600
CODE = QTextFormat.Property.BlockCodeFence
KEEP = QTextCursor.MoveMode.KeepAnchor


def style(document: QTextDocument, theme: Theme) -> None:
    """Set the formats of everything in a document that was read from Markdown."""
    root = document.rootFrame().frameFormat()
    root.setMargin(0)
    root.setTopMargin(EDGE_PX)
    root.setBottomMargin(EDGE_PX)
    document.rootFrame().setFrameFormat(root)
    for block in blocks_of(document):
        _style_words(block, theme)
        _space(block)
    _frame_code(document, theme)
    for child in document.rootFrame().childFrames():
        if isinstance(child, QTextTable):
            _style_table(child, theme)


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    """All blocks, from the first to the last."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(CODE)


def _space(block: QTextBlock) -> None:
    level, form = block.blockFormat().headingLevel(), QTextBlockFormat()
    above, below = HEADINGS[level][1:] if level else (0, 6 if block.textList() else 10)
    is_in_table = QTextCursor(block).currentTable() is not None
    if _is_code(block) or is_in_table:
        above, below = 0, 0
    form.setTopMargin(above)
    form.setBottomMargin(below)
    form.setNonBreakableLines(False)
    if not _is_code(block):
        height = LINE_HEIGHT_IN_TABLES if is_in_table else LINE_HEIGHT
        form.setLineHeight(height, form.LineHeightTypes.ProportionalHeight.value)
    QTextCursor(block).mergeBlockFormat(form)


def _style_words(block: QTextBlock, theme: Theme) -> None:
    fragments, iterator = [], block.begin()
    while not iterator.atEnd():
        fragments.append(iterator.fragment())
        iterator += 1
    ends = [(each.position(), each.position() + each.length()) for each in fragments]
    forms = [_words(block, each.charFormat(), theme) for each in fragments]
    for (start, end), form in zip(ends, forms, strict=True):
        _select(QTextCursor(block), start, end).mergeCharFormat(form)


def _words(block: QTextBlock, was: QTextCharFormat, theme: Theme) -> QTextCharFormat:
    level = block.blockFormat().headingLevel()
    if level:
        return _characters(theme, "text", HEADINGS[level][0], is_bold=True)
    if was.isAnchor():
        return _characters(theme, "accent_text", TEXT_PX)
    if not was.fontFixedPitch():
        return _characters(theme, "text", TEXT_PX)
    form = _characters(theme, "text", CODE_PX)
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    form.setFontFamilies([fixed.family()])
    if not _is_code(block):
        form.setBackground(theme.color("field"))
    return form


def _characters(theme: Theme, token: str, size: int, is_bold: bool = False) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(theme.color(token))
    form.setProperty(QTextFormat.Property.FontPixelSize, size)
    if is_bold:
        form.setFontWeight(SEMIBOLD)
    return form


def _select(cursor: QTextCursor, start: int, end: int) -> QTextCursor:
    cursor.setPosition(start)
    cursor.setPosition(end, KEEP)
    return cursor


def _frame_code(document: QTextDocument, theme: Theme) -> None:
    """Put the lines of each piece of code on a ground of its own."""
    form = QTextFrameFormat()
    form.setBackground(theme.color("field"))
    form.setPadding(10)
    form.setBottomMargin(12)
    pieces: list[list[int]] = []
    was_code = False
    for block in blocks_of(document):
        if _is_code(block):
            if not was_code:
                pieces.append([block.position(), 0])
            pieces[-1][1] = block.position() + block.length() - 1
        was_code = _is_code(block)
    # From the last to the first: a frame moves what comes after it.
    for start, end in reversed(pieces):
        _select(QTextCursor(document), start, end).insertFrame(form)
    thin = QTextBlockFormat()
    thin.setLineHeight(2, thin.LineHeightTypes.FixedHeight.value)
    thin.setBottomMargin(0)
    for block in blocks_of(document):
        # The empty lines that come with a frame.
        if not block.text() and not _is_code(block) and not QTextCursor(block).currentTable():
            QTextCursor(block).mergeBlockFormat(thin)


def _style_table(table: QTextTable, theme: Theme) -> None:
    percent = QTextLength.Type.PercentageLength
    form = table.format()
    form.setBorder(0)
    form.setBorderCollapse(True)
    form.setCellPadding(5)
    form.setCellSpacing(0)
    form.setBottomMargin(14)
    form.setWidth(QTextLength(percent, 100))
    form.setColumnWidthConstraints([QTextLength(percent, x) for x in COLUMNS[table.columns()]])
    table.setFormat(form)
    start = table.cellAt(0, 0).firstCursorPosition()
    if not start.block().text():
        # A frame of code just before the table leaves an empty line in its first cell.
        start.deleteChar()
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1)
            look.setBottomBorderBrush(QBrush(theme.color("border")))
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            cell.setFormat(look)
            if row == 0:
                ends = (cell.firstPosition(), cell.lastPosition())
                cursor = _select(QTextCursor(table.document()), *ends)
                cursor.mergeCharFormat(_characters(theme, "quiet", HEAD_PX, is_bold=True))
