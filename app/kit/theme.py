"""The colours of both themes in one table, and what is made of it: palette, style, icons."""

from dataclasses import dataclass
from functools import cache, lru_cache

import pyqtgraph as pg
from PySide6.QtCore import QByteArray, QDir, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

import resources
from app.kit import text_size
from app.kit.application import interface_font
from app.kit.text_size import px, sized

# token: (dark, light). A token for text reaches a contrast of 4.5:1 on every background.
COLORS = {
    "background": ("#14171C", "#F6F7F9"),
    "surface": ("#1B1F26", "#FFFFFF"),
    "field": ("#262C36", "#EEF1F5"),
    "border": ("#2B313B", "#DFE3EA"),
    "selection": ("#3A3425", "#F4EADB"),
    "text": ("#E8EBF0", "#1B2430"),
    "quiet": ("#97A1B0", "#566170"),
    "disabled": ("#5C6675", "#A3ACB8"),
    "accent": ("#F2C14E", "#B7791F"),
    "accent_text": ("#F2C14E", "#8A5A12"),
    "on_accent": ("#14171C", "#14171C"),
    "data_negative": ("#F08A3C", "#D9661A"),
    "data_positive": ("#4C9BE8", "#1F6FC4"),
    "data_negative_text": ("#F08A3C", "#A84A0A"),
    "data_positive_text": ("#5FA8EE", "#1B65B5"),
    "grad_negative": ("#B07CE8", "#7B3FC4"),
    "grad_positive": ("#3DBE85", "#1A8754"),
    "grad_negative_text": ("#B988EC", "#7B3FC4"),
    "grad_positive_text": ("#3DBE85", "#15754A"),
    "frozen": ("#7FD1E0", "#0F7C8C"),
    "warning": ("#FF7A7A", "#C02626"),
}

# The width and height of an icon at 100 %.
ICON_PX = 16

# Curves of several parameters or runs, told apart by colour and by the name beside each.
SERIES = {
    "dark": [
        *("#F2C14E", "#7FD1E0", "#E59AC8", "#A8C878", "#C9B8F5"),
        *("#D9A686", "#FF8A70", "#8FA8C8", "#E3E39A", "#4FC9A4"),
    ],
    "light": [
        *("#8A5A12", "#0F7C8C", "#B0418A", "#5B7A1E", "#6A55C2"),
        *("#8A5238", "#C03A2B", "#4A637F", "#6B6B0A", "#0B7F5A"),
    ],
}

# Classes, told apart by colour and by their names: the first two are those of numbers below and
# above a boundary. Neighbours in the list differ in lightness, too, for eyes that see few colours.
CLASSES = {
    "dark": [
        *("#F08A3C", "#4C9BE8", "#3DBE85", "#C79BF2", "#E8D44D"),
        *("#D9608F", "#7FD1E0", "#A87B5A"),
    ],
    "light": [
        *("#D9661A", "#1F6FC4", "#2FA36B", "#7B3FC4", "#B59A00"),
        *("#B0246E", "#0F7C8C", "#6B4A2F"),
    ],
}


@cache
def _color(name: str) -> QColor:
    """The one QColor of a name, never to be changed: views ask for thousands in a second."""
    return QColor(name)


@dataclass(frozen=True)
class Theme:
    """One column of the table: `color("accent")` is a QColor, `["accent"]` its name."""

    name: str

    def __getitem__(self, token: str) -> str:
        return COLORS[token][0 if self.name == "dark" else 1]

    def color(self, token: str) -> QColor:
        return _color(self[token])

    def signed(self, kind: str, number: float, text: bool = False) -> QColor:
        """The colour of a number by its sign; kind: "data" or "grad". As text, 0 is quiet."""
        if text and number == 0:
            return self.color("quiet")
        sign = "negative" if number < 0 else "positive"
        return self.color(f"{kind}_{sign}{'_text' if text else ''}")

    def diverging(self, kind: str, share: float) -> QColor:
        """A colour between neutral, at a share of 0, and full, at -1 or 1."""
        return mixed(self.color("field"), self.signed(kind, share), min(1.0, abs(share)))

    def series(self, index: int) -> QColor:
        """The colour of the curve number `index`, counted from 0."""
        return QColor(SERIES[self.name][index % len(SERIES[self.name])])

    def of_class(self, index: int) -> QColor:
        """The colour of a class, counted from 0."""
        return _color(CLASSES[self.name][index % len(CLASSES[self.name])])

    def of_run(self, number: int) -> QColor:
        """The colour of a run, by its number from 1 on; never the accent, which means now."""
        others = SERIES[self.name][1:]
        return QColor(others[(number - 1) % len(others)])


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """`first` at a share of 0, `second` at 1."""
    pairs = zip(_rgb(first), _rgb(second), strict=True)
    return QColor.fromRgbF(*[a + (b - a) * share for a, b in pairs])


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    red, green, blue = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(color)
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(fill: QColor) -> QColor:
    """Black or white, whichever is read better on the fill."""
    return _readable_on(fill.rgb())


