"""Both themes: every text is read easily, nothing of a theme is left behind when it changes."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QEvent, QFileInfo, QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import resources
from app.kit.theme import COLORS, SERIES, Appearance, Theme, contrast, luminance, mixed, readable_on
from app.session.session import Session
from app.window.actions.action_table import ACTIONS
from app.window.main_window import MainWindow

THEMES = ["dark", "light"]
TEXTS = ["text", "quiet", "accent_text", "warning", *[t for t in COLORS if t.endswith("_text")]]
BACKGROUNDS = ["background", "surface", "field", "selection"]
READABLE = 4.5
# The contrast that WCAG asks of lines, frames and other things that are not text.
VISIBLE = 3.0

in_both_themes = pytest.mark.parametrize("name", THEMES)


@in_both_themes
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", sorted(set(TEXTS)))
def test_text_is_read_on_every_background(name: str, text: str, background: str) -> None:
    theme = Theme(name)
    assert contrast(theme.color(text), theme.color(background)) >= READABLE


@in_both_themes
def test_text_on_the_accent_is_read(name: str) -> None:
    theme = Theme(name)
    assert contrast(theme.color("on_accent"), theme.color("accent")) >= READABLE


@in_both_themes
@pytest.mark.parametrize("kind", ["data", "grad"])
def test_bars_and_edges_are_seen_on_the_surface(name: str, kind: str) -> None:
    theme = Theme(name)
    for number in (-1.0, 1.0):
        assert contrast(theme.signed(kind, number), theme.color("surface")) >= VISIBLE


@in_both_themes
def test_curves_are_seen_on_the_surface_and_told_apart(name: str) -> None:
    theme = Theme(name)
    colors = [theme.series(i) for i in range(len(SERIES[name]))]
    assert all(contrast(color, theme.color("surface")) >= VISIBLE for color in colors)
    assert len({color.name() for color in colors}) == len(colors) == 10


@in_both_themes
def test_no_run_has_the_colour_of_now(name: str) -> None:
    theme = Theme(name)
    runs = [theme.of_run(number).name() for number in range(1, 10)]
    assert len(set(runs)) == 9
    assert not {theme["accent"].lower(), theme["accent_text"].lower()} & set(runs)
    assert theme.of_run(10) == theme.of_run(1)


@in_both_themes
@pytest.mark.parametrize("kind", ["data", "grad"])
def test_a_number_in_a_node_is_read_on_every_fill(name: str, kind: str) -> None:
    theme = Theme(name)
    for percent in range(-100, 101):
        fill = theme.diverging(kind, percent / 100)
        assert contrast(readable_on(fill), fill) >= READABLE


def test_any_fill_has_a_text_that_is_read_on_it() -> None:
    for red, green, blue in product(range(0, 256, 51), repeat=3):
        fill = QColor(red, green, blue)
        assert contrast(readable_on(fill), fill) >= READABLE


@in_both_themes
def test_the_sign_of_a_number_is_its_colour(name: str) -> None:
    theme = Theme(name)
    colors = {theme.signed(kind, sign).name() for kind in ("data", "grad") for sign in (-1, 1)}
    assert len(colors) == 4
    assert theme.signed("data", -0.0) == theme.signed("data", 1.0)


@in_both_themes
def test_a_share_goes_from_the_neutral_colour_to_the_full_one(name: str) -> None:
    theme = Theme(name)
    assert theme.diverging("data", 0.0).name() == theme.color("field").name()
    assert theme.diverging("data", -1.0).name() == theme.color("data_negative").name()
    assert theme.diverging("data", 5.0).name() == theme.color("data_positive").name()


def test_contrast_is_that_of_the_standard() -> None:
    black, white = QColor("#000000"), QColor("#FFFFFF")
    assert luminance(black) == 0
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(QColor("#777777"), white) == pytest.approx(4.48, abs=0.01)


def test_a_mixture_lies_between_its_ends() -> None:
    first, second = QColor("#000000"), QColor("#FF8040")
    assert mixed(first, second, 0).name() == first.name()
    assert mixed(first, second, 1).name() == second.name()
    assert mixed(first, second, 0.5).red() in (127, 128)


def test_both_columns_of_the_table_are_whole_colours() -> None:
    assert all(re.fullmatch(r"#[0-9A-F]{6}", name) for pair in COLORS.values() for name in pair)


# The style sheet.


@in_both_themes
def test_no_token_is_left_over_in_the_style_sheet(appearance: Appearance, name: str) -> None:
    appearance.choose(name)
    sheet = re.sub(r"/\*.*?\*/", "", QApplication.instance().styleSheet(), flags=re.DOTALL)
    assert "QWidget" in sheet
    assert not re.findall(r"\{\s*\w+\s*\}", sheet)


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    sheet = resources.path("styles/app.qss").read_text(encoding="utf-8")
    assert "{text}" in sheet
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])|rgba?\(", sheet)


def test_pictures_of_the_style_sheet_are_there_and_seen_in_both_themes(
    appearance: Appearance,
) -> None:
    files = re.findall(r"url\((.*?)\)", QApplication.instance().styleSheet())
    assert len(files) >= 3
    for file in files:
        text = Path(QFileInfo(file).absoluteFilePath()).read_text(encoding="utf-8")
        color = re.search(r' color="(#\w+)"', text)
        assert color is not None
        for theme, background in product(map(Theme, THEMES), BACKGROUNDS):
            if background != "selection":
                assert contrast(QColor(color[1]), theme.color(background)) >= VISIBLE


def test_nothing_is_left_in_the_folder_for_temporary_files_and_nothing_is_put_there(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    window = MainWindow(session, Appearance("dark"))
    qtbot.addWidget(window)
    window.show()
    window.appearance.choose("light")
    assert QDir.tempPath() == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


# Qt's own dialogs.


@pytest.fixture
def file_dialog(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> QFileDialog:
    (tmp_path / "experiment.json").touch()
    dialog = QFileDialog(None, "Open", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    return dialog


@in_both_themes
def test_the_list_that_pops_up_below_a_file_name_has_the_colours_of_the_theme(
    qtbot: QtBot, appearance: Appearance, file_dialog: QFileDialog, name: str
) -> None:
    appearance.choose(name)
    field = file_dialog.findChild(QLineEdit, "fileNameEdit")
    popup = field.completer().popup()
    popup.ensurePolished()
    popup.resize(200, 60)
    image = popup.grab().toImage()
    assert image.pixelColor(100, 50) == appearance.theme.color("surface")


@in_both_themes
def test_captions_in_the_lists_of_a_file_dialog_are_read(appearance: Appearance, name: str) -> None:
    appearance.choose(name)
    caption = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert contrast(caption, appearance.theme.color("surface")) >= READABLE


@in_both_themes
@pytest.mark.parametrize(
    "button", ["backButton", "toParentButton", "newFolderButton", "listModeButton"]
)
def test_the_buttons_of_a_file_dialog_are_seen(
    appearance: Appearance, file_dialog: QFileDialog, name: str, button: str
) -> None:
    appearance.choose(name)
    file_dialog.ensurePolished()
    # It takes its icons from the style when it is made.
    dialog = QFileDialog(file_dialog, "Open")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    icon = dialog.findChild(QToolButton, button).icon()
    image = icon.pixmap(QSize(16, 16), 1.0).toImage()
    pixels = product(range(image.width()), range(image.height()))
    colors = [image.pixelColor(x, y) for x, y in pixels]
    solid = [QColor(color.name()) for color in colors if color.alpha() == 255]
    assert solid
    assert min(contrast(color, appearance.theme.color("field")) for color in solid) >= VISIBLE


# Switching.


def test_choosing_a_theme_changes_the_palette_and_tells(
    qtbot: QtBot, appearance: Appearance
) -> None:
    with qtbot.waitSignal(appearance.changed):
        appearance.choose("light")
    window_color = QApplication.palette().color(QPalette.ColorRole.Window)
    assert appearance.theme.name == "light"
    assert window_color.name().upper() == Theme("light")["background"]


def test_switching_there_and_back_leaves_all_as_it_was(appearance: Appearance) -> None:
    before = QApplication.instance().styleSheet(), QApplication.palette()
    appearance.choose("light")
    appearance.choose("dark")
    assert (QApplication.instance().styleSheet(), QApplication.palette()) == before


class Styled(QWidget):
    """Counts how often it is styled."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def nest(depth: int) -> tuple[QWidget, Styled]:
    """A widget and the one that stands so many widgets deep in it."""
    outermost = around = QWidget()
    for _ in range(depth - 1):
        around = QWidget(around)
    return outermost, Styled(around)


