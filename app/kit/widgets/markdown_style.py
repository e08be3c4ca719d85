"""The look of a Markdown document: sizes, spaces, code and tables in the colours of a theme.

Qt's reader of Markdown takes no style sheet, its reader of HTML does.
"""

import re
from collections.abc import Iterator

from PySide6.QtGui import QFontDatabase, QTextBlock, QTextDocument

from app.kit.text_size import sized
from app.kit.theme import Theme

# Shares of the columns of a table in its width, in percent, by the number of columns.
COLUMNS = {2: (31, 69), 3: (44, 38, 18), 4: (25, 25, 25, 25)}
BOLD = " font-weight:700;"
# These of Qt's own styles are kept: bold words outside of headings, italics, empty lines.
KEPT = re.compile(rf"(?<!large;){BOLD}| font-style:italic;|-qt-paragraph-type:empty;")
CODE = '<table width="100%" cellpadding="10"><tr><td class="code">'
SHEET = """
h1 {{ font-size: 22px; margin-top: 0; margin-bottom: 10px }}
h2 {{ font-size: 16px; margin-top: 28px; margin-bottom: 8px }}
h3 {{ font-size: 13px; margin-top: 16px; margin-bottom: 4px }}
h1, h2, h3 {{ color: {theme[text]}; font-weight: 600; line-height: 145% }}
p, li, td {{ color: {theme[text]}; font-size: 13px; line-height: 145% }}
p {{ margin-top: 0; margin-bottom: 10px }}
ul, ol {{ margin-top: 0; margin-bottom: 0 }}
li {{ margin-top: 0; margin-bottom: 6px }}
a {{ color: {theme[accent_text]}; text-decoration: none }}
pre {{ margin: 0; white-space: pre-wrap; line-height: 100% }}
pre, code {{ font-family: {fixed}; font-size: 12px }}
code {{ background-color: {theme[field]} }}
table {{ border-collapse: collapse; margin-bottom: 14px }}
th, td {{ border-bottom: 1px solid {theme[border]}; line-height: 120% }}
th {{ color: {theme[quiet]}; font-size: 11px; font-weight: 600; text-align: left }}
td.code {{ background-color: {theme[field]}; border: none }}
"""


def html_of(markdown: str) -> str:
    """A Markdown document as HTML that leaves its looks to a style sheet."""
    document = QTextDocument()
    document.setMarkdown(markdown)
    html = document.toHtml()
    # Code alone has a font of its own.
    html = re.sub(r'<span style="[^"]*font-family[^"]*">(.*?)</span>', r"<code>\1</code>", html)
    html = re.sub(r' style="([^"]*)"', _kept, html[html.index("<body") :])
    html = html.replace("<td>\n<p>", "<td>").replace("</p></td>", "</td>")
    html = re.sub(r"<table.*?>(.*?</tr>)", _with_head, html, flags=re.DOTALL)
    return re.sub(r"(?:\n<pre.*)+", rf"\n{CODE}\g<0></td></tr></table>", html)


def _kept(style: re.Match[str]) -> str:
    kept = "".join(KEPT.findall(style[1]))
    return f' style="{kept}"' if kept else ""


def _with_head(start: re.Match[str]) -> str:
    """The start of a table with its first row as a head, which sets the widths of the columns."""
    shares = iter(COLUMNS[start[1].count("<td>")])
    head = re.sub("<td>", lambda _: f'<th width="{next(shares)}%">', start[1])
    head = head.replace(BOLD, "")
    return f'<table width="100%" cellspacing="0" cellpadding="5">{head.replace("</td>", "</th>")}'


def sheet_of(theme: Theme) -> str:
    """The style sheet in the colours of a theme."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return sized(SHEET.format(theme=theme, fixed=fixed))


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    """All blocks, from the first to the last."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
