"""The program in the menu of a desktop, and its files opened by a double click.

What it takes lies where the specifications of freedesktop.org look: below the folder for the data
of one person, such as `~/.local/share`, or for that of the whole system.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import resources
from app.program import COMMAND
from micrograd.system.saving import write_file

# Sides of the icon's pictures in pixels.
ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
# The folder of files that the index of the types has for each type is left empty, too.
OF_INDEX = "mime/application/any"
# A path of these alone needs no quotation marks: xdg-open of Debian 12 takes them for part of it.
PLAIN = re.compile(r"[\w/.,:@+-]*", re.ASCII)
# They mean something inside of quotation marks.
SPECIAL = re.compile(r'(["`$\\])')


class Indexed(NamedTuple):
    """A folder of which a program keeps an index.

    package: Debian's, which has the program. left: what it leaves in a folder without entries.
    """

    folder: str
    program: str
    package: str
    left: tuple[str, ...]


INDEXED = (
    Indexed("applications", "update-desktop-database", "desktop-file-utils", ("mimeinfo.cache",)),
    Indexed(
        "mime",
        "update-mime-database",
        "shared-mime-info",
        (
            *("XMLnamespaces", "aliases", "generic-icons", "globs", "globs2", "icons", "magic"),
            *("mime.cache", "subclasses", "treemagic", "types", "version"),
        ),
    ),
)


def own_command() -> Path:
    """The file that starts this program. Raises FileNotFoundError where it is not installed."""
    started = Path(sys.argv[0])
    if started.stem == COMMAND:
        return Path(shutil.which(started) or started).absolute()
    beside = Path(sys.executable).with_name(COMMAND)
    if not beside.is_file():
        raise FileNotFoundError(f"{beside} is not there: the program is not installed")
    return beside


def install(home: Path, command: str) -> list[Path]:
    """Write the entry, its icons and the types of files below a folder; return their paths.

    command: what starts the program. Raises OSError.
    """
    files = {home / path: content for path, content in _files(command).items()}
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content)
    return list(files)


def remove(home: Path) -> list[Path]:
    """Remove what `install` has written below a folder; return the paths. Raises OSError."""
    removed = [path for path in map(home.joinpath, _files(COMMAND)) if path.is_file()]
    for path in removed:
        path.unlink()
    return removed


def index(home: Path) -> list[Indexed]:
    """Bring the indexes up to date; return those whose program is missing or fails."""
    # Desktops look for icons again once the folder is newer.
    icons = home / "icons" / "hicolor"
    if icons.is_dir():
        os.utime(icons)
    return [each for each in INDEXED if (home / each.folder).is_dir() and not _index(home, each)]


def _index(home: Path, indexed: Indexed) -> bool:
    try:
        done = subprocess.run(
            [indexed.program, home / indexed.folder], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def tidy(home: Path, removed: list[Path]) -> None:
    """Remove indexes of nothing, and folders that are empty without what was removed."""
    for each in INDEXED:
        files = {path for path in (home / each.folder).rglob("*") if path.is_file()}
        indexes = {home / each.folder / name for name in each.left}
        if files <= indexes:
            for path in files:
                path.unlink()
    for path in (home / OF_INDEX, *removed):
        for folder in path.relative_to(home).parents[:-1]:
            with suppress(OSError):
                os.rmdir(home / folder)


def _files(command: str) -> dict[str, bytes]:
    """The contents of each file, by its path below the folder of the data."""
    icons = f"icons/hicolor/{{}}/apps/{COMMAND}.{{}}"
    picture = resources.path("icons/app.svg").read_bytes()
    entry = _template("desktop").format(command=_in_string(command), quoted=_quoted(command))
    return {
        f"applications/{COMMAND}.desktop": entry.encode(),
        f"mime/packages/{COMMAND}.xml": _template("xml").encode(),
        icons.format("scalable", "svg"): picture,
        **{icons.format(f"{side}x{side}", "png"): _png(picture, side) for side in ICON_SIZES},
    }


def _template(ending: str) -> str:
    return resources.path(f"desktop/{COMMAND}.{ending}").read_text(encoding="utf-8")


def _quoted(command: str) -> str:
    """A file as the first word of `Exec`: in quotation marks where it needs them, in a string."""
    if PLAIN.fullmatch(command):
        return command
    return _in_string('"' + SPECIAL.sub(r"\\\1", command).replace("%", "%%") + '"')


def _in_string(text: str) -> str:
    return text.replace("\\", "\\\\")


def _png(svg: bytes, side: int) -> bytes:
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