def test_a_widget_is_styled_as_often_however_many_are_around_it(
    qtbot: QtBot, appearance: Appearance
) -> None:
    times = []
    for depth in (1, 10):
        outermost, innermost = nest(depth)
        qtbot.addWidget(outermost)
        outermost.show()
        appearance.choose("light")
        innermost.times = 0
        appearance.choose("dark")
        times.append(innermost.times)
    assert times[0] == times[1] > 0
    appearance.choose("dark")
    assert innermost.times == times[1]


def test_the_style_sheets_of_the_themes_share_no_colour(appearance: Appearance) -> None:
    sheets = []
    for name in THEMES:
        appearance.choose(name)
        sheets.append(set(re.findall(r"#[0-9A-F]{6}", QApplication.instance().styleSheet())))
    shared = {dark for dark, light in COLORS.values() if dark == light}
    assert sheets[0]
    assert sheets[0] & sheets[1] <= shared


def test_the_system_theme_is_one_of_the_two(appearance: Appearance) -> None:
    appearance.choose("system")
    assert appearance.choice == "system"
    assert appearance.theme.name in THEMES


# Icons.


@pytest.mark.parametrize("name", sorted({spec.icon for spec in ACTIONS if spec.icon}))
def test_every_icon_of_the_table_is_drawn_in_the_colour_of_the_text(
    appearance: Appearance, name: str
) -> None:
    assert appearance.theme["text"].lower() in colors_of(appearance, name)
    appearance.choose("light")
    assert appearance.theme["text"].lower() in colors_of(appearance, name)


def colors_of(appearance: Appearance, icon: str) -> set[str]:
    image = appearance.icon(icon).pixmap(QSize(16, 16), 1.0).toImage()
    pixels = product(range(image.width()), range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in pixels if image.pixelColor(x, y).alpha()}
