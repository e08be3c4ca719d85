"""Film dialog: the script of a window becomes a film while the window stays as it is."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.export.options import ExportOptions
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.dialogs.export.film_dialog import FilmDialog

Filmed = list[tuple[ExportOptions, Path]]


@pytest.fixture
def filmed() -> Filmed:
    """The options and the files of the films that were begun."""
    return []


@pytest.fixture
def dialog(
    qtbot: QtBot,
    session: Session,
    appearance: Appearance,
    filmed: Filmed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FilmDialog]:
    def film(options: ExportOptions, path: Path) -> Iterator[float]:
        filmed.append((options, path))
        for i in range(100):
            sleep(0.005)
            yield i / 100
        path.write_text("a film")
        yield 1.0

    monkeypatch.setattr(FilmDialog, "last", None)
    dialog = FilmDialog(session, appearance, film, None, tmp_path / "a-script")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    yield dialog
    dialog.job.cancel()


def click(dialog: FilmDialog, name: str) -> None:
    button = dialog.findChild(QWidget, name)
    assert isinstance(button, QWidget)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def is_seen(dialog: FilmDialog, name: str) -> bool:
    field = dialog.findChild(QWidget, f"export_{name}")
    return isinstance(field, QWidget) and field.isVisible()


def test_it_asks_what_a_film_of_a_script_can_have_and_nothing_else(dialog: FilmDialog) -> None:
    chosen = {name for name in dialog.form.fields if dialog.form.fields[name].widget.isVisible()}
    assert chosen == {"size", "scale", "theme", "text_scale", "fps", "captions"}
    assert not is_seen(dialog, "kind")
    assert dialog.target.path.name == "a-script.mp4"


def test_a_film_is_made_as_it_is_chosen(qtbot: QtBot, dialog: FilmDialog, filmed: Filmed) -> None:
    click(dialog, "export_theme_light")
    click(dialog, "export_captions_picture")
    click(dialog, "export_format_webp")
    dialog.form.fields["fps"].choose("30")
    with qtbot.waitSignal(dialog.accepted):
        click(dialog, "export_start")
    ((options, path),) = filmed
    assert (options.theme, options.captions, options.fps) == ("light", "picture", 30)
    assert path.name == "a-script.webp"
    assert path.read_text() == "a film"


def test_a_film_can_be_cancelled(qtbot: QtBot, dialog: FilmDialog, filmed: Filmed) -> None:
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: dialog.bar.value() > 50)
    click(dialog, "export_cancel")
    assert not dialog.job.is_running
    assert dialog.isVisible()
    assert not filmed[0][1].exists()


def test_captions_that_would_be_replaced_are_told_as_the_film_is(
    dialog: FilmDialog, tmp_path: Path
) -> None:
    (tmp_path / "a-script.srt").write_text("before")
    click(dialog, "export_theme_light")
    assert dialog.start.text() == "Replace"
    click(dialog, "export_captions_picture")
    assert dialog.start.text() == "Export"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("film.png", "A script is filmed: end the name with .gif, .webp or .mp4"),
        ("nowhere/film.mp4", "film.mp4 was not written: the folder"),
    ],
)
def test_a_file_that_cannot_be_a_film_is_refused(
    dialog: FilmDialog, filmed: Filmed, tmp_path: Path, name: str, message: str
) -> None:
    dialog.target.file.setText(str(tmp_path / name))
    click(dialog, "export_start")
    assert dialog.target.message.text().startswith(message)
    assert filmed == []
    assert isinstance(dialog.findChild(QToolButton, "export_format_mp4"), QToolButton)
