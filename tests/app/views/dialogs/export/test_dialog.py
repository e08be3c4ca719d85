"""Export dialog: driven by clicks and keys; files are written beside the event loop."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.export.kinds import KINDS, Kind
from app.export.options import OPTIONS, ExportOptions
from app.export.view import MakeView
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.dialogs.export.dialog import ExportDialog
from app.window.main_window import MainWindow
from app.window.view_table import EXPORTED
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.experiment import Experiment
from tests.micrograd.files.experiments import linear_run, with_another_rate


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExportDialog, "last", None)


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, appearance: Appearance) -> Iterator[ExportDialog]:
    yield from opened(qtbot, session, appearance)


def opened(
    qtbot: QtBot,
    session: Session,
    appearance: Appearance,
    kind: str = "",
    suggestion: Path | None = None,
) -> Iterator[ExportDialog]:
    dialog = ExportDialog(
        session, appearance, MainWindow.offscreen_view, EXPORTED, None, kind, None, suggestion
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    yield dialog
    dialog.job.cancel()


@pytest.fixture
def written_with(monkeypatch: pytest.MonkeyPatch) -> list[ExportOptions]:
    """Let tables take over a second to write; return the options of each."""
    noted: list[ExportOptions] = []

    def write(experiment: Experiment, options: ExportOptions, path: Path) -> Iterator[float]:
        noted.append(options)
        with open(path, "w", encoding="utf-8") as file:
            for i in range(1, 201):
                sleep(0.005)
                file.write("1\n")
                yield i / 200

    monkeypatch.setattr("micrograd.export.csv_files.write_csv_file", write)
    return noted


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_all_fields_begin_at_one_line_whatever_the_size_of_the_text(
    dialog: ExportDialog, appearance: Appearance, percent: int, kind: str
) -> None:
    appearance.resize_text(percent)
    click(dialog, f"export_kind_{kind}")
    QApplication.processEvents()
    labels = [each for each in dialog.findChildren(QLabel) if each.isVisible() and each.buddy()]
    left = [each for each in labels if each.mapTo(dialog, QPoint()).x() < 40]
    assert len(left) > 1
    assert len({each.mapTo(dialog, QPoint(each.width(), 0)).x() for each in left}) == 1


def writes_at_once(
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None = None,
    writer: str = "micrograd.export.csv_files:write_csv_file",
) -> None:
    def write(
        experiment: Experiment, options: ExportOptions, path: Path, *make_view: MakeView
    ) -> Iterator[float]:
        path.write_text("step,loss\n", encoding="utf-8")
        if error:
            raise error
        yield 1.0

    monkeypatch.setattr(writer.replace(":", "."), write)


def find(dialog: QWidget, name: str) -> QWidget:
    found = dialog.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(dialog: QWidget, name: str) -> None:
    QTest.mouseClick(find(dialog, name), Qt.MouseButton.LeftButton)


def retype(dialog: QWidget, name: str, text: str) -> None:
    field = find(dialog, name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def text_of(dialog: QWidget, name: str) -> str:
    """The text of a label or field; "" if it is hidden."""
    widget = find(dialog, name)
    return widget.text() if widget.isVisible() else ""  # type: ignore[attr-defined]


def shown_options(dialog: ExportDialog) -> set[str]:
    """The options whose fields are visible."""
    return {name for name, field in dialog.form.fields.items() if field.widget.isVisible()}


# Choices.


def test_each_kind_says_what_it_holds_and_shows_only_its_own_options(
    dialog: ExportDialog,
) -> None:
    for kind in KINDS:
        click(dialog, f"export_kind_{kind.name}")
        assert text_of(dialog, "export_about") == kind.text
        acting = {name for name in kind.options if OPTIONS[name].acts(kind.name, "steps")}
        assert shown_options(dialog) == acting
        visible = [b for b in dialog.target.format.buttons.values() if b.isVisible()]
        assert len(visible) == (len(kind.endings) if len(kind.endings) > 1 else 0)


def test_what_goes_by_in_a_film_decides_which_options_are_seen(dialog: ExportDialog) -> None:
    click(dialog, "export_kind_film")
    for along, seen, unseen in (
        ("zoom", {"route", "magnify", "seconds", "size"}, {"view", "pace", "first", "last"}),
        ("layers", {"view", "last", "seconds"}, {"route", "magnify", "pace", "first"}),
        ("steps", {"view", "pace", "first", "last"}, {"route", "magnify"}),
    ):
        click(dialog, f"export_along_{along}")
        assert seen <= shown_options(dialog)
        assert not unseen & shown_options(dialog)
        assert dialog.form.options().along == along


def test_a_magnification_that_is_none_is_told_where_it_was_typed(dialog: ExportDialog) -> None:
    click(dialog, "export_kind_film")
    click(dialog, "export_along_zoom")
    assert dialog.form.options().magnify is None
    retype(dialog, "export_magnify", "1e6")
    assert dialog.form.options().magnify == 1e6
    retype(dialog, "export_magnify", "much")
    click(dialog, "export_start")
    assert "give a number from 2" in text_of(dialog, "export_route_message")


def test_the_dialog_is_as_high_as_its_contents(qtbot: QtBot, dialog: ExportDialog) -> None:
    heights, layout, choices = [], dialog.layout(), dialog.choices
    contents = choices.widget()
    for name in ("script", "film"):
        click(dialog, f"export_kind_{name}")
        qtbot.waitUntil(lambda: choices.height() == contents.heightForWidth(choices.width()))
        assert dialog.height() == layout.totalSizeHint().height()
        assert contents.height() == choices.height()
        heights.append(dialog.height())
    assert heights[0] < heights[1]


def test_the_ending_follows_the_kind_and_the_format(dialog: ExportDialog) -> None:
    retype(dialog, "export_file", "/there/a.b.png")
    click(dialog, "export_kind_film")
    assert dialog.target.file.text() == "/there/a.b.gif"
    click(dialog, "export_format_webp")
    assert dialog.target.file.text() == "/there/a.b.webp"
    click(dialog, "export_kind_script")
    assert dialog.target.file.text() == "/there/a.b.py"
    click(dialog, "export_kind_film")
    assert dialog.target.file.text() == "/there/a.b.webp"


def test_an_ending_that_is_typed_chooses_the_kind(dialog: ExportDialog) -> None:
    retype(dialog, "export_file", "/there/film.webp\t")
    assert dialog.kind.choice() == "film"
    assert dialog.target.format.choice() == "webp"
    assert dialog.target.file.text() == "/there/film.webp"


def test_a_name_without_an_ending_gets_that_of_the_kind(dialog: ExportDialog) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", "/there/losses\t")
    assert dialog.target.file.text() == "/there/losses.csv"


def test_a_file_can_be_chosen_in_a_list(
    dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(
        parent: QWidget, title: str, path: str, kinds: str, *rest: object
    ) -> tuple[str, str]:
        assert "*.png *.svg" in kinds
        return "/there/chosen.svg", kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))
    click(dialog, "export_browse")
    assert dialog.target.file.text() == "/there/chosen.svg"
    assert dialog.target.format.choice() == "svg"


def test_the_dialog_says_that_an_existing_file_is_replaced(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    (tmp_path / "old.png").write_text("old")
    retype(dialog, "export_file", str(tmp_path / "old.png"))
    assert dialog.start.text() == "Replace"
    assert "there already" in text_of(dialog, "export_note")
    retype(dialog, "export_file", str(tmp_path / "new.png"))
    assert (dialog.start.text(), text_of(dialog, "export_note")) == ("Export", "")


def test_the_theme_is_that_of_the_window(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    appearance.choose("light")
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().theme == "light"
        dialog.close()


def test_the_theme_follows_the_window_unless_another_one_was_chosen(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().theme == "dark"
        dialog.close()
    appearance.choose("light")
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().theme == "light"
        click(dialog, "export_theme_dark")
        dialog.close()
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().theme == "dark"
        dialog.close()


def test_a_long_run_is_filmed_at_an_early_pace_unless_another_was_chosen(
    qtbot: QtBot, session: Session, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    for dialog in opened(qtbot, session, appearance, "film"):
        assert dialog.form.options().pace == "even"
        dialog.close()
    monkeypatch.setattr(type(session.cursor.run), "steps", 10_001)
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().pace == "early"
        click(dialog, "export_pace_even")
        dialog.close()
    for dialog in opened(qtbot, session, appearance):
        assert dialog.form.options().pace == "even"
        dialog.close()


def test_a_film_goes_along_the_layers_of_the_representation_alone(
    qtbot: QtBot, session: Session, appearance: Appearance, tmp_path: Path
) -> None:
    for dialog in opened(qtbot, session, appearance, "film", tmp_path / "run.json"):
        click(dialog, "export_along_layers")
        click(dialog, "export_start")
        assert "Only the representation" in dialog.form.messages["along"].text()
        dialog.form.fields["view"].choose("representation")
        retype(dialog, "export_seconds", "0.1")
        click(dialog, "export_start")
        qtbot.waitUntil(lambda dialog=dialog: not dialog.job.is_running)
        assert dialog.target.path.exists()


def test_a_file_stands_beside_that_of_the_experiment_and_has_its_name(
    qtbot: QtBot, session: Session, appearance: Appearance, tmp_path: Path
) -> None:
    moons, circles = tmp_path / "two.moons.json", tmp_path / "circles.json"
    for dialog in opened(qtbot, session, appearance, "film", moons):
        assert dialog.target.path == tmp_path / "two.moons.gif"
        retype(dialog, "export_file", "/there/mine.gif")
        dialog.close()
    for dialog in opened(qtbot, session, appearance, "", moons):
        assert dialog.target.path == Path("/there/mine.gif")
        dialog.close()
    for dialog in opened(qtbot, session, appearance, "", circles):
        assert dialog.target.path == tmp_path / "circles.gif"
        dialog.close()


def test_the_window_proposes_the_name_of_its_experiment(window: MainWindow, tmp_path: Path) -> None:
    window.document.path = tmp_path / "moons.json"
    window.actions_by_name["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.target.path == tmp_path / "moons.png"
    dialog.close()


def test_a_zoom_begins_with_a_length_of_its_own_and_keeps_the_one_that_was_chosen(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    lengths = []
    for _ in range(2):
        for dialog in opened(qtbot, session, appearance, "film"):
            dialog.form.begin_film("zoom")
            assert dialog.form.options().along == "zoom"
            assert "route" in shown_options(dialog)
            lengths.append(dialog.form.options().seconds)
            retype(dialog, "export_seconds", "7")
            dialog.close()
    assert lengths == [45, 7]


def test_recording_begins_with_a_film(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for dialog in opened(qtbot, session, appearance, "film"):
        assert dialog.kind.choice() == "film"
        assert dialog.target.file.text().endswith("experiment.gif")
        dialog.close()


def test_choices_are_remembered_for_the_next_time(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for dialog in opened(qtbot, session, appearance, "film"):
        click(dialog, "export_format_gif")
        retype(dialog, "export_fps", "12")
        retype(dialog, "export_file", "/there/mine.gif")
        click(dialog, "export_cancel")
        assert not dialog.isVisible()
    for dialog in opened(qtbot, session, appearance):
        assert dialog.kind.choice() == "film"
        assert dialog.target.file.text() == "/there/mine.gif"
        assert dialog.form.options().fps == 12
        dialog.close()


def test_a_choice_for_one_kind_acts_on_no_other(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for _ in range(200):
        session.training.step()
    for dialog in opened(qtbot, session, appearance, "film"):
        retype(dialog, "export_last", "100")
        retype(dialog, "export_scale", "2")
        click(dialog, "export_kind_script")
        assert dialog.form.options().last is None
        assert text_of(dialog, "export_last") == ""
        retype(dialog, "export_last", "50")
        click(dialog, "export_kind_picture")
        assert dialog.form.options().scale == 1
        click(dialog, "export_kind_film")
        assert text_of(dialog, "export_last") == "100"
        assert (dialog.form.options().last, dialog.form.options().scale) == (100, 2)
        dialog.close()
    for dialog in opened(qtbot, session, appearance, "table"):
        assert dialog.form.options().last is None
        click(dialog, "export_kind_script")
        assert dialog.form.options().last == 50
        dialog.close()


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_option_that_acts_is_seen(
    kind: str, qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    """What was chosen for all kinds before, an export differs from the usual one only in sight."""
    for dialog in opened(qtbot, session, appearance, "film"):
        for each in KINDS:
            click(dialog, f"export_kind_{each.name}")
            for name in ("first", "last", "every", "scale", "pixels"):
                if name in each.options:
                    retype(dialog, f"export_{name}", "3x3" if name == "pixels" else "3")
        dialog.close()
    for dialog in opened(qtbot, session, appearance, kind):
        usual, acting = ExportOptions().texts(), dialog.form.options().texts()
        acting_names = {name for name in usual if acting[name] != usual[name]}
        assert acting_names
        assert acting_names <= shown_options(dialog)
        dialog.close()


def test_steps_that_were_chosen_are_forgotten_with_another_experiment(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    for dialog in opened(qtbot, session, appearance, "film", Path("/there/one.json")):
        retype(dialog, "export_last", "100")
        retype(dialog, "export_fps", "12")
        dialog.close()
    for dialog in opened(qtbot, session, appearance, "film", Path("/there/two.json")):
        assert (dialog.form.options().last, dialog.form.options().fps) == (None, 12)
        dialog.close()


@pytest.mark.parametrize(
    ("page", "view", "content"), [("map", "map", "map"), ("graph", "window", "losses")]
)
def test_where_the_map_is_seen_a_picture_and_a_table_are_of_it(
    qtbot: QtBot, session: Session, appearance: Appearance, page: str, view: str, content: str
) -> None:
    parts = session, appearance, MainWindow.offscreen_view, EXPORTED, None, "picture"
    dialog = ExportDialog(*parts, {"page": page})
    qtbot.addWidget(dialog)
    assert dialog.form.options().view == view
    click(dialog, "export_kind_table")
    assert dialog.form.options().content == content


# Refusals, shown where the text was typed.


@pytest.mark.parametrize(
    ("kind", "option", "text", "message", "said"),
    [
        ("film", "fps", "99", "export_fps_message", "“99”: give a whole number from 1 to 60"),
        ("film", "fps", "60", "export_fps_message", "A GIF shows at most 50 frames per second"),
        ("film", "last", "500", "export_first_message", "500: there are only 0 steps"),
        ("picture", "scale", "big", "export_size_message", "“big”: give a number"),
        ("table", "every", "0", "export_every_message", "“0”: give a whole number from 1"),
    ],
)
def test_a_wrong_option_is_told_where_it_was_typed(
    dialog: ExportDialog, kind: str, option: str, text: str, message: str, said: str
) -> None:
    click(dialog, f"export_kind_{kind}")
    retype(dialog, f"export_{option}", text)
    click(dialog, "export_start")
    assert said in text_of(dialog, message)
    assert dialog.form.fields[option].widget.hasFocus()
    assert not dialog.job.is_running
    retype(dialog, f"export_{option}", "1")
    assert text_of(dialog, message) == ""


def test_a_message_begins_with_a_capital(dialog: ExportDialog) -> None:
    dialog._session.training.step()
    click(dialog, "export_kind_table")
    retype(dialog, "export_first", "1")
    retype(dialog, "export_last", "0")
    click(dialog, "export_start")
    said = "The last step, 0, comes before the first, 1"
    assert text_of(dialog, "export_first_message") == said


def test_a_bad_size_is_told_where_it_was_typed(dialog: ExportDialog) -> None:
    size = dialog.form.fields["size"].widget
    size.lineEdit().selectAll()
    QTest.keyClicks(size.lineEdit(), "12")
    click(dialog, "export_start")
    assert "such as 1440x900" in text_of(dialog, "export_size_message")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "Give the file a name"),
        ("~no such person/out.csv", "~no such person does not exist"),
        ("/no such/out.csv", "out.csv was not written: the folder /no such does not exist"),
        ("/there/out.exe", "end the name with .png"),
    ],
)
def test_a_bad_path_is_told_below_it(dialog: ExportDialog, file: str, said: str) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", file or "x\b")
    QTest.keyClick(find(dialog, "export_file"), Qt.Key.Key_Return)
    assert said in text_of(dialog, "export_file_message")
    assert dialog.target.file.text() == file
    assert dialog.isVisible()


def test_a_full_disk_is_told_and_nothing_is_lost(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes_at_once(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    click(dialog, "export_kind_table")
    retype(dialog, "export_every", "3")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: not dialog.job.is_running)
    assert text_of(dialog, "export_file_message") == "out.csv was not written: the disk is full"
    assert os.listdir(tmp_path) == []
    assert dialog.form.options().every == 3
    assert dialog.start.isEnabled()


def test_a_mistake_in_the_program_is_told_and_is_not_swallowed(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes_at_once(monkeypatch, ZeroDivisionError("oh"))
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    with capture_exceptions() as caught:
        click(dialog, "export_start")
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert "A mistake in this program: ZeroDivisionError" in text_of(dialog, "export_file_message")
    assert dialog.start.isEnabled()


# Writing.


def test_a_file_is_written_the_window_says_so_and_the_dialog_closes(
    qtbot: QtBot,
    session: Session,
    dialog: ExportDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writes_at_once(monkeypatch)
    said: list[str] = []
    session.announced.connect(said.append)
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    QTest.keyClick(find(dialog, "export_file"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert said == ["Saved out.csv, 10 bytes."]
    assert (tmp_path / "out.csv").read_text() == "step,loss\n"


def test_a_file_is_written_with_the_choices(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, written_with: list[ExportOptions]
) -> None:
    for _ in range(9):
        dialog._session.training.step()
    click(dialog, "export_kind_table")
    click(dialog, "export_content_parameters")
    retype(dialog, "export_first", "2")
    retype(dialog, "export_last", "8")
    retype(dialog, "export_every", "3")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: bool(written_with))
    assert written_with == [ExportOptions(content="parameters", first=2, last=8, every=3)]


def start(qtbot: QtBot, dialog: ExportDialog) -> None:
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: not dialog.job.is_running)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_before_a_file_that_is_not_reproduced_is_exported_that_is_said(
    kind: Kind,
    qtbot: QtBot,
    session: Session,
    appearance: Appearance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writes_at_once(monkeypatch, writer=kind.written_by)
    session.open(from_bytes(with_another_rate(linear_run(40), 0.0011)))
    out = tmp_path / f"a{kind.endings[0]}"
    said = "This computer computes other numbers than run 1 has in the file."
    for dialog in opened(qtbot, session, appearance, kind.name):
        dialog.target.file.setText(str(out))
        assert text_of(dialog, "export_doubt") == ""
        start(qtbot, dialog)
        assert text_of(dialog, "export_doubt") == said
        assert "Nothing is written yet" in text_of(dialog, "export_file_message")
        assert not out.exists()
        start(qtbot, dialog)
        assert out.exists()
    for dialog in opened(qtbot, session, appearance, kind.name):
        # It is known by now.
        assert text_of(dialog, "export_doubt") == said
        dialog.close()


def test_numbers_that_are_not_finite_are_told_in_the_dialog(
    qtbot: QtBot, session: Session, appearance: Appearance, tmp_path: Path
) -> None:
    session.open(from_bytes(with_another_rate(linear_run(40), 1e200)))
    for dialog in opened(qtbot, session, appearance, "table"):
        dialog.target.file.setText(str(tmp_path / "a.csv"))
        start(qtbot, dialog)
        start(qtbot, dialog)
        said = text_of(dialog, "export_file_message")
        assert said.startswith("a.csv was not written: this computer does not come to")
        assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_reproduced_is_exported_at_once(
    qtbot: QtBot, session: Session, appearance: Appearance, tmp_path: Path
) -> None:
    session.open(from_bytes(to_bytes(linear_run(40))))
    for dialog in opened(qtbot, session, appearance, "table"):
        dialog.target.file.setText(str(tmp_path / "a.csv"))
        start(qtbot, dialog)
        assert (tmp_path / "a.csv").exists()
    assert not session.cursor.run.history.is_outline


def test_progress_is_shown_and_nothing_can_be_changed_during_writing(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, written_with: list[ExportOptions]
) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: " s left" in text_of(dialog, "export_reading"))
    assert 0 < dialog.bar.value() < 1000
    assert not find(dialog, "export_file").isEnabled()
    assert not dialog.start.isEnabled()
    assert dialog.cancel.isEnabled()


@pytest.mark.parametrize("way", ["click", "escape"])
def test_cancel_answers_at_once_and_leaves_what_was_there(
    qtbot: QtBot,
    dialog: ExportDialog,
    tmp_path: Path,
    written_with: list[ExportOptions],
    way: str,
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(target))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    if way == "click":
        click(dialog, "export_cancel")
    else:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.job.is_running
    assert os.listdir(tmp_path) == ["out.csv"]
    assert target.read_text() == "old"
    assert "Cancelled" in text_of(dialog, "export_note")
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("way", ["another option", "an error"])
def test_the_word_that_writing_was_cancelled_stays_until_another_message(
    qtbot: QtBot,
    dialog: ExportDialog,
    tmp_path: Path,
    written_with: list[ExportOptions],
    way: str,
) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    click(dialog, "export_cancel")
    assert text_of(dialog, "export_note") == "Cancelled: nothing was written."
    if way == "an error":
        tmp_path.rename(tmp_path.with_name("elsewhere"))
        click(dialog, "export_start")
        tmp_path.with_name("elsewhere").rename(tmp_path)
        assert f"the folder {tmp_path} does not exist" in text_of(dialog, "export_file_message")
    else:
        click(dialog, "export_content_parameters")
    assert text_of(dialog, "export_note") == ""


def test_closing_the_dialog_cancels_writing(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, written_with: list[ExportOptions]
) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    click(dialog, "export_start")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    dialog.close()
    assert not dialog.isVisible()
    assert not dialog.job.is_running
    assert os.listdir(tmp_path) == []


def test_training_in_the_background_ends_before_writing(
    qtbot: QtBot,
    session: Session,
    dialog: ExportDialog,
    tmp_path: Path,
    written_with: list[ExportOptions],
) -> None:
    click(dialog, "export_kind_table")
    retype(dialog, "export_file", str(tmp_path / "out.csv"))
    settled: list[bool] = []
    session.settler = lambda: settled.append(dialog.job.is_running)
    click(dialog, "export_start")
    assert settled == [False]


# Accessibility.


def test_every_control_has_names_says_what_it_does_and_is_reached_with_tab(
    dialog: ExportDialog,
) -> None:
    for kind in KINDS:
        click(dialog, f"export_kind_{kind.name}")
        fields = [field.widget for field in dialog.form.fields.values()]
        fields += dialog.target.findChildren(QLineEdit)
        buttons = [*dialog.findChildren(QToolButton), dialog.start, dialog.cancel]
        named = [w for w in [*fields, *buttons] if w.isVisible() and w.layout() is None]
        assert len(named) > 5
        for widget in named:
            assert widget.objectName().startswith("export_"), widget
            assert widget.accessibleName(), widget.objectName()
            assert widget.toolTip(), widget.objectName()
            # Tab reaches one segment, and the arrows lead to the others.
            is_other_segment = isinstance(widget, QToolButton) and not widget.isChecked()
            by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert by_tab or is_other_segment, widget.objectName()
        names = [widget.objectName() for widget in named]
        assert len(set(names)) == len(names)


def test_the_kind_is_chosen_with_the_arrows(dialog: ExportDialog) -> None:
    find(dialog, "export_kind_picture").setFocus()
    for kind in KINDS[1:]:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert dialog.kind.choice() == kind.name


def test_tab_leads_through_the_whole_dialog(dialog: ExportDialog) -> None:
    click(dialog, "export_kind_film")
    find(dialog, "export_kind_film").setFocus()
    visited = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    order = ["export_fps", "export_last", "export_file", "export_cancel", "export_start"]
    places = [visited.index(name) for name in order]
    assert places == sorted(places)


def colors_of(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_ring_shows_the_focus_and_a_fill_the_choice(
    dialog: ExportDialog, appearance: Appearance, theme: str
) -> None:
    appearance.choose(theme)
    ring, fill = (appearance.theme.color(token).name() for token in ("text", "selection"))
    click(dialog, "export_kind_film")
    focused, chosen, other = (
        find(dialog, f"export_{name}") for name in ("kind_film", "pace_even", "pace_early")
    )
    focused.setFocus()
    assert {ring, fill} <= colors_of(focused)
    assert fill in colors_of(chosen)
    assert ring not in colors_of(chosen)
    assert not {ring, fill} & colors_of(other)


def test_fields_look_disabled_during_writing(dialog: ExportDialog, appearance: Appearance) -> None:
    click(dialog, "export_kind_film")
    names = ("export_file", "export_fps", "export_size", "export_pace_even")
    text, fill = (appearance.theme.color(token).name() for token in ("text", "selection"))
    assert all({text, fill} & colors_of(find(dialog, name)) for name in names)
    dialog.choices.setEnabled(False)
    assert not any({text, fill} & colors_of(find(dialog, name)) for name in names)


def test_a_kind_with_more_options_keeps_the_dialog_on_the_screen(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    dialog.kind.choose("script")
    room = dialog.screen().availableGeometry()
    qtbot.waitUntil(lambda: dialog.height() == dialog.minimumHeight())
    low = dialog.height()
    dialog.move(room.left(), room.bottom() - dialog.frameGeometry().height())
    dialog.kind.choose("film")
    qtbot.waitUntil(lambda: dialog.height() > low)
    assert room.contains(dialog.frameGeometry())