@lru_cache(maxsize=4096)
def _readable_on(rgb: int) -> QColor:
    fill = QColor(rgb)
    candidates = [QColor("#000000"), QColor("#FFFFFF")]
    return max(candidates, key=lambda color: contrast(color, fill))


class Appearance(QObject):
    """The theme that is on: "dark", "light", or "system", which follows the desktop's.

    is_everywhere: the whole program has it; else only what `dress` is called with.
    """

    changed = Signal()

    def __init__(
        self, choice: str = "system", parent: QObject | None = None, is_everywhere: bool = True
    ) -> None:
        super().__init__(parent)
        self.choice = choice
        # The style sheet finds its arrows there; their grey is seen in both themes.
        QDir.setSearchPaths("icons", [str(resources.path("icons/up.svg").parent)])
        pg.setConfigOptions(antialias=True)
        if is_everywhere:
            if text_size.percent() != text_size.NORMAL:
                self.resize_text(text_size.NORMAL)
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
            self._apply()

    @property
    def theme(self) -> Theme:
        if self.choice != "system":
            return Theme(self.choice)
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return Theme("dark" if is_dark else "light")

    def choose(self, choice: str) -> None:
        """Turn to "dark", "light" or "system"."""
        self.choice = choice
        self._apply()
        self.changed.emit()

    def resize_text(self, percent: int) -> None:
        """Show all text in a size in percent, within the bounds of `text_size`."""
        text_size.set_percent(percent)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        for widget in QApplication.allWidgets():
            # A widget that was never shown would keep the font that it was made with.
            widget.ensurePolished()
        # Widgets with a style sheet take a font more slowly.
        application.setStyleSheet("")
        application.setFont(interface_font())
        self._apply()
        text_size.hold_all_again()
        self.changed.emit()

    def icon(self, name: str, token: str = "text") -> QIcon:
        """An icon of `resources/icons` in a colour of the theme."""
        icon = QIcon()
        for scale in (1, 2):
            icon.addPixmap(_tinted(name, self.theme[token], px(ICON_PX), scale))
        disabled = _tinted(name, self.theme["disabled"], px(ICON_PX), 1)
        icon.addPixmap(disabled, QIcon.Mode.Disabled)
        return icon

    def dress(self, window: QWidget) -> None:
        """Give one window and everything in it this theme, whatever the others have."""
        window.setPalette(_palette(self.theme))
        window.setStyleSheet(self._style_sheet())
        self.dress_inside(window)

    def dress_inside(self, dressed: QWidget) -> None:
        """Give a part of a dressed window what its style sheet can't."""
        palette = _palette(self.theme)
        for widget in dressed.findChildren(QWidget):
            # A style sheet keeps the palette of the window from what fills its own background.
            if widget.autoFillBackground():
                widget.setPalette(palette)

    def _follow_system(self) -> None:
        if self.choice == "system":
            self.choose("system")

    def _apply(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(_palette(self.theme))
        sheet = self._style_sheet()
        if application.styleSheet() != sheet:
            # Qt styles each widget once for a first sheet, but for a later one again for
            # every widget around it.
            application.setStyleSheet("")
            application.setStyleSheet(sheet)
        pg.setConfigOptions(background=self.theme["surface"], foreground=self.theme["quiet"])

    def _style_sheet(self) -> str:
        sheet = sized(resources.path("styles/app.qss").read_text(encoding="utf-8"))
        for token in COLORS:
            sheet = sheet.replace(f"{{{token}}}", self.theme[token])
        return sheet


def _svg(name: str, color: str) -> bytes:
    svg = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return svg.replace("#808080", color).replace("currentColor", color).encode()


@lru_cache(maxsize=256)
def _tinted(name: str, color: str, pixels: int, scale: int) -> QPixmap:
    size = QSize(pixels, pixels) * scale
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_svg(name, color))).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, token in [
        ((role.Window,), "background"),
        ((role.Base, role.AlternateBase), "surface"),
        ((role.Button, role.ToolTipBase), "field"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "text"),
        ((role.PlaceholderText,), "quiet"),
        ((role.Highlight, role.Link), "accent"),
        ((role.HighlightedText,), "on_accent"),
    ]:
        for each in roles:
            palette.setColor(each, theme.color(token))
    for each in (role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, theme.color("disabled"))
    # The captions inside of Qt's own lists, such as "Recent Places", are items nobody can choose.
    palette.setColor(QPalette.ColorGroup.Disabled, role.Text, theme.color("quiet"))
    return palette
