"""The entry in the menu of a desktop: what is written, and that all of it is removed again."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from app.documents.endings import EXPERIMENT_ENDING, SCRIPT_ENDING
from app.kit.application import TITLE
from app.terminal import desktop_entry
from app.terminal.main import main

ENTRY = Path("applications/micrograd-playground.desktop")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a person's data, with the menu entry of another program."""
    home = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=other\n")
    return home


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program, as it is called in a terminal."""
    program = tmp_path / "my programs" / "micrograd-playground"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    return program


def entry_of(home: Path) -> configparser.SectionProxy:
    """The values of the entry."""
    reader = configparser.RawConfigParser()
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read(home / ENTRY, encoding="utf-8")
    return reader["Desktop Entry"]


def all_in(folder: Path) -> set[Path]:
    """Everything below a folder, but the index of its entries, which names all programs."""
    return {path for path in folder.rglob("*") if path.name != "mimeinfo.cache"}


def test_the_entry_starts_this_very_program(home: Path, program: Path, capsys: Capture) -> None:
    assert main(["--install-desktop-entry"]) == 0
    assert f"wrote {home / ENTRY}\n" in capsys.readouterr().out
    entry = entry_of(home)
    assert (entry["Exec"], entry["TryExec"]) == (f'"{program}" %f', str(program))


def test_all_that_was_written_is_removed_and_nothing_else(
    home: Path, program: Path, capsys: Capture
) -> None:
    before = all_in(home)
    for _ in range(2):
        assert main(["--install-desktop-entry"]) == 0
    assert len(all_in(home) - before) > len(desktop_entry.ICON_SIZES)
    assert main(["--remove-desktop-entry"]) == 0
    assert f"removed {home / ENTRY}\n" in capsys.readouterr().out
    assert all_in(home) == before
    assert main(["--remove-desktop-entry"]) == 0
    assert capsys.readouterr().out == "there was nothing to remove\n"


def test_nothing_is_left_of_a_folder_that_was_not_there(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "new"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    assert main(["--install-desktop-entry"]) == main(["--remove-desktop-entry"]) == 0
    assert list(home.iterdir()) == []


def test_the_types_of_files_are_those_that_the_program_opens(home: Path) -> None:
    desktop_entry.install(home, "micrograd-playground")
    root = ElementTree.parse(home / "mime/packages/micrograd-playground.xml").getroot()
    types = {each.attrib["type"] for each in root}
    assert set(filter(None, entry_of(home)["MimeType"].split(";"))) == types
    endings = {each.attrib["pattern"] for each in root.iter(f"{MIME}glob")}
    assert endings == {f"*{EXPERIMENT_ENDING}", f"*{SCRIPT_ENDING}"}


def test_the_window_is_found_to_be_that_of_the_entry(home: Path) -> None:
    desktop_entry.install(home, "micrograd-playground")
    assert entry_of(home)["StartupWMClass"] == TITLE
    for side in desktop_entry.ICON_SIZES:
        icon = QImage(str(home / f"icons/hicolor/{side}x{side}/apps/micrograd-playground.png"))
        assert (icon.width(), icon.height()) == (side, side)
        # The corners are round, the middle is the ground of the picture.
        assert (icon.pixelColor(0, 0).alpha(), icon.pixelColor(side // 2, 1).alpha()) == (0, 255)


@pytest.mark.parametrize(
    ("command", "quoted"),
    [
        ("/usr/bin/c-1.0", "/usr/bin/c-1.0"),
        ("/a b/c", r'"/a b/c"'),
        ("/100 %/c", r'"/100 %%/c"'),
        ("/$a`b`/c", r'"/\\$a\\`b\\`/c"'),
        ('/"a"/c', r'"/\\"a\\"/c"'),
        ("/a\\b/c", r'"/a\\\\b/c"'),
    ],
)
def test_a_path_with_signs_of_the_shell_is_one_word(home: Path, command: str, quoted: str) -> None:
    desktop_entry.install(home, command)
    assert entry_of(home)["Exec"] == f"{quoted} %f"


def test_a_checkout_that_has_no_program_is_told_of(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "argv", ["python -m app"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    with pytest.raises(SystemExit):
        main(["--install-desktop-entry"])
    assert capsys.readouterr().err.endswith("is not there: the program is not installed\n")


@pytest.mark.parametrize(
    ("others", "told"),
    [(["--steps", "5"], ": goes alone"), (["--install-desktop-entry"], ": not allowed with ")],
)
def test_the_menu_is_changed_by_an_option_that_goes_alone(
    home: Path, capsys: Capture, others: list[str], told: str
) -> None:
    with pytest.raises(SystemExit):
        main(["--remove-desktop-entry", *others])
    assert told in capsys.readouterr().err


def test_another_system_is_told_that_it_has_no_such_entries(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SystemExit):
        main(["--remove-desktop-entry"])
    assert capsys.readouterr().err.endswith(
        "argument --remove-desktop-entry: this system has no such entries\n"
    )


def test_a_program_that_is_missing_for_the_double_click_is_named(
    home: Path, program: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert main(["--install-desktop-entry"]) == 0
    told = capsys.readouterr().err
    for package in ("desktop-file-utils", "shared-mime-info"):
        assert f"of the package {package}: " in told


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
def test_the_entry_is_valid(home: Path) -> None:
    desktop_entry.install(home, "/a b/100 %")
    done = subprocess.run(
        ["desktop-file-validate", home / ENTRY], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
